"""Whose words a page sends: those of somebody else than whose the chat is now are not taken."""

from __future__ import annotations

import pytest

from bot.channels.web.owners import name_for
from bot.channels.web.view import Cursor, Manner, look
from bot.storage import chats
from tests.channels.web.conftest import ADDRESS, KEY, Site
from tests.support.samples import bind_chat

CHAT = f"web:{ADDRESS}"
LINE = "2h soạn công văn"


def say(site: Site, name: object) -> int:
    return site.post("/send", {"text": LINE, "key": KEY, "to": name}).status_code


def told(site: Site) -> str:
    """How the page is told to call the chat."""
    hello = site.office.perform(look, CHAT, Cursor(), Manner()).hello
    assert hello
    return str(hello["to"])


def test_a_page_sends_under_the_name_it_was_told(an: Site) -> None:
    assert say(an, told(an)) == 202


@pytest.mark.parametrize("name", ["", None])
def test_a_page_that_was_told_nothing_yet_may_send(an: Site, name: object) -> None:
    assert say(an, name) == 202


def test_what_was_typed_right_after_the_code_is_the_persons_who_enrolled(site: Site) -> None:
    before = told(site)
    site.say("một")
    site.office.perform(bind_chat, "AN", ADDRESS, "web")
    assert site.post("/send", {"text": LINE, "key": "typed-after-it", "to": before}).status_code == 202


@pytest.mark.parametrize("name", [name_for("web:another", "AN"), name_for("web:another", ""), "x", 7, ["x"]])
def test_a_page_of_another_chat_is_told_so_and_nothing_of_it_is_kept(an: Site, name: object) -> None:
    assert say(an, name) == 409
    assert an.press(1, "duyet").status_code == 202
    assert an.post("/press", {"message": 1, "action": "duyet", "key": "second-key", "to": name}).status_code == 409
    assert [incoming.text for incoming in an.kept] == ["duyet"]


def test_a_page_of_the_person_before_is_told_so_in_words(an: Site) -> None:
    before = told(an)
    an.office.ask(chats.unbind, CHAT)
    an.office.perform(bind_chat, "BINH", ADDRESS, "web")
    answer = an.post("/send", {"text": LINE, "key": KEY, "to": before})
    assert answer.status_code == 409
    assert "chuyển sang người dùng khác" in answer.json()["error"]


def test_the_name_tells_neither_the_address_nor_the_code(an: Site) -> None:
    assert ADDRESS[:8] not in told(an)
    assert "AN" not in told(an)
