"""What `/healthz`, `/readyz` and `/metrics` say."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.channels import health as module
from bot.channels.health import Health
from bot.channels.serving import application
from bot.metrics import Metrics
from bot.pulse import Pulse
from bot.services.act import Office
from bot.storage import inbox
from bot.storage.database import Database
from bot.storage.inbox import Incoming, Kind
from bot.storage.outbox import Lane
from bot.storage.times import to_text
from tests.support.clock import FakeClock
from tests.support.sending import Outbox


async def asked(office: Office, clock: FakeClock, path: str, pulses: Sequence[Pulse] = ()) -> httpx.Response:
    """What the program answers to a GET."""
    looks = Health(office, clock, Metrics(), pulses, ("telegram",)).endpoints
    transport = httpx.ASGITransport(application(looks, {}))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(path)


async def keep_one(outbox: Outbox, seconds_ago: float) -> None:
    at = to_text(outbox.clock.now() - timedelta(seconds=seconds_ago))
    await outbox.run(lambda tx: inbox.keep(tx, Incoming("telegram", "1", "1", Kind.TEXT, "2h họp"), at))


async def test_a_fresh_start_is_healthy(outbox: Outbox) -> None:
    pulses = [Pulse("telegram", 120)]
    answer = await asked(outbox.office, outbox.clock, "/healthz", pulses)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "status": "ok", "inbox": 0, "inbox_seconds": 0, "outbox": 0, "outbox_seconds": 0, "parts": {},
    }  # fmt: skip


async def test_an_input_that_has_waited_too_long_is_told(outbox: Outbox) -> None:
    await keep_one(outbox, seconds_ago=59)
    assert (await asked(outbox.office, outbox.clock, "/healthz")).json()["status"] == "ok"
    outbox.clock.advance(seconds=16)
    answer = await asked(outbox.office, outbox.clock, "/healthz")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "hộp thư đến: tin cũ nhất đã chờ xử lý 75 giây"
    assert (answer.json()["inbox"], answer.json()["inbox_seconds"]) == (1, 75)


async def test_an_answer_that_is_not_sent_is_told_and_a_long_broadcast_is_not(outbox: Outbox) -> None:
    await outbox.screen("nhắc việc", lane=Lane.BROADCAST)
    outbox.clock.advance(seconds=1800)
    await outbox.screen("trả lời", "telegram:2")
    outbox.clock.advance(seconds=120)
    assert (await asked(outbox.office, outbox.clock, "/healthz")).status_code == 200
    outbox.clock.advance(seconds=1)
    answer = await asked(outbox.office, outbox.clock, "/healthz")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "hộp thư đi: tin cần gửi ngay đã chờ 121 giây"
    assert answer.json()["outbox"] == 2


async def test_a_part_without_a_sign_of_life_is_named_with_every_other_problem(outbox: Outbox) -> None:
    seconds = iter([0.0, 300.0, 300.0, 300.0, 300.0, 300.0, 300.0])
    pulse = Pulse("telegram", 120, lambda: next(seconds))
    pulse.beat()
    await keep_one(outbox, seconds_ago=100)
    answer = await asked(outbox.office, outbox.clock, "/healthz", [pulse])
    assert answer.status_code == 503
    telegram, inbox_waits = answer.json()["reason"].split("; ")
    assert telegram == "telegram: đã 300 giây không có dấu hiệu hoạt động"
    assert inbox_waits.startswith("hộp thư đến")
    assert answer.json()["parts"] == {"telegram": 300}


async def test_a_platform_out_of_reach_does_not_turn_requests_away(outbox: Outbox) -> None:
    seconds = iter([0.0, 300.0])
    pulse = Pulse("telegram", 120, lambda: next(seconds))
    pulse.beat()
    answer = await asked(outbox.office, outbox.clock, "/readyz", [pulse])
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.fixture
async def gone(database: Database, outbox: Outbox) -> Outbox:
    """An outbox whose database does not serve any more."""
    await database.close()
    return outbox


async def test_without_a_database_neither_is_well_and_counters_are_told_all_the_same(gone: Outbox) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await asked(gone.office, gone.clock, path)
        assert answer.status_code == 503
        assert answer.json()["status"] == "failing"
        assert answer.json()["reason"]
    answer = await asked(gone.office, gone.clock, "/metrics")
    assert answer.status_code == 200
    assert "kpibot_database_up 0.0" in answer.text


class SilentDatabase:
    """Takes every step and never answers."""

    engine = "sqlite"

    async def transact(self, *_: Any) -> Any:
        await asyncio.Event().wait()

    read = transact


async def test_a_database_that_never_answers_makes_nobody_wait_for_ever(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    office = Office(SilentDatabase(), outbox.office.means)  # type: ignore[arg-type]
    answer = await asked(office, outbox.clock, "/healthz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "cơ sở dữ liệu không trả lời trong 0.01 giây")
    assert (await asked(office, outbox.clock, "/metrics")).status_code == 200


async def test_metrics_come_as_prometheus_wants_them(outbox: Outbox) -> None:
    await outbox.screen("nhắc việc", lane=Lane.BROADCAST)
    answer = await asked(outbox.office, outbox.clock, "/metrics", [Pulse("sender")])
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert 'kpibot_outbox_waiting{lane="broadcast",when="due"} 1.0' in answer.text


async def test_nothing_here_can_be_posted_to(outbox: Outbox) -> None:
    looks = Health(outbox.office, outbox.clock, Metrics(), (), ()).endpoints
    transport = httpx.ASGITransport(application(looks, {}))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert {(await client.post(path)).status_code for path in looks} == {405}


async def test_an_act_that_the_database_cannot_serve_is_counted(gone: Outbox) -> None:
    counted: list[None] = []
    office = Office(gone.office.database, gone.office.means, lambda: counted.append(None))
    assert (await asked(office, gone.clock, "/readyz")).status_code == 503
    assert len(counted) == 1
