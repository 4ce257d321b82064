"""What SQLite's errors mean to whoever runs the bot."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from bot.storage.database import DatabaseError

LOCKED = "Cơ sở dữ liệu {path} đang bị một tiến trình khác khóa; chưa ghi gì. Đợi hoặc dừng tiến trình kia rồi thử lại."
READ_ONLY = (
    "Cơ sở dữ liệu {path} chỉ cho đọc; chưa ghi gì. Kiểm tra quyền ghi của tệp, của thư mục và chế độ gắn ổ đĩa."
)
FULL = "Ổ đĩa chứa {path} đã đầy; thao tác này chưa được ghi. Giải phóng dung lượng rồi thử lại."
CORRUPT = (
    "Tệp {path} bị hỏng hoặc không phải là cơ sở dữ liệu SQLite; chưa ghi gì. "
    "Dừng dịch vụ, giữ nguyên tệp này và khôi phục từ bản sao lưu."
)
DISK = "Ổ đĩa chứa {path} báo lỗi đọc, ghi; thao tác này chưa được ghi. Kiểm tra ổ đĩa và dung lượng trống."
UNOPENABLE = (
    "Không mở được cơ sở dữ liệu {path}; chưa ghi gì. "
    "Kiểm tra đường dẫn trong KPIBOT_DATABASE_URL và quyền đọc, ghi của tài khoản chạy dịch vụ."
)

_SENTENCES = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CORRUPT: CORRUPT,
    sqlite3.SQLITE_NOTADB: CORRUPT,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_CANTOPEN: UNOPENABLE,
    sqlite3.SQLITE_PERM: UNOPENABLE,
}
_SYSTEM_SENTENCES = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}
_PRIMARY = 0xFF
"""The bits of an extended result code that hold the primary one (https://www.sqlite.org/rescode.html)."""


def sentence(path: Path, error: BaseException) -> str | None:
    """What a fault of the file or of its disk means; None for any other error, which is a bug's."""
    if isinstance(error, OSError):
        return _SYSTEM_SENTENCES.get(error.errno or 0, UNOPENABLE).format(path=path)
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    return _SENTENCES[code].format(path=path) if code in _SENTENCES else None


def is_fault(error: BaseException) -> bool:
    """Whether the file or its disk is at fault."""
    return isinstance(error, sqlite3.Error) and sentence(Path(), error) is not None


def in_words(path: Path, error: BaseException) -> BaseException:
    """The DatabaseError to raise for a fault; any other error as it is."""
    if not isinstance(error, sqlite3.Error):
        return error
    words = sentence(path, error)
    if words is None:
        return error
    fault = DatabaseError(words)
    fault.__cause__ = error
    return fault
