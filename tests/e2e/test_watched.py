"""What a program at work tells whoever watches it."""

from __future__ import annotations

import http.client
import json
from contextlib import closing

from tests.support.enrolled import AN
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program, free_port
from tests.support.story import decided


def got(program: Program, path: str) -> tuple[int, str]:
    """What it answers to a GET."""
    connection = http.client.HTTPConnection("127.0.0.1", int(program.settings["WEB_PORT"]), timeout=15)
    with closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()


def test_what_people_do_is_counted_and_nobody_is_named(telegram: FakeTelegram, program: Program) -> None:
    program.settings["WEB_PORT"] = str(free_port())
    program.start()
    decided(telegram)
    status, text = got(program, "/metrics")
    assert status == 200
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(samples['kpibot_updates_total{channel="telegram",kind="text"}']) >= 1
    assert float(samples['kpibot_updates_total{channel="telegram",kind="press"}']) >= 2
    assert float(samples['kpibot_steps_total{outcome="done"}']) >= 3
    assert float(samples['kpibot_outgoing_total{channel="telegram",outcome="sent"}']) >= 4
    assert float(samples['kpibot_last_sign_timestamp_seconds{part="telegram"}']) > 0
    assert float(samples["process_resident_memory_bytes"]) > 10_000_000
    assert str(AN) not in text
    assert "họp" not in text


def test_all_parts_show_signs_of_life_from_the_start(telegram: FakeTelegram, program: Program) -> None:
    program.settings["WEB_PORT"] = str(free_port())
    program.start()
    telegram.wait(lambda: telegram.calls("getupdates"), 10, "first poll")
    status, body = got(program, "/healthz")
    assert (status, json.loads(body)["status"]) == (200, "ok")
    assert {"telegram", "sender", "scheduler"} <= set(json.loads(body)["parts"])
    assert got(program, "/readyz")[0] == 200
