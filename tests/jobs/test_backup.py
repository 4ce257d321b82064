"""The nightly copy: made once a day, old ones removed, and a failure told to those who can have it mended."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.rules import Rules
from bot.handlers.notices import render
from bot.jobs import backup
from bot.jobs.backup import backups_of, nightly
from bot.jobs.jobs import ChoreFailed
from bot.jobs.running import Runner
from bot.services import backups
from bot.services.act import Act
from bot.services.calendars import load_calendar
from bot.settings import Settings
from bot.storage import chats
from bot.storage.backups import Backup, Stopped, create, name_at
from bot.storage.database import DatabaseError
from tests.support.clock import FakeClock
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat, fill_province
from tests.support.worklogs import facts

TWO = datetime(2026, 11, 22, 19, tzinfo=UTC)
"""Two in the morning of Monday, 23 November."""


@pytest.fixture
def office(sqlite_url: str) -> Iterator[RealOffice]:
    """The small province in a file of its own; DAT administers it."""
    with closing(RealOffice(sqlite_url)) as office:
        office.perform(fill_province)
        office.perform(bind_chat, "AN", "1001")
        office.perform(bind_chat, "DAT", "1006")
        office.now = TWO
        yield office


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copies"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(TWO)


@pytest.fixture
def database(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def night(office: RealOffice, clock: FakeClock, database: Path, folder: Path, keep_days: int = 14) -> str:
    return str(office.run(nightly(office.office, clock, database, folder, keep_days)))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_copy_is_made_and_old_ones_are_removed(
    office: RealOffice, clock: FakeClock, database: Path, folder: Path
) -> None:
    for _ in range(5):
        said = night(office, clock, database, folder, keep_days=3)
        clock.advance(days=1)
    assert names(folder) == [name_at(TWO + timedelta(days=day)) for day in (1, 2, 3, 4)]
    assert "0 mục nhật ký" in said
    assert "xóa 1 bản cũ" in said


def test_the_job_makes_one_copy_a_day(office: RealOffice, clock: FakeClock, database: Path, folder: Path) -> None:
    settings = Settings(database_url=office.url, backup_dir=str(folder))
    runner = Runner(office.office, backups_of(settings, office.office, clock))
    for minutes in (-1, 0, 1, 600, 24 * 60):
        clock.set(TWO + timedelta(minutes=minutes))
        office.run(runner.run_due(clock.now()))
    assert names(folder) == [name_at(TWO), name_at(TWO + timedelta(days=1))]


def test_a_missed_night_is_made_up_for_once(office: RealOffice, clock: FakeClock, folder: Path) -> None:
    settings = Settings(database_url=office.url, backup_dir=str(folder))
    for hours in (10, 11):
        clock.set(TWO + timedelta(days=3, hours=hours))
        office.run(Runner(office.office, backups_of(settings, office.office, clock)).run_due(clock.now()))
    assert names(folder) == [name_at(TWO + timedelta(days=3, hours=10))]


def test_there_is_no_such_job_on_postgresql(office: RealOffice, clock: FakeClock) -> None:
    settings = Settings(database_url="postgresql://somewhere/kpibot")
    assert backups_of(settings, office.office, clock) == ()


# --- failures


@pytest.fixture
def blocked(folder: Path) -> Path:
    """A file stands where the folder should."""
    folder.touch()
    return folder


def fails(office: RealOffice, clock: FakeClock, database: Path, folder: Path) -> str:
    with pytest.raises(ChoreFailed) as failed:
        night(office, clock, database, folder)
    return str(failed.value)


def test_a_failure_is_told_to_the_provinces_administrators_when_the_quiet_hours_are_over(
    office: RealOffice, clock: FakeClock, database: Path, blocked: Path
) -> None:
    assert str(blocked) in fails(office, clock, database, blocked)
    (fact,) = facts(office, backups.BACKUP_FAILED)
    assert (fact["chat"], fact["not_before"]) == ("telegram:1006", "2026-11-22T23:30:00.000Z")
    text = shown(office, fact)
    assert "Sao lưu tự động ngày 23/11/2026 chưa thành công" in text
    assert str(blocked) not in text


def shown(office: RealOffice, fact: dict[str, Any]) -> str:
    """What the chat is shown; empty for nothing."""

    def look(act: Act) -> str:
        chat = chats.find(act.tx, fact["chat"])
        assert chat
        screen = render(act, chat, fact)
        return screen.text if screen else ""

    return office.perform(look)


def test_tried_again_every_hour_it_is_told_once(
    office: RealOffice, clock: FakeClock, database: Path, blocked: Path
) -> None:
    for _ in range(5):
        fails(office, clock, database, blocked)
        clock.advance(hours=1)
    assert len(facts(office, backups.BACKUP_FAILED)) == 1


def test_made_after_all_it_is_not_told_any_more(
    office: RealOffice, clock: FakeClock, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.touch()
    settings = Settings(database_url=office.url, backup_dir=str(folder))
    runner = Runner(office.office, backups_of(settings, office.office, clock))
    office.run(runner.run_due(clock.now()))
    (fact,) = facts(office, backups.BACKUP_FAILED)
    assert shown(office, fact)
    assert "job backup failed, next try in an hour" in caplog.text
    folder.unlink()
    clock.advance(hours=1)
    office.run(runner.run_due(clock.now()))
    assert len(names(folder)) == 1
    assert shown(office, fact) == ""


def test_who_administers_the_province_no_more_is_not_told(
    office: RealOffice, clock: FakeClock, database: Path, blocked: Path
) -> None:
    fails(office, clock, database, blocked)
    (fact,) = facts(office, backups.BACKUP_FAILED)
    office.rows("UPDATE officials SET admin = '' WHERE code = 'DAT' RETURNING code")
    assert shown(office, fact) == ""


def test_what_a_weekend_gathers_comes_as_one_message_on_the_next_working_day(
    office: RealOffice, clock: FakeClock, database: Path, blocked: Path
) -> None:
    office.rules = Rules(calendar=load_calendar("").calendar)
    for day in (20, 21, 22):
        clock.set(TWO.replace(day=day))  # the nights before Saturday, Sunday and Monday
        fails(office, clock, database, blocked)
    found = facts(office, backups.BACKUP_FAILED)
    assert [fact["day"] for fact in found] == ["2026-11-21", "2026-11-22", "2026-11-23"]
    assert {(fact["subject"], fact["not_before"]) for fact in found} == {
        ("backup-failed:2026-11-23", "2026-11-22T23:30:00.000Z")
    }


def test_a_calendar_without_working_days_does_not_hold_it_up_for_ever(
    office: RealOffice, clock: FakeClock, database: Path, blocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "may_disturb", lambda *_: False)
    fails(office, clock, database, blocked)
    (fact,) = facts(office, backups.BACKUP_FAILED)
    assert fact["not_before"] < "2027-01"


class _Faulty:
    """An office whose database is at fault."""

    async def perform(self, *_: object) -> None:
        raise DatabaseError("Ổ đĩa đã đầy")


def test_where_the_database_is_at_fault_too_the_log_has_to_do(
    office: RealOffice, clock: FakeClock, database: Path, blocked: Path
) -> None:
    with pytest.raises(ChoreFailed, match=blocked.name):
        office.run(nightly(_Faulty(), clock, database, blocked, 14))  # type: ignore[arg-type]


def test_old_copies_that_cannot_be_removed_do_not_make_the_new_one_fail(
    office: RealOffice,
    clock: FakeClock,
    database: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(*_: object) -> list[Path]:
        raise DatabaseError("chỉ cho đọc")

    monkeypatch.setattr(backup, "prune", refuse)
    with caplog.at_level(logging.WARNING):
        assert "xóa 0 bản cũ" in night(office, clock, database, folder)
    assert "old copies are not removed: chỉ cho đọc" in caplog.text
    assert len(names(folder)) == 1


def test_a_stop_in_the_middle_ends_it_at_once_and_leaves_nothing(
    office: RealOffice, clock: FakeClock, database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else stopping the service would wait for the whole copy."""
    begun = asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []
    ended: list[str] = []

    def slow(source: Path, target: Path, now: datetime, stopped: Stopped) -> Backup:
        loops[0].call_soon_threadsafe(begun.set)

        def until_stopped() -> bool:
            while not stopped():
                os.sched_yield()
            return True

        try:
            return create(source, target, now, until_stopped)
        except DatabaseError as error:
            ended.append(str(error))
            raise

    async def stop_in_the_middle() -> None:
        loops.append(asyncio.get_running_loop())
        task = asyncio.create_task(nightly(office.office, clock, database, folder, 14))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.get_running_loop().shutdown_default_executor()

    monkeypatch.setattr(backup, "create", slow)
    asyncio.run(stop_in_the_middle())
    assert len(ended) == 1
    assert "dừng giữa chừng" in ended[0]
    assert names(folder) == []
