"""One input: find the person, have the conversation answer, write what is shown.

All of it is one transaction: the input done, the dialog, what the service wrote, and every message to be sent.
"""

from __future__ import annotations

import json
from typing import Any

from bot.handlers import enrol
from bot.handlers.conversation import converse
from bot.handlers.screen import Screen, to_dict
from bot.handlers.turn import Reply, Turn
from bot.language.folding import clean
from bot.services import arrivals, enrolment
from bot.services.act import Act
from bot.services.indexes import IndexMissing
from bot.services.posting import SHEET
from bot.storage import callers, chats, dialogs, inbox, outbox
from bot.storage.callers import Caller
from bot.storage.chats import Chat
from bot.storage.database import DatabaseError
from bot.storage.dialogs import Dialog
from bot.storage.inbox import Fate, Incoming, Kind, Received
from bot.storage.outbox import Lane, Outgoing

_GROUP = "Hệ thống chỉ làm việc trong trò chuyện riêng, để không lộ giờ làm của người khác."
_REPLACED = "Bản này đã được thay bằng bản mới."
_FAILED = "Hệ thống gặp lỗi với tin vừa rồi, chưa ghi gì từ tin đó. Đồng chí thử lại sau, hoặc báo quản trị."
_TRIES = 3


class HandlingFailed(Exception):
    """A handler broke on an input; nothing of it was kept."""

    def __init__(self, received: Received) -> None:
        super().__init__(f"{received.chat} {received.seq}")
        self.received = received


def work(act: Act) -> Received | None:
    """Take the next input that waits, handle it and return it; None when none waits.

    Raises:
        IndexMissing: a search index has to be built first; nothing is done yet.
        HandlingFailed: the handler broke; the attempt has to be counted in a transaction of its own.
    """
    received = inbox.claim(act.tx)
    if received is None:
        return None
    try:
        handle(act, received)
    except (IndexMissing, DatabaseError):
        raise
    except Exception as error:
        raise HandlingFailed(received) from error
    inbox.finish(act.tx, received, Fate.DONE, act.at)
    return received


def count_failure(act: Act, received: Received) -> bool:
    """Count a failed attempt; after three the input is given up, the person told, and the chat goes on.

    Returns:
        Whether the input was given up.
    """
    if inbox.count_attempt(act.tx, received) < _TRIES:
        return False
    inbox.finish(act.tx, received, Fate.FAILED, act.at)
    chat = chats.find(act.tx, received.chat)
    if chat and chat.official:
        _write(act, chat, received.incoming, Reply(Screen(_FAILED), "Hệ thống gặp lỗi", new_message=True))
    return True


def handle(act: Act, received: Received) -> None:
    """Handle one input that was kept: one handler, one service, and what is shown."""
    caller = callers.find(act.tx, received.chat)
    if caller is None:
        raise LookupError(received.chat)
    if _is_back(caller.chat, received):
        arrivals.come_back(act, caller.chat, caller.official)
    reply = _reply(act, caller, received.incoming)
    if reply:
        _write(act, caller.chat, received.incoming, reply)


def _is_back(chat: Chat, received: Received) -> bool:
    """Whether somebody who could not be reached does something since then."""
    if not chat.unreachable_since or received.incoming.kind is Kind.BLOCKED:
        return False
    return received.incoming.kind is Kind.UNBLOCKED or received.received_at > chat.unreachable_since


def _reply(act: Act, caller: Caller, incoming: Incoming) -> Reply | None:
    chat, person = caller.chat, caller.official
    if incoming.kind is Kind.BLOCKED:
        chats.set_unreachable(act.tx, chat.id, act.at)
    if incoming.kind in {Kind.BLOCKED, Kind.UNBLOCKED}:
        return None
    if incoming.kind is Kind.LEFT:
        enrolment.sign_out(act, chat)
        return None
    if incoming.kind is Kind.GROUP:
        return Reply(Screen(_GROUP))
    if person is None or person.retired:
        return _to_stranger(act, chat, incoming)
    return converse(Turn(act, chat, person, incoming, caller.dialog))


def _to_stranger(act: Act, chat: Chat, incoming: Incoming) -> Reply:
    """Enrolment, and nothing else."""
    code = enrol.code_in(clean(incoming.text)) if incoming.kind is Kind.TEXT else ""
    if code:
        return enrol.enrol(act, chat, code)
    return Reply(Screen(enrol.STRANGER), "Đồng chí chưa đăng ký.", new_message=True)


def _write(act: Act, chat: Chat, incoming: Incoming, reply: Reply) -> None:
    if not reply.keeps_dialog:
        _write_dialog(act, chat, reply)
    if incoming.callback:
        answer = {"callback": incoming.callback, "text": reply.toast or "Đã nhận"}
        _put(act, chat, Lane.ANSWER, outbox.Kind.ANSWER, answer)
    in_place = incoming.message if incoming.callback and not reply.new_message else ""
    if reply.closes:
        _close(act, chat, reply.closes)
    if reply.report:
        _put(act, chat, Lane.REPLY, outbox.Kind.FACT, {**reply.report, "apart": True, "edit": in_place})
    if reply.screen:
        _replace_earlier(act, chat, reply.screen.subject, in_place)
        body = {"screen": to_dict(reply.screen), "edit": in_place}
        _put(act, chat, Lane.REPLY, outbox.Kind.SCREEN, body, reply.screen.subject)
    if reply.after:
        _put(act, chat, Lane.REPLY, outbox.Kind.SCREEN, {"screen": to_dict(reply.after), "edit": ""})


def _replace_earlier(act: Act, chat: Chat, subject: str, in_place: str) -> None:
    """Drafts that are shown anew elsewhere: where they stood before, nothing stale stays to be read or pressed."""
    shown = outbox.shown_message(act.tx, chat.id, subject) if subject.startswith(SHEET) else ""
    if shown and shown != in_place:
        _put(act, chat, Lane.REPLY, outbox.Kind.SCREEN, {"screen": to_dict(Screen(_REPLACED)), "edit": shown})


def _close(act: Act, chat: Chat, screen: Screen) -> None:
    shown = outbox.shown_message(act.tx, chat.id, screen.subject)
    if shown:
        _put(act, chat, Lane.REPLY, outbox.Kind.SCREEN, {"screen": to_dict(screen), "edit": shown}, screen.subject)


def _write_dialog(act: Act, chat: Chat, reply: Reply) -> None:
    choices = reply.screen.choices if reply.screen else ()
    dialogs.put(act.tx, chat.id, Dialog(reply.step, reply.state, choices))


def _put(act: Act, chat: Chat, lane: Lane, kind: outbox.Kind, body: Any, subject: str = "") -> None:
    text = json.dumps(body, ensure_ascii=False)
    outbox.put(act.tx, Outgoing(act.means.new_id(), chat.id, lane, kind, text, subject), act.at)
