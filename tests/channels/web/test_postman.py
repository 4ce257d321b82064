"""Carrying rows of the outbox into the chat: each once, whatever happens in between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.web.postman import NotShown, Postman, deliver_next, give_up
from bot.handlers.screen import Screen, to_dict
from bot.services.act import Act
from bot.services.posting import post_to_chat
from bot.storage import outbox
from bot.storage.chats import Chat
from bot.storage.outbox import Kind, Lane, Outgoing
from bot.storage.times import to_text
from tests.channels.web.conftest import ADDRESS, OfficeClock, Site

CHAT = f"web:{ADDRESS}"


def put(site: Site, words: str, lane: Lane = Lane.REPLY, **more: Any) -> str:
    """Put a finished screen."""

    def write(act: Act) -> str:
        screen = Screen(words, subject=more.get("subject", ""))
        body = json.dumps({"screen": to_dict(screen), "edit": more.get("edit", "")})
        outgoing = Outgoing(act.means.new_id(), CHAT, lane, Kind.SCREEN, body, screen.subject)
        outbox.put(act.tx, outgoing, act.at, more.get("not_before", ""))
        return outgoing.id

    return site.office.perform(write)


def put_fact(site: Site, subject: str, **data: Any) -> None:
    """Put a fact that says what it is told to."""
    site.office.perform(lambda act: post_to_chat(act, CHAT, "said", subject=subject, lane=Lane.NOTICE, **data))


def put_answer(site: Site, words: str) -> None:
    """Put the answer to a press."""

    def write(act: Act) -> None:
        body = json.dumps({"callback": "press-1", "text": words})
        outbox.put(act.tx, Outgoing(act.means.new_id(), CHAT, Lane.ANSWER, Kind.ANSWER, body), act.at)

    site.office.perform(write)


def say_fact(_: Act, __: Chat, fact: Mapping[str, Any]) -> Screen | None:
    if fact.get("stumble"):
        raise KeyError("riêng")
    return Screen(fact["says"], silent=True) if fact.get("says") else None


def deliver(site: Site) -> int:
    """Deliver what is due; how many rows."""
    count = 0
    while site.office.perform(deliver_next, say_fact):
        count += 1
    return count


def texts(site: Site) -> list[str]:
    return [bubble["text"] for bubble in site.bubbles()]


def statuses(site: Site) -> list[str]:
    return [row["status"] for row in site.office.rows("SELECT status FROM outbox ORDER BY id")]


def test_a_screen_is_shown_once_and_its_row_ends_with_it(an: Site) -> None:
    put(an, "chào")
    assert deliver(an) == 1
    assert deliver(an) == 0
    assert (texts(an), statuses(an)) == (["chào"], ["sent"])


def test_a_step_that_fails_after_showing_leaves_nothing_and_shows_once_when_it_runs_again(an: Site) -> None:
    put(an, "chào")

    def deliver_and_die(act: Act) -> None:
        deliver_next(act, say_fact)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        an.office.perform(deliver_and_die)
    assert (texts(an), statuses(an)) == ([], ["waiting"])
    deliver(an)
    assert texts(an) == ["chào"]


def test_a_subject_that_is_shown_is_edited_in_its_place(an: Site) -> None:
    put_fact(an, "card:1", says="chờ")
    deliver(an)
    put(an, "khác")
    deliver(an)
    put_fact(an, "card:1", says="đã duyệt")
    deliver(an)
    assert texts(an) == ["đã duyệt", "khác"]


def test_a_fact_that_only_mends_shows_nothing_where_nothing_stands(an: Site) -> None:
    put_fact(an, "card:1", says="mới", mend=True)
    put_fact(an, "card:2")
    assert deliver(an) == 2
    assert texts(an) == []


@pytest.mark.parametrize("message", ["99", "abc", "-1", "1e3", "9" * 30])
def test_an_edit_of_a_message_that_is_not_there_is_a_new_message(an: Site, message: str) -> None:
    put(an, "chào", edit=message)
    deliver(an)
    assert texts(an) == ["chào"]


def test_what_a_person_typed_is_never_edited(an: Site) -> None:
    an.say("2h soạn công văn")
    put(an, "khác", edit="1")
    deliver(an)
    assert texts(an) == ["2h soạn công văn", "khác"]


def test_an_answer_comes_as_a_toast_and_is_worthless_after_fifteen_seconds(an: Site) -> None:
    put_answer(an, "Đã duyệt")
    deliver(an)
    put_answer(an, "Đã duyệt")
    an.office.now += timedelta(seconds=16)
    deliver(an)
    assert [(bubble["side"], bubble["key"]) for bubble in an.bubbles()] == [("toast", "press-1")]
    assert statuses(an) == ["sent", "failed"]


def test_a_menu_leaves_no_bubble(an: Site) -> None:
    an.office.perform(lambda act: post_to_chat(act, CHAT, "menu", subject="menu:leader", lane=Lane.EDIT, role="leader"))
    assert deliver(an) == 1
    assert texts(an) == []


def test_a_fact_that_cannot_be_put_into_words_is_given_up_and_keeps_nobody_waiting(an: Site) -> None:
    put_fact(an, "card:1", stumble=True)
    put_fact(an, "card:2", says="sau")
    with pytest.raises(NotShown) as failed:
        deliver(an)
    an.office.perform(give_up, failed.value.outgoing, "internal error")
    deliver(an)
    assert (texts(an), statuses(an)) == (["sau"], ["failed", "sent"])


def test_a_running_postman_carries_what_is_put_and_survives_what_fails(an: Site) -> None:
    everything = asyncio.Event()
    carried: list[str] = []

    def note(chat: str) -> None:
        carried.append(chat)
        if len(carried) == 5:
            everything.set()

    postman = Postman(an.office.office, OfficeClock(an.office), say_fact, note)
    put_fact(an, "card:1", stumble=True)
    for number in range(5):
        put(an, str(number))
    put(an, "sau này", not_before=to_text(an.office.now + timedelta(hours=1)))

    async def run() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(postman.run(stop))
        async with asyncio.timeout(15):
            await everything.wait()
        stop.set()
        await running

    an.office.run(run())
    assert texts(an) == ["0", "1", "2", "3", "4"]
    assert statuses(an) == ["failed", *["sent"] * 5, "waiting"]
