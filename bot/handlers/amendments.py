"""`sửa 2h thành 3h`, `không phải, 3h`: what a message says was wrong, and what is right instead."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SKIPPED = r"(?:[ ,:]|l[ạa]i\b|th[àa]nh\b|l[àa]\b|t[ừưu]\b|sang\b)*+"
_PART = (
    r"(?:(?P<gio>(?:s[ốôo] )?gi[ờơo](?: l[àa]m)?)|(?P<ngay>ng[àa]y(?: l[àa]m)?)"
    r"|(?P<sp>(?:sp|s[ảa]n ph[ẩâa]m|s[ốôo] hi[ệêe]u)(?= th[àa]nh\b)))\b"
)
_SAID = re.compile(
    r"(?:[àa],? )?(?:s[ửưu]a|[đd][ổôo]i|(?P<denied>kh[ôo]ng ph[ảa]i)|nh[ầâa]m(?: r[ồôo]i)?)\b"
    rf"{_SKIPPED}(?:{_PART}{_SKIPPED})?+(?P<rest>.+)",
    re.IGNORECASE,
)
_COURTESY = re.compile(r"(?:\s+(?:ạ|a|nh[éae]|nha|m[ớơo]i [đd][úu]ng))*[\s.!]*$", re.IGNORECASE)
_INSTEAD = r"[\s,]+(?:th[àa]nh|sang|m[àa])(?:\s+l[àa])?\s+"
_THEN = re.compile(_INSTEAD, re.IGNORECASE)
_THEN_DENIED = re.compile(rf"{_INSTEAD}|\s*,\s+", re.IGNORECASE)
"""`không phải 2h, 3h`: what stands behind the comma is right."""

_LONGEST = 300
"""Characters: nobody amends anything in more, and patterns take long over more."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a message that begins with `sửa`, `đổi`, `nhầm` or `không phải` says.

    Attributes:
        part: the part it names, `gio`, `ngay` or `sp`; may be empty.
        wrong: what was wrong; may be empty.
        right: what is right.
    """

    part: str
    wrong: str
    right: str


def amendment_in(text: str) -> Amendment | None:
    """What a line that may amend something says; None when it does not begin so, or says nothing more.

    Whether it amends is known only when both sides are read: `sửa máy in 1h` begins so too.
    """
    said = None if "\n" in text or len(text) > _LONGEST else _SAID.match(" ".join(text.split()))
    rest = _COURTESY.sub("", said["rest"]) if said else ""
    if said is None or not rest:
        return None
    first, *others = (_THEN_DENIED if said["denied"] else _THEN).split(rest, maxsplit=1)
    wrong, right = (first, others[0]) if others else ("", first)
    return Amendment(_part_of(said), wrong, right)


def _part_of(said: re.Match[str]) -> str:
    return next((part for part in ("gio", "ngay", "sp") if said[part]), "")
