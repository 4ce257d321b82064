"""Bubbles that stand above those a page begins with."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.web.bubbles import body_of_screen, body_of_words
from bot.channels.web.owners import name_for
from bot.channels.web.view import MOST_AT_FIRST, MOST_OLDER, Cursor, Manner, look
from bot.handlers.screen import Screen
from bot.services.act import Act
from bot.storage import chats, web
from bot.storage.web import Side
from tests.channels.web.conftest import ADDRESS, Site
from tests.support.samples import bind_chat

CHAT = f"web:{ADDRESS}"


def fill(site: Site, count: int, owner: str = "AN") -> None:
    def add(act: Act) -> None:
        for number in range(count):
            web.add(act.tx, CHAT, owner, Side.IN, body_of_words(f"tin {number}", ""), act.at)

    site.office.perform(add)


def first(site: Site) -> tuple[list[str], int]:
    """What the page begins with, and the place before which there is more."""
    view = site.office.perform(look, CHAT, Cursor(), Manner())
    assert view.hello
    return [event["text"] for _, event in view.events], view.hello["older"]


def older(site: Site, before: object, name: str = "") -> dict[str, Any]:
    answer = site.get(f"/older?before={before}&to={name or name_for(CHAT, 'AN')}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()  # type: ignore[no-any-return]


@pytest.mark.parametrize("count", [0, 1, MOST_AT_FIRST])
def test_a_chat_that_is_shown_whole_has_nothing_older(an: Site, count: int) -> None:
    fill(an, count)
    assert (len(first(an)[0]), first(an)[1]) == (count, 0)


def test_page_after_page_leads_to_the_very_first_message_each_shown_once(an: Site) -> None:
    count = MOST_AT_FIRST + 2 * MOST_OLDER + 1
    fill(an, count)
    shown, before = first(an)
    sizes = []
    while before:
        past = older(an, before)
        shown = [message["text"] for message in past["messages"]] + shown
        sizes.append(len(past["messages"]))
        before = past["older"]
    assert shown == [f"tin {number}" for number in range(count)]
    assert sizes == [MOST_OLDER, MOST_OLDER, 1]


def test_what_was_edited_since_is_shown_as_it_stands_now(an: Site) -> None:
    first, later = (body_of_screen(Screen(words)) for words in ("Nháp", "Đã gửi"))
    place = an.office.perform(lambda act: web.add(act.tx, CHAT, "AN", Side.OUT, first, act.at))
    fill(an, 2)
    an.office.perform(lambda act: web.edit(act.tx, CHAT, place, "AN", later, act.at))
    (message,) = older(an, place + 1)["messages"]
    assert (message["text"], message["edited"]) == ("Đã gửi", True)


def test_toasts_and_what_has_been_blanked_are_not_among_them(an: Site) -> None:
    fill(an, 2)
    an.office.perform(lambda act: web.add(act.tx, CHAT, "AN", Side.TOAST, body_of_words("thoáng qua", ""), act.at))
    an.office.rows("UPDATE web_messages SET body = '' WHERE place = 1 RETURNING place")
    assert [message["text"] for message in older(an, 99)["messages"]] == ["tin 1"]


def test_what_was_said_to_the_person_before_is_not_shown_to_the_next(an: Site) -> None:
    fill(an, 3)
    an.office.ask(chats.unbind, CHAT)
    an.office.perform(bind_chat, "BINH", ADDRESS, "web")
    assert older(an, 99, name_for(CHAT, "BINH"))["messages"] == []


def test_a_page_of_somebody_else_gets_nothing(an: Site) -> None:
    fill(an, 3)
    for name in (name_for(CHAT, ""), name_for(CHAT, "BINH"), "x"):
        assert an.get(f"/older?before=9&to={name}").status_code == 409


@pytest.mark.parametrize("before", ["", "x", "-1", "1.5", "9" * 30, "٣"])
def test_nonsense_is_refused(an: Site, before: str) -> None:
    assert an.get(f"/older?before={before}&to={name_for(CHAT, 'AN')}").status_code == 400


def test_an_unknown_browser_gets_nothing(an: Site) -> None:
    an.cookies = {}
    assert an.get("/older?before=9&to=x").status_code == 401
