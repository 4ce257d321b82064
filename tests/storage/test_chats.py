"""Chats: numbering inputs, and whom a chat belongs to."""

from __future__ import annotations

from bot.storage import chats
from bot.storage.chats import Chat
from tests.support.offices import RealOffice

CHAT = "telegram:1001"


def test_a_chat_is_made_with_its_first_input_and_numbers_them(real_office: RealOffice) -> None:
    assert real_office.ask(chats.find, CHAT) is None
    assert [real_office.ask(chats.next_seq, "telegram", "1001") for _ in range(3)] == [1, 2, 3]
    assert real_office.ask(chats.next_seq, "zalo", "1001") == 1
    assert real_office.ask(chats.find, CHAT) == Chat(CHAT, "telegram", "1001", None, 0, "", "")


def test_numbers_are_given_once_however_many_ask_at_once(real_office: RealOffice) -> None:
    given = real_office.all_together(*[lambda act: chats.next_seq(act.tx, "telegram", "1001")] * 40)
    assert sorted(given) == list(range(1, 41))


def test_binding_makes_it_an_officials_and_forgets_wrong_codes(real_office: RealOffice) -> None:
    real_office.ask(chats.next_seq, "telegram", "1001")
    real_office.ask(chats.count_wrong_code, CHAT)
    real_office.ask(chats.bar, CHAT, "2026-11-23T03:30:00.000Z")
    real_office.ask(chats.set_unreachable, CHAT, "2026-11-23T02:30:00.000Z")

    real_office.ask(chats.bind, CHAT, "AN", "2026-11-23T02:31:00.000Z")

    assert real_office.ask(chats.find, CHAT) == Chat(
        CHAT, "telegram", "1001", "AN", 0, "", "", "2026-11-23T02:31:00.000Z"
    )
    assert real_office.ask(chats.of_official, "AN") == [real_office.ask(chats.find, CHAT)]


def test_an_official_has_a_chat_on_each_channel_by_id(real_office: RealOffice) -> None:
    for channel in ("zalo", "telegram"):
        real_office.ask(chats.next_seq, channel, "1001")
        real_office.ask(chats.bind, chats.chat_id(channel, "1001"), "AN", "2026-11-23T02:31:00.000Z")
    assert [chat.id for chat in real_office.ask(chats.of_official, "AN")] == ["telegram:1001", "zalo:1001"]


def test_unbinding_makes_it_a_strangers_again(real_office: RealOffice) -> None:
    real_office.ask(chats.next_seq, "telegram", "1001")
    real_office.ask(chats.bind, CHAT, "AN", "2026-11-23T02:31:00.000Z")
    real_office.ask(chats.unbind, CHAT)
    assert real_office.ask(chats.of_official, "AN") == []
    assert real_office.rows("SELECT official, bound_at FROM chats") == [{"official": None, "bound_at": ""}]


def test_wrong_codes_are_counted_until_the_chat_is_barred(real_office: RealOffice) -> None:
    real_office.ask(chats.next_seq, "telegram", "1001")
    assert [real_office.ask(chats.count_wrong_code, CHAT) for _ in range(2)] == [1, 2]

    real_office.ask(chats.bar, CHAT, "2026-11-23T03:30:00.000Z")

    found = real_office.ask(chats.find, CHAT)
    assert found is not None
    assert (found.wrong_codes, found.barred_until) == (0, "2026-11-23T03:30:00.000Z")


def test_who_blocks_us_is_noted_and_forgotten(real_office: RealOffice) -> None:
    real_office.ask(chats.next_seq, "telegram", "1001")
    for since in ("2026-11-23T02:30:00.000Z", ""):
        real_office.ask(chats.set_unreachable, CHAT, since)
        found = real_office.ask(chats.find, CHAT)
        assert found is not None
        assert found.unreachable_since == since


def test_sending_to_a_chat_is_held_until_an_instant(real_office: RealOffice) -> None:
    real_office.ask(chats.next_seq, "telegram", "1001")
    real_office.ask(chats.hold_sending, CHAT, "2026-11-23T03:30:00.000Z")
    assert real_office.rows("SELECT send_after FROM chats") == [{"send_after": "2026-11-23T03:30:00.000Z"}]
