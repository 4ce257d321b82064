"""Commands as people type them: with a slash, or as the whole message, with or without accents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.folding import fold

_PLAIN = {
    "khai": "khai",
    "hom nay": "homnay",
    "homnay": "homnay",
    "tuan": "tuan",
    "tuan nay": "tuan",
    "thang": "thang",
    "thang nay": "thang",
    "danh muc": "danhmuc",
    "danhmuc": "danhmuc",
    "lich su": "lichsu",
    "lichsu": "lichsu",
    "duyet": "duyet",
    "don vi": "donvi",
    "donvi": "donvi",
    "cho duyet": "duyet",
    "huy": "huy",
    "thoi": "huy",
    "nhac nho": "nhacnho",
    "nhacnho": "nhacnho",
    "gio nhac": "nhacnho",
    "tam dung": "nhacnho",
    "tam dung nhac": "nhacnho",
    "dung nhac": "nhacnho",
    "tro giup": "trogiup",
    "trogiup": "trogiup",
    "giup": "trogiup",
    "help": "trogiup",
    "huong dan": "trogiup",
}
"""What is a command only when it is the whole message: `duyệt văn bản 2h` is work."""

LABELS = frozenset(
    {
        "gui duyet", "rut lai", "sua", "sua va gui lai", "co y kien", "tra lai", "duyet so gio khac",
        "danh gia chat luong", "hoan tac", "duyet tat ca", "xem tung muc", "xem muc vua duyet", "mo hang cho",
        "hom nay khong khai", "nhac lai tu hom nay",
    }
)  # fmt: skip
"""Labels that mean something while no screen shows them."""

_SHORTHANDS = {"gui": "gui duyet", "nhac lai": "nhac lai tu hom nay"}
"""What people type for a label."""

HOUR = r"(?:luc )?(\d{1,2}) ?(?:(?:h|g|gio|:) ?([0-5]\d)?)?(?: (sang|trua|chieu|toi))?"
PAUSE = r"(?:tam )?(?:dung|ngung)(?: nhac(?: nho)?)? (\d{1,4}) ?(ngay|tuan)"
_REMINDING = re.compile(rf"(?:nhac nho|nhacnho|gio nhac) (?:{HOUR}|{PAUSE})|{PAUSE}")
_REMINDING_WORDS = re.compile(r"(?:nhac nho|nhacnho|gio nhac) ")

_USUAL = {"help": "trogiup"}
"""Commands that bots have everywhere."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what follows it."""

    name: str
    argument: str = ""


def slash_command(text: str) -> Command | None:
    """The command of a message that starts with a slash."""
    if not text.startswith("/"):
        return None
    name, _, argument = text[1:].partition(" ")
    typed = fold(name.partition("@")[0]).replace(" ", "")
    return Command(_USUAL.get(typed, typed), argument.strip())


def plain_command(text: str) -> Command | None:
    """The command that the whole message is, typed without a slash."""
    folded = fold(text)
    if _REMINDING.fullmatch(folded):
        return Command("nhacnho", _REMINDING_WORDS.sub("", folded, count=1))
    name = typed_label(text) if typed_label(text) in LABELS else _PLAIN.get(folded)
    return Command(name) if name else None


def typed_label(text: str) -> str:
    """A label as it was typed, folded; what people type for one, as that label."""
    folded = fold(text)
    return _SHORTHANDS.get(folded, folded)
