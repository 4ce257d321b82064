"""Classification marks in typed text: what may not be kept on a system that is connected to the Internet.

Luật Bảo vệ bí mật nhà nước 117/2025/QH15 (in force from 1 March 2026) knows three degrees: tuyệt mật, tối mật,
mật; what bears one is drafted and sent on an independent network only. A log of work therefore never needs the word
as a mark. The same syllable lives in many harmless words (bí mật, mật độ, mật khẩu, sỏi mật: DOMAIN.md, 9.2), and
without accents it is also mất and mặt. So the rule depends on how it was typed:

- `mật` with its accents, or with the keys that type them, is a mark unless it forms one of the harmless words;
- `tối` or `mật` may lack an accent where the other has its own; `tuyet mat` has no other meaning;
- `mat` without accents is a mark only right behind the name of a document and where the phrase ends, for
  `bao cao mat 2h` is nearly always "took two hours";
- `toi mat` without accents ("I lost", "it took me") likewise, or where it ends a phrase: "I lost" lacks its object.

In doubt a text with accents is refused (retyping costs a moment), a text without is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import permutations

SECRET, TOP_SECRET, ABSOLUTE_SECRET = "Mật", "Tối mật", "Tuyệt mật"


# --- the words of a mark, as people type them


def _keys(*words: tuple[str, str]) -> list[str]:
    """Words as Telex and VNI type them: a beginning, then its other letters and marks in any order."""
    return [begun + "".join(order) for begun, rest in words for order in permutations(rest)]


def _any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(set(words), key=lambda word: (-len(word), word))) + ")"


_GAP = r"[\W_]*"
_WORD_END = r"(?![^\W_])"
_WORD_BEGINS = r"(?<![^\W_])"
_MAT = _any_of(["mật", *_keys(("ma", "taj"), ("ma", "t65"), ("mâ", "tj"), ("mâ", "t5"), ("mạ", "ta"), ("ma", "tj"))])
_BARE_MAT = _any_of(["mat", "mât", "mạt", *_keys(("ma", "ta"), ("ma", "t6"), ("ma", "t5"))])
_TOI = _any_of(["tối", *_keys(("to", "ios"), ("to", "i61"), ("tô", "is"), ("tô", "i1"), ("tó", "io"), ("tó", "i6"))])
_BARE_TOI = _any_of(["toi", "tôi", "tói", *_keys(("to", "io"), ("to", "is"), ("to", "i6"), ("to", "i1"))])
_TUYET = _any_of([*(f"tuy{e}t" for e in "eêẹệếé"), *_keys(("tuye", "tej"), ("tuye", "t65"), ("tuyê", "tj"))])
_ABSOLUTE = rf"{_TUYET}{_GAP}(?:{_MAT}|{_BARE_MAT})"
_TOP = rf"(?:{_TOI}|{_BARE_TOI}){_GAP}{_MAT}|{_TOI}{_GAP}{_BARE_MAT}"
_BARE_TOP = rf"(?:{_TOI}|{_BARE_TOI})\s+(?:{_MAT}|{_BARE_MAT})"


# --- the words around it

_HARMLESS_BEFORE = """
bí, bảo, thân, cẩn, ấm, cơ, nghiêm, chu, trăng, trù,
rỉ, mía, lấy, thu, quay, vắt, hút, nấu, chai, lít, giọt, ngọt, ngào, rót, nuôi, dự trữ,
đường, túi, gan, sỏi, ống, dịch, tắc, ứ, rò, dò, mổ, muối, acid, axit, sắc tố, tiết, chảy, dẫn lưu, phẫu thuật,
siêu âm, nội soi, bệnh lý, viêm, ung thư, vàng da,
anh, chị, ông, bà, cô, chú, bác, em, đồng chí, đ/c, đc
"""
_HARMLESS_AFTER = """
độ, khẩu, ong, thiết, mã, ngữ, thám, gấu, mía, ngọt, rỉ, tụy, tuỵ, ruột
"""
_HARMLESS_AFTER_IF_NO_DOCUMENT_BEFORE = """
vụ, đàm, hiệu, danh, ước, tông, báo, lệnh, thư, chỉ, hoa, nghị, tập, chú, đường, lợn, heo, bò, cá
"""
_GO_ON_AS = """
báo cáo, báo chí, danh sách, danh mục, nghị quyết, nghị định, tập huấn, tập thể, tập trung, tập hợp, tập hồ sơ, thư ký,
thư mời, thư viện, chỉ thị, chỉ đạo, chỉ tiêu, hiệu quả, hiệu lực, vụ việc, đường bộ, đường lối, đường dây, đường sắt,
cá nhân
"""
_HARMLESS_AFTER_EVENING = "độ, khẩu, ong, thiết, mã, điện, ngủ, nước, mũi"
_DOCUMENTS = """
văn bản, công văn, tài liệu, hồ sơ, báo cáo, tờ trình, quyết định, kế hoạch, nghị quyết, chỉ thị, kết luận, đề án,
biên bản, bản đồ, thông tin, thông báo, số liệu, dữ liệu, nội dung, phong bì, mức độ, xác định độ, đóng dấu,
dấu chỉ, chế độ, giấy mời, phương án, chương trình, công điện, bản tin,
cv, vb, bc, ttr, kh, qđ, tb, hs, tl, nq, ct, kl, bb, gm, pa, ctr
"""
_OF_A_DOCUMENT = r"(?:\s+(?:đến|đi|den|di))?(?:\s+(?:s[oố]\s+)?\d[\w/.-]*)?"
_TIMES = "h|g|gio|giờ|tieng|tiếng|p|ph|phut|phút|buoi|buổi|tuan|tuần|thang|tháng|nam|năm|ngay|ngày"
_LINKS = r"cua|của|gui|gửi|den|đến|di|đi|theo|cho|va|và|hoac|hoặc|trong|la|là"
_ENDS = r"$|[;!?)\]]|[.,](?!\d)"
_DURATION = rf"\d+[\d.,]*\s*(?:{_TIMES}){_WORD_END}"
_NUMBER = rf"(?!{_DURATION})\d+(?:[/-](?=[^\W\d])[\w/-]*)?\s*(?:{_ENDS}|(?:{_LINKS}|ve|về){_WORD_END})"
_NUMBERED = r"(?:so|số)\s+\d"
_PHRASE_END = rf"(?=\s*(?:$|[^\w\s-]|{_NUMBERED}|{_NUMBER}|(?:{_LINKS}){_WORD_END}))"
_CLEAR_END = rf"(?=\s*(?:{_ENDS}|{_NUMBERED}))"


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.replace("đ", "d")) if not unicodedata.combining(c))


def _either(listed: str) -> str:
    """Returns a pattern of the listed words, each with its accents or without any."""
    words = {word.strip() for word in listed.split(",")}
    return _any_of([*words, *map(_bare, words)])


# --- the marks

_DOCUMENT = rf"{_WORD_BEGINS}{_either(_DOCUMENTS)}{_OF_A_DOCUMENT}"
_BEFORE = re.compile(rf"{_WORD_BEGINS}{_either(_HARMLESS_BEFORE)}[\s_-]*$")
_DOCUMENT_BEFORE = re.compile(rf"{_DOCUMENT}\s*$")
_AFTER = re.compile(rf"[\s_-]*{_either(_HARMLESS_AFTER)}{_WORD_END}")
_AFTER_ALONE = re.compile(
    rf"[\s_-]*(?!{_either(_GO_ON_AS)}{_WORD_END}){_either(_HARMLESS_AFTER_IF_NO_DOCUMENT_BEFORE)}{_WORD_END}"
)
_AFTER_EVENING = re.compile(rf"[\s_-]*{_either(_HARMLESS_AFTER_EVENING)}{_WORD_END}")
_LOOKED_BACK = 32

_MARKS = (
    (ABSOLUTE_SECRET, re.compile(rf"{_WORD_BEGINS}{_ABSOLUTE}{_WORD_END}")),
    (TOP_SECRET, re.compile(rf"{_WORD_BEGINS}(?:{_TOP}){_WORD_END}")),
    (TOP_SECRET, re.compile(rf"{_DOCUMENT}\s+{_BARE_TOP}{_PHRASE_END}|[(\[]\s*{_BARE_TOP}\s*[)\]]")),
    (TOP_SECRET, re.compile(rf"{_WORD_BEGINS}{_BARE_TOP}{_CLEAR_END}")),
    (SECRET, re.compile(rf"{_WORD_BEGINS}{_MAT}{_WORD_END}")),
    (SECRET, re.compile(rf"{_DOCUMENT}\s+{_BARE_MAT}{_PHRASE_END}|[(\[]\s*{_BARE_MAT}\s*[)\]]")),
)
_INVISIBLE = frozenset({"Cf", "Cc", "Cs"})
_SPELLED_OUT = re.compile(r"(?<!\w)\w(?:[\s.\-_*·]+\w(?!\w))+")
_STAMP = re.compile(rf"{_WORD_BEGINS}TOI\s+MAT{_WORD_END}")


def classification_mark(text: str) -> str | None:
    """Returns the highest mark that the text bears ("Mật", "Tối mật" or "Tuyệt mật"), None if it bears none.

    Invisible characters, decomposed accents, capitals, and dots, hyphens or blanks between letters hide nothing.
    """
    plain = _plain(text)
    return next((mark for mark, pattern in _MARKS if any(_is_mark(found) for found in pattern.finditer(plain))), None)


def _plain(text: str) -> str:
    visible = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)
    lower = " ".join(unicodedata.normalize("NFC", _read_stamps(visible)).casefold().split())
    return _SPELLED_OUT.sub(lambda letters: re.sub(r"[\W_]+", "", letters[0]), lower)


def _read_stamps(visible: str) -> str:
    """`TOI MAT` in capitals among small letters is what the stamp says; nobody shouts "I lost"."""
    if "TOI" not in visible or not any(word.islower() and word.isalpha() and word[1:] for word in visible.split()):
        return visible
    return _STAMP.sub("tối mật", visible)


def _is_mark(found: re.Match[str]) -> bool:
    """Whether the words around make it no harmless compound: `bí mật`, `mật độ`, `buổi tối mật độ xe đông`."""
    if not found[0].startswith("m"):
        return not _AFTER_EVENING.match(found.string, found.end())
    if _AFTER.match(found.string, found.end()):
        return False
    before = found.string[max(0, found.start() - _LOOKED_BACK) : found.start()]
    compound = _AFTER_ALONE.match(found.string, found.end())
    return not (_BEFORE.search(before) or (compound and not _DOCUMENT_BEFORE.search(before)))
