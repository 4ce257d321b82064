"""A checksum inside a copy of the database, so that one flipped bit is noticed wherever the copy was taken.

SQLite keeps none: a bit that flips in an entry's words would pass its own integrity check. The seal is a CRC-32 of the
whole file and stands in the header where SQLite leaves four bytes to the application, the user version
(https://www.sqlite.org/fileformat.html, 1.3); those four bytes count as zero. A CRC-32 misses no single flipped bit. It
guards against decay, not against malice: for that there are the audit chains.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

_PLACE = 60
_WIDTH = 4
_CHUNK = 1 << 20

UNSEALED = 0


def seal(path: Path, pulse: Callable[[], None]) -> None:
    """Write the checksum of a finished copy into it.

    Args:
        path: the copy; nobody else writes to it.
        pulse: called after every megabyte; what it raises ends the work.
    """
    found = _checksum(path, pulse)
    with path.open("r+b") as opened:
        os.pwrite(opened.fileno(), found.to_bytes(_WIDTH, "big"), _PLACE)


def is_sealed(path: Path) -> bool:
    """Whether the file bears a checksum at all; one that other tools copied does not."""
    return _written(path) != UNSEALED


def is_broken(path: Path) -> bool:
    """Whether the file bears a checksum that is not that of its content."""
    return is_sealed(path) and _written(path) != _checksum(path, lambda: None)


def _written(path: Path) -> int:
    with path.open("rb") as opened:
        return int.from_bytes(os.pread(opened.fileno(), _WIDTH, _PLACE), "big")


def _checksum(path: Path, pulse: Callable[[], None]) -> int:
    with path.open("rb") as opened:
        header = bytearray(opened.read(_PLACE + _WIDTH))
        header[_PLACE:] = bytes(_WIDTH)
        found = crc32(header)
        while chunk := opened.read(_CHUNK):
            found = crc32(chunk, found)
            pulse()
    return found or 1  # zero stands for no seal
