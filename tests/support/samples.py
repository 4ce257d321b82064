"""A small province: a few units, officials and tasks, alike wherever a test needs people.

KH (Bí thư TRUONG)
├── STC (Giám đốc GD) ─ STC-NS (Trưởng phòng TP; AN, BINH)
├── BVDK (by shifts, nobody heads it; YSI)
└── PNT (commune; Chủ tịch CT; DAT)
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.domain.catalog import COMMUNES, Group, Item
from bot.domain.entry import Entry, Status
from bot.domain.people import Admin, Bloc, Level, Official, Regime, Unit
from bot.services.act import Act
from bot.storage import catalogs, chats, people
from bot.storage.catalogs import TaskList
from tests.support.clock import MONDAY_MORNING

UNITS = (
    Unit("KH", "Tỉnh Khánh Hòa", None, Bloc.PARTY, head="TRUONG"),
    Unit("STC", "Sở Tài chính", "KH", Bloc.GOVERNMENT, head="GD"),
    Unit("STC-NS", "Phòng Quản lý ngân sách", "STC", Bloc.GOVERNMENT, head="TP"),
    Unit("BVDK", "Bệnh viện Đa khoa tỉnh", "KH", Bloc.SERVICE, Regime.SHIFTS),
    Unit("PNT", "UBND phường Nha Trang", "KH", Bloc.GOVERNMENT, level=Level.COMMUNE, head="CT"),
)

OFFICIALS = (
    Official("TRUONG", "Nguyễn Trọng Hải Đăng", "KH", "Bí thư Tỉnh ủy", "Lãnh đạo tỉnh", leader=True),
    Official("GD", "Nguyễn Vĩnh Nguyên", "STC", "Giám đốc Sở Tài chính", "Giám đốc Sở", leader=True),
    Official("TP", "Lê Thị Thanh Ngọc", "STC-NS", "Trưởng phòng", "Trưởng phòng", leader=True),
    Official("AN", "Vương Thị Bảo An", "STC-NS", "Chuyên viên", "Chuyên viên về quản lý ngân sách"),
    Official("BINH", "Đoàn Hữu Bình", "STC-NS", "Chuyên viên", "Văn thư viên", approver="GD", admin=Admin.UNIT),
    Official("YSI", "Kim Hoàng Y", "BVDK", "Bác sĩ điều trị", "Bác sĩ"),
    Official("CT", "Trần Hữu Thủy Triều", "PNT", "Chủ tịch UBND phường", "Chủ tịch", leader=True),
    Official("DAT", "Lê Công Đất", "PNT", "Chuyên viên", "Chuyên viên về địa chính", admin=Admin.PROVINCE),
)

LISTS = (
    TaskList("list-a", Group.LEADERSHIP, "", "Lãnh đạo, quản lý", approved=True),
    TaskList("list-b", Group.SHARED, "", "Chuyên môn dùng chung", approved=True),
    TaskList("list-c", Group.PROFESSIONAL, "STC", "Chuyên môn ngành tài chính", approved=True),
    TaskList("list-xa", Group.PROFESSIONAL, COMMUNES, "Danh mục dùng chung cấp xã", approved=True),
    TaskList("list-d", Group.OTHER, "", "Công việc khác", approved=True),
)

ITEMS = (
    Item("A.01", "Chỉ đạo xây dựng kế hoạch công tác", Group.LEADERSHIP, "list-a", "Kế hoạch", "kế hoạch"),
    Item("B.01", "Soạn thảo văn bản hành chính", Group.SHARED, "list-b", "Văn bản", "văn bản", 1000, 120,
         ("soạn công văn", "cv"), ("Văn thư viên",), "Soạn làm mẫu"),
    Item("B.02", "Họp giao ban", Group.SHARED, "list-b", "Biên bản họp", "cuộc họp", 800, 60, ("giao ban",)),
    Item("C.STC.01", "Thẩm định dự toán", Group.PROFESSIONAL, "list-c", "Báo cáo", "hồ sơ", 1300, 240),
    Item("C.XA.01", "Tiếp nhận hồ sơ một cửa", Group.PROFESSIONAL, "list-xa", "Hồ sơ", "hồ sơ", 300, 15),
    Item("D.01", "Trực cơ quan", Group.OTHER, "list-d"),
)  # fmt: skip


def fill_province(act: Act) -> None:
    """Write the whole small province."""
    for unit in UNITS:
        people.put_unit(act.tx, unit)
    for official in OFFICIALS:
        people.put_official(act.tx, official)
    for task_list in LISTS:
        catalogs.put_list(act.tx, task_list)
    places: dict[str, int] = {}
    for item in ITEMS:
        places[item.list_id] = places.get(item.list_id, 0) + 1
        catalogs.put_item(act.tx, item, places[item.list_id])


def unit(code: str, **other: Any) -> Unit:
    """A unit at the top, of the government."""
    return Unit(**{"code": code, "name": f"Đơn vị {code}", "parent": None, "bloc": Bloc.GOVERNMENT} | other)


def official(code: str, unit: str, **other: Any) -> Official:
    """An ordinary civil servant."""
    return Official(**{"code": code, "name": f"Cán bộ {code}", "unit": unit, "title": "Chuyên viên"} | other)


def entry(entry_id: str, official: str, approver: str, **other: Any) -> Entry:
    """Two hours of B.01 yesterday, sent an hour ago."""
    sent = MONDAY_MORNING - timedelta(hours=1)
    values: dict[str, Any] = {
        "id": entry_id,
        "official": official,
        "unit": "STC-NS",
        "sheet": f"sheet-{entry_id}",
        "place": 1,
        "item": "B.01",
        "item_name": "Soạn thảo văn bản hành chính",
        "group": Group.SHARED.value,
        "coefficient": 1000,
        "norm_minutes": 120,
        "worked_on": MONDAY_MORNING.date() - timedelta(days=1),
        "minutes_declared": 120,
        "quantity": None,
        "channel": "telegram",
        "created_at": sent,
        "submitted_at": sent,
        "status": Status.SUBMITTED,
        "approver": approver,
    }
    return Entry(**values | other)


def bind_chat(act: Act, official: str, address: str = "1001", channel: str = "telegram") -> str:
    """Give an official a chat; returns its id."""
    chat = chats.chat_id(channel, address)
    chats.next_seq(act.tx, channel, address)
    chats.bind(act.tx, chat, official, act.at)
    return chat
