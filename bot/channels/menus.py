"""The commands that a channel offers to choose from, by the role of whose chat it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """A command, and a few words on what comes of it."""

    command: str
    words: str


EVERYBODY = (Offer("start", "Kết nối bằng mã được cấp"), Offer("trogiup", "Hướng dẫn sử dụng"))

_OFFICIAL = (
    Offer("khai", "Khai công việc từng bước"),
    Offer("homnay", "Hôm nay đã khai gì"),
    Offer("tuan", "Tuần này"),
    Offer("thang", "Tháng này"),
    Offer("danhmuc", "Danh mục công việc của tôi"),
    Offer("lichsu", "Lịch sử một mục đã khai"),
    Offer("nhacnho", "Giờ nhắc khai, tạm dừng nhắc"),
    Offer("huy", "Dừng việc đang nhập dở"),
    Offer("trogiup", "Hướng dẫn sử dụng"),
)
_LEADER = (Offer("duyet", "Các mục chờ đồng chí duyệt"), Offer("donvi", "Đơn vị tuần này"), *_OFFICIAL)


def offers_for(role: str) -> tuple[Offer, ...]:
    """The commands of a `leader` or an `official`; none for anybody else, who sees what everybody sees."""
    return {"leader": _LEADER, "official": _OFFICIAL}.get(role, ())
