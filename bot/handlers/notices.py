"""Facts put into words at the moment they are sent, from the state of that moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.domain.entry import Entry, Status
from bot.domain.people import Official
from bot.domain.schedule import APPROVAL_REMINDER, DAILY_REMINDER, WEEKLY_SUMMARY
from bot.handlers.actions import action
from bot.handlers.arrivals import arrived
from bot.handlers.backups import backup_failed
from bot.handlers.cards import card_screen
from bot.handlers.history import opinion_words
from bot.handlers.reminders import log_reminder, queue_reminder
from bot.handlers.screen import Choice, Screen, bold
from bot.handlers.sheets import returned_choices, sheet_screen, task_line
from bot.handlers.summaries import OWN_CHART, show_own_chart, weekly_chart, weekly_summary
from bot.handlers.team import TEAM, render_team
from bot.handlers.words import comrade, hours, joined, plain_date, shorten
from bot.services.act import Act
from bot.services.arrivals import ARRIVED
from bot.services.posting import card_subject
from bot.services.summaries import CHART
from bot.services.telling import has_lapsed
from bot.storage import audit, entries, outbox, people
from bot.storage.chats import Chat
from bot.storage.times import to_text

Fact = Mapping[str, Any]

MOST_LINES = 20
LONGEST_NAME = 100
_MENDED_IS_KEPT = (
    "Phần đồng chí đang sửa được giữ thành bản nháp, chưa gửi. Nếu là cùng một việc, đồng chí rút lại mục này rồi gửi "
    "bản nháp, hoặc hủy bản nháp."
)


def render(act: Act, chat: Chat, fact: Fact) -> Screen | None:
    """What a chat is shown of a fact now; None when there is nothing to show any more.

    A chat that no longer belongs to an official is shown nothing but that.
    """
    if fact["fact"] == "unbound":
        return _unbound(chat)
    person = people.find_official(act.tx, chat.official) if chat.official else None
    if person is None or has_lapsed(act, person.code, fact):
        return None
    if fact["fact"] == "card":
        return _card(act, chat, person, fact)
    if fact["fact"] == ARRIVED:
        return arrived(act, chat, person, fact)
    return _WORDS[fact["fact"]](act, person, fact)


def _unbound(chat: Chat) -> Screen | None:
    if chat.official:
        return None
    return Screen(
        "Tài khoản của đồng chí vừa được đăng ký ở một cuộc trò chuyện khác; "
        "cuộc trò chuyện này không còn hiệu lực. "
        "Nếu không phải đồng chí làm, báo ngay quản trị của đơn vị."
    )


def _card(act: Act, chat: Chat, person: Official, fact: Fact) -> Screen | None:
    """The card; of what no longer waits for this leader, only where its card stands already."""
    entry = entries.find(act.tx, fact["entry"])
    if entry is None:
        return None
    moved = _moved(entry, person, fact)
    shown = outbox.shown_message(act.tx, chat.id, card_subject(fact["entry"], fact["sent"]))
    if (moved or entry.status is not Status.SUBMITTED) and not shown:
        return None
    return Screen(joined([task_line(entry), moved]), silent=True) if moved else card_screen(act, person, entry)


def _moved(entry: Entry, person: Official, fact: Fact) -> str:
    """Why the card is another's, or an older one; empty when it is neither."""
    if entry.submitted_at is None or to_text(entry.submitted_at) != fact["sent"]:
        return "Mục này đã được gửi lại; đồng chí xem thẻ mới."
    return "" if entry.approver == person.code else "Mục này đã chuyển sang người duyệt khác."


def _sheet(act: Act, person: Official, fact: Fact) -> Screen | None:
    sheet = entries.of_sheet(act.tx, fact["sheet"])
    if not sheet or sheet[0].official != person.code:
        return None
    return sheet_screen(act, person, sheet)


