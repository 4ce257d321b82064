"""How long the disk itself takes to keep a little: the limit of whoever answers only what is kept."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

_PAGE = bytes(4096)
_BETWEEN = 0.05


class Disk:
    """Writes a page beside a database and waits until it is on the disk, twenty times a second, in its own thread.

    Args:
        folder: where the database is.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "probe"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._probe, daemon=True)
        self._seconds: list[float] = []
        self._thread.start()

    def look(self) -> list[float]:
        """How many seconds each page took since the last look."""
        seen, self._seconds = self._seconds, []
        return seen

    def close(self) -> None:
        """Stop, and wait until the last page is kept."""
        self._ended.set()
        self._thread.join()

    def _probe(self) -> None:
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT)
        try:
            while not self._ended.wait(_BETWEEN):
                began = time.monotonic()
                os.pwrite(file, _PAGE, 0)
                os.fdatasync(file)
                self._seconds.append(time.monotonic() - began)
        finally:
            os.close(file)
