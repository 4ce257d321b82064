"""What a typed line may mean besides what its draft says: told in a note, offered as choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.entry import Entry
from bot.handlers.actions import action
from bot.handlers.screen import Choice, Rows
from bot.handlers.words import QUOTE_LENGTH, hours, shorten
from bot.language.pieces import split_work
from bot.language.reading import Alternative, Reading
from bot.services.drafting import revision_of

MOST_PIECES = 5


def doubt_note(reading: Reading, *, alone: bool) -> str:
    """What the person should look at; empty when the line is clear.

    Args:
        reading: how the line is read.
        alone: whether it is the only line, so that the other readings are choices below.
    """
    return " ".join(_notes(reading, alone))


def _notes(reading: Reading, alone: bool) -> Iterator[str]:
    if "ambiguous_date" in reading.problems:
        quoted = shorten(reading.text, QUOTE_LENGTH)
        yield f"Chưa rõ ngày trong “{quoted}”, tạm ghi hôm nay; đồng chí kiểm tra rồi bấm Sửa nếu cần."
    if reading.summed:
        yield f"Cộng các khoảng giờ trong dòng này: {_added(reading.summed)}."
    for other in reading.alternatives[:1]:
        yield _alternative_note(reading, other, alone)


def _added(pieces: Sequence[int]) -> str:
    """`2 giờ + 1 giờ`; of many pieces only the first."""
    shown = [hours(minutes) for minutes in pieces[:MOST_PIECES]]
    return " + ".join([*shown, "…"] if len(pieces) > MOST_PIECES else shown)


def _alternative_note(reading: Reading, other: Alternative, alone: bool) -> str:
    if other.minutes is None:
        then = f"chọn “{_label(other)}”" if alone else "gõ lại số giờ đã làm"
        return f"Nếu là lúc {other.start}, đồng chí {then}."
    read_as = f"Tạm hiểu là {hours(reading.minutes)}" if reading.minutes else "Chưa rõ số giờ"
    return f"{read_as}; nếu là {_span(other)}, đồng chí {'chọn bên dưới' if alone else 'gõ lại'}."


def doubt_rows(reading: Reading, sheet: Sequence[Entry]) -> Rows:
    """The other readings of the only line of a sheet, and the way to make its pieces of work drafts of their own."""
    identity = (sheet[0].sheet, revision_of(sheet))
    rows = [(_choice(other, *identity, sheet[0].place),) for other in reading.alternatives]
    pieces = len(split_work(reading))
    if pieces > 1:
        rows.append((Choice(f"Tách thành {pieces} mục", action("tach", *identity)),))
    return tuple(rows)


def _choice(other: Alternative, *identity: str | int) -> Choice:
    if other.minutes is None:
        return Choice(_label(other), action("luc", *identity))
    return Choice(_label(other), action("gio", *identity, other.minutes))


def _label(other: Alternative) -> str:
    return f"Lúc {other.start}" if other.minutes is None else f"Giờ: {_span(other)}"


def _span(other: Alternative) -> str:
    told = hours(other.minutes or 0)
    return f"{told} ({other.start}–{other.end})" if other.start and other.end else told
