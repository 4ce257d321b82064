"""A Screen as Telegram shows it: HTML in parts that fit, and an inline keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from bot.handlers.screen import BOLD_OFF, BOLD_ON, MOST_UNITS, Choice, Screen, units

Button = dict[str, str]
Keyboard = dict[str, list[list[Button]]]

LONGEST_CAPTION = 1000
"""UTF-16 units of what stands below a picture: a little under 1,024."""

LONGEST_LABEL = 64
LONGEST_ANSWER = 200
_BOLD_MARKS = re.compile(f"([{BOLD_ON}{BOLD_OFF}])")
_STYLES = ("primary", "success", "danger")


def parts(screen: Screen) -> list[str]:
    """The text as HTML, in as many messages as it takes, broken at line ends where there are any."""
    pieces: list[str] = []
    inside = False
    for piece in _pieces(screen.text.encode("utf-8", "replace").decode()):
        html, inside = _html(piece, inside)
        pieces.append(html)
    return pieces


def caption(screen: Screen) -> str:
    """The text as HTML below a picture; empty where it is too long for that."""
    return parts(screen)[0] if units(screen.text) <= LONGEST_CAPTION else ""


def keyboard(screen: Screen, *, searching: bool = True) -> Keyboard | None:
    """The choices as an InlineKeyboardMarkup of the Bot API's; None when there are none.

    Args:
        screen: what is shown.
        searching: whether the bot may be searched with as one types; if not, such choices are left out.
    """
    rows = [[_button(choice) for choice in row if searching or not choice.search] for row in screen.rows]
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def shortened(text: str, longest: int) -> str:
    """The text, cut before its last words if need be, with an ellipsis in their place."""
    if units(text) <= longest:
        return text
    cut = _fitting(text, longest - 1)
    at_word, space, _ = cut.rpartition(" ")
    return f"{(at_word if space and len(at_word) > len(cut) // 2 else cut).rstrip()}…"


def _button(choice: Choice) -> Button:
    label = shortened(choice.label, LONGEST_LABEL)
    if choice.search:
        return {"text": label, "switch_inline_query_current_chat": choice.action}
    style = {"style": choice.style} if choice.style in _STYLES else {}
    return {"text": label, "callback_data": choice.action, **style}


def _pieces(text: str) -> Iterator[str]:
    while units(text) > MOST_UNITS:
        head = _fitting(text, MOST_UNITS)
        at = max(head.rfind("\n"), 0) or max(head.rfind(" "), 0) or len(head)
        yield text[:at]
        text = text[at:].lstrip("\n ")
    yield text


def _fitting(text: str, most: int) -> str:
    """The longest beginning of that many UTF-16 units."""
    used = 0
    for index, character in enumerate(text):
        used += 0 if character in (BOLD_ON, BOLD_OFF) else 1 + (ord(character) > 0xFFFF)
        if used > most:
            return text[:index]
    return text


def _html(piece: str, inside: bool) -> tuple[str, bool]:
    """Escaped, with balanced bold; and whether bold goes on in the next piece."""
    out = ["<b>"] if inside else []
    for run in _BOLD_MARKS.split(escape(piece, quote=False)):
        if run not in (BOLD_ON, BOLD_OFF):
            out.append(run)
        elif inside != (run == BOLD_ON):
            inside = run == BOLD_ON
            out.append("<b>" if inside else "</b>")
    return "".join(out) + ("</b>" if inside else ""), inside
