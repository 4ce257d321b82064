"""The nightly copy of the embedded database."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Event

from bot.clock import Clock
from bot.domain.schedule import BACKUP
from bot.jobs.jobs import Chore, ChoreFailed
from bot.services import backups
from bot.services.act import Office
from bot.settings import Settings
from bot.storage.backups import Backup, Stopped, create, prune
from bot.storage.database import DatabaseError
from bot.storage.opening import embedded_file

log = logging.getLogger(__name__)


def backups_of(settings: Settings, office: Office, clock: Clock) -> tuple[Chore, ...]:
    """The nightly copy as a job; none of PostgreSQL, which has tools of its own."""
    database, folder = embedded_file(settings.database_url), Path(settings.backup_dir)
    if database is None:
        return ()
    return (Chore(BACKUP, lambda: nightly(office, clock, database, folder, settings.backup_keep_days)),)


async def nightly(office: Office, clock: Clock, database: Path, folder: Path, keep_days: int) -> str:
    """Make a copy beside the work, on a thread of its own, then remove copies that are older than so many days.

    When the task is cancelled, the copying ends at its next megabyte and leaves nothing behind.

    Args:
        office: where the administrators are told of a failure.
        clock: the time.
        database: the SQLite file.
        folder: where the copies are.
        keep_days: how long they are kept.

    Returns:
        What was done, in words.

    Raises:
        ChoreFailed: no copy was made; its message says why.
    """
    stopping = Event()
    try:
        made, removed = await asyncio.to_thread(_copy, database, folder, keep_days, clock.now(), stopping.is_set)
    except DatabaseError as error:
        with suppress(DatabaseError):  # where that database is at fault too, the log has to do
            await office.perform(clock.now(), backups.tell_of_failure)
        raise ChoreFailed(str(error)) from error
    finally:
        stopping.set()
    return f"đã sao lưu vào {made.path} ({made.size} byte, {made.entries} mục nhật ký), xóa {removed} bản cũ"


def _copy(database: Path, folder: Path, keep_days: int, now: datetime, stopped: Stopped) -> tuple[Backup, int]:
    """Only a copy that was made removes others."""
    made = create(database, folder, now, stopped)
    try:
        return made, len(prune(folder, keep_days, now))
    except DatabaseError as error:
        log.warning("old copies are not removed: %s", error)
        return made, 0
