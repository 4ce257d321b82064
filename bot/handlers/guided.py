"""`/khai` and `/danhmuc`: pick a task, then the hours, then the product, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.catalog import Group, Item, own_position_first
from bot.handlers.actions import BadAction, action, unpack_number
from bot.handlers.edit import hit_rows
from bot.handlers.log import draft_reply, is_entry, typed_entry
from bot.handlers.screen import GIVE_UP, SEARCH, Choice, Screen, bold
from bot.handlers.sheets import hour_rows, task_label
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import QUOTE_LENGTH, group_name, hours_twice, joined, number, shorten
from bot.language.reading import parse_minutes
from bot.services import catalogs, drafting
from bot.services.drafting import Line
from bot.services.refusal import Refused, Why
from bot.storage import entries

PAGE = 8
RECENT = 5


def start(turn: Turn) -> Reply:
    """`/khai`: recent tasks, the groups, or words to search for."""
    recent = catalogs.recent_items(turn.act, turn.person, RECENT)
    rows = [(Choice(task_label(item.code, item.name), action("kviec", item.code)),) for item in recent]
    if entries.last_day_before(turn.act.tx, turn.person.code, turn.act.today):
        rows.append((Choice("Như hôm qua", action("nhuhomqua")),))
    text = "Đồng chí đã làm việc gì? Chọn việc gần đây, chọn nhóm, hoặc gõ vài chữ để tìm."
    return Reply(Screen(text, (*rows, (SEARCH,), *_group_rows(turn), (GIVE_UP,))), "Chọn việc", step="khai.task")


def browse(turn: Turn) -> Reply:
    """`/danhmuc`: the person's own catalog by group."""
    items = _items(turn)
    lines = [f"{group_name(group)}: {sum(item.group is group for item in items)} việc" for group in _groups(items)]
    if not lines:
        return Reply(Screen("Danh mục của đồng chí chưa có việc nào. Đồng chí báo quản trị của đơn vị."))
    text = joined([bold("Danh mục công việc của đồng chí"), *lines, "Chọn nhóm để xem, hoặc gõ vài chữ để tìm."])
    return Reply(Screen(text, ((SEARCH,), *_group_rows(turn), (GIVE_UP,))), "Danh mục", step="khai.task")


def _items(turn: Turn) -> list[Item]:
    return own_position_first(catalogs.index_for(turn.act, turn.person).items, turn.person.position)


def _groups(items: Sequence[Item]) -> list[Group]:
    seen = {item.group for item in items}
    return [group for group in Group if group in seen]


def _group_rows(turn: Turn) -> list[tuple[Choice, ...]]:
    return [(Choice(group_name(group), action("knhom", group, 0)),) for group in _groups(_items(turn))]


def show_group(turn: Turn, group: str, page: str) -> Reply:
    """Pressed a group, or a further page of it."""
    number = unpack_number(page)
    items = [item for item in _items(turn) if item.group == group]
    shown = items[number * PAGE : (number + 1) * PAGE]
    if not shown:
        raise BadAction(group)
    rows = [(Choice(task_label(item.code, item.name), action("kviec", item.code)),) for item in shown]
    pages = (len(items) + PAGE - 1) // PAGE
    text = f"{bold(group_name(group))}\nTrang {number + 1}/{pages}. Chọn việc đã làm, hoặc gõ vài chữ để tìm."
    turns = _page_choices(group, number, pages)
    return Reply(Screen(text, (*rows, *([turns] if turns else []), (GIVE_UP,))), f"Nhóm {group}", step="khai.task")


def _page_choices(group: str, number: int, pages: int) -> tuple[Choice, ...]:
    choices = []
    if number > 0:
        choices.append(Choice("Trang trước", action("knhom", group, number - 1)))
    if number + 1 < pages:
        choices.append(Choice("Trang sau", action("knhom", group, number + 1)))
    return tuple(choices)


