"""Whatever people press in whatever order, an entry only goes the ways that the domain allows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.entry import TRANSITIONS, Entry, Status
from bot.domain.people import Official
from bot.services import approvals, drafting, worklog
from bot.services.act import Act
from bot.services.drafting import Line
from bot.services.refusal import Refused
from bot.storage import entries
from tests.support.memory import MemoryOffice
from tests.support.offices import perform
from tests.support.samples import fill_province
from tests.support.worklogs import MONDAY, acts, broken_chains, draft, later, line, now_of, person

LIMIT = 720
LINES = st.builds(
    line,
    st.sampled_from([None, 15, 100, 300, 480]),
    st.sampled_from(["B.01", "D.01", ""]),
    st.sampled_from([MONDAY, MONDAY - timedelta(days=1), MONDAY - timedelta(days=8)]),
)
WHICH = st.integers(0, 9)
BEHIND = st.sampled_from([0, 0, 0, 1])
OWNER, LEADER = st.just("AN"), st.just("TP")

Step = Callable[[MemoryOffice], object]
Press = Callable[[Act, Official, Entry, int], object]

PRESSES: dict[str, Press] = {
    "submit": lambda act, who, one, seen: worklog.submit(act, who, one.sheet, seen),
    "change": lambda act, who, one, seen: drafting.change(act, who, one.sheet, seen, one.place, minutes_declared=60),
    "withdraw": lambda act, who, one, seen: worklog.withdraw(act, who, one.sheet),
    "discard": lambda act, who, one, seen: drafting.discard(act, who, one.sheet, seen),
    "reopen": lambda act, who, one, seen: worklog.reopen(act, who, one.id),
    "approve": lambda act, who, one, seen: approvals.approve(act, who, one.id, seen),
    "approve fewer": lambda act, who, one, seen: approvals.approve(act, who, one.id, seen, minutes=15),
    "return": lambda act, who, one, seen: approvals.return_entry(act, who, one.id, seen, words="lý do"),
    "undo": lambda act, who, one, seen: approvals.undo(act, who, one.id, seen),
}


def write_down(lines: list[Line]) -> Step:
    return lambda office: draft(office, "AN", *lines)


def passing(minutes: int) -> Step:
    return lambda office: later(office, minutes=minutes)


def pressing(name: str, which: int, who: str, behind: int) -> Step:
    """Somebody presses something on some entry, as it is or as it was a moment ago."""

    def press(office: MemoryOffice) -> None:
        ids = [row["id"] for row in office.rows("SELECT id FROM entries ORDER BY id")]
        if ids:
            one = office.ask(entries.find, ids[which % len(ids)])
            assert one is not None
            with suppress(Refused):
                perform(office, PRESSES[name], person(office, who), one, one.revision - behind)

    return press


STEPS = st.one_of(
    st.builds(write_down, st.lists(LINES, min_size=1, max_size=3)),
    st.builds(passing, st.sampled_from([1, 6])),
    st.builds(pressing, st.sampled_from(["submit", "change", "withdraw", "reopen", "discard"]), WHICH, OWNER, BEHIND),
    st.builds(pressing, st.sampled_from(["approve", "approve fewer", "return", "undo"]), WHICH, LEADER, BEHIND),
    st.builds(pressing, st.sampled_from(sorted(PRESSES)), WHICH, st.sampled_from(["AN", "TP", "BINH"]), BEHIND),
)


def statuses(office: MemoryOffice) -> dict[str, Status]:
    return {row["id"]: Status(row["status"]) for row in office.rows("SELECT id, status FROM entries")}


def check_step(before: dict[str, Status], after: dict[str, Status]) -> None:
    for entry_id, old in before.items():
        if entry_id not in after:
            assert old is Status.DRAFT, "only drafts are thrown away"
            continue
        assert after[entry_id] is old or after[entry_id] in TRANSITIONS[old]
    assert all(after[entry_id] is Status.DRAFT for entry_id in after.keys() - before.keys())


def check_office(office: MemoryOffice) -> None:
    for row in office.rows("SELECT DISTINCT official, worked_on FROM entries"):
        days = office.ask(entries.of_official, row["official"], MONDAY - timedelta(days=30), MONDAY)
        total = sum(one.counted_minutes for one in days if one.worked_on.isoformat() == row["worked_on"])
        assert total <= LIMIT
    for row in office.rows("SELECT official, decided_by, minutes_approved, minutes_declared FROM entries"):
        assert row["official"] != row["decided_by"]
        assert (row["minutes_approved"] or 0) <= (row["minutes_declared"] or 0)


@settings(max_examples=80)
@given(st.lists(STEPS, min_size=10, max_size=40))
def test_no_order_of_acts_leads_outside_the_transitions_or_over_the_limit(steps: list[Step]) -> None:
    with MemoryOffice() as office:
        office.perform(fill_province)
        for step in [write_down([line(), line(300)]), pressing("submit", 0, "AN", 0), *steps]:
            before = statuses(office)
            step(office)
            check_step(before, statuses(office))
        check_office(office)
        assert broken_chains(office) == []


def test_the_longest_way_through_all_states_is_told_act_by_act() -> None:
    with MemoryOffice() as office:
        office.perform(fill_province)
        (entry,) = draft(office, "AN")
        way = (
            "submit",
            "withdraw",
            "submit",
            "return",
            "undo",
            "return",
            "reopen",
            "submit",
            "approve",
            "undo",
            "approve",
        )
        seen = []
        for name in way:
            who = "TP" if name in {"approve", "return", "undo"} else "AN"
            pressing(name, 0, who, 0)(office)
            seen.append(now_of(office, entry).status)
        assert seen[-1] is Status.APPROVED
        assert acts(office, entry) == [name for name in way if name != "reopen"]
