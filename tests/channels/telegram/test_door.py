"""What an update becomes, through python-telegram-bot's own handlers."""

from __future__ import annotations

import inspect
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import ChatMemberAdministrator

from bot.channels.telegram.bot import PatientBot
from bot.channels.telegram.door import Door
from bot.storage.database import DatabaseError
from bot.storage.inbox import Incoming, Kind
from tests.channels.conftest import LAN
from tests.support.bot_api_values import BOT, Fault, chat_of, user_of
from tests.support.fake_telegram import FakeTelegram

GROUP: dict[str, Any] = {"id": -500, "type": "supergroup", "title": "Phòng Tổng hợp"}
RIGHTS = {
    name: False for name in inspect.signature(ChatMemberAdministrator).parameters if name.startswith(("can_", "is_"))
}
ME = f"@{BOT['username']}"


async def tasks_for(address: str, words: str) -> list[tuple[str, str, str]]:
    """Suggestions for Lan alone; everybody else is a stranger."""
    return [("B.07", f"Họp {words}", "Nhóm B")] if address == str(LAN) else []


@pytest.fixture
async def door(bot: PatientBot) -> AsyncIterator[Door]:
    await bot.introduce()
    door = Door(bot, tasks_for)
    await door.open()
    yield door
    await door.close()


def message(**more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"message_id": 5, "date": 1, "chat": chat_of(LAN), "from": user_of(LAN)}
    return {**body, **more}


def command(text: str, **more: Any) -> dict[str, Any]:
    mark = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
    return message(text=text, entities=[mark], **more)


def mention(text: str, whom: str) -> dict[str, Any]:
    mark = {"type": "mention", "offset": text.index(whom), "length": len(whom)}
    return message(text=text, entities=[mark], chat=GROUP)


def press(**more: Any) -> dict[str, Any]:
    body = {"id": "q9", "from": user_of(LAN), "chat_instance": "1", "data": "ok:1", "message": message(text="card")}
    return {**body, **more}


def member(old: str, new: str, chat: dict[str, Any]) -> dict[str, Any]:
    def standing(status: str) -> dict[str, Any]:
        more = {"until_date": 0} if status == "kicked" else RIGHTS if status == "administrator" else {}
        return {"user": BOT, "status": status, **more}

    change = {"chat": chat, "from": user_of(LAN), "date": 1}
    return {**change, "old_chat_member": standing(old), "new_chat_member": standing(new)}


def private(kind: Kind, text: str = "", message: str = "5", callback: str = "") -> Incoming:
    return Incoming("telegram", str(LAN), "77", kind, text, message, callback)


KEPT = [
    ("a typed text", {"message": message(text="2h họp")}, private(Kind.TEXT, "2h họp")),
    ("a command", {"message": command("/start 123456")}, private(Kind.TEXT, "/start 123456")),
    ("our name behind a command is cut", {"message": command(f"/khai{ME} x")}, private(Kind.TEXT, "/khai x")),
    ("another's name is not", {"message": command("/khai@other")}, private(Kind.TEXT, "/khai@other")),
    ("a chosen suggestion", {"message": command("/chon B.07", via_bot=BOT)}, private(Kind.TEXT, "/chon B.07")),
    (
        "a photo, with its caption, for that may bear a mark",
        {"message": message(photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], caption="Mật")},
        private(Kind.OTHER, "Mật"),
    ),
    ("a place", {"message": message(location={"latitude": 1, "longitude": 2})}, private(Kind.OTHER)),
    ("an edited text", {"edited_message": message(text="3h họp", edit_date=2)}, private(Kind.EDITED, "3h họp")),
    ("a press", {"callback_query": press()}, private(Kind.PRESS, "ok:1", "5", "q9")),
    (
        "a press on a message too old to be sent along",
        {"callback_query": press(message={"message_id": 5, "date": 0, "chat": chat_of(LAN)})},
        private(Kind.PRESS, "ok:1", "5", "q9"),
    ),
    (
        "a press without a message",
        {"callback_query": press(message=None, inline_message_id="i")},
        private(Kind.PRESS, "ok:1", "", "q9"),
    ),
    ("a block", {"my_chat_member": member("member", "kicked", chat_of(LAN))}, private(Kind.BLOCKED, message="")),
    ("an unblock", {"my_chat_member": member("kicked", "member", chat_of(LAN))}, private(Kind.UNBLOCKED, message="")),
]


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT])
async def test_what_a_person_does_is_kept(door: Door, body: dict[str, Any], expected: Incoming) -> None:
    assert await door.read({"update_id": 77, **body}) == [expected]


