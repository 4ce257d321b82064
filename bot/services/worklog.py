"""Sending, withdrawing and mending entries: what an official does with the own log."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.entry import EDITABLE, Entry, Status
from bot.domain.people import Official, approver_of
from bot.language.folding import clean
from bot.services.act import Act
from bot.services.checks import problems_of, reckon_flags
from bot.services.drafting import own_sheet, replace_entry, revision_of, unsent_of
from bot.services.posting import mend_card, post, post_card
from bot.services.recorded import sent_facts
from bot.services.refusal import Refused, Why, refuse_retired
from bot.storage import entries
from bot.storage.outbox import Lane


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was sent.

    Attributes:
        entries: the whole sheet as it stands now.
        approver: who will decide; None means "tự ghi nhận".
    """

    entries: list[Entry]
    approver: Official | None


def submit(act: Act, actor: Official, sheet: str, revision: int) -> Submitted:
    """Send what is complete on a sheet to whoever decides; the incomplete rest stays unsent.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT, CHANGED; NOT_READY when nothing is complete.
    """
    act.hold(actor.code)
    unsent = unsent_of(act, actor, sheet, revision)
    problems = problems_of(act, actor, unsent)
    if len(problems) == len(unsent):
        raise Refused(Why.NOT_READY, problems=problems)
    approver = approver_of(actor, act.organisation)
    for entry in unsent:
        if entry.place in problems:
            replace_entry(act, entry, replace(entry, revision=revision + 1))
        else:
            _submit_one(act, entry, approver, revision + 1)
    ready = {entry.worked_on for entry in unsent if entry.place not in problems}
    reckon_flags(act, actor.code, ready)
    return Submitted(own_sheet(act, actor, sheet), approver)


def _submit_one(act: Act, entry: Entry, approver: Official | None, revision: int) -> None:
    new = replace(
        entry,
        status=Status.SUBMITTED,
        approver=approver.code if approver else "",
        submitted_at=act.now,
        revision=revision,
        decided_by="",
        decided_at=None,
        reason="",
        reason_preset="",
        quality="",
    )
    replace_entry(act, entry, new)
    act.record(
        entry.unit,
        entry.official,
        "submit",
        f"entry:{entry.id}",
        words=entry.product,
        approver=new.approver,
        **sent_facts(new),
    )
    post_card(act, new)


def withdraw(act: Act, actor: Official, sheet: str) -> list[Entry]:
    """Take back what waits on a sheet; at once, without asking again.

    Returns:
        The whole sheet as it stands now.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS; NOT_WAITING when nothing of it waits any more.
    """
    act.hold(actor.code)
    found = own_sheet(act, actor, sheet)
    waiting = [entry for entry in found if entry.status is Status.SUBMITTED]
    if not waiting:
        raise Refused(Why.NOT_WAITING, entry=found[0])
    revision = revision_of(found) + 1
    for entry in waiting:
        replace_entry(act, entry, replace(entry, status=Status.WITHDRAWN, revision=revision, flags=()))
        act.record(entry.unit, actor.code, "withdraw", f"entry:{entry.id}")
        mend_card(act, entry)
    reckon_flags(act, actor.code, {entry.worked_on for entry in waiting})
    return own_sheet(act, actor, sheet)


def reopen(act: Act, actor: Official, entry_id: str) -> list[Entry]:
    """Put a returned or withdrawn entry on a sheet of its own, to be mended and sent again.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT.
    """
    entry = own_entry(act, actor, entry_id)
    if entry.status not in EDITABLE:
        raise Refused(Why.ALREADY_SENT, entry=entry)
    sheet = act.means.new_id()
    replace_entry(act, entry, replace(entry, sheet=sheet, place=1, revision=entry.revision + 1))
    return own_sheet(act, actor, sheet)


def own_entry(act: Act, actor: Official, entry_id: str) -> Entry:
    """One of the person's own entries.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS.
    """
    refuse_retired(actor)
    entry = entries.find(act.tx, entry_id)
    if entry is None:
        raise Refused(Why.NOT_FOUND)
    if entry.official != actor.code:
        raise Refused(Why.NOT_YOURS)
    return entry


def give_opinion(act: Act, actor: Official, entry_id: str, words: str) -> Entry:
    """Tell whoever returned an entry what the person thinks of it; kept with the entry's history.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS; NOT_WAITING (entry) unless the entry is returned; NO_OPINION without a word.
    """
    entry = own_entry(act, actor, entry_id)
    if entry.status is not Status.RETURNED:
        raise Refused(Why.NOT_WAITING, entry=entry)
    if not clean(words):
        raise Refused(Why.NO_OPINION)
    act.record(entry.unit, actor.code, "opinion", f"entry:{entry.id}", words=words)
    subject = f"opinion:{entry.id}:{act.at}"
    post(act, entry.decided_by, "opinion", subject=subject, lane=Lane.NOTICE, entry=entry.id, at=act.at)
    return entry
