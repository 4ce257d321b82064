"""Who calls: chat, official and dialog in one reading."""

from __future__ import annotations

from bot.domain.people import Bloc, Official, Unit
from bot.storage import callers, chats, dialogs, people
from bot.storage.callers import Caller
from bot.storage.dialogs import Dialog
from tests.support.offices import RealOffice

AT = "2026-11-23T09:30:00.000Z"
AN = Official("AN", "Nguyễn Văn An", "STC", "Chuyên viên", leader=True)


def test_nobody_calls_from_a_chat_that_never_was(real_office: RealOffice) -> None:
    assert real_office.ask(callers.find, "telegram:1001") is None


def test_a_stranger_has_no_official_and_no_dialog(real_office: RealOffice) -> None:
    real_office.ask(chats.next_seq, "telegram", "1001")
    chat = real_office.ask(chats.find, "telegram:1001")
    assert chat is not None
    assert real_office.ask(callers.find, "telegram:1001") == Caller(chat, None, Dialog())


def test_an_official_calls_with_the_own_dialog(real_office: RealOffice) -> None:
    real_office.ask(people.put_unit, Unit("STC", "Sở Tài chính", None, Bloc.GOVERNMENT))
    real_office.ask(people.put_official, AN)
    real_office.ask(chats.next_seq, "telegram", "1001")
    real_office.ask(chats.bind, "telegram:1001", "AN", AT)
    dialog = Dialog("khai.hours", {"item": "B.01"}, (("1 giờ", "kgio:60"),), 1)
    real_office.ask(dialogs.put, "telegram:1001", dialog)
    chat = real_office.ask(chats.find, "telegram:1001")
    assert chat is not None
    assert real_office.ask(callers.find, "telegram:1001") == Caller(chat, AN, dialog)
