"""Logging: one typed line, or several, become drafts; a press sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from bot.domain.entry import Entry, Status
from bot.handlers.actions import BadAction, action, unpack_id, unpack_number
from bot.handlers.doubts import doubt_note, doubt_rows
from bot.handlers.refusals import refusal_words
from bot.handlers.screen import GIVE_UP, Choice, Screen
from bot.handlers.sheets import sent_words, sheet_screen, unsent_count, waiting_rows
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import day_words, joined, shorten
from bot.language.folding import fold
from bot.language.pieces import asks_for_yesterday, split_lines, split_work
from bot.language.reading import Limits, Reading, read
from bot.language.search import EXACT, Hit
from bot.services import catalogs, checks, drafting, worklog
from bot.services.drafting import MOST_ON_A_SHEET, Line
from bot.services.refusal import Refused, Why
from bot.storage import entries

CLEAR_LEAD = 8.0
"""How far, in points of a hundred, the best task must lead for `gửi` to send it unseen."""

LIKELY = 75.0
"""A lone task has a lead too; below this it is too often a chance hit to be sent unseen."""

OTHERS_SHOWN = 3
MOST_NOTES = 3
LONGEST_WORDS = 200
SENDABLE = (
    "cong van", "van ban", "bao cao", "ho so", "tai lieu", "giay moi", "thu moi", "to trinh", "thong bao",
    "ke hoach", "quyet dinh", "phieu", "thu", "mail", "email", "cv",
)  # fmt: skip
"""What people send in their work: `gửi công văn 2h` is work, not the wish to have an entry sent."""

_NOT_UNDERSTOOD = (
    "Hệ thống chưa hiểu tin này, chưa ghi gì. Đồng chí gõ việc đã làm và số giờ, ví dụ: 2h30 họp giao ban hôm qua; "
    "hoặc /khai để chọn từng bước."
)

TASK_UNSURE = "việc chưa rõ"
_TO_BE_MENDED = "còn điều cần sửa"
_SENDING_IS_WORK = "Chưa gửi: “gửi” ở đây được hiểu là việc đã làm; nếu đúng, đồng chí bấm Gửi duyệt."
_PUT_AWAY = "Đã hủy. {} mục đã rút lại không gửi nữa; khi cần, đồng chí mở lại ở /lichsu."


@dataclass(frozen=True, slots=True)
class Understood:
    """A typed line, read and looked up."""

    reading: Reading
    hits: Sequence[Hit]
    line: Line

    @property
    def says_something(self) -> bool:
        """Whether there is a task or a number of hours in it."""
        return self.line.item is not None or self.line.minutes is not None

    @property
    def doubt(self) -> str:
        """Why it is not sent unseen; empty when the task is beyond doubt and nothing is wrong or open."""
        if not is_certain(self.hits):
            return TASK_UNSURE
        if self.reading.problems:
            return _TO_BE_MENDED
        return "có hai cách hiểu" if self.reading.alternatives or len(split_work(self.reading)) > 1 else ""


def is_certain(hits: Sequence[Hit]) -> bool:
    """Whether the best task is beyond doubt: the only one of that very name or code, or far ahead of the next."""
    if not hits:
        return False
    best, next_best = hits[0].score, hits[1].score if len(hits) > 1 else 0.0
    return best == EXACT > next_best or (best >= LIKELY and best - next_best >= CLEAR_LEAD)


def is_entry(turn: Turn, text: str) -> bool:
    """Whether a message names a duration and a task, and so is an entry whatever is awaited."""
    reading = read_line(turn, text)
    return reading.minutes is not None and bool(reading.task)


def ask_which(turn: Turn, other: str) -> Reply:
    """Ask whether a text is an entry, or the answer that is awaited; `other` names the answer."""
    text = f"“{shorten(turn.text, LONGEST_WORDS)}” giống một mục nhật ký. Đồng chí muốn dùng vào việc gì?"
    version = turn.next_version
    row = (Choice("Ghi nhật ký", action("lanhatky", version)), Choice(other, action("lalydo", version)))
    state = {**turn.dialog.state, "words": turn.typed}
    return Reply(Screen(text, (row, (GIVE_UP,))), step=f"{turn.dialog.step}.which", state=state)


def typed_entry(turn: Turn) -> Reply:
    """Any text of an official: drafts, or with `gửi` in front and nothing in doubt, sent at once."""
    if asks_for_yesterday(turn.text):
        return like_yesterday(turn)
    wish = send_wish(turn.text)
    parts = _dated(turn, split_lines(wish or turn.text))
    understood = [_understand(turn, (wish and send_wish(part)) or part, day) for part, day in parts[:MOST_ON_A_SHEET]]
    if wish and len(parts) == len(understood) and not any(one.doubt for one in understood):
        return _send_at_once(turn, understood)
    if not any(one.says_something for one in understood):
        return Reply(Screen(_NOT_UNDERSTOOD), keeps_dialog=True)
    return _draft(turn, understood, len(parts), _why_unsent(turn.text, wish, understood))


def send_wish(text: str) -> str:
    """What stands behind `gửi` that asks to have an entry sent; empty where nothing asks for that."""
    rest = _behind_send_word(text)
    return "" if _is_sending_work(rest) else rest


def _behind_send_word(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest.strip() if fold(first).rstrip(":,") == "gui" else ""


def _is_sending_work(rest: str) -> bool:
    return f"{fold(rest)} ".startswith(tuple(f"{thing} " for thing in SENDABLE))


def _why_unsent(text: str, wish: str, understood: Sequence[Understood]) -> str:
    """Why `gửi` in front sent nothing; empty where it is not there."""
    if not wish:
        return _SENDING_IS_WORK if _behind_send_word(text) else ""
    if len(understood) == 1:
        return unsent_note(understood[0].doubt)
    doubts = [f"mục {place} {one.doubt}" for place, one in enumerate(understood, 1) if one.doubt]
    return unsent_note(joined([*doubts[:MOST_NOTES], "…" if len(doubts) > MOST_NOTES else ""], ", "))


def unsent_note(doubt: str) -> str:
    """That nothing was sent, and why."""
    return f"Chưa gửi vì {doubt or f'quá {MOST_ON_A_SHEET} mục trong một tin'}; đồng chí kiểm tra rồi bấm Gửi duyệt."


def read_line(turn: Turn, text: str) -> Reading:
    """What a typed line says today, within the limits of the person's unit."""
    rules = turn.act.rules
    limits = Limits(checks.day_limit(turn.act, turn.person), rules.backdate_days)
    return _read_once(text, turn.act.today, limits)


