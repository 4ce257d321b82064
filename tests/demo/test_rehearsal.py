"""What the demo begins with: lived through by the sample people, not written behind the product's back."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.serving import application
from bot.channels.web.pages import Pages
from bot.channels.web.streams import Streams
from bot.demo.actors import Actors
from bot.demo.clock import DemoClock
from bot.demo.habits import HABITS
from bot.demo.program import ByPath, rehearse
from bot.demo.routine import Routine, instant
from bot.demo.samples import folder, read_samples
from bot.demo.stage import LEADER, OFFICIAL, Stage
from bot.domain.rules import Rules
from bot.services.calendars import vietnam
from bot.storage import audit, entries
from tests.support.offices import RealOffice

BEGINS = datetime.fromisoformat("2026-11-25T09:00:00+07:00")
"""A Wednesday after a holiday; the week before it is whole."""


class Scene:
    """The office once the demo begins, and the demo's own page.

    Attributes:
        office: it.
        clock: the demo's time.
        pushes: how often jobs were run.
    """

    def __init__(self, office: RealOffice) -> None:
        office.rules = Rules(calendar=vietnam())
        self.office = office
        self.clock = DemoClock(instant(BEGINS.date() - timedelta(days=9), datetime.min.time(), office.rules), lambda: 0)
        self.pushes = 0
        chat = Pages(
            office.office, self.clock, ByPath(), Streams(office.office, self.clock, alone=True), lambda _: None
        )
        routine = Routine(Actors(office.office, self.clock), self.clock, office.rules)
        stage = Stage(office.office, self.clock, chat, routine, self._run_jobs)
        self._transport = httpx.ASGITransport(application({}, {}, stage.routes()))

    async def _run_jobs(self) -> None:
        self.pushes += 1

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask the demo's page."""

        async def asking() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, **options)

        return self.office.run(asking())

    def push(self, to: str, **headers: str) -> httpx.Response:
        """Push the clock as the page does."""
        sent = {"content-type": "application/json", "sec-fetch-site": "same-origin", **headers}
        return self.ask("POST", "/clock", content=json.dumps({"to": to, "shown": [OFFICIAL, LEADER]}), headers=sent)


