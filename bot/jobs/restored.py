"""What a restored database must not tell again."""

from __future__ import annotations

from bot.domain.schedule import Occasion, due
from bot.jobs.catalogue import TELLING
from bot.jobs.jobs import Job
from bot.services.act import Act
from bot.services.telling import Round
from bot.storage import ledger
from bot.storage.ledger import Outcome

_AT_ONCE = 5000


def pass_over(act: Act) -> int:
    """Note of everybody whom the next tick would tell that it is too late for that.

    The ledger went back to the instant of the copy: whoever was told after it would be told again. Whoever was not
    told either goes without; `jobs run` tells them. Own hours that are still to come stay.

    Returns:
        How many people, each counted once for every period.
    """
    return sum(_expire(act, job, occasion) for job in TELLING for occasion in due(job.name, act.now, act.rules))


def _expire(act: Act, job: Job, occasion: Occasion) -> int:
    count, after, round_ = 0, "", Round(occasion, act.now)
    while codes := job.candidates(act, round_, after, _AT_ONCE):
        for official in codes:
            ledger.enter(act.tx, occasion.job, occasion.period, official, Outcome.EXPIRED, act.at)
        count, after = count + len(codes), codes[-1]
    return count
