"""A chat that its person has left for good."""

from __future__ import annotations

import json

from bot.services import enrolment
from bot.services.act import Act
from bot.services.posting import post
from bot.storage import audit, chats, outbox
from bot.storage.outbox import Lane
from bot.storage.people import retire_official
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat
from tests.support.worklogs import broken_chains, draft, line, submit

CHAT = "web:an"


def leave(act: Act) -> None:
    chat = chats.find(act.tx, CHAT)
    assert chat
    enrolment.sign_out(act, chat)


def test_the_chat_is_nobodys_and_the_units_chain_says_who_left_it(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "AN", "an", "web")
    real_office.perform(leave)
    assert real_office.ask(chats.of_official, "AN") == []
    (row,) = real_office.ask(audit.history, "official:AN")
    assert (row["chain"], row["actor"], row["act"], json.loads(row["detail"])) == (
        "STC-NS", "AN", "sign_out", {"channel": "web"}
    )  # fmt: skip
    assert broken_chains(real_office) == []


def test_what_waits_for_that_chat_is_given_up_and_what_waits_for_another_goes_on(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "AN", "an", "web")
    real_office.perform(bind_chat, "AN", "1001", "telegram")
    real_office.perform(lambda act: post(act, "AN", "card", subject="card:1", lane=Lane.NOTICE))
    real_office.perform(leave)
    rows = real_office.rows("SELECT chat, status FROM outbox ORDER BY chat")
    assert [(row["chat"], row["status"]) for row in rows] == [("telegram:1001", "waiting"), (CHAT, "failed")]
    assert real_office.ask(outbox.waiting) == 1


def test_the_log_of_who_leaves_stays_as_it_is(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "AN", "an", "web")
    submit(real_office, draft(real_office, "AN", line()))
    draft(real_office, "AN", line(60))
    before = real_office.rows("SELECT * FROM entries ORDER BY id")
    real_office.perform(leave)
    assert real_office.rows("SELECT * FROM entries ORDER BY id") == before


def test_a_strangers_chat_and_one_that_was_left_already_change_nothing(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "AN", "an", "web")
    real_office.perform(leave)
    before = real_office.ask(audit.history, "official:AN")
    real_office.perform(leave)
    assert real_office.ask(audit.history, "official:AN") == before


def test_who_has_retired_meanwhile_leaves_too(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "AN", "an", "web")
    real_office.ask(retire_official, "AN", "2026-11-23")
    real_office.perform(leave)
    assert real_office.ask(chats.of_official, "AN") == []
