"""What pressing a choice means, in at most 64 bytes: a verb and its arguments between colons."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from uuid import UUID

_SEPARATOR = ":"
MOST_BYTES = 64


class BadAction(Exception):
    """The action is none that we ever made."""


def action(verb: str, *arguments: str | int) -> str:
    """The action of a choice; ids are packed, so that they fit."""
    text = _SEPARATOR.join([verb, *(_packed(argument) for argument in arguments)])
    if len(text.encode()) > MOST_BYTES:
        raise ValueError(f"action too long: {text}")
    return text


def split(text: str) -> tuple[str, list[str]]:
    """The verb of an action and its arguments as they were packed."""
    verb, *arguments = text.split(_SEPARATOR)
    return verb, arguments


def unpack_id(packed: str) -> str:
    """The id that `action` packed.

    Raises:
        BadAction: it is none.
    """
    try:
        return str(UUID(bytes=urlsafe_b64decode(packed + "==")))
    except ValueError as error:
        raise BadAction(packed) from error


def unpack_number(packed: str) -> int:
    """The number that `action` packed.

    Raises:
        BadAction: it is none.
    """
    if not packed.isdecimal() or not packed.isascii() or len(packed) > 9:
        raise BadAction(packed)
    return int(packed)


@lru_cache(maxsize=256)
def _packed(argument: str | int) -> str:
    if isinstance(argument, str) and len(argument) == 36 and argument.count("-") == 4:
        return urlsafe_b64encode(bytes.fromhex(argument.replace("-", ""))).decode().rstrip("=")
    return str(argument)
