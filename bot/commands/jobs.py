"""`jobs list` and `jobs run`: what happens unasked, looked at and done by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import typer

from bot.clock import SystemClock
from bot.commands.backups import POSTGRESQL
from bot.commands.console import fail, look, said_in_words, settings
from bot.commands.usage import unknown
from bot.domain.rules import Rules
from bot.domain.schedule import APPROVAL_REMINDER, BACKUP, DAILY_REMINDER, WEEKLY_SUMMARY, next_time
from bot.jobs.backup import backups_of
from bot.jobs.catalogue import TELLING
from bot.jobs.jobs import Chore, ChoreFailed, Job
from bot.jobs.running import Report, Runner
from bot.office import open_office
from bot.services.act import Act, Office
from bot.settings import Settings
from bot.storage import ledger
from bot.storage.ledger import JobRun
from bot.storage.times import from_text

_WHAT = {
    DAILY_REMINDER: "lời nhắc khai nhật ký",
    APPROVAL_REMINDER: "lời nhắc duyệt",
    WEEKLY_SUMMARY: "tổng hợp tuần",
}


def list_jobs() -> None:
    """One line a job: when it comes next, what it did last."""
    names = names_of(settings())
    for line in look(_lines, names):
        typer.echo(line)


def names_of(found: Settings) -> list[str]:
    """The jobs there are under these settings: the backup is the embedded database's."""
    embedded = [] if found.database_url.startswith("postgresql") else [BACKUP]
    return [*(job.name for job in TELLING), *embedded]


def _lines(act: Act, names: Sequence[str]) -> list[str]:
    runs = ledger.runs(act.tx)
    return [_line(act.rules, act.now, name, runs.get(name, JobRun(name))) for name in names]


def _line(rules: Rules, now: datetime, name: str, run: JobRun) -> str:
    comes = next_time(name, now, rules)
    following = f"lần tới {_moment(rules, comes)}" if comes else "chưa có lần tới trong một năm"
    return f"{name:<18}{following}; {_last(rules, run)}"


def _last(rules: Rules, run: JobRun) -> str:
    if not run.ran_at:
        return "chưa chạy lần nào"
    count = f", {run.written} người" if run.written else ""
    return f"lần gần nhất {_moment(rules, from_text(run.ran_at))} (kỳ {run.period}{count})"


def _moment(rules: Rules, instant: datetime) -> str:
    return f"{rules.local(instant):%H:%M %d/%m/%Y}"


def run_job(name: str, at: datetime | None, *, dry_run: bool) -> None:
    """Run one job as if it were that time, or only tell what that would bring; end with 1 when it cannot be."""
    found = settings()
    if name == BACKUP and BACKUP not in names_of(found):
        fail([POSTGRESQL])
    if name not in names_of(found):
        raise typer.BadParameter(unknown("việc", name, names_of(found)))
    with said_in_words():
        try:
            said = asyncio.run(_run(found, name, at, dry_run))
        except ChoreFailed as failed:
            fail([f"{name}: {failed}"])
    typer.echo(said)


async def _run(found: Settings, name: str, at: datetime | None, dry_run: bool) -> str:
    clock = SystemClock()
    async with open_office(found, clock) as office:
        now = clock.now()
        jobs: list[Job | Chore] = [*TELLING, *backups_of(found, office, clock)]
        report = await Runner(office, jobs).run(name, at or now, now, dry_run=dry_run)
        return _report_words(office, report, at or now, dry_run)


def _report_words(office: Office, report: Report, at: datetime, dry_run: bool) -> str:
    rules = office.means.rules
    if not report.period:
        day = rules.today(at)
        return f"{report.job}: {day:%d/%m/%Y} là ngày nghỉ ({rules.calendar.rest_day_name(day)}), không gửi gì."
    return f"{report.job}, kỳ {report.period}: {_outcome_words(rules, report, dry_run)}."


def _outcome_words(rules: Rules, report: Report, dry_run: bool) -> str:
    if report.said:
        return report.said
    if dry_run and report.job == BACKUP:
        return "sẽ sao lưu cơ sở dữ liệu; chưa làm gì"
    if report.expired:
        return f"đang giờ yên tĩnh ({_quiet(rules)}), hết giờ yên tĩnh thì tin không còn cần; không gửi gì"
    if not report.told:
        return "không còn ai cần gửi"
    if dry_run:
        return f"sẽ gửi {_WHAT[report.job]} cho {report.told} người{_held(rules, report)}; chưa gửi gì"
    return f"gửi {report.told} người{_held(rules, report)}"


def _held(rules: Rules, report: Report) -> str:
    if report.held_until is None:
        return ""
    return f", khi hết giờ yên tĩnh ({_quiet(rules)}), từ {_moment(rules, report.held_until)}"


def _quiet(rules: Rules) -> str:
    return f"{rules.quiet_hours.begin:%H:%M}–{rules.quiet_hours.end:%H:%M}"
