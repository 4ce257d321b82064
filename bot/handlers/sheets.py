"""The message that shows what an official drafted or sent together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.entry import EDITABLE, LONGEST_PRODUCT, Entry, Problem, Status, editable
from bot.domain.people import Official
from bot.handlers.actions import action
from bot.handlers.problems import problem_words
from bot.handlers.screen import Choice, Rows, Screen, bold
from bot.handlers.words import comrade, day_words, group_name, hours, hours_twice, joined, number, plain_date, shorten
from bot.language.search import Hit
from bot.services.act import Act
from bot.services.checks import problems_of
from bot.services.drafting import revision_of
from bot.services.posting import sheet_subject
from bot.storage import catalogs, people

QUICK_HOURS = (30, 60, 90, 120, 180, 240, 480)
LONGEST_LIST = 3000
"""Characters of a numbered list beyond which each entry is told in one line, so that it all stays one message."""

_STATES = {
    Status.SUBMITTED: "Đã gửi, chờ duyệt",
    Status.APPROVED: "Đã duyệt",
    Status.RETURNED: "Được trả lại để hoàn thiện",
    Status.WITHDRAWN: "Đã rút lại",
}


def sheet_screen(
    act: Act,
    person: Official,
    sheet: Sequence[Entry],
    others: Sequence[Hit] = (),
    note: str = "",
    *,
    mending: bool = False,
) -> Screen:
    """The message for a sheet in whatever state it is.

    Args:
        act: the act.
        person: the owner.
        sheet: its entries.
        others: other likely tasks for a single draft.
        note: a line on top.
        mending: whether a returned entry is being mended, and so can be sent.
    """
    problems = problems_of(act, person, sheet)
    blocks = _blocks(act, person, sheet, problems)
    heading = joined([note, _heading(act, sheet, problems)])
    text = joined([heading, *blocks, _hint(others)], "\n\n")
    main_row = _main_row(sheet, problems) if mending or not _only_returned(sheet) else _returned_row(sheet)
    rows = (main_row, *_fixing_rows(sheet, problems, others))
    return Screen(text, tuple(row for row in rows if row), subject=sheet_subject(sheet[0].sheet))


def _only_returned(sheet: Sequence[Entry]) -> bool:
    return all(entry.status is Status.RETURNED for entry in sheet if entry.status in EDITABLE)


def _returned_row(sheet: Sequence[Entry]) -> tuple[Choice, ...]:
    returned = [entry for entry in sheet if entry.status is Status.RETURNED]
    choices = returned_choices(returned[0]) if returned else ()
    waiting = any(entry.status is Status.SUBMITTED for entry in sheet)
    return (*choices, Choice("Rút lại", action("rut", sheet[0].sheet))) if waiting else choices


def waiting_rows(sheet: Sequence[Entry]) -> Rows:
    """What is left to do on a sheet that its owner has put away: nothing is offered to be sent."""
    row = _returned_row(sheet)
    return (row,) if row else ()


def returned_choices(entry: Entry) -> tuple[Choice, ...]:
    """What can be done with a returned entry."""
    mend = Choice("Sửa và gửi lại", action("moilai", entry.id), "primary")
    return (mend, Choice("Có ý kiến", action("ykien", entry.id)))


def _heading(act: Act, sheet: Sequence[Entry], problems: Mapping[int, Sequence[Problem]]) -> str:
    waiting = [entry for entry in sheet if entry.status is Status.SUBMITTED]
    if waiting:
        return _sent_heading(act, sheet, waiting)
    if _is_taken_back(sheet):
        return f"{bold('Đã rút lại')} – đồng chí sửa và gửi lại, hoặc bấm Hủy."
    drafts = [entry for entry in sheet if entry.status is Status.DRAFT]
    if not drafts:
        return ""
    count = f" {len(drafts)} mục" if len(drafts) > 1 else ""
    return bold(f"Nháp{count}, chưa gửi") + (" – cần bổ sung" if problems else "")


def _is_taken_back(sheet: Sequence[Entry]) -> bool:
    return all(entry.status is Status.WITHDRAWN for entry in sheet)


def _sent_heading(act: Act, sheet: Sequence[Entry], waiting: Sequence[Entry]) -> str:
    """How much was sent to whom; what stays behind comes first, so that nobody overlooks it."""
    total = f"tổng {hours(sum(entry.minutes_declared or 0 for entry in waiting))}"
    approver = people.find_official(act.tx, waiting[0].approver)
    whom = f"tới {comrade(approver)}" if approver else "(tự ghi nhận: không có người duyệt cấp trên)"
    unread = _unread_words(act, approver) if approver else ""
    if unsent_count(sheet):
        return joined([bold(sent_words(sheet)), f"{total[0].upper()}{total[1:]} {whom}", unread])
    return joined([bold(f"{sent_words(sheet)}{f', {total}' if len(waiting) > 1 else ''} {whom}"), unread])


def _unread_words(act: Act, approver: Official) -> str:
    """That the card of what was sent comes to nobody yet; empty where it does."""
    bound = act.chats_of(approver.code)
    if any(not chat.unreachable_since for chat in bound):
        return ""
    why = "hiện không nhận được tin" if bound else "chưa đăng ký"
    return f"Đồng chí {approver.name} {why}; mục nằm trong hàng chờ."


def unsent_count(sheet: Sequence[Entry]) -> int:
    """How many entries of a sheet are still drafts, or drafts again."""
    return sum(entry.status in {Status.DRAFT, Status.WITHDRAWN} for entry in sheet)


def sent_words(sheet: Sequence[Entry]) -> str:
    """`Đã gửi`, `Đã gửi 3 mục`, `Đã gửi 2 mục, còn 2 mục chưa gửi`."""
    waiting = sum(entry.status is Status.SUBMITTED for entry in sheet)
    unsent = unsent_count(sheet)
    left = f", còn {unsent} mục chưa gửi" if unsent else ""
    return f"Đã gửi {waiting} mục{left}" if waiting > 1 or left else "Đã gửi"


def _blocks(
    act: Act, person: Official, sheet: Sequence[Entry], problems: Mapping[int, Sequence[Problem]]
) -> Sequence[str]:
    """What is told of each entry: all of it, or a line each where that would be more than a message holds."""
    numbered = len(sheet) > 1
    stateless = _is_taken_back(sheet) or (not numbered and sheet[0].status is Status.SUBMITTED)  # the heading says it
    blocks = [
        joined([_block(act, entry, numbered, stateless), *_wrong(act, person, sheet, problems, entry)])
        for entry in sheet
    ]
    if not numbered or sum(map(len, blocks)) <= LONGEST_LIST:
        return blocks
    return ["\n".join(_one_line(entry, entry.place in problems) for entry in sheet)]


def _wrong(
    act: Act, person: Official, sheet: Sequence[Entry], problems: Mapping[int, Sequence[Problem]], entry: Entry
) -> list[str]:
    """What is wrong with an entry, in sentences."""
    complete = [one for one in editable(sheet) if one.place not in problems]
    above = [one for one in complete if one.place < entry.place and one.worked_on == entry.worked_on]
    minutes = sum(one.minutes_declared or 0 for one in above)
    return problem_words(act, person, entry, problems.get(entry.place, []), minutes, alone=len(sheet) == 1)


def _block(act: Act, entry: Entry, numbered: bool, stateless: bool) -> str:
    lines = _short_lines(act, entry) if numbered else _long_lines(act, entry)
    first = f"{entry.place}. {lines[0]}" if numbered else lines[0]
    return joined([first, *lines[1:], "" if stateless else _state_words(entry)])


def _one_line(entry: Entry, incomplete: bool) -> str:
    name = task_label(entry.item, entry.item_name) if entry.item else shorten(entry.words or "Chưa chọn việc")
    told = hours(entry.minutes_declared) if entry.minutes_declared else "chưa ghi giờ"
    state = "cần bổ sung" if incomplete else _state(entry)
    return joined([f"{entry.place}. {bold(name)}", f"{entry.worked_on:%d/%m}", told, state], " · ")


def _state(entry: Entry) -> str:
    """`Đã duyệt`; empty for a draft."""
    return "Tự ghi nhận" if entry.is_self_recorded else _STATES.get(entry.status, "")


def _state_words(entry: Entry) -> str:
    """The state with what belongs to it."""
    if entry.status is Status.APPROVED:
        return f"{_state(entry)} {hours(entry.minutes_approved or 0)}, chất lượng: {entry.quality}"
    if entry.status is Status.RETURNED:
        return f"{_state(entry)}. Lý do: {entry.reason}"
    return _state(entry)


def task_line(entry: Entry) -> str:
    """Code and name of the task, in bold; the typed words while there is none."""
    return bold(f"{entry.item} · {entry.item_name}") if entry.item else bold(entry.words or "Chưa chọn việc")


def quantity_words(act: Act, entry: Entry) -> str:
    """`3 báo cáo`; empty when no quantity was told."""
    if entry.quantity is None:
        return ""
    item = catalogs.find_item(act.tx, entry.item)
    unit = item.unit_of_measure if item and item.unit_of_measure else "sản phẩm"
    return f"{number(entry.quantity)} {unit}"


def _long_lines(act: Act, entry: Entry) -> list[str]:
    told = hours_twice(entry.minutes_declared) if entry.minutes_declared else "chưa ghi"
    return detail_lines(act, entry, f"Giờ: {told}")


def detail_lines(act: Act, entry: Entry, hours_line: str) -> list[str]:
    """Task, day, hours, product and state of an entry, a line each; the hours as the reader is to see them."""
    product = joined([_product(entry) or "chưa ghi số hiệu", quantity_words(act, entry)], " · ")
    return [
        joined([task_line(entry), group_name(entry.group)]),
        f"Ngày: {_day(act, entry)}",
        hours_line,
        f"Sản phẩm: {product}",
        f"{progress_words(entry)} · Tự đánh giá: {entry.quality_self}",
    ]


def _product(entry: Entry) -> str:
    """The product; shown cut, and so to be seen, only where it is too long to be sent."""
    return shorten(entry.product, LONGEST_PRODUCT)


def _day(act: Act, entry: Entry) -> str:
    """A draft's day as one says it (`hôm qua, …`); any other's without, for its message stays when tomorrow comes."""
    return day_words(entry.worked_on, act.today) if entry.status is Status.DRAFT else plain_date(entry.worked_on)


def _short_lines(act: Act, entry: Entry) -> list[str]:
    told = hours(entry.minutes_declared) if entry.minutes_declared else "chưa ghi giờ"
    product = _product(entry) or "sản phẩm chưa ghi số hiệu"
    details = joined([_day(act, entry), told, quantity_words(act, entry), product], " · ")
    return [joined([task_line(entry), f"(Nhóm {entry.group})" if entry.group else ""], " "), details]


def progress_words(entry: Entry) -> str:
    """`Hoàn thành` or `Đang làm`."""
    return "Hoàn thành" if entry.completed else "Đang làm"


def _hint(others: Sequence[Hit]) -> str:
    return "Nếu là việc khác, đồng chí chọn bên dưới:" if others else ""


def _main_row(sheet: Sequence[Entry], problems: Mapping[int, Sequence[Problem]]) -> tuple[Choice, ...]:
    identity = (sheet[0].sheet, revision_of(sheet))
    unsent = editable(sheet)
    ready = len(unsent) - len(problems)
    choices = []
    if ready:
        count = f" ({ready})" if len(sheet) > 1 else ""
        choices.append(Choice(f"Gửi duyệt{count}", action("gui", *identity), "primary"))
    if unsent:
        choices.append(Choice("Sửa", action("sua", *identity)))
    if any(entry.status in {Status.DRAFT, Status.WITHDRAWN} for entry in unsent):
        choices.append(Choice("Hủy", action("bo", *identity)))
    if any(entry.status is Status.SUBMITTED for entry in sheet):
        choices.append(Choice("Rút lại", action("rut", sheet[0].sheet)))
    return tuple(choices)


def _fixing_rows(sheet: Sequence[Entry], problems: Mapping[int, Sequence[Problem]], others: Sequence[Hit]) -> Rows:
    if len(sheet) > 1:
        return ()
    identity = (sheet[0].sheet, revision_of(sheet), sheet[0].place)
    rows: list[tuple[Choice, ...]] = []
    if Problem.MISSING_HOURS in problems.get(sheet[0].place, ()):
        rows += hour_rows("gio", *identity)
    rows += [(Choice(task_label(hit.code, hit.name), action("v", *identity, hit.code)),) for hit in others]
    return tuple(rows)


def hour_rows(verb: str, *arguments: str | int) -> list[tuple[Choice, ...]]:
    """Rows of usual hours; the verb gets the arguments and the minutes."""
    choices = [Choice(hours(minutes), action(verb, *arguments, minutes)) for minutes in QUICK_HOURS]
    return [tuple(choices[:4]), tuple(choices[4:])]


def task_label(code: str, name: str) -> str:
    """What stands on a choice of a task."""
    return shorten(f"{code} · {name}")
