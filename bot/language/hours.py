"""The hours of a line: what its ranges, durations and times of day come to together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.language.clock import Range, take_ranges, take_start
from bot.language.durations import Duration, take_days, take_durations
from bot.language.line import Line
from bot.language.times import DAY, HALF_DAY, hhmm

FEW_HOURS = 5 * 60
"""A range that ends so early may be a guess at the time it took: `2-3h họp`."""


@dataclass(frozen=True, slots=True)
class Hours:
    """One reading of the hours.

    Attributes:
        minutes: minutes worked; None: not said.
        start, end: when begun and ended as `HH:MM`; None: not said.
        summed: the minutes of several pieces of work that were added up; empty for one.
        before_today: whether it says that it ended today and so began the day before.
    """

    minutes: int | None = None
    start: str | None = None
    end: str | None = None
    summed: tuple[int, ...] = ()
    before_today: bool = False


def take_hours(line: Line) -> tuple[Hours, list[Hours]]:
    """Takes all hours out of the line; returns how they are read, then the other readings that make sense too."""
    ranges = take_ranges(line)
    start, end = take_start(line)
    durations = take_durations(line)
    if ranges:
        return _of_ranges(ranges, durations)
    if start is not None and end is not None and not durations:
        return _of_ranges([_between(start, end)], [])
    return _of_durations(durations or take_days(line), start, end)


def _between(start: int, end: int) -> Range:
    return Range(start, end if end > start else end + DAY, sure=False)


def _of_ranges(ranges: Sequence[Range], durations: Sequence[Duration]) -> tuple[Hours, list[Hours]]:
    """One range shows its ends, several add up; hours said beside them win (`8h-11h30, 3h`: there was a break).

    Hours that are said of another part of the day, or that cannot be what was worked between the ends, add up too.
    """
    pieces = tuple(one.minutes for one in ranges)
    added, said = sum(pieces), tuple(one.minutes for one in durations)
    if said and (sum(said) > added or any(_is_another(one, added) for one in durations)):
        return Hours(added + sum(said), summed=pieces + said), [_of_pieces(ranges)]
    first, others = _of_pieces(ranges), []
    if said and sum(said) != added:
        first, others = replace(first, minutes=sum(said), summed=()), [first]
    return first, [*others, *(_other_ways(ranges[0]) if len(ranges) == 1 else [])]


def _is_another(duration: Duration, added: int) -> bool:
    """Whether the duration is of something else than the ranges: `8h-10h họp rồi soạn công văn 1h`."""
    return bool(duration.part) or (duration.joined and duration.minutes * 2 <= added)


def _of_pieces(ranges: Sequence[Range]) -> Hours:
    pieces = tuple(one.minutes for one in ranges)
    if len(ranges) > 1:
        return Hours(sum(pieces), summed=pieces)
    only = ranges[0]
    return Hours(only.minutes, hhmm(only.start), hhmm(only.end), before_today=only.before_today)


def _other_ways(only: Range) -> list[Hours]:
    daytime = only.in_daytime()
    others = [_of_pieces([daytime])] if daytime else []
    may_be_a_guess = only.minutes < only.end <= FEW_HOURS and not (only.start % 60 or only.end % 60)
    return [*others, Hours(only.end)] if may_be_a_guess else others


def _of_durations(durations: Sequence[Duration], start: int | None, end: int | None) -> tuple[Hours, list[Hours]]:
    pieces = tuple(one.minutes for one in durations)
    ends = _shown(end)
    total = Hours(sum(pieces) or None, _shown(start), ends, pieces if len(pieces) > 1 else ())
    clock = durations[0].clock if durations and start is None else None
    behind = _hour_behind(durations) if start is None else None
    if behind is not None:
        return _at_the_hour_behind(durations[0], behind, ends), [total]
    if clock is None:
        return total, [replace(total, minutes=one.least) for one in durations if one.least and len(durations) == 1]
    if len(durations) == 1:
        if end is not None and clock < end:  # `8h họp đến 10h`
            return _of_pieces([Range(clock, end)]), []
        return total, [Hours(None, hhmm(clock), ends)]
    rest = sum(one.minutes for one in durations[1:])
    begun = Hours(rest if rest <= HALF_DAY else None, hhmm(clock), ends)  # `8h họp, 14h đi cơ sở`: two hours of a day
    if any(one.part for one in durations[1:]):
        return total, [begun]
    return begun, [total]  # `8h họp 2h`: the hour it began, and how long it took


def _hour_behind(durations: Sequence[Duration]) -> int | None:
    """Returns when it began where the second says so: `1h họp phòng 9h`; `1h họp, soạn công văn 6h` is seven hours."""
    if len(durations) != 2:
        return None
    first, second = durations
    begins = second.beside or (first.clock is None and not (second.joined or second.part))
    return second.clock if begins else None


def _at_the_hour_behind(first: Duration, clock: int, ends: str | None) -> Hours:
    """Returns how `2 tiếng 14h` is read: how long, then when it began; `8h 10h` is from one hour to the other."""
    if first.clock is not None and first.clock < clock:
        return _of_pieces([Range(first.clock, clock)])
    return Hours(first.minutes, hhmm(clock), ends)


def _shown(minute: int | None) -> str | None:
    return None if minute is None else hhmm(minute)
