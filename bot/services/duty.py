"""Who is on duty among the processes of a database, and which of them live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.services.act import Act
from bot.storage import claims, leases
from bot.storage.times import from_text, to_text

_DUTY = "duty"
_ONLY_FENCE = 1
"""Of a process's own lease, which never changes hands."""


class LeaseLost(Exception):
    """Another process is on duty by now, or may be: nothing of the act is kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What asking for the duty brought.

    Attributes:
        fence: the lease's number; 0 when another process is on duty.
        steady: whether this process had been seen by the others all the time since it last asked.
        gone: processes found dead, and how many messages each was sending at its last instant.
    """

    fence: int
    steady: bool
    gone: dict[str, int]


def ask(act: Act, owner: str, lasts: float, *, presume_dead: bool) -> Answer:
    """Say that this process lives, and ask for the duty or renew it.

    Args:
        act: the act.
        owner: who asks.
        lasts: how many seconds both hold.
        presume_dead: whether processes that did not say so in time are gone; the one on duty then takes back what
            they were sending.
    """
    now = leases.shared_now(act.tx, act.at)
    until = to_text(from_text(now) + timedelta(seconds=lasts))
    fence = leases.take(act.tx, _DUTY, owner, now, until)  # first, in every process: none waits for another in a ring
    steady = leases.stands(act.tx, leases.PROCESS + owner, owner, _ONLY_FENCE, now)
    leases.take(act.tx, leases.PROCESS + owner, owner, now, until)
    gone = _bury(act, owner, now) if fence and presume_dead and steady else {}
    return Answer(fence, steady, gone)


def _bury(act: Act, owner: str, now: str) -> dict[str, int]:
    gone = {}
    for other in leases.run_out(act.tx, leases.PROCESS, now):
        if other != owner:
            gone[other] = claims.put_back(act.tx, other)
            leases.drop(act.tx, leases.PROCESS + other)
    return gone


def check(act: Act, owner: str, fence: int) -> None:
    """Make sure that a process is on duty, and stays so until the act's transaction ends.

    Raises:
        LeaseLost: its lease has run out, or another process has it.
    """
    now = leases.shared_now(act.tx, act.at)
    if not leases.stands(act.tx, _DUTY, owner, fence, now):
        raise LeaseLost(f"fence {fence}")


def give_back(act: Act, owner: str) -> None:
    """Let the next process go on duty at once. That this one lives runs out by itself: it may still be sending."""
    leases.release(act.tx, _DUTY, owner)