_read_once = lru_cache(maxsize=256)(read)
"""One message is read for several questions: whether it is a command's answer, a correction, an entry."""


def _dated(turn: Turn, lines: Sequence[str]) -> list[tuple[str, date | None]]:
    """The lines to be logged, each with the day of the heading above it: `Ngày 17/11:` is no line to be logged."""
    found: list[tuple[str, date | None]] = []
    heading = None
    for text in lines:
        reading = read_line(turn, text)
        if len(lines) > 1 and _is_heading(reading):
            heading = reading.date
        else:
            found.append((text, None if reading.date_named else heading))
    return found or [(text, None) for text in lines]


def _is_heading(reading: Reading) -> bool:
    names_nothing_else = not (reading.minutes or reading.task or reading.product or reading.start)
    return reading.date_named and names_nothing_else and "ambiguous_date" not in reading.problems


def _understand(turn: Turn, text: str, day: date | None = None) -> Understood:
    reading = read_line(turn, text)
    hits = catalogs.search(turn.act, turn.person, reading.task) if reading.task else []
    item = catalogs.find(turn.act, turn.person, hits[0].code) if hits else None
    line = Line(
        item=item,
        words=reading.task[:LONGEST_WORDS],
        worked_on=day or reading.date,
        minutes=reading.minutes,
        quantity=None if reading.quantity is None else round(reading.quantity * 1000),
        product=reading.product or "",
    )
    return Understood(reading, hits, line)


def _draft(turn: Turn, understood: Sequence[Understood], asked: int, unsent: str = "") -> Reply:
    drafts = drafting.draft(turn.act, turn.person, turn.chat.channel, [one.line for one in understood])
    if len(understood) == 1:
        return _draft_of_one(turn, understood[0], drafts, unsent)
    noted = [(place, doubt_note(one.reading, alone=False)) for place, one in enumerate(understood, 1)]
    notes = [f"Mục {place}: {note}" for place, note in noted if note][:MOST_NOTES]
    if asked > len(understood):
        notes.append(f"Mỗi tin tối đa {MOST_ON_A_SHEET} mục; {asked - len(understood)} mục sau chưa được ghi.")
    return draft_reply(turn, drafts, note=joined([unsent, *notes]))


def _draft_of_one(turn: Turn, understood: Understood, drafts: Sequence[Entry], unsent: str) -> Reply:
    """The draft of a single line, with what else the line may mean."""
    reading = understood.reading
    others = understood.hits[1 : 1 + OTHERS_SHOWN]
    reply = draft_reply(turn, drafts, others, joined([unsent, doubt_note(reading, alone=True)]))
    doubts = doubt_rows(reading, drafts)
    if not (doubts and reply.screen):
        return reply
    first, *rest = reply.screen.rows
    screen = replace(reply.screen, rows=(first, *doubts, *rest))
    return replace(reply, screen=screen, state={**reply.state, "words": reading.text})


def split(turn: Turn, sheet: str, revision: str) -> Reply:
    """Pressed `Tách thành …`: each piece of work of the typed line becomes a draft of its own.

    Raises:
        BadAction: the conversation has gone on from that draft.
    """
    seen = (unpack_id(sheet), unpack_number(revision))
    state = turn.dialog.state
    if turn.dialog.step != "draft" or state["sheet"] != seen[0] or "words" not in state:
        raise BadAction(turn.text)
    drafting.discard(turn.act, turn.person, *seen)
    whole = read_line(turn, state["words"])
    pieces = [_understand(turn, part) for part in split_work(whole)]
    dated = [one if one.reading.date_named else _of_day(one, whole.date) for one in pieces]
    return replace(_draft(turn, dated, len(dated)), toast="Đã tách")


