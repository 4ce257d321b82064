"""Charts in the web chat: drawn for whom they were shown to, and held by nobody else."""

from __future__ import annotations

import json

from bot.channels.web.visitors import COOKIE
from bot.handlers.screen import Chart, Screen, Series, to_dict
from bot.storage import web
from bot.storage.web import Side
from tests.channels.web.conftest import ADDRESS, Site

LINE = "2h soạn công văn"
CHART = Chart("Tuần này", ("T2",), (Series("C", (60,)),))


def show_chart(site: Site, official: str = "AN") -> int:
    body = json.dumps(to_dict(Screen("Biểu đồ", chart=CHART)))
    return site.office.perform(lambda act: web.add(act.tx, f"web:{ADDRESS}", official, Side.OUT, body, act.at))


def test_a_chart_is_drawn_for_whom_it_was_shown_to(an: Site) -> None:
    picture = an.get(f"/pictures/{show_chart(an)}")
    assert (picture.status_code, picture.headers["content-type"], picture.content) == (200, "image/png", b"\x89PNG")
    assert picture.headers["cache-control"].startswith("private")
    assert an.painter.painted == [CHART]


def test_nobody_elses_chart_is_drawn(an: Site) -> None:
    place = show_chart(an, "BINH")
    assert an.get(f"/pictures/{place}").status_code == 404
    an.cookies = {COOKIE: "ab" * 32}
    assert an.get(f"/pictures/{place}").status_code == 404
    assert an.painter.painted == []


def test_a_picture_that_cannot_be_drawn_is_no_traceback(an: Site) -> None:
    an.painter.broken = True
    assert an.get(f"/pictures/{show_chart(an)}").status_code == 503


def test_what_has_no_chart_has_no_picture(an: Site) -> None:
    an.say(LINE)
    an.settle()
    assert [an.get(f"/pictures/{place}").status_code for place in (1, 2, 3, 10**30)] == [404] * 4


def test_a_picture_that_the_browser_holds_is_not_drawn_again(an: Site) -> None:
    place = show_chart(an)
    first = an.get(f"/pictures/{place}")
    again = an.get(f"/pictures/{place}", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(an.painter.painted) == 1


def test_a_browser_asks_for_a_picture_it_holds_and_gets_it_no_more_once_it_has_signed_out(an: Site) -> None:
    place = show_chart(an)
    first = an.get(f"/pictures/{place}")
    assert "no-cache" in first.headers["cache-control"]
    an.post("/sign-out", {})
    assert an.get(f"/pictures/{place}", **{"if-none-match": first.headers["etag"]}).status_code == 404
