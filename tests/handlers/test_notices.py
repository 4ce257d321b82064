"""News is put into words when it is sent, from the state of that moment: what is over is not told any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.handlers import notices
from bot.handlers.screen import Screen
from bot.services.posting import card_subject
from bot.storage import chats, people
from bot.storage.inbox import Kind
from bot.storage.times import to_text
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice

Render = Callable[..., Screen | None]


@pytest.fixture
def render(office: MemoryOffice) -> Render:
    """What an official's chat is shown of a fact."""

    def of(official: str, **fact: Any) -> Screen | None:
        chat = office.ask(chats.find, f"telegram:{official}")
        assert chat
        return office.perform(notices.render, chat, fact)

    return of


@pytest.fixture
def entry(an: Phone, tp: Phone, office: MemoryOffice) -> dict[str, Any]:
    """Three hours of B.01 that wait for TP."""
    an.log("3h soạn công văn")
    return office.rows("SELECT * FROM entries")[0]


def card(entry: dict[str, Any]) -> dict[str, Any]:
    """The fact that its card is to be shown."""
    return {"fact": "card", "entry": entry["id"], "sent": entry["submitted_at"]}


def test_a_chat_that_is_nobodys_any_more_is_told_nothing(
    entry: dict[str, Any], render: Render, office: MemoryOffice
) -> None:
    office.ask(chats.unbind, "telegram:TP")
    assert render("TP", **card(entry)) is None


def test_of_an_entry_that_is_gone_nothing_is_told(entry: dict[str, Any], render: Render) -> None:
    gone = "ffffffff-0000-7000-8000-000000000000"
    assert render("TP", fact="card", entry=gone, sent=entry["submitted_at"]) is None
    assert render("AN", fact="sheet", sheet=gone) is None
    assert render("AN", fact="decided", entries=[gone]) is None
    assert render("AN", fact="undone", entry=gone) is None
    assert render("TP", fact="opinion", entry=gone) is None


def test_news_of_anothers_entry_is_told_to_nobody_else(
    entry: dict[str, Any], render: Render, tp: Phone, talk: Conversation
) -> None:
    """Facts name whom they are for; a chat that passed to another official meanwhile learns nothing."""
    talk.enrolled("BINH")
    assert render("BINH", **card(entry)) is None
    assert render("BINH", fact="sheet", sheet=entry["sheet"]) is None
    assert render("BINH", fact="undone", entry=entry["id"]) is None
    assert render("BINH", fact="opinion", entry=entry["id"]) is None
    tp.press("Duyệt")
    assert render("BINH", fact="decided", entries=[entry["id"]]) is None


def test_a_decision_that_was_taken_back_is_not_told(entry: dict[str, Any], render: Render) -> None:
    assert render("AN", fact="decided", entries=[entry["id"]]) is None


def test_an_undoing_that_was_decided_again_is_not_told(entry: dict[str, Any], render: Render, tp: Phone) -> None:
    assert render("AN", fact="undone", entry=entry["id"])
    tp.press("Duyệt")
    assert render("AN", fact="undone", entry=entry["id"]) is None


def test_a_card_of_what_was_withdrawn_before_it_came_never_comes(an: Phone, tp: Phone, talk: Conversation) -> None:
    an.say("3h soạn công văn")
    send = an.last.button("Gửi duyệt")
    talk.online = False
    an.do(Kind.PRESS, send, message=an.last.name)
    an.do(Kind.TEXT, "rút lại")
    talk.online = True
    talk.deliver()
    assert not tp.messages


def test_of_what_was_sent_twice_before_it_came_one_card_comes(an: Phone, tp: Phone, talk: Conversation) -> None:
    an.say("3h soạn công văn")
    send = an.last.button("Gửi duyệt")
    talk.online = False
    an.do(Kind.PRESS, send, message=an.last.name)
    an.do(Kind.TEXT, "rút lại")
    talk.later(seconds=1)
    an.do(Kind.TEXT, "gửi duyệt")
    talk.online = True
    talk.deliver()
    assert len(tp.messages) == 1
    assert tp.last.labels[0] == "Duyệt"


def test_a_card_that_stands_says_that_a_newer_one_came(entry: dict[str, Any], render: Render, an: Phone) -> None:
    an.press("Rút lại")
    an.talk.later(seconds=1)
    an.press("Gửi duyệt")
    told = render("TP", **card(entry))
    assert told
    assert told.text.endswith("Mục này đã được gửi lại; đồng chí xem thẻ mới.")


def test_what_was_decided_before_its_card_came_shows_no_card_and_can_be_taken_back_from_the_queue(
    an: Phone, tp: Phone, talk: Conversation
) -> None:
    talk.online = False
    an.do(Kind.TEXT, "gửi 3h soạn công văn")
    tp.do(Kind.TEXT, "/duyet")
    tp.do(Kind.TEXT, "duyệt tất cả")
    talk.online = True
    talk.deliver()
    assert not any(message.text.startswith("Vương Thị Bảo An\n") for message in tp.messages)
    tp.press("Xem mục vừa duyệt")
    assert tp.press("Hoàn tác 1: 23/11, 3 giờ, Soạn thảo văn bản…") == "Đã hoàn tác, mục chờ duyệt lại"


def test_a_card_names_people_and_units_that_are_gone_by_their_codes(
    entry: dict[str, Any], render: Render, office: MemoryOffice
) -> None:
    office.rows("PRAGMA foreign_keys = OFF")
    office.rows("DELETE FROM officials WHERE code = 'AN' RETURNING code")
    told = render("TP", **card(entry))
    assert told
    assert "AN" in told.text.split("\n")[0]


def test_the_subject_of_a_card_names_the_entry_and_the_sending(office: MemoryOffice) -> None:
    assert card_subject("e1", to_text(office.now)) == "card:e1:2026-11-23T02:30:00.000Z"


def test_an_approver_who_has_left_is_still_named(entry: dict[str, Any], an: Phone, tp: Phone) -> None:
    office = an.talk.office
    tp.press("Duyệt")
    office.ask(people.retire_official, "TP", to_text(office.now))
    an.say("/lichsu")
    an.press("23/11")
    assert "đồng chí Lê Thị Thanh Ngọc duyệt 3 giờ" in an.last.text
