"""What PostgreSQL's errors mean to whoever runs the bot."""

from __future__ import annotations

import psycopg

from bot.storage.database import DatabaseError

MALFORMED = (
    "KPIBOT_DATABASE_URL không đúng dạng. "
    "Cần postgresql://tài_khoản:mật_khẩu@máy_chủ:cổng/tên; ký tự đặc biệt trong mật khẩu viết dạng %40."
)
UNREACHABLE = (
    "Không có kết nối với PostgreSQL tại {place}. "
    "Kiểm tra máy chủ, đường mạng, tài khoản và mật khẩu trong KPIBOT_DATABASE_URL rồi thử lại."
)
BUSY = "Cơ sở dữ liệu tại {place} đang bận hoặc bị khóa; thao tác này chưa được ghi. Thử lại sau ít phút."
READ_ONLY = "Cơ sở dữ liệu tại {place} chỉ cho đọc; chưa ghi gì. Kiểm tra có phải máy chủ dự phòng hay không."
FULL = "Máy chủ PostgreSQL tại {place} hết đĩa, bộ nhớ hoặc số kết nối; thao tác này chưa được ghi."
BROKEN = (
    "PostgreSQL tại {place} báo tệp dữ liệu hoặc ổ đĩa hỏng; thao tác này chưa được ghi. "
    "Dừng dịch vụ và khôi phục từ bản sao lưu."
)

_SENTENCES = {
    "08": UNREACHABLE,  # connection_exception
    "25006": READ_ONLY,  # read_only_sql_transaction
    "25P03": UNREACHABLE,  # idle_in_transaction_session_timeout: we had frozen
    "40001": BUSY,  # serialization_failure
    "40P01": BUSY,  # deadlock_detected
    "53": FULL,  # insufficient_resources
    "55P03": BUSY,  # lock_not_available
    "57014": BUSY,  # query_canceled, by a timeout or an administrator
    "57P": UNREACHABLE,  # admin_shutdown and its like
    "58": BROKEN,  # system_error
    "XX001": BROKEN,  # data_corrupted
    "XX002": BROKEN,  # index_corrupted
}
"""By SQLSTATE or its beginning (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""


def sentence(place: str, error: psycopg.Error) -> str | None:
    """What a fault of the server or of the way to it means; None for any other error, which is a bug's."""
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        return UNREACHABLE.format(place=place)
    state = error.sqlstate or ""
    known = (words for start, words in _SENTENCES.items() if state.startswith(start))
    return next((words.format(place=place) for words in known), None)


def in_words(place: str, error: psycopg.Error) -> Exception:
    """The DatabaseError to raise for a fault; any other error as it is."""
    words = sentence(place, error)
    return error if words is None else DatabaseError(words)
