"""What a restored database is made ready with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.web import view
from bot.channels.web.view import Cursor, Manner
from bot.services import backups
from bot.services.receiving import receive
from bot.storage import inbox, web
from bot.storage.backups import create
from bot.storage.inbox import Incoming, Kind
from bot.storage.web import Side
from tests.support.clock import MONDAY_MORNING
from tests.support.enrolled import make_province
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat
from tests.support.worklogs import broken_chains, send_one

CHAT = "web:1"


@pytest.fixture
def real_office(real_office: RealOffice) -> RealOffice:
    real_office.perform(bind_chat, "AN", "1", "web")
    real_office.perform(bind_chat, "TP", "1002")
    return real_office


def settle(office: RealOffice, passed_over: int = 0) -> backups.Settled:
    return office.perform(backups.settle, "kpibot-x.db", lambda act: passed_over)


def test_unsent_messages_are_held_and_the_act_is_on_record(real_office: RealOffice) -> None:
    send_one(real_office)
    assert settle(real_office, 7) == backups.Settled(held=1, passed_over=7)
    (record,) = real_office.rows("SELECT chain, actor, subject, detail FROM audit WHERE act = 'restore'")
    assert record == {
        "chain": "province", "actor": "kpibot", "subject": "backup:kpibot-x.db",
        "detail": '{"held": 1, "passed_over": 7}',
    }  # fmt: skip
    assert broken_chains(real_office) == []


def test_what_people_typed_and_nobody_handled_still_waits(real_office: RealOffice) -> None:
    real_office.perform(receive, [Incoming("web", "1", "k", Kind.TEXT, "2h họp giao ban")])
    settle(real_office)
    assert real_office.ask(inbox.waiting) == 1


def test_an_older_schema_is_touched_only_where_every_schema_is_alike(real_office: RealOffice) -> None:
    say(real_office, "one")
    before = real_office.ask(web.changes, [CHAT])
    assert real_office.perform(backups.settle, "kpibot-x.db", None) == backups.Settled(0, 0)
    assert real_office.ask(web.changes, [CHAT]) == before


def say(office: RealOffice, text: str) -> None:
    body = f'{{"text": "{text}", "key": "k"}}'
    office.ask(web.add, CHAT, "AN", Side.IN, body, "2026-11-23T02:30:00.000Z")


def test_a_browser_that_had_seen_more_than_the_copy_holds_misses_nothing_new(real_office: RealOffice) -> None:
    """Its tab was open all the while; it goes on from a place that the restored chat has not reached."""
    say(real_office, "before the copy")
    cursor = real_office.perform(view.look, CHAT, Cursor(), Manner()).cursor
    ahead = Cursor(cursor.after + 40, cursor.owner)
    settle(real_office)
    say(real_office, "after the restore")
    seen = real_office.perform(view.look, CHAT, ahead, Manner())
    assert [event["text"] for _, event in seen.events] == ["after the restore"]
    assert seen.events[0][1]["place"] > ahead.after


# --- verifying


def test_what_a_copy_holds_is_counted(tmp_path: Path) -> None:
    make_province(f"sqlite:///{tmp_path / 'kpibot.db'}")
    copy = create(tmp_path / "kpibot.db", tmp_path, MONDAY_MORNING).path
    contents = backups.verify(copy)
    assert (contents.counts.officials, contents.counts.entries, contents.counts.unsent) == (8, 0, 0)
    assert (contents.sealed, contents.outdated) == (True, False)
    (grew,) = contents.chains
    assert grew.startswith("chuỗi province: 3 dòng, nguyên vẹn")
