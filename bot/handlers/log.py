"""Logging: one typed line, or several, become drafts; a press sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.entry import Entry
from bot.handlers.actions import unpack_id, unpack_number
from bot.handlers.screen import Screen
from bot.handlers.sheets import sheet_screen
from bot.handlers.turn import Reply, Turn
from bot.language.folding import fold
from bot.language.reading import Alternative, Limits, Reading, read, split_lines
from bot.language.search import Hit
from bot.services import catalogs, worklog
from bot.services.worklog import MOST_ON_A_SHEET, Line
from bot.storage import entries

CLEAR_LEAD = 8.0
"""How far, in points of a hundred, the best task must lead for `gửi` to send it unseen."""

CERTAIN = 99.0
OTHERS_SHOWN = 3
LIKE_YESTERDAY = frozenset({"nhu hom qua", "giong hom qua", "nhu hqua"})


@dataclass(frozen=True, slots=True)
class Understood:
    """A typed line, read and looked up."""

    reading: Reading
    hits: Sequence[Hit]
    line: Line

    @property
    def is_clear(self) -> bool:
        """Whether the task is beyond doubt and nothing is wrong or open."""
        if not self.hits or self.reading.problems or self.reading.alternatives:
            return False
        lead = self.hits[0].score - (self.hits[1].score if len(self.hits) > 1 else 0)
        return self.hits[0].score >= CERTAIN or lead >= CLEAR_LEAD


def is_entry(turn: Turn, text: str) -> bool:
    """Whether a message names a duration and a task, and so is an entry whatever is awaited."""
    reading = _read(turn, text)
    return reading.minutes is not None and bool(reading.task)


def typed_entry(turn: Turn) -> Reply:
    """Any text of an official: drafts, or with `gửi` in front and nothing in doubt, sent at once."""
    if fold(turn.text) in LIKE_YESTERDAY:
        return like_yesterday(turn)
    without = _without_send_word(turn.text)
    if without:
        understood = [_understand(turn, part) for part in split_lines(without)]
        if understood and all(one.is_clear for one in understood):
            return _send_at_once(turn, understood)
    parts = split_lines(without or turn.text)
    if not parts:
        return Reply(Screen("Đồng chí gõ việc đã làm và số giờ, ví dụ: 2h30 họp giao ban hôm qua."))
    return _draft(turn, [_understand(turn, part) for part in parts[:MOST_ON_A_SHEET]], len(parts))


def _without_send_word(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest.strip() if fold(first) == "gui" else ""


def _read(turn: Turn, text: str) -> Reading:
    rules = turn.act.rules
    limits = Limits(worklog.day_limit(turn.act, turn.person), rules.backdate_days)
    return read(text, turn.act.today, limits)


def _understand(turn: Turn, text: str) -> Understood:
    reading = _read(turn, text)
    hits = catalogs.search(turn.act, turn.person, reading.task) if reading.task else []
    item = catalogs.find(turn.act, turn.person, hits[0].code) if hits else None
    line = Line(
        item=item,
        words=reading.task,
        worked_on=reading.date,
        minutes=reading.minutes,
        quantity=None if reading.quantity is None else round(reading.quantity * 1000),
        product=reading.product or "",
    )
    return Understood(reading, hits, line)


def _draft(turn: Turn, understood: Sequence[Understood], asked: int) -> Reply:
    drafts = worklog.draft(turn.act, turn.person, turn.chat.channel, [one.line for one in understood])
    others = understood[0].hits[1 : 1 + OTHERS_SHOWN] if len(understood) == 1 else ()
    notes = [_note(one) for one in understood]
    if asked > len(understood):
        notes.append(f"Mỗi tin tối đa {MOST_ON_A_SHEET} mục; {asked - len(understood)} mục sau chưa được ghi.")
    return draft_reply(turn, drafts, others, "\n".join(filter(None, notes)))


def _note(understood: Understood) -> str:
    reading = understood.reading
    if "ambiguous_date" in reading.problems:
        return f"Chưa rõ ngày trong “{reading.text}”, tạm ghi hôm nay; đồng chí kiểm tra rồi bấm Sửa nếu cần."
    return _alternative_note(reading.alternatives[0]) if reading.alternatives else ""


def _alternative_note(alternative: Alternative) -> str:
    if alternative.start and alternative.minutes is None:
        return f"Nếu ý là lúc {alternative.start}, đồng chí gõ lại số giờ đã làm."
    return ""


def draft_reply(turn: Turn, sheet: Sequence[Entry], others: Sequence[Hit] = (), note: str = "") -> Reply:
    """Show drafts; a bare figure, day or code typed next corrects a single one."""
    screen = sheet_screen(turn.act, turn.person, sheet, others, note, mending=True)
    if len(sheet) > 1:
        return Reply(screen)
    return Reply(screen, step="draft", state={"sheet": sheet[0].sheet, "place": sheet[0].place})


def _send_at_once(turn: Turn, understood: Sequence[Understood]) -> Reply:
    drafts = worklog.draft(turn.act, turn.person, turn.chat.channel, [one.line for one in understood])
    if worklog.problems_of(turn.act, turn.person, drafts):
        return draft_reply(turn, drafts)
    return _send(turn, drafts[0].sheet, worklog.revision_of(drafts))


def _send(turn: Turn, sheet: str, revision: int) -> Reply:
    submitted = worklog.submit(turn.act, turn.person, sheet, revision)
    return Reply(sheet_screen(turn.act, turn.person, submitted.entries), toast="Đã gửi")


def send(turn: Turn, sheet: str, revision: str) -> Reply:
    """Pressed `Gửi duyệt`."""
    return _send(turn, unpack_id(sheet), unpack_number(revision))


def withdraw(turn: Turn, sheet: str) -> Reply:
    """Pressed `Rút lại`: at once, without asking again."""
    left = worklog.withdraw(turn.act, turn.person, unpack_id(sheet))
    reply = draft_reply(turn, left, note="Đã rút lại. Đồng chí sửa và gửi lại khi cần.")
    return replace(reply, toast="Đã rút lại")


def discard(turn: Turn, sheet: str, revision: str) -> Reply:
    """Pressed `Hủy` under a draft."""
    gone = worklog.discard(turn.act, turn.person, unpack_id(sheet), unpack_number(revision))
    note = f"Đã hủy {gone} bản nháp. Nhật ký đã gửi giữ nguyên."
    left = entries.of_sheet(turn.act.tx, unpack_id(sheet))
    screen = sheet_screen(turn.act, turn.person, left, note=note) if left else Screen(note)
    return Reply(screen, toast="Đã hủy")


def like_yesterday(turn: Turn) -> Reply:
    """The last logged day again, as drafts for today."""
    lines = worklog.like_last_day(turn.act, turn.person)
    if not lines:
        return Reply(Screen("Chưa có ngày nào để lặp lại. Đồng chí gõ việc và số giờ, ví dụ: 2h họp giao ban."))
    return draft_reply(turn, worklog.draft(turn.act, turn.person, turn.chat.channel, lines))
