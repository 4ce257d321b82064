"""Classification marks in typed text: what may not be kept on a system that is connected to the Internet.

Luật Bảo vệ bí mật nhà nước 117/2025/QH15 (in force from 1 March 2026) knows three degrees: tuyệt mật, tối mật,
mật; what bears one is drafted and sent on an independent network only. A log of work therefore never needs the word
as a mark. The same syllable lives in many harmless words (bí mật, mật độ, mật khẩu: DOMAIN.md, 9.2), and without
accents it is also mất and mặt. So the rule depends on how it was typed:

- `mật` with its accents is a mark unless it forms one of the harmless words;
- `mat` without accents is a mark only right behind the name of a document and where the phrase ends, for
  `bao cao mat 2h` is nearly always "took two hours";
- `toi mat` without accents ("I lost", "it took me") likewise; `tuyet mat` has no other meaning.

In doubt a text with accents is refused (retyping costs a moment), a text without is kept.
"""

from __future__ import annotations

import re
import unicodedata

SECRET, TOP_SECRET, ABSOLUTE_SECRET = "Mật", "Tối mật", "Tuyệt mật"

_GAP = r"[\W_]*"
_WORD_END = r"(?![^\W_])"
_MAT = r"(?:mật|ma?atj|maajt|mâtj|ma65t|mat65|ma6t5)"
_ABSOLUTE = rf"(?:tuyệt|tuyeetj|tuyet65|tuye65t|tuyet){_GAP}(?:{_MAT}|mat)"
_TOP = rf"(?:tối|tooi|toois|toi61|to61i|toi){_GAP}{_MAT}|(?:tối|toois|toi61|to61i){_GAP}mat"

_HARMLESS_BEFORE = """
bí, bảo, thân, đường, cẩn, ấm, rỉ, mía, túi, gan, sỏi, ống, dịch, tắc, trăng, cơ, nghiêm, chu, lấy, thu, chai, lít,
giọt, ngọt, ngào, rót, nuôi, anh, chị, ông, bà, cô, chú
"""
_HARMLESS_AFTER = """
độ, khẩu, ong, thiết, mã, ngữ, vụ, thám, đàm, hiệu, danh, ước, tông, báo, lệnh, thư, chỉ, gấu, mía, hoa, ngọt, nghị,
tập, chú
"""
_DOCUMENTS = """
văn bản, công văn, tài liệu, hồ sơ, báo cáo, tờ trình, quyết định, kế hoạch, nghị quyết, chỉ thị, kết luận, đề án,
biên bản, bản đồ, thông tin, số liệu, dữ liệu, nội dung, phong bì, độ, mức độ, đóng dấu, dấu chỉ, văn bản đến,
văn bản đi, chế độ
"""
_PHRASE_END = r"(?=\s*(?:$|[^\w\s-]|(?:(?:so|số)\s+\d+|cua|gui|den|di|theo|cho|va|hoac|trong|la)(?![^\W_])))"


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.replace("đ", "d")) if not unicodedata.combining(c))


def _either(listed: str) -> str:
    """Returns a pattern of the listed words, each with its accents or without any."""
    words = {word.strip() for word in listed.split(",")}
    return "|".join(sorted({*words, *map(_bare, words)}))


_DOCUMENT = rf"(?<![^\W_])(?:{_either(_DOCUMENTS)})"
_BEFORE = re.compile(rf"(?<![^\W_])(?:{_either(_HARMLESS_BEFORE)})[\s_-]*$")
_AFTER = re.compile(rf"[\s_-]*(?:{_either(_HARMLESS_AFTER)}){_WORD_END}")
_MARKS = (
    (ABSOLUTE_SECRET, re.compile(rf"(?<![^\W_])(?:{_ABSOLUTE}){_WORD_END}")),
    (TOP_SECRET, re.compile(rf"(?<![^\W_])(?:{_TOP}){_WORD_END}")),
    (TOP_SECRET, re.compile(rf"{_DOCUMENT}\s+toi\s+mat{_PHRASE_END}|[(\[]\s*toi\s+mat\s*[)\]]")),
    (SECRET, re.compile(rf"(?<![^\W_]){_MAT}{_WORD_END}")),
    (SECRET, re.compile(rf"{_DOCUMENT}\s+mat{_PHRASE_END}|[(\[]\s*mat\s*[)\]]")),
)
_INVISIBLE = frozenset({"Cf", "Cc", "Cs"})
_SPELLED_OUT = re.compile(r"(?<!\w)\w(?:[\s.\-_*·]+\w(?!\w))+")


def classification_mark(text: str) -> str | None:
    """Returns the highest mark that the text bears ("Mật", "Tối mật" or "Tuyệt mật"), None if it bears none.

    Invisible characters, decomposed accents, capitals, and dots, hyphens or blanks between letters hide nothing.
    """
    plain = _plain(text)
    return next((mark for mark, pattern in _MARKS if any(_is_mark(found) for found in pattern.finditer(plain))), None)


def _plain(text: str) -> str:
    visible = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)
    lower = " ".join(unicodedata.normalize("NFC", visible).casefold().split())
    return _SPELLED_OUT.sub(lambda letters: re.sub(r"[\W_]+", "", letters[0]), lower)


def _is_mark(found: re.Match[str]) -> bool:
    """Whether the words around make it no harmless compound: `bí mật`, `mật độ`, `buổi tối mật độ xe đông`."""
    alone = found[0].startswith("m")
    if _AFTER.match(found.string, found.end()):
        return False
    return not (alone and _BEFORE.search(found.string, max(0, found.start() - 12), found.start()))