def _decided(act: Act, person: Official, fact: Fact) -> Screen | None:
    found = [entries.find(act.tx, entry_id) for entry_id in fact["entries"]]
    decided = [one for one in found if one and one.status in {Status.APPROVED, Status.RETURNED} and one.decided_at]
    if not decided or any(one.official != person.code for one in decided):
        return None
    if len(decided) > 1:
        return _approved_together(act, decided)
    return _returned(act, decided[0]) if decided[0].status is Status.RETURNED else _approved(act, decided[0])


def _line(entry: Entry) -> str:
    return f"{task_line(entry)}, {plain_date(entry.worked_on)}"


def _approved(act: Act, entry: Entry) -> Screen:
    approved, declared = entry.minutes_approved or 0, entry.minutes_declared or 0
    fewer = f" (khai {hours(declared)})" if approved != declared else ""
    return Screen(
        joined(
            [
                f"{_line(entry)} đã được duyệt {hours(approved)}{fewer}, chất lượng: {entry.quality}.",
                f"Lý do: {entry.reason}" if entry.reason else "",
                f"Người duyệt: {comrade(people.find_official(act.tx, entry.decided_by))}.",
            ]
        ),
        silent=True,
    )


def _approved_together(act: Act, decided: Sequence[Entry]) -> Screen:
    total = hours(sum(entry.minutes_approved or 0 for entry in decided))
    by = comrade(people.find_official(act.tx, decided[0].decided_by))
    lines = [_short_line(entry) for entry in decided[:MOST_LINES]]
    rest = f"và {len(decided) - MOST_LINES} mục khác; xem ở /lichsu." if len(decided) > MOST_LINES else ""
    heading = f"{len(decided)} mục, {total}, đã được duyệt. Người duyệt: {by}."
    return Screen(joined([heading, *lines, rest]), silent=True)


def _short_line(entry: Entry) -> str:
    name = shorten(f"{entry.item} · {entry.item_name}", LONGEST_NAME)
    return f"• {bold(name)}, {plain_date(entry.worked_on)}: {hours(entry.minutes_approved or 0)}"


def _returned(act: Act, entry: Entry) -> Screen:
    by = comrade(people.find_official(act.tx, entry.decided_by))
    text = f"{_line(entry)} đã được trả lại để hoàn thiện.\nLý do: {entry.reason}\nNgười duyệt: {by}."
    return Screen(text, (returned_choices(entry),))


def _undone(act: Act, person: Official, fact: Fact) -> Screen | None:
    entry = entries.find(act.tx, fact["entry"])
    if entry is None or entry.status is not Status.SUBMITTED or entry.official != person.code:
        return None
    words = "quyết định vừa rồi đã được hoàn tác, mục đang chờ duyệt lại."
    kept = entries.find(act.tx, fact.get("kept", ""))
    if kept is None or kept.status is not Status.DRAFT:
        return Screen(f"{_line(entry)}: {words}", silent=True)
    withdraw = Choice("Rút lại", action("rut", entry.sheet))
    return Screen(joined([f"{_line(entry)}: {words}", _MENDED_IS_KEPT]), ((withdraw,),))


def _opinion_given(act: Act, person: Official, fact: Fact) -> Screen | None:
    entry = entries.find(act.tx, fact["entry"])
    if entry is None or person.code not in {entry.decided_by, entry.approver}:
        return None
    told = [row for row in audit.history(act.tx, f"entry:{entry.id}") if row["act"] == "opinion"]
    said = [row["words"] for row in told if row["at"] == fact.get("at", row["at"])]
    rows = ((Choice("Lịch sử của mục", action("xemsu", entry.id)),),) if person.code == entry.approver else ()
    return Screen(opinion_words(act, entry, said[-1] if said else ""), rows)


_WORDS: dict[str, Callable[[Act, Official, Fact], Screen | None]] = {
    "sheet": _sheet,
    "decided": _decided,
    "undone": _undone,
    "opinion": _opinion_given,
    DAILY_REMINDER: log_reminder,
    APPROVAL_REMINDER: queue_reminder,
    WEEKLY_SUMMARY: weekly_summary,
    CHART: weekly_chart,
    OWN_CHART: show_own_chart,
    TEAM: render_team,
    "backup-failed": backup_failed,
}
