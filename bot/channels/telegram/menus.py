"""The commands that Telegram offers in a chat, by the role of whose chat it is."""

from __future__ import annotations

from telegram import BotCommand

EVERYBODY = (BotCommand("start", "Kết nối bằng mã được cấp"), BotCommand("trogiup", "Hướng dẫn sử dụng"))

_OFFICIAL = (
    BotCommand("khai", "Khai công việc từng bước"),
    BotCommand("homnay", "Hôm nay đã khai gì"),
    BotCommand("tuan", "Tuần này"),
    BotCommand("thang", "Tháng này"),
    BotCommand("danhmuc", "Danh mục công việc của tôi"),
    BotCommand("lichsu", "Lịch sử một mục đã khai"),
    BotCommand("huy", "Dừng việc đang nhập dở"),
    BotCommand("trogiup", "Hướng dẫn sử dụng"),
)
_LEADER = (BotCommand("duyet", "Các mục chờ đồng chí duyệt"), *_OFFICIAL)


def commands_for(role: str) -> tuple[BotCommand, ...]:
    """The commands of a `leader` or an `official`; none for anybody else, who sees what everybody sees."""
    return {"leader": _LEADER, "official": _OFFICIAL}.get(role, ())
