"""What a copy of the database must be like, and what restoring one means for what was not sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.schedule import BACKUP, LONGEST_REST, may_disturb, peace_ends
from bot.services import chains
from bot.services.act import Act, Means, perform
from bot.services.posting import post
from bot.storage import held, ledger, people, restoring, seals, web
from bot.storage.audit import PROVINCE
from bot.storage.database import Tx
from bot.storage.inspection import Counts, Unsound, counts, look_into
from bot.storage.ledger import Outcome
from bot.storage.outbox import Lane
from bot.storage.restoring import Restored
from bot.storage.schema import NEWER, schema_version, shipped
from bot.storage.times import to_text

ACTOR = "kpibot"
AT_ONCE = 100
DROPPED = "dropped after a restore"
BACKUP_FAILED = "backup-failed"
"""The kind of fact."""

FOREIGN = "là cơ sở dữ liệu SQLite nhưng không phải của kpibot"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a sound copy holds.

    Attributes:
        version: of its schema.
        outdated: whether `run` will migrate it.
        sealed: whether it bears a checksum.
        counts: how much there is.
        chains: each audit chain with its length, and where the log is not as they have it, in words.
    """

    version: int
    outdated: bool
    sealed: bool
    counts: Counts
    chains: list[str]


def verify(path: Path) -> Contents:
    """Read a whole copy: its header, checksum, structure, references, schema and audit chains.

    Raises:
        Unsound: something is wrong; one line for each problem.
    """
    return look_into(path, lambda tx: _contents(tx, path))


def _contents(tx: Tx, path: Path) -> Contents:
    version, known = schema_version(tx), len(shipped())
    if not version:
        raise Unsound(FOREIGN)
    if version > known:
        raise Unsound(NEWER.format(found=version, known=known))
    walked = chains.walk(tx)
    if walked.broken:
        raise Unsound(*walked.broken)
    return Contents(version, version < known, seals.is_sealed(path), counts(tx), [*walked.whole, *walked.differing])


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done about what the restored database would have sent.

    Attributes:
        held: how many messages are held for review.
        passed_over: how many people a job will not tell of a period, because they may have been told already.
    """

    held: int
    passed_over: int


def restore(
    copy: Path, database: Path, means: Means, now: datetime, pass_over: Callable[[Act], int]
) -> tuple[Contents, Restored[Settled]]:
    """Put a sound copy in the place of the database of a stopped instance.

    Args:
        copy: the copy.
        database: what it takes the place of, and need not be there.
        means: of the act that makes it ready.
        now: the present instant.
        pass_over: notes whom jobs are not to tell again; only asked where the copy's schema is this program's.

    Returns:
        What the copy holds, and what came of restoring it.

    Raises:
        Unsound: the copy is not sound; nothing was changed.
        DatabaseError: the database is in use or cannot be replaced; nothing was changed.
    """
    contents = verify(copy)

    def ready(tx: Tx) -> Settled:
        return perform(tx, now, means, settle, copy.name, None if contents.outdated else pass_over)

    return contents, restoring.restore(copy, database, now, ready)


def settle(act: Act, name: str, pass_over: Callable[[Act], int] | None) -> Settled:
    """Make a restored database ready to be served: nobody gets what they may have got after the copy was made.

    Inputs that wait stay: what people did then has no other trace, and its answer is news to them. Without `pass_over`
    only what every schema has is touched: the tables of an older one are not those that jobs and browsers ask.
    """
    if pass_over:
        web.leap(act.tx)
    settled = Settled(held.hold_all(act.tx), pass_over(act) if pass_over else 0)
    act.record(PROVINCE, ACTOR, "restore", f"backup:{name}", held=settled.held, passed_over=settled.passed_over)
    return settled


def release_held(act: Act) -> int:
    """Have up to a hundred held messages sent after all; returns how many."""
    return held.release(act.tx, AT_ONCE)


def drop_held(act: Act) -> int:
    """Give up to a hundred held messages up; returns how many."""
    return held.drop(act.tx, act.at, DROPPED, AT_ONCE)


def tell_of_failure(act: Act) -> None:
    """Tell the province's administrators that tonight's copy could not be made, when people may be told things.

    Once a day; what a weekend gathers comes as one message.
    """
    period, wakes = act.today.isoformat(), _when_people_may_be_told(act)
    subject = f"{BACKUP_FAILED}:{act.rules.today(wakes)}"
    for official in people.province_administrators(act.tx):
        if ledger.enter(act.tx, BACKUP, period, official, Outcome.SENT, act.at):
            post(act, official, BACKUP_FAILED, subject=subject, lane=Lane.NOTICE, not_before=to_text(wakes), day=period)


def is_made(act: Act, period: str) -> bool:
    """Whether the copy of that day (text) has been made by now."""
    return ledger.outcome_of(act.tx, BACKUP, period) is Outcome.DONE


def _when_people_may_be_told(act: Act) -> datetime:
    instant = peace_ends(act.now, act.rules)
    for _ in range(LONGEST_REST.days):
        if may_disturb(instant, act.rules):
            break
        instant = peace_ends(instant + timedelta(days=1), act.rules)
    return instant