def _of_day(understood: Understood, day: date) -> Understood:
    return replace(understood, line=replace(understood.line, worked_on=day))


def draft_reply(turn: Turn, sheet: Sequence[Entry], others: Sequence[Hit] | None = None, note: str = "") -> Reply:
    """Show drafts; a bare figure, day or code typed next corrects a single one.

    Args:
        turn: the turn.
        sheet: the drafts.
        others: other likely tasks of a single one; None to look them up.
        note: a line on top.
    """
    likely = _other_tasks(turn, sheet) if others is None else others
    screen = sheet_screen(turn.act, turn.person, sheet, likely, note, mending=True)
    if len(sheet) > 1:
        return Reply(screen)
    return Reply(screen, step="draft", state={"sheet": sheet[0].sheet, "place": sheet[0].place})


def _other_tasks(turn: Turn, sheet: Sequence[Entry]) -> Sequence[Hit]:
    """The other tasks that a single draft's words may mean, as long as nobody has chosen among them."""
    entry = sheet[0]
    if len(sheet) > 1 or entry.status is not Status.DRAFT or not (entry.item and entry.words):
        return ()
    hits = catalogs.search(turn.act, turn.person, entry.words, 1 + OTHERS_SHOWN)
    return hits[1:] if hits and hits[0].code == entry.item else ()


def _send_at_once(turn: Turn, understood: Sequence[Understood]) -> Reply:
    drafts = drafting.draft(turn.act, turn.person, turn.chat.channel, [one.line for one in understood])
    return send_or_show(turn, drafts)


def send_or_show(turn: Turn, sheet: Sequence[Entry], others: Sequence[Hit] | None = None, doubt: str = "") -> Reply:
    """Send what was asked to be sent, unless something is in doubt or wrong: then it is shown, with the reason."""
    if not doubt and checks.problems_of(turn.act, turn.person, sheet):
        doubt = _TO_BE_MENDED
    if doubt:
        return draft_reply(turn, sheet, others, unsent_note(doubt))
    return _send(turn, sheet[0].sheet, drafting.revision_of(sheet))


def _send(turn: Turn, sheet: str, revision: int) -> Reply:
    submitted = worklog.submit(turn.act, turn.person, sheet, revision)
    said = sent_words(submitted.entries) if unsent_count(submitted.entries) else "Đã gửi"
    return Reply(sheet_screen(turn.act, turn.person, submitted.entries), toast=said)


def send(turn: Turn, sheet: str, revision: str) -> Reply:
    """Pressed `Gửi duyệt`; when nothing can be sent any more, what is wrong is shown."""
    seen = (unpack_id(sheet), unpack_number(revision))
    try:
        return _send(turn, *seen)
    except Refused as refused:
        if refused.why is not Why.NOT_READY:
            raise
        reply = draft_reply(turn, drafting.own_sheet(turn.act, turn.person, seen[0]))
        return replace(reply, toast=refusal_words(turn.act, refused))


def withdraw(turn: Turn, sheet: str) -> Reply:
    """Pressed `Rút lại`: at once, without asking again."""
    left = worklog.withdraw(turn.act, turn.person, unpack_id(sheet))
    return replace(draft_reply(turn, left), toast="Đã rút lại")


def discard(turn: Turn, sheet: str, revision: str) -> Reply:
    """Pressed `Hủy`: drafts are gone; what was withdrawn stays so, and is offered here no more."""
    gone = drafting.discard(turn.act, turn.person, unpack_id(sheet), unpack_number(revision))
    left = entries.of_sheet(turn.act.tx, unpack_id(sheet))
    if left and all(entry.status is Status.WITHDRAWN for entry in left):
        return Reply(Screen(_PUT_AWAY.format(len(left))), toast="Đã hủy")
    note = f"Đã hủy {gone} bản nháp. Nhật ký đã gửi giữ nguyên."
    if not left:
        return Reply(Screen(note), toast="Đã hủy")
    return Reply(replace(sheet_screen(turn.act, turn.person, left, note=note), rows=waiting_rows(left)), toast="Đã hủy")


def like_yesterday(turn: Turn) -> Reply:
    """The last logged day again, as drafts for today; which day that was is said."""
    day = drafting.last_day(turn.act, turn.person)
    lines = drafting.like_day(turn.act, turn.person, day) if day else []
    if not day or not lines:
        return Reply(Screen("Chưa có ngày nào để lặp lại. Đồng chí gõ việc và số giờ, ví dụ: 2h họp giao ban."))
    sheet = drafting.draft(turn.act, turn.person, turn.chat.channel, lines)
    return draft_reply(turn, sheet, note=f"Chép từ {day_words(day, turn.act.today)}.")
