"""`check`: what is configured, and what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence, Sized
from datetime import date

import typer

from bot import office
from bot.commands.console import fail, look, said_in_words, settings, telegram_identity
from bot.domain.calendar import Calendar
from bot.domain.people import Official, approver_of
from bot.services.act import Act
from bot.services.calendars import LoadedCalendar
from bot.services.wordbook import Wordbook
from bot.settings import Settings
from bot.storage import catalogs, chats, entries, people

_MOST_NAMED = 20


def check() -> None:
    """Say what is configured and what is wrong; end with 1 if anything is."""
    found = settings()
    for line in _configured(found):
        typer.echo(line)
    with said_in_words():
        for line in (*_calendar(office.calendar_of(found)), *_words(office.wordbook_of(found))):
            typer.echo(line)
        problems = [*_never_sent(found), *asyncio.run(office.database_faults(found))]
    faults, lines = look(_look_around)
    for line in lines:
        typer.echo(line)
    problems += [*faults, *_faults_of_telegram(found)]
    if problems:
        fail(problems)


def _never_sent(found: Settings) -> Iterator[str]:
    """Hours at which something is to be sent, in the quiet hours, in which nothing is."""
    rules = found.rules(Calendar())
    hours = {
        "REMINDER_TIME": rules.reminder_time,
        "DIGEST_TIMES": rules.digest_times[0],
        "SUMMARY_TIME": rules.summary_time,
    }
    for name, hour in hours.items():
        if rules.quiet_hours.holds(hour):
            yield f"KPIBOT_{name}: {hour:%H:%M} nằm trong KPIBOT_QUIET_HOURS, sẽ không được gửi đúng giờ; chọn giờ khác"


def _faults_of_telegram(found: Settings) -> list[str]:
    if not found.telegram_token:
        return []
    identity = telegram_identity(found)
    if identity.name:
        typer.echo(f"Telegram trả lời: @{identity.name}")
    return [identity.fault] if identity.fault else []


def _configured(found: Settings) -> Iterator[str]:
    yield f"Cơ sở dữ liệu: {found.database_url.partition('://')[0]}"
    yield f"Telegram: {'bật' if found.telegram_token else 'tắt (chưa có KPIBOT_TELEGRAM_TOKEN)'}"
    yield "Zalo: chưa có trong bản này"
    if found.telegram_token:
        yield f"Nhận tin Telegram: {'webhook' if found.uses_webhook else 'hỏi định kỳ (long polling)'}"
    yield f"Trang chat: http://{found.web_host}:{found.web_port}/"
    yield f"Múi giờ: {found.timezone}"


def _calendar(loaded: LoadedCalendar) -> Iterator[str]:
    years = sorted({day.year for day in loaded.corrected})
    norms = ", ".join(f"{year}: {_working_days(loaded.calendar, year)}" for year in years)
    yield f"Lịch: {loaded.filename or 'kèm theo chương trình'}, điều chỉnh {len(loaded.corrected)} ngày"
    yield f"Ngày làm việc cả năm: {norms}"
    yield from (f"Lịch, {note}" for note in loaded.notes)


def _words(book: Wordbook) -> Iterator[str]:
    if book.filename:
        yield f"Từ của tỉnh: {book.filename}, {book.rows} dòng"
    yield from (f"Từ của tỉnh, {note}" for note in book.notes)


def _working_days(calendar: Calendar, year: int) -> int:
    return len(calendar.working_days(date(year, 1, 1), date(year, 12, 31)))


def _needed(*there: Sized) -> Iterator[tuple[str, Sized]]:
    return zip(("đơn vị", "cán bộ", "danh mục"), there, strict=True)


def _look_around(act: Act) -> tuple[list[str], list[str]]:
    officials = [one for one in people.all_officials(act.tx) if not one.retired]
    units = [one for one in people.all_units(act.tx) if not one.retired]
    lists = catalogs.all_lists(act.tx)
    lines = [f"Đơn vị: {len(units)} · Cán bộ: {len(officials)} · Danh mục: {len(lists)}"]
    problems = [f"chưa nhập {what}" for what, there in _needed(units, officials, lists) if not there]
    headless = [unit.code for unit in units if not unit.head]
    if headless:
        lines.append(f"Đơn vị chưa có người đứng đầu, việc trình lên cấp trên: {', '.join(headless)}")
    pairs = _deciding_on_each_other(act, officials)
    if pairs:
        lines.append(f"Duyệt việc của nhau: {', '.join(pairs)}")
    alone = [one for one in officials if approver_of(one, act.organisation) is None]
    tops = {unit.head for unit in units if not unit.parent}
    if any(one.code in tops for one in alone):
        lines.append(f"Tự ghi nhận, vì đứng đầu cấp cao nhất: {_codes(one for one in alone if one.code in tops)}")
    lines += _without_chat(act, officials)
    if any(one.code not in tops for one in alone):
        problems.append(f"không có người duyệt: {_codes(one for one in alone if one.code not in tops)}")
    return problems, lines


def _without_chat(act: Act, officials: Sequence[Official]) -> Iterator[str]:
    """Who cannot be reached: no fault while people are being enrolled, but what waits for them waits unseen."""
    reached = chats.officials_with_one(act.tx)
    missing = [one for one in officials if one.code not in reached]
    if missing:
        named = f": {_codes(missing)}" if len(missing) <= _MOST_NAMED else ""
        yield f"Chưa có cuộc trò chuyện: {len(missing)} trong {len(officials)} cán bộ{named}"
    waiting = {code: count for code, count in entries.queue_lengths(act.tx).items() if code not in reached}
    if waiting:
        named = ", ".join(f"{code} ({count} mục)" for code, count in waiting.items())
        yield f"Có mục chờ mà người duyệt chưa có cuộc trò chuyện: {named}"


def _deciding_on_each_other(act: Act, officials: Iterable[Official]) -> list[str]:
    """Pairs of whom each decides on the other's entries: allowed where the file says so, and worth knowing."""
    above = {one.code: approver_of(one, act.organisation) for one in officials}
    pairs = [(code, found.code) for code, found in above.items() if found and code < found.code]
    return [f"{one} ↔ {other}" for one, other in pairs if (back := above.get(other)) and back.code == one]


def _codes(officials: Iterable[Official]) -> str:
    return ", ".join(one.code for one in officials)
