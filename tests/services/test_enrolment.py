"""One-time codes, and the chats they bind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services import enrolment
from bot.services.act import Act
from bot.services.arrivals import MOST_CARDS
from bot.services.enrolment import Bound, InviteRefused
from bot.services.refusal import Refused, Why
from bot.storage import audit, chats, people
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice
from tests.support.worklogs import broken_chains, facts, forget_facts, later, person, send_one

CHAT = "telegram:1001"


def invite(office: AnyOffice, *codes: str) -> list[str]:
    return [made.code for made in office.perform(enrolment.invite, "kpibot", codes)]


def try_code(act: Act, code: str, address: str = "1001", channel: str = "telegram") -> Bound | Refused:
    """What the conversation does with a code: a refusal is answered, and what it counted stays."""
    chat_id = chats.chat_id(channel, address)
    if chats.find(act.tx, chat_id) is None:
        chats.next_seq(act.tx, channel, address)
    chat = chats.find(act.tx, chat_id)
    assert chat is not None
    try:
        return enrolment.bind(act, chat, code)
    except Refused as refused:
        return refused


def enrol(office: AnyOffice, code: str, address: str = "1001", channel: str = "telegram") -> Bound:
    bound = office.perform(try_code, code, address, channel)
    assert isinstance(bound, Bound)
    return bound


def refusal(office: AnyOffice, code: str = "0000000000", address: str = "1001") -> tuple[Why, object]:
    refused = office.perform(try_code, code, address)
    assert isinstance(refused, Refused)
    return refused.why, refused.facts.get("left", refused.facts.get("until"))


def owner(office: AnyOffice, chat: str = CHAT) -> str | None:
    found = office.ask(chats.find, chat)
    return found.official if found else None


# --- Making codes


def test_codes_are_ten_digits_distinct_and_in_the_order_asked_for(office: MemoryOffice) -> None:
    made = office.perform(enrolment.invite, "kpibot", ["BINH", "AN", "BINH", "TP"])
    assert [one.official.code for one in made] == ["BINH", "AN", "TP"]
    assert all(len(one.code) == 10 and one.code.isdecimal() for one in made)
    assert len({one.code for one in made}) == 3


def test_digits_that_are_in_use_are_drawn_again(office: MemoryOffice) -> None:
    class Loaded:
        """Dice that fall alike twice."""

        def __init__(self) -> None:
            self.falls = [7, 7, 8]

        def __call__(self, bits: int, /) -> int:
            return self.falls.pop(0)

    def invite_two(act: Act) -> list[str]:
        act.means = type(act.means)(act.rules, act.means.new_id, Loaded())
        return [made.code for made in enrolment.invite(act, "kpibot", ["AN", "BINH"])]

    assert office.perform(invite_two) == ["0000000007", "0000000008"]


def test_all_or_none_get_codes_and_every_problem_is_told(office: MemoryOffice) -> None:
    office.ask(people.retire_official, "BINH", "2026-11-01")
    before = office.dump()
    with pytest.raises(InviteRefused) as refused:
        invite(office, "AN", "NOBODY", "BINH")
    assert refused.value.problems == (
        "NOBODY: không có cán bộ mang mã này",
        "BINH: cán bộ này đã thôi công tác trong danh sách",
    )
    assert office.dump() == before


def test_making_a_code_is_written_into_the_units_chain_without_the_code(office: MemoryOffice) -> None:
    (code,) = invite(office, "AN")
    (row,) = office.ask(audit.history, "official:AN")
    assert (row["chain"], row["actor"], row["act"]) == ("STC-NS", "kpibot", "invite")
    assert not any(code in line for line in office.dump())


# --- Using them


def test_a_code_binds_the_chat_to_whom_it_was_made_for(real_office: RealOffice) -> None:
    (code,) = invite(real_office, "AN")
    assert enrol(real_office, code) == Bound(person(real_office, "AN"), CHAT)
    assert owner(real_office) == "AN"
    assert [row["act"] for row in real_office.ask(audit.history, "official:AN")] == ["invite", "bind"]
    assert broken_chains(real_office) == []


def test_a_code_works_once_on_any_channel(real_office: RealOffice) -> None:
    (code,) = invite(real_office, "AN")
    enrol(real_office, code, "z1", "zalo")
    assert refusal(real_office, code) == (Why.WRONG_CODE, 4)
    assert owner(real_office, "zalo:z1") == "AN"
    assert owner(real_office) is None


def test_of_two_chats_that_use_a_code_at_once_one_is_bound(real_office: RealOffice) -> None:
    (code,) = invite(real_office, "AN")
    done = real_office.together(*(lambda act, n=n: try_code(act, code, str(n)) for n in range(6)))
    assert sum(isinstance(one, Bound) for one in done) == 1
    assert len(real_office.ask(chats.of_official, "AN")) == 1


@pytest.mark.parametrize(("hours", "works"), [(7 * 24 - 1, True), (7 * 24, False)])
def test_a_code_expires_after_the_days_the_province_sets(office: MemoryOffice, hours: int, works: bool) -> None:
    (code,) = invite(office, "AN")
    later(office, hours=hours)
    assert isinstance(office.perform(try_code, code), Bound) is works


def test_whoever_has_left_since_is_not_bound(office: MemoryOffice) -> None:
    (code,) = invite(office, "AN")
    office.ask(people.retire_official, "AN", "2026-11-01")
    assert refusal(office, code) == (Why.WRONG_CODE, 4)
    assert owner(office) is None


# --- Wrong codes


def test_five_wrong_codes_bar_the_chat_for_an_hour_the_right_code_too(real_office: RealOffice) -> None:
    (code,) = invite(real_office, "AN")
    assert [refusal(real_office) for _ in range(4)] == [(Why.WRONG_CODE, left) for left in (4, 3, 2, 1)]
    until = real_office.now + timedelta(hours=1)
    assert refusal(real_office) == (Why.BARRED, until)

    later(real_office, minutes=59, seconds=59)
    assert refusal(real_office, code) == (Why.BARRED, until)
    later(real_office, seconds=1)
    assert enrol(real_office, code).official.code == "AN"


def test_the_count_begins_anew_after_the_hour_and_after_a_right_code(office: MemoryOffice) -> None:
    for _ in range(5):
        refusal(office)
    later(office, hours=1)
    assert refusal(office) == (Why.WRONG_CODE, 4)

    enrol(office, *invite(office, "AN"))
    assert refusal(office) == (Why.WRONG_CODE, 4)


def test_a_clock_that_ran_years_ahead_bars_nobody_for_years(real_office: RealOffice) -> None:
    now = real_office.now
    (code,) = invite(real_office, "AN")
    real_office.rows("UPDATE invites SET expires_at = '2040-01-01T00:00:00.000Z' RETURNING official")
    later(real_office, days=3650)
    for _ in range(5):
        refusal(real_office)
    real_office.now = now
    assert enrol(real_office, code).official.code == "AN"


def test_another_chat_is_not_barred(office: MemoryOffice) -> None:
    for _ in range(5):
        refusal(office)
    assert refusal(office, address="2002") == (Why.WRONG_CODE, 4)


# --- Binding anew


def test_a_new_code_binds_the_new_chat_and_unbinds_and_tells_the_old_one(real_office: RealOffice) -> None:
    for address in ("1001", "2002"):
        forget_facts(real_office)
        (code,) = invite(real_office, "AN")
        enrol(real_office, code, address)
    assert owner(real_office) is None
    assert owner(real_office, "telegram:2002") == "AN"
    told = [(fact["chat"], fact["fact"], fact.get("role")) for fact in facts(real_office)]
    assert told == [
        (CHAT, "unbound", None),
        (CHAT, "menu", "stranger"),
        ("telegram:2002", "menu", "official"),
    ]


def test_a_chat_on_another_channel_stays_bound(office: MemoryOffice) -> None:
    enrol(office, *invite(office, "AN"))
    (code,) = invite(office, "AN")
    enrol(office, code, "z1", "zalo")
    assert [chat.id for chat in office.ask(chats.of_official, "AN")] == [CHAT, "zalo:z1"]
    assert facts(office, "unbound") == []


def test_a_chat_that_changes_hands_belongs_to_the_new_official_alone(office: MemoryOffice) -> None:
    enrol(office, *invite(office, "AN"))
    enrol(office, *invite(office, "BINH"))
    assert owner(office) == "BINH"
    assert office.ask(chats.of_official, "AN") == []


def test_who_lost_a_chat_by_anothers_code_is_told_and_the_chain_has_it(real_office: RealOffice) -> None:
    enrol(real_office, *invite(real_office, "AN"))
    bound = enrol(real_office, *invite(real_office, "YSI"))
    assert (bound.former, bound.stranded) == (person(real_office, "AN"), True)
    row = real_office.ask(audit.history, "official:AN")[-1]
    assert (row["chain"], row["actor"], row["act"]) == ("STC-NS", "YSI", "unbind")
    assert broken_chains(real_office) == []


def test_who_has_another_chat_left_is_not_stranded_and_who_has_left_is_not_named(office: MemoryOffice) -> None:
    enrol(office, *invite(office, "AN"))
    (code,) = invite(office, "AN")
    enrol(office, code, "z1", "zalo")
    bound = enrol(office, *invite(office, "BINH"))
    assert (bound.former, bound.stranded) == (person(office, "AN"), False)
    office.ask(people.retire_official, "BINH", "2026-11-01")
    bound = enrol(office, *invite(office, "AN"))
    assert (bound.former, bound.stranded) == (None, False)


def test_what_waits_for_a_leader_comes_as_cards_where_it_is_little(real_office: RealOffice) -> None:
    sent = [send_one(real_office) for _ in range(MOST_CARDS)]
    enrol(real_office, *invite(real_office, "TP"))
    assert [fact["entry"] for fact in facts(real_office, "card")] == [entry.id for entry in sent]
    forget_facts(real_office)
    send_one(real_office)
    forget_facts(real_office)
    (code,) = invite(real_office, "TP")
    enrol(real_office, code, "2002")
    assert facts(real_office, "card") == []


def test_a_further_code_of_ones_own_leaves_the_chat_bound_and_tells_nobody(office: MemoryOffice) -> None:
    for _ in range(2):
        enrol(office, *invite(office, "AN"))
    assert owner(office) == "AN"
    assert facts(office, "unbound") == []


@pytest.mark.parametrize(
    ("code", "role"),
    [
        pytest.param("AN", "official", id="an ordinary official"),
        pytest.param("TP", "leader", id="a leading post"),
        pytest.param("YSI", "leader", id="named as approver by somebody"),
    ],
)
def test_the_menu_is_that_of_the_persons_role(office: MemoryOffice, code: str, role: str) -> None:
    office.rows("UPDATE officials SET approver = 'YSI' WHERE code = 'DAT'")
    enrol(office, *invite(office, code))
    (menu,) = facts(office, "menu")
    assert (menu["chat"], menu["role"]) == (CHAT, role)