def typed_task(turn: Turn) -> Reply:
    """Words typed while a task is awaited; a whole entry is taken as one."""
    if is_entry(turn, turn.text):
        return typed_entry(turn)
    hits = catalogs.search(turn.act, turn.person, turn.text)
    if not hits:
        quoted = shorten(turn.text, QUOTE_LENGTH)
        words = f"Không có đầu công việc nào khớp “{quoted}”. Đồng chí gõ từ khác, hoặc chọn theo nhóm."
        return Reply(Screen(words, ((SEARCH,), *_group_rows(turn), (GIVE_UP,))), step="khai.task")
    return Reply(Screen("Đồng chí chọn việc đã làm:", (*hit_rows(hits, "kviec"), (GIVE_UP,))), step="khai.task")


def pick_task(turn: Turn, code: str) -> Reply:
    """Pressed a task: ask for the hours."""
    return _ask_hours(_item(turn, code), "")


def _ask_hours(item: Item, note: str) -> Reply:
    asked = joined([note, "Hết bao nhiêu giờ? Chọn hoặc gõ, ví dụ: 2h30."])
    text = joined([bold(f"{item.code} · {item.name}"), *_details(item), asked])
    rows = (*hour_rows("kgio", item.code), (GIVE_UP,))
    return Reply(Screen(text, rows), "Chọn số giờ", step="khai.hours", state={"item": item.code})


def _details(item: Item) -> list[str]:
    """What the catalog says of a task."""
    unit = item.unit_of_measure or "sản phẩm"
    norm = f"{hours_twice(item.norm_minutes)} cho một {unit}" if item.norm_minutes else "chưa quy định"
    return [
        group_name(item.group),
        f"Sản phẩm: {item.product or 'chưa quy định'} · Đơn vị tính: {unit}",
        f"Định mức: {norm} · Hệ số: {number(item.coefficient)}",
    ]


def pick_hours(turn: Turn, code: str, minutes: str) -> Reply:
    """Pressed a number of hours: ask for the product."""
    return _ask_product(turn, _item(turn, code), unpack_number(minutes))


def typed_hours(turn: Turn) -> Reply:
    """Text typed while hours are awaited."""
    minutes = parse_minutes(turn.text)
    item = _item(turn, turn.dialog.state["item"])
    if minutes is not None:
        return _ask_product(turn, item, minutes)
    if is_entry(turn, turn.text):
        return typed_entry(turn)
    return _ask_hours(item, "Hệ thống chưa hiểu số giờ này.")


def _item(turn: Turn, code: str) -> Item:
    item = catalogs.find(turn.act, turn.person, code)
    if item is None:
        raise Refused(Why.NO_TASK)
    return item


def _ask_product(turn: Turn, item: Item, minutes: int) -> Reply:
    product = f" ({item.product})" if item.product else ""
    text = joined(
        [
            bold(f"{item.code} · {item.name}"),
            f"Số hiệu hoặc tên sản phẩm{product}? Gõ, hoặc bỏ qua.",
            "Không nhập nội dung bí mật nhà nước.",
        ]
    )
    state = {"item": item.code, "minutes": minutes}
    rows = ((Choice("Bỏ qua", action("kbo", turn.next_version)), GIVE_UP),)
    return Reply(Screen(text, rows), "Ghi sản phẩm", step="khai.product", state=state)


def skip_product(turn: Turn, version: str) -> Reply:
    """Pressed `Bỏ qua`: the draft, without a product."""
    turn.must_be_at("khai.product", version)
    return _draft(turn, turn.dialog.state, "")


def typed_product(turn: Turn) -> Reply:
    """The product, typed."""
    return _draft(turn, turn.dialog.state, turn.text)


def _draft(turn: Turn, state: Any, product: str) -> Reply:
    line = Line(_item(turn, state["item"]), "", turn.act.today, state["minutes"], None, product)
    return draft_reply(turn, drafting.draft(turn.act, turn.person, turn.chat.channel, [line]))
