"""Signing out of a browser: what its cookie is worth afterwards, and what becomes of what was under way."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.channels.web import keeping, sessions
from bot.channels.web.posts import BadPost
from bot.channels.web.visitors import COOKIE
from bot.handlers.screen import Screen, to_dict
from bot.services.act import Act
from bot.services.posting import post
from bot.storage import audit, chats, outbox, web
from bot.storage.database import DatabaseError
from bot.storage.inbox import Kind
from bot.storage.outbox import Lane, Outgoing
from tests.channels.web.conftest import ADDRESS, SECRET, Site
from tests.support.samples import bind_chat

CHAT = f"web:{ADDRESS}"
LINE = "2h soạn công văn"


def leave(site: Site) -> int:
    return site.post("/sign-out", {}).status_code


def tell(act: Act, subject: str) -> int:
    return post(act, "AN", "card", subject=subject, lane=Lane.NOTICE)


def owner(site: Site) -> str | None:
    found = site.office.ask(chats.find, CHAT)
    return found.official if found else None


# --- the cookie


def test_after_signing_out_the_cookie_opens_nothing_whoever_holds_it(an: Site) -> None:
    an.say(LINE)
    an.settle()
    assert leave(an) == 204
    answers = [an.say(LINE, "another-key"), an.press(1, "duyet", "a-third-key"), an.get("/events")]
    answers.append(an.get("/older?before=9&to=x"))
    assert [answer.status_code for answer in answers] == [401] * 4
    assert an.get("/pictures/2").status_code == 404


def test_the_browser_is_told_to_forget_its_cookie(an: Site) -> None:
    told = an.post("/sign-out", {}).headers["set-cookie"]
    for part in (f'{COOKIE}=""', "Max-Age=0", "Path=/", "HttpOnly", "SameSite=strict", "Secure"):
        assert part in told


def test_signing_out_twice_or_without_a_cookie_is_no_error_and_changes_nothing(an: Site) -> None:
    assert [leave(an), leave(an)] == [204, 204]
    assert [incoming.kind for incoming in an.kept] == [Kind.LEFT]
    an.cookies = {}
    assert leave(an) == 204


def test_a_browser_that_did_not_hear_the_answer_gets_another_secret_when_it_comes_again(an: Site) -> None:
    leave(an)
    told = an.post("/enter", {}).headers["set-cookie"]
    assert f"{COOKIE}=" in told
    assert SECRET not in told


def test_another_browser_is_not_touched(an: Site) -> None:
    an.office.perform(bind_chat, "TP", "another", "web")
    leave(an)
    an.settle()
    assert [chat.id for chat in an.office.ask(chats.of_official, "TP")] == ["web:another"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": None}, 403),
        ({"sec_fetch_site": None, "origin": "https://evil.example"}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_only_our_own_page_may_sign_out(an: Site, headers: dict[str, str | None], status: int) -> None:
    answer = an.post("/sign-out", {}, **headers)
    assert (answer.status_code, an.kept) == (status, [])
    assert "set-cookie" not in answer.headers


def test_no_link_signs_out(an: Site) -> None:
    assert an.get("/sign-out").status_code == 405
    assert an.kept == []


def test_while_the_database_cannot_serve_the_person_is_told_and_stays(
    an: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise DatabaseError("bận")

    monkeypatch.setattr(sessions, "end", fail)
    answer = an.post("/sign-out", {})
    assert answer.status_code == 503
    assert "chưa đăng xuất được" in answer.json()["error"]
    assert "set-cookie" not in answer.headers


# --- what was under way


def test_the_chat_is_nobodys_and_the_units_chain_says_so(an: Site) -> None:
    leave(an)
    an.settle()
    assert owner(an) is None
    (row,) = an.office.ask(audit.history, "official:AN")
    assert (row["chain"], row["actor"], row["act"]) == ("STC-NS", "AN", "sign_out")
    assert json.loads(row["detail"]) == {"channel": "web"}


def test_what_was_typed_before_is_still_handled_as_the_persons_own(an: Site) -> None:
    an.say(f"gửi {LINE}")
    leave(an)
    an.settle()
    assert [row["status"] for row in an.office.rows("SELECT status FROM entries WHERE official = 'AN'")] == [
        "submitted"
    ]
    assert owner(an) is None


def test_what_waits_for_the_chat_is_not_sent_and_nothing_new_comes_to_it(an: Site) -> None:
    body = json.dumps({"screen": to_dict(Screen("đang chờ")), "edit": ""})
    an.office.perform(
        lambda act: outbox.put(
            act.tx, Outgoing(act.means.new_id(), CHAT, Lane.NOTICE, outbox.Kind.SCREEN, body), act.at
        )
    )
    told = [an.office.perform(tell, "card:1")]
    leave(an)
    an.settle()
    told.append(an.office.perform(tell, "card:2"))
    assert told == [1, 0]
    assert an.bubbles() == []


def test_another_channel_of_the_person_goes_on(an: Site) -> None:
    an.office.perform(bind_chat, "AN", "1001", "telegram")
    leave(an)
    an.settle()
    assert [chat.id for chat in an.office.ask(chats.of_official, "AN")] == ["telegram:1001"]


def test_a_text_and_a_sign_out_at_once_leave_no_text_after_the_sign_out(an: Site) -> None:
    def say(number: int) -> object:
        return lambda act: keeping.keep(act, keeping.typed(ADDRESS, f"{number:08d}", LINE))

    def go(act: Act) -> bool:
        return sessions.end(act, sessions.sign_out(ADDRESS))

    done = an.office.together(*(say(number) for number in range(4)), go, *(say(number) for number in range(4, 8)))  # type: ignore[arg-type]
    kinds = [row["kind"] for row in an.office.rows("SELECT kind FROM inbox ORDER BY seq")]
    refused = sum(isinstance(one, BadPost) for one in done)
    assert kinds == ["text"] * (8 - refused) + ["left"]
    assert len(an.bubbles()) == 8 - refused


# --- its streams


def test_a_stream_says_good_bye_and_ends(an: Site) -> None:
    async def run() -> list[bytes]:
        with an.streams.listening(CHAT) as listener:
            stream = an.stream(listener)
            await anext(stream)
            assert b"event: hello" in await anext(stream)
            await an.office.office.perform(an.office.now, sessions.end, sessions.sign_out(ADDRESS))
            an.streams.changed(CHAT)
            async with asyncio.timeout(15):
                return [chunk async for chunk in stream]

    assert an.office.run(run()) == [b"event: bye\ndata: {}\n\n"]


def test_other_processes_can_see_that_something_has_changed(an: Site) -> None:
    before = an.office.ask(web.changes, [CHAT])
    leave(an)
    assert an.office.ask(web.changes, [CHAT]) != before


# --- whose page it is


def test_a_page_is_told_whether_somebody_can_leave_it(an: Site) -> None:
    async def hello() -> bytes:
        with an.streams.listening(CHAT) as listener:
            stream = an.stream(listener)
            await anext(stream)
            return await anext(stream)

    assert b'"leaves": true' in an.office.run(hello())
    an.office.ask(chats.unbind, CHAT)
    assert b'"leaves": false' in an.office.run(hello())
