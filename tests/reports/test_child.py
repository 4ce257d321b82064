"""What the drawing process says over its pipes."""

from __future__ import annotations

import io
import json
import subprocess

import pytest

from bot.handlers.screen import Screen, to_dict
from bot.reports.charts import draw
from bot.reports.child import serve
from bot.reports.painter import COMMAND
from tests.reports.test_charts import OWN, TEAM
from tests.support.running import ROOT


def framed(message: bytes) -> bytes:
    return len(message).to_bytes(4) + message


def asked(screen: Screen) -> bytes:
    return framed(json.dumps(to_dict(screen)).encode())


def test_charts_in_pictures_out_until_the_input_ends() -> None:
    sink = io.BytesIO()
    serve(io.BytesIO(asked(Screen("", chart=OWN)) + asked(Screen("", chart=TEAM))), sink)
    assert sink.getvalue() == framed(draw(OWN)) + framed(draw(TEAM))


def test_what_has_no_chart_gets_an_empty_picture() -> None:
    sink = io.BytesIO()
    serve(io.BytesIO(asked(Screen("chữ"))), sink)
    assert sink.getvalue() == framed(b"")


def test_what_cannot_be_read_ends_it() -> None:
    with pytest.raises(json.JSONDecodeError):
        serve(io.BytesIO(framed(b"{")), io.BytesIO())


def test_it_ends_with_its_input_so_that_it_never_outlives_who_started_it() -> None:
    ended = subprocess.run(COMMAND, input=b"", capture_output=True, cwd=ROOT, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (0, b"")
