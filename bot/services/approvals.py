"""Deciding on entries: what a leader does with what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.decision import (
    UNDO_WITHIN,
    ReturnReason,
    may_approve_minutes,
    may_undo,
    quality_after_return,
)
from bot.domain.entry import Entry, Quality, Status, time_problems
from bot.domain.people import Official
from bot.language.folding import clean
from bot.services.act import Act
from bot.services.checks import day_limit, reckon_flags
from bot.services.posting import mend_card, mend_sheet, post
from bot.services.refusal import Refused, Why, refuse_retired
from bot.services.sent import as_sent, draft_of, is_only_mended
from bot.storage import entries, people
from bot.storage.outbox import Lane
from bot.storage.times import to_text

MOST_AT_ONCE = 100
"""A step writes for at most a hundred people, so that nobody else waits long."""


def entry_for(act: Act, actor: Official, entry_id: str) -> Entry:
    """An entry on which this person may decide, whatever its state.

    Raises:
        Refused: NOT_FOUND; OWN_ENTRY; NOT_YOURS when another decides.
    """
    refuse_retired(actor)
    entry = entries.find(act.tx, entry_id)
    if entry is None:
        raise Refused(Why.NOT_FOUND)
    if entry.official == actor.code:
        raise Refused(Why.OWN_ENTRY)
    if entry.approver != actor.code:
        raise Refused(Why.NOT_YOURS)
    return entry


def waiting_entry_for(act: Act, actor: Official, entry_id: str, revision: int) -> Entry:
    """An entry that waits for this person, exactly as it was seen.

    Raises:
        Refused: NOT_FOUND, OWN_ENTRY, NOT_YOURS; NOT_WAITING (entry) when it is decided or taken back; CHANGED.
    """
    entry = entry_for(act, actor, entry_id)
    if entry.status is not Status.SUBMITTED:
        raise Refused(Why.NOT_WAITING, entry=entry)
    if entry.revision != revision:
        raise Refused(Why.CHANGED, entry=entry)
    return entry


def approve(
    act: Act,
    actor: Official,
    entry_id: str,
    revision: int,
    *,
    minutes: int | None = None,
    quality: Quality = Quality.GOOD,
    reason: str = "",
) -> Entry:
    """Approve an entry.

    Args:
        act: the act.
        actor: the leader.
        entry_id: which entry.
        revision: the revision that was seen.
        minutes: approved minutes; None means all that were declared.
        quality: the judgement of the product.
        reason: why other hours were approved; as typed, may be empty.

    Raises:
        Refused: as `waiting_entry_for`; BAD_MINUTES (entry) when they are none, no quarters, or more than declared.
    """
    entry = waiting_entry_for(act, actor, entry_id, revision)
    approved = entry.minutes_declared if minutes is None else minutes
    if approved is None or not may_approve_minutes(entry, approved):
        raise Refused(Why.BAD_MINUTES, entry=entry)
    decided = _approved(act, actor, entry, approved, quality, reason)
    _tell_decided(act, [decided])
    return decided


def _approved(act: Act, actor: Official, entry: Entry, minutes: int, quality: Quality, reason: str) -> Entry:
    decided = replace(
        entry,
        status=Status.APPROVED,
        minutes_approved=minutes,
        quality=quality.value,
        reason=reason,
        decided_by=actor.code,
        decided_at=act.now,
        revision=entry.revision + 1,
    )
    _decide(act, actor, entry, decided, "approve", minutes=minutes, quality=quality.value)
    return decided


def _decide(act: Act, actor: Official, old: Entry, new: Entry, verb: str, **detail: str | int) -> None:
    act.hold(old.official)  # the day is summed below
    if not entries.replace(act.tx, old, new):
        raise Refused(Why.CHANGED, entry=old)
    subject = f"entry:{old.id}"
    act.record(old.unit, actor.code, verb, subject, words=new.reason, revision=new.revision, **detail)
    _show_decided_card(act, new)
    if old.counted_minutes != new.counted_minutes or new.status is Status.SUBMITTED:
        reckon_flags(act, old.official, {old.worked_on, new.worked_on})


def _show_decided_card(act: Act, entry: Entry) -> None:
    """Edit the card at once, and once more when the decision can no longer be taken back."""
    mend_card(act, entry, Lane.REPLY)
    mend_card(act, entry, not_before=to_text(act.now + UNDO_WITHIN))


def _tell_decided(act: Act, decided: Sequence[Entry]) -> None:
    """Tell each official once what was decided together, and mend the message from which it was sent."""
    for official in dict.fromkeys(entry.official for entry in decided):
        own = [entry for entry in decided if entry.official == official]
        ids = [entry.id for entry in own]
        subject = f"decided:{ids[0]}:{own[0].revision}"
        post(act, official, "decided", subject=subject, lane=Lane.DECISION, entries=ids)
        for sheet in dict.fromkeys(entry.sheet for entry in own):
            mend_sheet(act, official, sheet)


def return_entry(
    act: Act, actor: Official, entry_id: str, revision: int, *, preset: ReturnReason | None = None, words: str = ""
) -> Entry:
    """Return an entry to be completed, with a preset reason or a typed one, kept exactly as typed.

    Raises:
        Refused: as `waiting_entry_for`; NO_REASON when there is neither.
    """
    entry = waiting_entry_for(act, actor, entry_id, revision)
    reason = preset.value if preset else words
    if not clean(reason):
        raise Refused(Why.NO_REASON)
    decided = replace(
        entry,
        status=Status.RETURNED,
        quality=quality_after_return(preset),
        reason=reason,
        reason_preset=preset.name.lower() if preset else "",
        decided_by=actor.code,
        decided_at=act.now,
        revision=entry.revision + 1,
    )
    _decide(act, actor, entry, decided, "return", preset=decided.reason_preset)
    _tell_decided(act, [decided])
    return decided


def undo(act: Act, actor: Official, entry_id: str, revision: int) -> Entry:
    """Take a decision back within five minutes: the entry waits again, as its owner had sent it.

    What the owner of a returned entry has changed since, without sending it, is kept as a draft.

    Raises:
        Refused: NOT_FOUND, OWN_ENTRY, NOT_YOURS; CHANGED when it was sent or decided again since; DAY_FULL when other
            work has filled its day since; TOO_LATE_TO_UNDO (entry).
    """
    entry = entry_for(act, actor, entry_id)
    if not may_undo(entry, actor.code, act.now):
        raise Refused(Why.TOO_LATE_TO_UNDO, entry=entry)
    act.hold(entry.official)
    if entry.revision != revision and not is_only_mended(act, entry, revision):
        raise Refused(Why.CHANGED, entry=entry)
    sent = as_sent(act, entry)
    if not _fits_its_day(act, entry, sent):
        raise Refused(Why.DAY_FULL, entry=entry)
    kept = "" if sent == entry else act.means.new_id()
    waiting = replace(
        sent,
        sheet=act.means.new_id() if kept else entry.sheet,
        place=1 if kept else entry.place,
        status=Status.SUBMITTED,
        minutes_approved=None,
        quality="",
        reason="",
        reason_preset="",
        decided_by="",
        decided_at=None,
        revision=entry.revision + 1,
    )
    _decide(act, actor, entry, waiting, "undo")
    if kept:
        entries.add(act.tx, draft_of(entry, kept, act.now))
    _tell_undone(act, waiting, kept)
    mend_sheet(act, entry.official, entry.sheet)
    return waiting


def _fits_its_day(act: Act, entry: Entry, sent: Entry) -> bool:
    """Whether all declared hours still fit the day, beside what was sent since the decision."""
    official = people.find_official(act.tx, entry.official)
    day = sent.worked_on
    others = entries.minutes_of_period(act.tx, entry.official, day, day) - entry.counted_minutes
    return official is not None and not time_problems(sent.minutes_declared, others, day_limit(act, official))


def _tell_undone(act: Act, entry: Entry, kept: str) -> None:
    subject = f"undone:{entry.id}:{entry.revision}"
    post(act, entry.official, "undone", subject=subject, lane=Lane.DECISION, entry=entry.id, kept=kept)


def queue(act: Act, actor: Official) -> list[Entry]:
    """What waits for this person, oldest first; at most a hundred."""
    return entries.queue(act.tx, actor.code, MOST_AT_ONCE)


def just_decided(act: Act, actor: Official, limit: int) -> list[Entry]:
    """What this person has decided and can still take back, newest first."""
    since = to_text(act.now - UNDO_WITHIN)
    decided = entries.decided_since(act.tx, actor.code, since, limit)
    return [entry for entry in decided if may_undo(entry, actor.code, act.now)]


@dataclass(frozen=True, slots=True)
class ApprovedAll:
    """What `Duyệt tất cả` did.

    Attributes:
        approved: the entries now approved.
        left: how many still wait.
    """

    approved: list[Entry]
    left: int


def approve_ordinary(act: Act, actor: Official, until: str) -> ApprovedAll:
    """Approve everything without lưu ý that was in the queue when it was shown.

    Args:
        act: the act.
        actor: the leader.
        until: the instant (text) of the newest entry that was shown; what came later was not seen.

    Raises:
        Refused: NOT_YOURS when the leader has left.
    """
    refuse_retired(actor)
    shown = _held_queue(act, actor, until)
    ordinary = [entry for entry in shown if not entry.flags and entry.official != actor.code]
    approved = [_approved(act, actor, entry, entry.minutes_declared or 0, Quality.GOOD, "") for entry in ordinary]
    _tell_decided(act, approved)
    return ApprovedAll(approved, entries.queue_length(act.tx, actor.code))


def _held_queue(act: Act, actor: Official, until: str) -> list[Entry]:
    """The queue, which nobody can change until this act ends: all of it is decided, or what is left is as it was."""
    officials = {entry.official for entry in entries.queue(act.tx, actor.code, MOST_AT_ONCE, until)}
    for official in sorted(officials):
        act.hold(official)
    waiting = entries.queue(act.tx, actor.code, MOST_AT_ONCE, until)
    return [entry for entry in waiting if entry.official in officials]
