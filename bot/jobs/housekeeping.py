"""Blanking typed text whose retention has passed, and forgetting who was told of days long past."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.domain.schedule import REMEMBERED
from bot.services.act import Act, Office
from bot.storage import held, inbox, ledger, outbox, web
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
    blanked = inbox.blank_texts(act.tx, before, AT_ONCE) + outbox.blank_bodies(act.tx, before, AT_ONCE)
    return blanked + web.blank_old(act.tx, before, AT_ONCE)


def give_up_held(act: Act, retention_days: int) -> int:
    """Give up at most a hundred messages that a restore held and nobody has reviewed since; returns how many."""
    return held.drop(act.tx, act.at, "not reviewed", AT_ONCE, to_text(act.now - timedelta(days=retention_days)))


def prune_ledger(act: Act) -> int:
    """Forget at most a hundred rows of the ledger that are of no more use; returns how many."""
    return ledger.prune(act.tx, to_text(act.now - REMEMBERED), AT_ONCE)


async def housekeeping(office: Office, clock: Clock, retention_days: int) -> None:
    """Blank and forget all there is, a hundred rows a transaction."""
    try:
        while await office.perform(clock.now(), give_up_held, retention_days):
            pass
        while await office.perform(clock.now(), blank_old_texts, retention_days):
            pass
        while await office.perform(clock.now(), prune_ledger):
            pass
    except DatabaseError as error:
        log.warning("old texts are not blanked yet: %s", error)
