"""Commands as people type them: with a slash, or as the whole message, with or without accents."""

from __future__ import annotations

from dataclasses import dataclass

from bot.language.folding import fold

NOT_SHOWN = "not shown"
"""Stands for a label that was typed while no screen shows it."""

SKIP_TODAY = "skip today"
"""Stands for the label of a reminder, which can be typed at any time."""

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
    "hom nay khong khai": SKIP_TODAY,
    "tro giup": "trogiup",
    "trogiup": "trogiup",
    "giup": "trogiup",
    "help": "trogiup",
    "huong dan": "trogiup",
    "gui": NOT_SHOWN,
    "gui duyet": NOT_SHOWN,
    "rut lai": NOT_SHOWN,
    "sua": NOT_SHOWN,
    "tra lai": NOT_SHOWN,
    "hoan tac": NOT_SHOWN,
}
"""What is a command only when it is the whole message: `duyệt văn bản 2h` is work."""


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
    return Command(fold(name.partition("@")[0]).replace(" ", ""), argument.strip())


def plain_command(text: str) -> Command | None:
    """The command that the whole message is, typed without a slash."""
    name = _PLAIN.get(fold(text))
    return Command(name) if name else None
