"""The hours of a line: what its ranges, durations and times of day come to together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.clock import Range, hhmm, take_ranges, take_start
from bot.language.durations import Duration, take_days, take_durations
from bot.language.line import Line

FEW_HOURS = 5 * 60
"""A range that ends so early may be a guess at the time it took: `2-3h họp`."""


@dataclass(frozen=True, slots=True)
class Hours:
    """One reading of the hours: minutes worked (None: not said), when begun and ended as `HH:MM` (None: not said)."""

    minutes: int | None = None
    start: str | None = None
    end: str | None = None


def take_hours(line: Line) -> tuple[Hours, list[Hours]]:
    """Takes all hours out of the line; returns how they are read, then the other readings that make sense too."""
    ranges = take_ranges(line)
    start, end = take_start(line)
    durations = take_durations(line) or ([] if ranges else take_days(line))
    if ranges:
        return _of_ranges(ranges, durations)
    return _of_durations(durations, _shown(start), _shown(end))


def _of_ranges(ranges: Sequence[Range], durations: Sequence[Duration]) -> tuple[Hours, list[Hours]]:
    """One range shows its ends, several add up; hours said beside them win (`8h-11h30, 3h`: there was a break)."""
    added = sum(one.minutes for one in ranges)
    said = sum(one.minutes for one in durations) or added
    if len(ranges) > 1:
        return Hours(said), [Hours(added)] if said != added else []
    only = ranges[0]
    first = _of_range(only, said)
    others = [_of_range(only, added)] if said != added else []
    daytime = only.within_the_day()
    if daytime:
        others.append(_of_range(daytime, daytime.minutes))
    if only.end <= FEW_HOURS:
        others.append(Hours(only.end))
    return first, others


def _of_range(one: Range, minutes: int) -> Hours:
    return Hours(minutes, hhmm(one.start), hhmm(one.end))


def _of_durations(durations: Sequence[Duration], start: str | None, end: str | None) -> tuple[Hours, list[Hours]]:
    total = sum(one.minutes for one in durations) or None
    at = None if start else next((one for one in durations if one.clock is not None), None)
    if at is None or at.clock is None:
        return Hours(total, start, end), []
    rest = sum(one.minutes for one in durations if one is not at)
    if rest:  # `8h họp 2h`: the hour it began, and how long it took
        return Hours(rest, hhmm(at.clock), end), [Hours(total, None, end)]
    return Hours(total, start, end), [Hours(None, hhmm(at.clock), end)]


def _shown(minute: int | None) -> str | None:
    return None if minute is None else hhmm(minute)
