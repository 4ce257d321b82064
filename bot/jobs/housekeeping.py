"""Blanking typed text whose retention has passed."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.services.act import Act, Office
from bot.storage import inbox, outbox
from bot.storage.database import DatabaseError
from bot.storage.times import to_text

log = logging.getLogger(__name__)

AT_ONCE = 100


def blank_old_texts(act: Act, retention_days: int) -> int:
    """Blank what people typed and were shown, once it is finished and its retention has passed.

    Returns:
        How many rows were blanked; at most a hundred of each kind, so that nobody waits.
    """
    before = to_text(act.now - timedelta(days=retention_days))
    return inbox.blank_texts(act.tx, before, AT_ONCE) + outbox.blank_bodies(act.tx, before, AT_ONCE)


async def housekeeping(office: Office, clock: Clock, retention_days: int) -> None:
    """Blank all there is to blank, a hundred rows a transaction."""
    try:
        while await office.perform(clock.now(), blank_old_texts, retention_days):
            pass
    except DatabaseError as error:
        log.warning("old texts are not blanked yet: %s", error)
