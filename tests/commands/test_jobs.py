"""`jobs list` and `jobs run`: what happens unasked, done by hand and as if it were another time."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.storage.times import from_text
from tests.support.command_line import CommandLine, DatabaseFile

JOBS = ["daily-reminder", "approval-reminder", "weekly-summary", "backup"]
MONDAY = "2026-11-23T16:30:00+07:00"


def bind(file: DatabaseFile, number: int, official: str) -> None:
    """Give an official the Telegram chat of that number."""
    file.change(
        f"""INSERT INTO chats (id, channel, address, official, bound_at)
        VALUES ('telegram:{number}', 'telegram', '{number}', '{official}', '2026-01-01T00:00:00.000Z')"""
    )


@pytest.fixture
def chats(file: DatabaseFile) -> DatabaseFile:
    """The sample province with chats for three of its officials, since long."""
    for number, official in enumerate(("CB030", "CB032", "CB033"), 1):
        bind(file, number, official)
    return file


def outbox(file: DatabaseFile) -> list[dict[str, Any]]:
    """What is to be sent: the fact's own data, with when."""
    with closing(sqlite3.connect(file.path)) as connection:
        found = connection.execute("SELECT chat, not_before, created_at, body FROM outbox ORDER BY id").fetchall()
    return [json.loads(body) | {"chat": chat, "not_before": at, "created": made} for chat, at, made, body in found]


# --- list