@pytest.fixture(scope="module")
def scene(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The demo as it begins."""
    copy = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("demo") / "demo.db")
    with closing(RealOffice(f"sqlite:///{copy}")) as office:
        made = Scene(office)
        office.run(rehearse(office.office, made.clock, BEGINS))
        yield made


def test_the_samples_are_found_beside_the_package_or_inside_it() -> None:
    assert (folder() / "officials.csv").is_file()
    assert len(read_samples()) > 10


def test_entries_are_in_every_state(scene: Scene) -> None:
    counts = Counter(row["status"] for row in scene.office.rows("SELECT status FROM entries"))
    assert counts["approved"] > 60
    assert counts["returned"] >= 1
    assert counts["submitted"] >= 5
    cut = scene.office.rows("SELECT 1 AS found FROM entries WHERE minutes_approved < minutes_declared")
    assert cut


def test_last_week_and_this_one_are_lived_in_and_somebody_is_missing(scene: Scene) -> None:
    days = Counter(row["worked_on"] for row in scene.office.rows("SELECT worked_on FROM entries"))
    assert {day for day in days if day < "2026-11-23"} == {f"2026-11-{day}" for day in (16, 17, 18, 19, 20)}
    assert "2026-11-24" not in days, "a holiday"
    monday = scene.office.rows("SELECT DISTINCT official FROM entries WHERE worked_on = '2026-11-23'")
    assert 0 < len(monday) < len(HABITS)


def test_the_leaders_queue_is_not_empty_and_the_official_has_not_logged_today(scene: Scene) -> None:
    assert scene.office.ask(entries.queue, LEADER, 100)
    today = BEGINS.date()
    assert scene.office.ask(entries.of_official, OFFICIAL, today, today) == []


def test_every_task_was_understood(scene: Scene) -> None:
    assert scene.office.rows("SELECT 1 AS found FROM entries WHERE item = ''") == []


def test_nothing_is_under_way_when_the_demo_begins(scene: Scene) -> None:
    now = "2026-11-25T02:00:00.000Z"
    due = "SELECT 1 AS found FROM outbox WHERE status <> 'sent' AND not_before <= :now"
    assert scene.office.rows(due, now=now) == []
    assert scene.office.rows("SELECT 1 AS found FROM inbox WHERE status <> 'done'") == []


def test_everybody_was_enrolled_as_anybody_is_and_the_chains_are_whole(scene: Scene) -> None:
    bound = scene.office.rows("SELECT 1 AS found FROM chats WHERE official = address AND channel = 'web'")
    assert len(bound) == len(scene.office.rows("SELECT 1 AS found FROM officials"))
    chains = scene.office.ask(audit.chains)
    assert [scene.office.ask(audit.verify, chain) for chain, _ in chains] == [None] * len(chains)


def test_the_week_before_was_summed_up(scene: Scene) -> None:
    said = scene.office.rows("SELECT body, at FROM web_messages WHERE chat = :chat", chat=f"web:{OFFICIAL}")
    summaries = [row["at"] for row in said if "Tổng kết tuần 16/11" in row["body"]]
    assert [at[:10] for at in summaries] == ["2026-11-20"]


# --- the page around the phones


def test_everybody_is_listed_unit_by_unit_with_who_is_shown_first(scene: Scene) -> None:
    found = scene.ask("GET", "/people").json()
    people = {person["code"]: person for unit in found["units"] for person in unit["people"]}
    assert len(people) == 69
    assert people[found["leader"]]["leader"]
    assert not people[found["official"]]["leader"]
    assert people[found["official"]]["approver"] == found["leader"]
    assert people[OFFICIAL]["changes"] > 20


def test_each_person_has_a_phone_of_their_own(scene: Scene) -> None:
    assert scene.ask("GET", f"/as/{OFFICIAL}/").status_code == 200
    assert scene.ask("GET", f"/as/{OFFICIAL}/static/chat.js").status_code == 200
    assert scene.ask("GET", f"/as/{OFFICIAL}").status_code == 307


@pytest.mark.parametrize("path", ["", "events", "static/chat.js"])
def test_nobody_else_has_a_phone(scene: Scene, path: str) -> None:
    answer = scene.ask("GET", f"/as/NOPE/{path}")
    assert (answer.status_code, answer.text) == (404, "Trong dữ liệu mẫu không có cán bộ mang mã này.\n")


def test_nobody_else_can_say_anything(scene: Scene) -> None:
    sent = {"text": "2h họp", "key": "0d9f7f9e-0001"}
    before = scene.office.rows("SELECT count(*) AS count FROM chats")
    assert scene.ask("POST", "/as/NOPE/send", json=sent, headers={"sec-fetch-site": "same-origin"}).status_code == 404
    assert scene.office.rows("SELECT count(*) AS count FROM chats") == before


def test_nobody_signs_out_of_a_phone(scene: Scene) -> None:
    before = scene.office.rows("SELECT official FROM chats ORDER BY id")
    assert scene.ask("POST", f"/as/{OFFICIAL}/sign-out", json={}).status_code == 404
    assert scene.office.rows("SELECT official FROM chats ORDER BY id") == before


def test_the_clock_is_told_and_pushed_and_what_is_due_is_run(scene: Scene) -> None:
    assert scene.ask("GET", "/clock").json() == {"now": "2026-11-25T09:00:00+07:00"}
    assert scene.push("hour").json() == {"now": "2026-11-25T10:00:00+07:00", "passed": ""}
    assert scene.push("reminder").json()["now"] == "2026-11-25T16:30:00+07:00"
    assert scene.push("summary").json()["now"] == "2026-11-27T16:30:00+07:00"
    assert scene.pushes == 3


def test_what_is_looked_at_again_and_again_tells_the_time_that_another_tab_pushed(scene: Scene) -> None:
    now = scene.push("hour").json()["now"]
    assert scene.ask("GET", "/people").json()["now"] == now


def test_while_time_is_pushed_the_others_go_on_and_those_who_are_looked_at_do_not(scene: Scene) -> None:
    scene.push("summary")
    since = scene.office.rows("SELECT DISTINCT official FROM entries WHERE worked_on > '2026-11-25'")
    officials = {row["official"] for row in since}
    assert "CB035" in officials
    assert not officials & {OFFICIAL, LEADER}
    waiting = scene.office.ask(entries.queue, LEADER, 100)
    assert len(waiting) > 5, "nobody decides for the leader who is looked at"


@pytest.mark.parametrize(
    ("to", "headers", "status"),
    [("yesterday", {}, 400), ("hour", {"sec-fetch-site": "cross-site"}, 403), ("hour", {"content-type": "x/y"}, 415)],
)
def test_a_push_of_the_wrong_form_or_from_elsewhere_changes_nothing(
    scene: Scene, to: str, headers: dict[str, str], status: int
) -> None:
    before, pushes = scene.clock.now(), scene.pushes
    answer = scene.push(to, **headers)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert (scene.clock.now(), scene.pushes) == (before, pushes)
