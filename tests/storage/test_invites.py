"""Enrolment codes: kept as hashes, used once."""

from __future__ import annotations

from bot.storage import invites
from tests.support.offices import RealOffice

NOW, LATER = "2026-11-23T02:30:00.000Z", "2026-11-30T02:30:00.000Z"


def add(office: RealOffice, code: str = "0123456789", official: str = "AN") -> bool:
    return office.ask(invites.add, code, official, NOW, LATER)


def spend(office: RealOffice, code: str = "0123456789", at: str = NOW) -> str | None:
    return office.ask(invites.spend, code, "telegram:1001", at)


def test_the_digits_themselves_are_not_kept(real_office: RealOffice) -> None:
    add(real_office)
    assert not any("0123456789" in line for line in real_office.dump())


def test_the_same_digits_are_not_given_to_two(real_office: RealOffice) -> None:
    assert add(real_office)
    assert not add(real_office, official="BINH")
    assert spend(real_office) == "AN"


def test_a_code_works_once(real_office: RealOffice) -> None:
    add(real_office)
    assert [spend(real_office), spend(real_office)] == ["AN", None]
    (row,) = real_office.rows("SELECT used_at, used_by FROM invites")
    assert row == {"used_at": NOW, "used_by": "telegram:1001"}


def test_a_code_works_once_also_when_two_use_it_at_the_same_time(real_office: RealOffice) -> None:
    add(real_office)
    spent = real_office.together(*[lambda act: invites.spend(act.tx, "0123456789", "telegram:1", NOW)] * 8)
    assert sorted(spent, key=str) == ["AN", *[None] * 7]


def test_an_unknown_or_expired_code_is_nobodys(real_office: RealOffice) -> None:
    add(real_office)
    assert spend(real_office, "9876543210") is None
    assert spend(real_office, at=LATER) is None
    assert spend(real_office, at="2026-11-30T02:29:59.999Z") == "AN"
