"""What stands in the web chat, on both databases."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.handlers.screen import Screen, to_dict
from bot.services.act import Act
from bot.storage import outbox, web
from bot.storage.outbox import Fate, Kind, Lane, Outgoing
from bot.storage.times import to_text
from bot.storage.web import Side
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat

CHAT = "web:an"


@pytest.fixture
def office(real_office: RealOffice) -> RealOffice:
    """An office in which AN has a browser."""
    real_office.perform(bind_chat, "AN", "an", "web")
    return real_office


def add(office: RealOffice, side: Side = Side.OUT, words: str = "chào", official: str = "AN") -> int:
    return office.perform(lambda act: web.add(act.tx, CHAT, official, side, words, act.at))


def edit(office: RealOffice, place: int, words: str, official: str = "AN") -> bool:
    return office.perform(lambda act: web.edit(act.tx, CHAT, place, official, words, act.at))


def changed(office: RealOffice, after: int, official: str = "AN", limit: int = 100) -> list[tuple[int, str]]:
    since = to_text(office.now - timedelta(seconds=15))
    found = office.ask(web.changed_after, CHAT, official, after, since, limit)
    return [(message.place, message.body) for message in found]


def latest(office: RealOffice, official: str = "AN", limit: int = 100) -> list[str]:
    return [message.body for message in office.ask(web.latest, CHAT, official, limit)]


def put(office: RealOffice, lane: Lane, words: str, not_before: str = "") -> str:
    outgoing_id = office.perform(lambda act: act.means.new_id())
    body = json.dumps({"screen": to_dict(Screen(words)), "edit": ""})

    def write(act: Act) -> None:
        outbox.put(act.tx, Outgoing(outgoing_id, CHAT, lane, Kind.SCREEN, body), act.at, not_before)

    office.perform(write)
    return outgoing_id


def claimed(office: RealOffice) -> str:
    """The row that is due, ended; empty when none is."""

    def take(act: Act) -> str:
        outgoing = web.claim(act.tx, act.at)
        if outgoing:
            web.finish(act.tx, outgoing.id, Fate.SENT, act.at)
        return outgoing.id if outgoing else ""

    return office.perform(take)


def test_places_and_changes_rise_together_and_an_edit_keeps_its_place(office: RealOffice) -> None:
    one, two = add(office, words="một"), add(office, words="hai")
    assert (one, two) == (1, 2)
    assert edit(office, one, "một, sửa")
    assert changed(office, after=2) == [(1, "một, sửa")]
    assert changed(office, after=0) == [(2, "hai"), (1, "một, sửa")]


def test_nobody_sees_what_was_said_to_the_former_owner_of_the_chat(office: RealOffice) -> None:
    place = add(office, words="của An")
    add(office, words="của người lạ", official="")
    assert latest(office, "BINH") == ["của người lạ"]
    assert changed(office, 0, "BINH") == [(2, "của người lạ")]
    assert office.ask(web.find, CHAT, "BINH", place) is None
    assert not edit(office, place, "của Bình", official="BINH")
    assert latest(office, "AN") == ["của An", "của người lạ"]


def test_only_what_we_said_can_be_edited(office: RealOffice) -> None:
    assert not edit(office, add(office, Side.IN), "khác")
    assert not edit(office, 99, "khác")


def test_a_toast_is_shown_while_it_is_fresh_and_never_at_a_new_beginning(office: RealOffice) -> None:
    add(office, Side.TOAST, "Đã gửi")
    assert changed(office, 0) == [(1, "Đã gửi")]
    assert latest(office) == []
    office.now += timedelta(seconds=16)
    assert changed(office, 0) == []


def test_a_page_begins_with_the_newest(office: RealOffice) -> None:
    for number in range(5):
        add(office, words=str(number))
    assert latest(office, limit=2) == ["3", "4"]
    assert changed(office, after=1, limit=2) == [(2, "1"), (3, "2")]


def test_what_stands_before_a_place_is_found_from_the_newest_on(office: RealOffice) -> None:
    for number in range(5):
        add(office, words=str(number))
    assert [message.body for message in office.ask(web.latest, CHAT, "AN", 2, 4)] == ["1", "2"]
    assert office.ask(web.latest, CHAT, "AN", 2, 1) == []


def test_a_change_that_is_no_message_counts(office: RealOffice) -> None:
    place = add(office)
    office.ask(web.count_change, CHAT)
    assert office.ask(web.changes, [CHAT]) == {CHAT: place + 1}
    assert changed(office, after=place) == []


def test_the_outbox_is_claimed_by_lane_then_by_age(office: RealOffice) -> None:
    notice, edited = put(office, Lane.NOTICE, "b"), put(office, Lane.EDIT, "c")
    reply = put(office, Lane.REPLY, "a")
    later = put(office, Lane.NOTICE, "b2")
    assert [claimed(office) for _ in range(5)] == [reply, notice, later, edited, ""]


def test_what_is_not_due_yet_waits(office: RealOffice) -> None:
    row = put(office, Lane.REPLY, "sau", to_text(office.now + timedelta(minutes=5)))
    assert claimed(office) == ""
    office.now += timedelta(minutes=5)
    assert claimed(office) == row


def test_rows_of_other_channels_are_left_alone(office: RealOffice) -> None:
    office.perform(bind_chat, "AN", "1001", "telegram")
    row = Outgoing("x", "telegram:1001", Lane.REPLY, Kind.SCREEN, "{}")
    office.perform(lambda act: outbox.put(act.tx, row, act.at))
    assert claimed(office) == ""


def test_two_who_claim_at_once_never_get_the_same_row(office: RealOffice) -> None:
    rows = {put(office, Lane.REPLY, str(number)) for number in range(8)}

    def take(act: Act) -> str:
        outgoing = web.claim(act.tx, act.at)
        if outgoing is None:
            return ""
        web.finish(act.tx, outgoing.id, Fate.SENT, act.at)
        return outgoing.id

    taken = [one for _ in range(8) for one in office.together(take, take, take) if one]
    assert sorted(map(str, taken)) == sorted(rows)


def test_what_is_old_is_blanked_and_shown_no_more(office: RealOffice) -> None:
    add(office, words="cũ")
    office.now += timedelta(days=31)
    add(office, words="mới")
    before = to_text(office.now - timedelta(days=30))
    assert office.ask(web.blank_old, before, 100) == 1
    assert office.ask(web.blank_old, before, 100) == 0
    assert latest(office) == ["mới"]


def test_changes_of_many_chats_are_read_at_once(office: RealOffice) -> None:
    office.perform(bind_chat, "BINH", "binh", "web")
    add(office)
    assert office.ask(web.changes, [CHAT, "web:binh", "web:nobody"]) == {CHAT: 1, "web:binh": 0}
