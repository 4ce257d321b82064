"""What a leader can decide on an entry."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.entry import QUARTER_MINUTES, Entry, Quality, Status

UNDO_WITHIN = timedelta(minutes=5)


class ReturnReason(StrEnum):
    """The preset reasons for returning an entry."""

    WRONG_TASK = "Chưa đúng đầu công việc"
    WRONG_HOURS = "Giờ chưa phù hợp"
    NO_PRODUCT = "Thiếu thông tin sản phẩm"
    POOR_QUALITY = "Chất lượng chưa đạt"

    @property
    def counts_against_quality(self) -> bool:
        """Only `Chất lượng chưa đạt` counts against quality."""
        return self is ReturnReason.POOR_QUALITY


def may_approve_minutes(entry: Entry, minutes: int) -> bool:
    """Whether a leader may approve that many minutes: whole quarters, some, and never more than declared."""
    return 0 < minutes <= (entry.minutes_declared or 0) and minutes % QUARTER_MINUTES == 0


def may_undo(entry: Entry, official: str, now: datetime) -> bool:
    """Whether this official may still take the decision back: the one who decided, for five minutes."""
    if entry.status not in {Status.APPROVED, Status.RETURNED} or entry.decided_at is None:
        return False
    return entry.decided_by == official and now - entry.decided_at <= UNDO_WITHIN


def quality_after_return(reason: ReturnReason | None) -> str:
    """The quality that a return leaves on the entry; empty unless it counts against quality."""
    return Quality.POOR if reason is not None and reason.counts_against_quality else ""
