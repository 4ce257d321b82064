"""A handler that breaks: three attempts, a courteous line, and the chat goes on."""

from __future__ import annotations

from typing import NoReturn

import pytest

from bot.handlers import conversation, router
from bot.handlers.router import HandlingFailed
from bot.handlers.turn import Turn
from bot.services.indexes import IndexMissing
from bot.storage import inbox
from bot.storage.database import DatabaseError
from bot.storage.inbox import Incoming, Kind
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice

FAILED = "Hệ thống gặp lỗi với tin vừa rồi, chưa ghi gì từ tin đó. Đồng chí thử lại sau, hoặc báo quản trị."


def broken(turn: Turn) -> NoReturn:
    """A handler that writes, and then breaks."""
    turn.act.tx.execute("UPDATE officials SET name = 'x'")
    raise RuntimeError("hỏng")


@pytest.fixture
def trouble(monkeypatch: pytest.MonkeyPatch, talk: Conversation) -> None:
    """`/homnay` and `Thôi` are broken."""
    talk.tolerant = True
    monkeypatch.setitem(conversation.COMMANDS, "homnay", broken)
    monkeypatch.setitem(conversation.PRESSES, "thoi", broken)


def test_after_three_attempts_the_person_is_told_and_the_chat_goes_on(
    trouble: None, an: Phone, talk: Conversation, office: MemoryOffice
) -> None:
    assert an.say("/homnay").text == FAILED
    assert [str(failure) for failure in talk.failures] == ["hỏng"] * 3
    assert office.rows("SELECT status, attempts FROM inbox") == [{"status": "failed", "attempts": 3}]
    assert "Tuần" in an.say("/tuan").text


def test_nothing_of_a_broken_handler_is_kept(trouble: None, an: Phone, office: MemoryOffice) -> None:
    an.say("/homnay")
    assert not office.rows("SELECT code FROM officials WHERE name = 'x'")


def test_a_broken_press_is_answered_too(trouble: None, an: Phone) -> None:
    screen = an.say("/khai")
    assert an.press("Thôi") == "Hệ thống gặp lỗi"
    assert an.last.text == FAILED
    assert screen.labels, "the pressed message stays as it was"


def test_what_others_typed_is_not_held_up(trouble: None, an: Phone, tp: Phone, talk: Conversation) -> None:
    talk.happen(
        Incoming("telegram", "AN", "k1", Kind.TEXT, "/homnay"),
        Incoming("telegram", "TP", "k2", Kind.TEXT, "/tuan"),
        Incoming("telegram", "AN", "k3", Kind.TEXT, "/thang"),
    )
    assert "Tuần" in tp.last.text
    assert [message.text.split("\n")[0][:8] for message in an.messages] == [FAILED[:8], "Tháng 01"]


def test_a_strangers_broken_input_is_given_up_in_silence(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.tolerant = True
    monkeypatch.setattr("bot.handlers.enrol.code_in", broken)
    stranger = talk.phone("999")
    stranger.do(Kind.TEXT, "x")
    assert not stranger.messages
    assert len(talk.failures) == 3


def test_a_chat_that_is_gone_is_a_failure_and_no_crash(an: Phone, talk: Conversation, office: MemoryOffice) -> None:
    talk.tolerant = True
    office.rows("PRAGMA foreign_keys = OFF")
    talk.online = False
    office.perform(lambda act: inbox.keep(act.tx, Incoming("telegram", "77", "k", Kind.TEXT, "x"), act.at))
    office.rows("DELETE FROM chats WHERE id = 'telegram:77' RETURNING id")
    talk.handle()
    assert [type(failure) for failure in talk.failures] == [LookupError] * 3


@pytest.mark.parametrize("error", [DatabaseError("bận"), IndexMissing(None)])  # type: ignore[arg-type]
def test_a_busy_database_or_a_missing_index_is_no_failure_of_the_handler(
    error: Exception, an: Phone, office: MemoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_turn: Turn) -> NoReturn:
        raise error

    monkeypatch.setitem(conversation.COMMANDS, "homnay", busy)
    office.perform(lambda act: inbox.keep(act.tx, Incoming("telegram", "AN", "k", Kind.TEXT, "/homnay"), act.at))
    with pytest.raises(type(error)):
        office.perform(router.work)
    assert office.rows("SELECT status, attempts FROM inbox") == [{"status": "waiting", "attempts": 0}]


def test_the_failure_names_the_input_and_not_its_text(an: Phone, office: MemoryOffice, trouble: None) -> None:
    office.perform(lambda act: inbox.keep(act.tx, Incoming("telegram", "AN", "k", Kind.TEXT, "/homnay riêng"), act.at))
    with pytest.raises(HandlingFailed, match=r"^telegram:AN \d+$"):
        office.perform(router.work)
