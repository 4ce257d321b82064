"""Telegram is told "received" only once an update is stored, and nobody else is listened to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels.patience import Patience
from bot.channels.telegram.bot import PatientBot
from bot.channels.telegram.door import Door
from bot.channels.telegram.webhook import PATH, Webhook
from bot.storage.database import DatabaseError
from bot.storage.inbox import Incoming
from tests.channels.conftest import LAN
from tests.support.bot_api_values import Fault, chat_of, user_of
from tests.support.fake_telegram import FakeTelegram

SECRET = "a-Secret_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def nothing(_: str, __: str) -> list[tuple[str, str, str]]:
    return []


class Shelf:
    def __init__(self) -> None:
        self.kept: list[Incoming] = []
        self.broken = False

    async def keep(self, incomings: Sequence[Incoming]) -> None:
        if self.broken:
            raise DatabaseError("đầy đĩa")
        self.kept.extend(incomings)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def webhook(bot: PatientBot, shelf: Shelf) -> AsyncIterator[Webhook]:
    door = Door(bot, nothing)
    await door.open()
    yield Webhook(bot, door, shelf.keep, url="https://kpi.example.vn/", secret=SECRET, patience=Patience(0.01))
    await door.close()


@pytest.fixture
async def http(webhook: Webhook) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Route(PATH, webhook.receive, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://kpi") as client:
        yield client


def update(text: str = "2h họp") -> dict[str, Any]:
    message = {"message_id": 1, "date": 1, "chat": chat_of(LAN), "from": user_of(LAN), "text": text}
    return {"update_id": 7, "message": message}


async def test_an_update_with_the_secret_is_stored_then_received(http: httpx.AsyncClient, shelf: Shelf) -> None:
    response = await http.post(PATH, json=update(), headers={HEADER: SECRET})
    assert (response.status_code, [incoming.text for incoming in shelf.kept]) == (200, ["2h họp"])


@pytest.mark.parametrize("headers", [{}, {HEADER: "wrong"}, {HEADER: "ắ".encode()}], ids=["none", "wrong", "odd"])
async def test_without_the_secret_nothing_is_stored(
    http: httpx.AsyncClient, shelf: Shelf, headers: dict[str, str]
) -> None:
    response = await http.post(PATH, json=update(), headers=headers)
    assert (response.status_code, shelf.kept) == (403, [])


@pytest.mark.parametrize(
    "body",
    [b"not json", b"\xff\xfe", b"[]", b'{"update_id": "x"}', b"{}", b"9" * 2_000_000, b"[" * 900_000],
    ids=["text", "bytes", "list", "text id", "no id", "two megabytes", "deep"],
)
async def test_what_is_no_update_is_refused(http: httpx.AsyncClient, shelf: Shelf, body: bytes) -> None:
    response = await http.post(PATH, content=body, headers={HEADER: SECRET})
    assert (response.status_code, shelf.kept) == (400, [])


async def test_while_the_store_fails_telegram_is_asked_to_come_again(http: httpx.AsyncClient, shelf: Shelf) -> None:
    shelf.broken = True
    assert (await http.post(PATH, json=update(), headers={HEADER: SECRET})).status_code == 503
    shelf.broken = False
    assert (await http.post(PATH, json=update(), headers={HEADER: SECRET})).status_code == 200
    assert len(shelf.kept) == 1


async def test_a_poisoned_update_is_received_so_that_it_does_not_come_for_ever(
    http: httpx.AsyncClient, shelf: Shelf
) -> None:
    response = await http.post(PATH, content=json.dumps({"update_id": 7, "message": 1}), headers={HEADER: SECRET})
    assert (response.status_code, [incoming.kind for incoming in shelf.kept]) == (200, ["unreadable"])


async def test_telegram_is_told_where_to_come_as_often_as_it_takes(telegram: FakeTelegram, webhook: Webhook) -> None:
    telegram.fail("setwebhook", Fault(500, "Internal"))
    stop = asyncio.Event()
    task = asyncio.create_task(webhook.run(stop))
    await telegram.until(lambda: telegram.api.webhook)
    stop.set()
    await task
    values = telegram.api.webhook
    assert (values["url"], values["secret_token"]) == ("https://kpi.example.vn/telegram", SECRET)
    assert "inline_query" in values["allowed_updates"]
    assert values.get("drop_pending_updates") != "true"


@pytest.mark.parametrize("secret", ["", "có dấu", "a b", "x" * 257])
async def test_a_secret_that_would_let_anybody_in_or_that_telegram_refuses_is_refused(
    bot: PatientBot, shelf: Shelf, secret: str
) -> None:
    with pytest.raises(ValueError, match="KPIBOT_WEBHOOK_SECRET"):
        Webhook(bot, Door(bot, nothing), shelf.keep, url="https://kpi.example.vn", secret=secret)