def test_the_list_has_a_line_for_every_job_with_its_next_time(kpibot: CommandLine) -> None:
    lines = kpibot.done("jobs", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == JOBS
    assert all("lần tới " in line and line.endswith("chưa chạy lần nào") for line in lines)
    assert " 16:30 " in lines[0]
    assert " 11:15 " in lines[1]
    assert " 02:00 " in lines[3]


def test_the_list_tells_what_a_job_did_last(kpibot: CommandLine, chats: DatabaseFile) -> None:
    kpibot.done("jobs", "run", "daily-reminder", "--at", MONDAY)
    line = kpibot.done("jobs", "list").out.splitlines()[0]
    assert line.endswith("(kỳ 2026-11-23, 3 người)")


def test_on_postgresql_there_is_no_backup_to_run(kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPIBOT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    (problem,) = kpibot("jobs", "run", "backup").problems
    assert "pg_dump" in problem
    assert problem == kpibot("backup", "create").problems[0]
    assert "backup" not in kpibot("jobs", "run", "backups").misuse.partition("các việc:")[2]


# --- run


def test_a_job_is_run_as_if_it_were_then_and_sent_at_once(kpibot: CommandLine, chats: DatabaseFile) -> None:
    said = kpibot.done("jobs", "run", "daily-reminder", "--at", MONDAY)
    assert said.out == "daily-reminder, kỳ 2026-11-23: gửi 3 người.\n"
    facts = outbox(chats)
    assert [(fact["chat"], fact["period"]) for fact in facts] == [(f"telegram:{n}", "2026-11-23") for n in (1, 2, 3)]
    now = datetime.now(UTC)
    assert all(abs(from_text(fact["not_before"]) - now) < timedelta(minutes=1) for fact in facts)
    serves = from_text(facts[0]["until"]) - from_text(facts[0]["not_before"])
    assert timedelta(hours=2, minutes=29) < serves <= timedelta(hours=2, minutes=30)


def test_a_job_run_twice_for_a_period_sends_nothing_twice(kpibot: CommandLine, chats: DatabaseFile) -> None:
    for at in (MONDAY, MONDAY, "2026-11-23T02:00:00Z", "2026-11-23 10:00+07:00"):
        kpibot.done("jobs", "run", "daily-reminder", "--at", at)
    assert "không còn ai cần gửi" in kpibot.done("jobs", "run", "daily-reminder", "--at", MONDAY).out
    assert len(outbox(chats)) == 3


def test_people_without_a_chat_use_nothing_up(kpibot: CommandLine, file: DatabaseFile) -> None:
    assert "không còn ai cần gửi" in kpibot.done("jobs", "run", "daily-reminder", "--at", MONDAY).out
    bind(file, 1, "CB032")
    assert "gửi 1 người" in kpibot.done("jobs", "run", "daily-reminder", "--at", MONDAY).out


@pytest.mark.parametrize("at", ["2026-11-28T16:30:00+07:00", "2026-11-29T23:59:00+07:00", "2027-01-01T16:30:00+07:00"])
def test_on_a_rest_day_it_says_so_and_sends_nothing(kpibot: CommandLine, chats: DatabaseFile, at: str) -> None:
    said = kpibot.done("jobs", "run", "daily-reminder", "--at", at)
    assert "là ngày nghỉ (" in said.out
    assert outbox(chats) == []


def test_in_quiet_hours_it_says_that_it_waits_or_serves_nobody(kpibot: CommandLine, chats: DatabaseFile) -> None:
    late = kpibot.done("jobs", "run", "daily-reminder", "--at", "2026-11-23T20:00:00+07:00").out
    assert "đang giờ yên tĩnh (19:00–06:30)" in late
    assert outbox(chats) == []
    early = kpibot.done("jobs", "run", "daily-reminder", "--at", "2026-11-23T05:30:00+07:00").out
    assert "gửi 3 người, khi hết giờ yên tĩnh (19:00–06:30), từ 06:30 23/11/2026." in early
    waits = from_text(outbox(chats)[0]["not_before"]) - from_text(outbox(chats)[0]["created"])
    assert waits == timedelta(hours=1)


def test_a_summary_is_of_the_week_in_which_the_time_lies(kpibot: CommandLine, chats: DatabaseFile) -> None:
    said = kpibot.done("jobs", "run", "weekly-summary", "--at", "2026-11-25T10:00:00+07:00")
    assert "kỳ 2026-11-23: gửi 3 người" in said.out


def test_without_a_time_it_is_now(kpibot: CommandLine, chats: DatabaseFile) -> None:
    kpibot.done("jobs", "run", "weekly-summary")
    monday = datetime.now(UTC).astimezone().date()
    assert {fact["period"] for fact in outbox(chats)} <= {str(monday - timedelta(days=n)) for n in range(8)}


def test_the_nightly_copy_can_be_made_by_hand(kpibot: CommandLine, folder: Path) -> None:
    assert "backup, kỳ " in kpibot.done("jobs", "run", "backup").out
    assert list((folder / "data" / "backups").glob("*.db"))


# --- run --dry-run


@pytest.mark.parametrize(
    ("job", "told"),
    [
        ("daily-reminder", "sẽ gửi lời nhắc khai nhật ký cho 3 người; chưa gửi gì"),
        ("approval-reminder", "không còn ai cần gửi"),
        ("weekly-summary", "sẽ gửi tổng hợp tuần cho 3 người; chưa gửi gì"),
        ("backup", "sẽ sao lưu cơ sở dữ liệu; chưa làm gì"),
    ],
)
def test_a_dry_run_tells_how_many_would_get_what_and_changes_nothing(
    kpibot: CommandLine, chats: DatabaseFile, folder: Path, job: str, told: str
) -> None:
    before = chats.dump()
    assert kpibot.done("jobs", "run", job, "--at", MONDAY, "--dry-run").out == f"{job}, kỳ 2026-11-23: {told}.\n"
    assert chats.dump() == before
    assert not (folder / "data" / "backups").exists()


def test_a_dry_run_counts_only_who_is_left(kpibot: CommandLine, chats: DatabaseFile) -> None:
    kpibot.done("jobs", "run", "daily-reminder", "--at", MONDAY)
    assert "không còn ai cần gửi" in kpibot.done("jobs", "run", "daily-reminder", "--at", MONDAY, "--dry-run").out


def test_a_dry_run_in_quiet_hours_or_on_a_rest_day_says_so(kpibot: CommandLine, chats: DatabaseFile) -> None:
    before = chats.dump()
    run = ("jobs", "run", "daily-reminder", "--dry-run", "--at")
    assert "không gửi gì" in kpibot.done(*run, "2026-11-23T20:00:00+07:00").out
    assert "là ngày nghỉ" in kpibot.done(*run, "2026-11-28T16:30:00+07:00").out
    early = kpibot.done(*run, "2026-11-23T05:30:00+07:00").out
    assert "cho 3 người, khi hết giờ yên tĩnh (19:00–06:30), từ 06:30 23/11/2026; chưa gửi gì." in early
    assert chats.dump() == before


# --- what is refused


@pytest.mark.parametrize("name", ["period-lock", "daily", "", "Daily-Reminder"])
def test_an_unknown_job_is_wrong_usage_and_the_jobs_are_listed(kpibot: CommandLine, name: str) -> None:
    line = kpibot("jobs", "run", name).misuse
    assert all(job in line for job in JOBS)


@pytest.mark.parametrize(
    ("at", "word"),
    [
        ("2026-11-23T16:30:00", "múi giờ"),
        ("2026-11-23", "múi giờ"),
        ("chiều nay", "ISO 8601"),
        ("", "ISO 8601"),
        ("2026-13-40T16:30:00+07:00", "ISO 8601"),
        ("0001-01-01T00:00:00+07:00", "năm 1"),
        ("9999-12-31T23:59:00-11:00", "năm 9999"),
    ],
)
def test_a_time_that_is_none_is_wrong_usage(kpibot: CommandLine, chats: DatabaseFile, at: str, word: str) -> None:
    line = kpibot("jobs", "run", "daily-reminder", "--at", at).misuse
    assert line.startswith("--at: ")
    assert word in line
    assert outbox(chats) == []


@pytest.mark.parametrize("arguments", [["list"], ["run", "daily-reminder"]])
def test_without_a_database_it_says_what_to_do(bare: CommandLine, arguments: list[str]) -> None:
    (problem,) = bare("jobs", *arguments).problems
    assert "kpibot db upgrade" in problem
