"""Texts that come with a picture: a picture that fails never costs the text."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bot.channels.channel import Channel, MaybeDelivered
from bot.channels.courier import Courier
from bot.channels.results import Again, Result, Sent
from bot.handlers.screen import Chart, Screen, Series, to_dict
from bot.services.act import Act
from bot.storage.chats import Chat
from bot.storage.outbox import Kind, Lane, Outgoing, from_row
from bot.storage.times import to_text
from tests.support.clock import FakeClock
from tests.support.sending import Outbox, ScriptedChannel, Shown, failing

CHART = Chart("Tuần", ("T2",), (Series("Nhóm B", (60,)),), 480)
SCREEN = Screen("Biểu đồ tuần", chart=CHART)


class Album(ScriptedChannel):
    """A channel that shows pictures."""

    async def send_picture(self, address: str, screen: Screen, picture: bytes) -> str:
        await self._play(Shown(f"picture {picture.decode()}", address, screen.text))
        return f"m{len(self.shown)}"


@dataclass
class Painter:
    """Draws what it is told to, or fails."""

    picture: bytes = b"PNG"
    error: BaseException | None = None

    async def paint(self, chart: Chart) -> bytes:
        assert chart == CHART
        if self.error:
            raise self.error
        return self.picture


async def deliver(
    outbox: Outbox, channel: Channel, painter: Painter | None, screen: Screen = SCREEN, **more: Any
) -> Result:
    """Try to send a screen."""
    body = json.dumps({"screen": to_dict(screen), "edit": more.pop("edit", "")})
    courier = Courier(outbox.office, outbox.clock, {"telegram": channel}, nothing, painter)
    return await courier.deliver(Outgoing("1", "telegram:1", Lane.REPLY, Kind.SCREEN, body, **more))


def nothing(act: Act, chat: Chat, fact: Mapping[str, Any]) -> Screen | None:
    raise AssertionError


async def test_a_chart_is_drawn_and_sent_with_its_words(outbox: Outbox) -> None:
    album = Album()
    result = await deliver(outbox, album, Painter())
    assert album.shown == [Shown("picture PNG", "1", "Biểu đồ tuần")]
    assert isinstance(result, Sent)
    assert result.message == "m1"


async def test_a_channel_without_pictures_shows_the_text_and_nothing_is_drawn(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    await deliver(outbox, channel, Painter(error=AssertionError()))
    assert channel.shown == [Shown("send", "1", "Biểu đồ tuần")]


@pytest.mark.parametrize("error", [RuntimeError("Vương Thị Bảo An"), OSError(), asyncio.IncompleteReadError(b"", 4)])
async def test_when_drawing_fails_the_text_goes_alone_and_the_log_says_so_without_names(
    outbox: Outbox, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    album = Album()
    with caplog.at_level(logging.WARNING):
        result = await deliver(outbox, album, Painter(error=error))
    assert album.shown == [Shown("send", "1", "Biểu đồ tuần")]
    assert isinstance(result, Sent)
    assert caplog.messages == [f"a text goes without its picture: {type(error).__name__}"]


async def test_without_a_painter_the_text_goes_alone(outbox: Outbox) -> None:
    album = Album()
    await deliver(outbox, album, None)
    assert album.shown == [Shown("send", "1", "Biểu đồ tuần")]


async def test_a_text_without_a_chart_is_sent_as_ever(outbox: Outbox) -> None:
    album = Album()
    await deliver(outbox, album, Painter(error=AssertionError()), Screen("Chữ"))
    assert album.shown == [Shown("send", "1", "Chữ")]


async def test_a_picture_never_takes_the_place_of_a_text(outbox: Outbox) -> None:
    album = Album()
    await deliver(outbox, album, Painter(), edit="m7")
    assert album.shown == [Shown("picture PNG", "1", "Biểu đồ tuần")]


async def test_a_picture_that_may_have_arrived_is_sent_again_saying_so(outbox: Outbox) -> None:
    album = Album(script=failing(MaybeDelivered("cut")))
    result = await deliver(outbox, album, Painter())
    assert isinstance(result, Again)
    assert result.doubtful
    await deliver(outbox, album, Painter(), doubts=1)
    assert album.texts == ["Biểu đồ tuần\n(có thể trùng)"]


# --- where facts are read


def writes(act: Act, chat: Chat, fact: Mapping[str, Any]) -> Screen | None:
    """Puts a fact into words by writing, which the read-only connection refuses."""
    act.tx.execute("UPDATE chats SET wrong_codes = 1 WHERE id = :id", id=chat.id)
    return Screen("đã ghi")


async def carry(outbox: Outbox, channel: Channel, subject: str = "report:1", **fact: Any) -> Result:
    """Try to send a fact that is put into words by writing."""
    row = await outbox.fact(subject, **fact)
    courier = Courier(outbox.office, outbox.clock, {"telegram": channel}, writes)
    return await courier.deliver(from_row(await outbox.row(row)))


async def test_a_fact_that_is_read_apart_is_read_where_nothing_can_be_written(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    assert isinstance(await carry(outbox, channel, apart=True), Again)
    assert isinstance(await carry(outbox, channel), Sent)
    assert channel.texts == ["đã ghi"]


async def test_one_that_has_lapsed_may_be_taken_back_which_writes(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    assert isinstance(await carry(outbox, channel, apart=True, until=to_text(clock.now())), Sent)


async def test_a_fact_that_answers_a_press_takes_the_pressed_messages_place(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    await carry(outbox, channel, subject="", edit="m7")
    assert channel.shown == [Shown("edit", "1", "đã ghi", "m7")]
