"""Commands and checks beside a live `run`, on the same file."""

from __future__ import annotations

import http.client
import json

from tests.support.enrolled import AN
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program, free_port
from tests.support.story import decided, drafted, sent

PERIOD = ("--from", "2020-01-01", "--to", "2035-12-31")


def test_the_log_is_exported_and_the_chains_verified_while_it_runs(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    decided(telegram)
    sent(telegram, line="1h trực cơ quan")
    exported = program.command("export", "entries", *PERIOD)
    assert (exported.returncode, exported.stderr) == (0, "")
    entries = {entry["item"]: entry for entry in json.loads(exported.stdout)}
    assert entries["B.02"]["status"] == "approved"
    assert entries["B.02"]["minutes_approved"] == 120
    assert entries["D.01"]["status"] == "submitted"
    verified = program.command("audit", "verify")
    assert verified.returncode == 0
    assert "STC-NS: 3 dòng, nguyên vẹn" in verified.stdout
    drafted(telegram)


def test_codes_made_while_it_runs_work_at_once(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    codes = program.invite("DAT", "CT")
    assert len(set(codes.values())) == 2
    telegram.say(2001, codes["DAT"])
    telegram.wait_for(2001, lambda message: "Kính chào" in message.text)


def test_the_health_page_tells_what_waits(telegram: FakeTelegram, program: Program) -> None:
    program.settings["WEB_PORT"] = str(free_port())
    program.start()
    drafted(telegram, AN)
    status, body = health(program)
    assert (status, json.loads(body)["status"]) == (200, "ok")


def health(program: Program) -> tuple[int, bytes]:
    """What `/healthz` says."""
    connection = http.client.HTTPConnection("127.0.0.1", int(program.settings["WEB_PORT"]), timeout=15)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