IN_GROUP = Incoming("telegram", "-500", "77", Kind.GROUP)
FOR_US = [
    ("a command", {"message": command("/duyet", chat=GROUP)}),
    ("a command with our name", {"message": command(f"/duyet{ME}", chat=GROUP)}),
    ("a mention", {"message": mention(f"chào {ME}", ME)}),
    ("being taken in", {"my_chat_member": member("left", "member", GROUP)}),
]


@pytest.mark.parametrize("text", ["2h họp", "/start 123", f"/start{ME} 123", "/start@other 123", "", "<b>&"])
async def test_a_plain_text_becomes_what_the_library_would_make_of_it(
    door: Door, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = {"update_id": 7, "message": message(text=text, reply_to_message=message(text="cũ"))}
    straight = await door.read(raw)
    monkeypatch.setattr("bot.channels.telegram.incoming.of_plain_text", lambda raw, name: None)
    assert straight == await door.read(raw) != []


@pytest.mark.parametrize("body", [case[1] for case in FOR_US], ids=[case[0] for case in FOR_US])
async def test_in_a_group_only_that_we_were_called_is_kept_not_what_was_said(door: Door, body: dict[str, Any]) -> None:
    assert await door.read({"update_id": 77, **body}) == [IN_GROUP]


async def test_a_press_in_a_group_is_kept_without_its_meaning_so_that_it_can_be_answered(door: Door) -> None:
    body = press(message=message(chat=GROUP, text="card"))
    (found,) = await door.read({"update_id": 77, "callback_query": body})
    assert (found.kind, found.text, found.callback) == (Kind.GROUP, "", "q9")


NOT_FOR_US = [
    ("talk in a group", {"message": message(text="ăn trưa", chat=GROUP)}),
    ("another bot's command", {"message": command("/start@other", chat=GROUP)}),
    ("another's mention", {"message": mention("chào @other", "@other")}),
    ("being promoted in a group", {"my_chat_member": member("member", "administrator", GROUP)}),
    ("being removed", {"my_chat_member": member("member", "left", GROUP)}),
    ("an edit in a group", {"edited_message": message(text="x", chat=GROUP)}),
    ("a moving location", {"edited_message": message(location={"latitude": 1, "longitude": 2})}),
    ("a channel's post", {"channel_post": message(text="x", chat={"id": -9, "type": "channel", "title": "k"})}),
    ("a post in a message", {"message": message(text="x", chat={"id": -9, "type": "channel", "title": "k"})}),
    ("a pinned message", {"message": message(pinned_message=message(text="x"))}),
    ("a kind we never heard of", {"something_new": {"a": 1}}),
]


@pytest.mark.parametrize("body", [case[1] for case in NOT_FOR_US], ids=[case[0] for case in NOT_FOR_US])
async def test_what_is_not_for_us_is_not_kept(door: Door, body: dict[str, Any]) -> None:
    assert await door.read({"update_id": 77, **body}) == []


POISON = [
    ("a message without a date", {"message": {"message_id": 5, "chat": chat_of(LAN), "text": "riêng"}}, str(LAN)),
    ("a press without a person", {"callback_query": {"id": "1", "message": message(text="riêng")}}, str(LAN)),
    ("a message of the wrong shape", {"message": 17}, "unknown"),
    ("a group's broken message", {"message": {"chat": GROUP, "text": "riêng"}}, "unknown"),
]


@pytest.mark.parametrize(("body", "address"), [case[1:] for case in POISON], ids=[case[0] for case in POISON])
async def test_an_update_that_cannot_be_parsed_is_kept_as_such_without_its_text(
    door: Door, body: dict[str, Any], address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        found = await door.read({"update_id": 77, **body})
    assert found == [Incoming("telegram", address, "77", Kind.UNREADABLE)]
    assert "riêng" not in caplog.text


async def test_a_fault_of_ours_makes_an_update_unreadable_and_stops_nothing(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_: object) -> None:
        raise ValueError("riêng")

    monkeypatch.setattr("bot.channels.telegram.incoming.of_message", stumble)
    with caplog.at_level(logging.DEBUG, "bot"):
        found = await door.read({"update_id": 77, "message": message(caption="riêng")})
    assert found == [private(Kind.UNREADABLE, message="")]
    assert "ValueError" in caplog.text
    assert "riêng" not in caplog.text


async def test_before_our_name_is_known_only_bare_commands_in_groups_are_ours(bot: PatientBot) -> None:
    door = Door(bot, tasks_for)
    await door.open()
    assert await door.read({"update_id": 77, "message": command("/duyet", chat=GROUP)}) == [IN_GROUP]
    assert await door.read({"update_id": 78, "message": command(f"/duyet{ME}", chat=GROUP)}) == []


async def test_a_search_is_answered_at_once_and_kept_nowhere(telegram: FakeTelegram, door: Door) -> None:
    query = telegram.search(LAN, "giao ban")
    (raw,) = telegram.api.waiting
    assert await door.read(raw) == []
    (result,) = await telegram.until(lambda: telegram.api.search_results.get(query))
    assert (result["id"], result["title"]) == ("B.07", "Họp giao ban")
    assert result["input_message_content"]["message_text"] == "/chon B.07"
    values = telegram.calls("answerinlinequery")[0].values
    assert (values["is_personal"], values["cache_time"]) == ("true", "0")


async def test_a_stranger_who_searches_finds_nothing(telegram: FakeTelegram, door: Door) -> None:
    query = telegram.search(4711, "họp")
    await door.read(telegram.api.waiting[0])
    await telegram.until(lambda: telegram.api.search_results)
    assert telegram.api.search_results == {query: []}


async def test_a_search_that_cannot_be_answered_is_only_logged(
    telegram: FakeTelegram, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("answerinlinequery", Fault(400, "Bad Request: query is too old"))
    telegram.search(LAN, "riêng")
    with caplog.at_level(logging.INFO, "bot"):
        await door.read(telegram.api.waiting[0])
        await telegram.until(lambda: "not answered" in caplog.text or None, what="log line")
    assert "riêng" not in caplog.text


async def test_a_search_while_the_database_is_gone_is_only_logged(
    telegram: FakeTelegram, bot: PatientBot, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(address: str, words: str) -> list[tuple[str, str, str]]:
        raise DatabaseError("đã đóng")

    door = Door(bot, broken)
    await door.open()
    telegram.search(LAN, "họp")
    await door.read(telegram.api.waiting[0])
    await telegram.until(lambda: "not answered" in caplog.text or None, what="log line")
    assert telegram.api.search_results == {}


async def test_closing_ends_a_search_under_way(telegram: FakeTelegram, bot: PatientBot) -> None:
    door = Door(bot, tasks_for)
    await door.open()
    telegram.fail("answerinlinequery", Fault(delay=30))
    telegram.search(LAN, "họp")
    await door.read(telegram.api.waiting[0])
    await telegram.until(lambda: telegram.calls("answerinlinequery"))
    await door.close()
    assert telegram.api.search_results == {}
