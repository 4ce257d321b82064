"""Where each conversation stands, after a restart too."""

from __future__ import annotations

from bot.storage import callers, chats, dialogs
from bot.storage.dialogs import Dialog
from tests.support.offices import RealOffice

CHAT = "telegram:1001"


def dialog_of(real_office: RealOffice) -> Dialog:
    caller = real_office.ask(callers.find, CHAT)
    assert caller is not None
    return caller.dialog


def test_a_chat_that_never_had_a_dialog_has_an_empty_one(real_office: RealOffice) -> None:
    real_office.ask(chats.next_seq, "telegram", "1001")
    assert dialog_of(real_office) == Dialog()


def test_a_dialog_comes_back_as_it_was_written_and_the_last_one_stands(real_office: RealOffice) -> None:
    real_office.ask(chats.next_seq, "telegram", "1001")
    first = Dialog("khai.hours", {"item": "B.01"}, (("1 giờ", "kgio:60"),), 1)
    second = Dialog("return.reason", {"entry": "e", "revision": 2, "words": "“thiếu” số <&>"}, (), 2)
    for dialog in (first, second):
        real_office.ask(dialogs.put, CHAT, dialog)
        assert dialog_of(real_office) == dialog
