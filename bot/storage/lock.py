"""A lock that one process at a time holds on a file."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from bot.storage.database import DatabaseError


class FileLock:
    """Held inside a `with`, and let go by the kernel however the process ends.

    The lock stands in `<file>.lock`, which stays: removing it would let two processes hold two files of one name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(f"{path.name}.lock")
        self._descriptor = -1

    def __enter__(self) -> FileLock:
        """Take the lock.

        Raises:
            DatabaseError: another process has it (its number is named), or the lock file cannot be made.
        """
        try:
            self._path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, mode=0o640)
        except OSError as error:
            raise DatabaseError(f"Không tạo được tệp khóa {self._path}. Kiểm tra quyền ghi của thư mục.") from error
        self._take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)

    def _take(self) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._descriptor, 20, 0).decode(errors="replace").strip() or "khác"
            os.close(self._descriptor)
            raise DatabaseError(
                f"Tiến trình {holder} đang chạy trên cơ sở dữ liệu này (tệp khóa {self._path}). "
                "Mỗi tệp chỉ một tiến trình: dừng tiến trình kia rồi chạy lại."
            ) from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)
