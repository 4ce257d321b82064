"""One input: find the person and the dialog, call one handler, write what is shown.

All of it is one transaction: the input done, the dialog, what the service wrote, and every message to be sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from inspect import signature
from typing import Any

from bot.handlers import approve, edit, enrol, guided, history, log, queue, totals, which
from bot.handlers.actions import BadAction, split
from bot.handlers.commands import Command, plain_command, slash_command
from bot.handlers.refusals import refusal_words
from bot.handlers.screen import Screen, to_json
from bot.handlers.turn import Reply, Turn, toast
from bot.language.folding import fold
from bot.services.act import Act
from bot.services.indexes import IndexMissing
from bot.services.refusal import Refused, Why
from bot.storage import chats, dialogs, inbox, outbox, people
from bot.storage.chats import Chat
from bot.storage.database import DatabaseError
from bot.storage.dialogs import Dialog
from bot.storage.inbox import Fate, Incoming, Kind, Received
from bot.storage.outbox import Lane, Outgoing

Handler = Callable[[Turn], Reply]

COMMANDS: dict[str, Handler] = {
    "khai": guided.start,
    "danhmuc": guided.browse,
    "homnay": totals.today,
    "tuan": totals.week,
    "thang": totals.month,
    "lichsu": history.show,
    "duyet": queue.show,
    "huy": enrol.leave,
    "trogiup": enrol.help_me,
    "khongmo": enrol.nothing_open,
}

PRESSES: dict[str, Callable[..., Reply]] = {
    "gui": log.send,
    "rut": log.withdraw,
    "bo": log.discard,
    "nhuhomqua": log.like_yesterday,
    "sua": edit.edit,
    "suamuc": edit.edit_one,
    "phan": edit.ask_part,
    "gio": edit.set_minutes,
    "ngay": edit.set_day,
    "v": edit.set_task,  # short: it carries a code of up to 32 bytes, an id and two numbers
    "tiendo": edit.toggle_progress,
    "tudanhgia": edit.toggle_quality,
    "bomuc": edit.remove,
    "xong": edit.done,
    "moilai": edit.reopen,
    "ykien": history.ask_opinion,
    "knhom": guided.show_group,
    "kviec": guided.pick_task,
    "kgio": guided.pick_hours,
    "kbo": guided.skip_product,
    "duyet": approve.approve,
    "tra": approve.ask_reason,
    "lydo": approve.preset_reason,
    "giokhac": approve.ask_hours,
    "duyetgio": approve.approve_minutes,
    "chatluong": approve.ask_quality,
    "danhgia": approve.judge,
    "hoan": approve.undo,
    "lanhatky": which.meant_entry,
    "lalydo": which.meant_answer,
    "duyethet": queue.approve_all,
    "tungmuc": queue.one_by_one,
    "duyettiep": queue.approve_and_next,
    "muc": queue.skip,
    "su": history.show_entry,
    "lichsu": history.show,
    "thoi": enrol.give_up,
}

AWAITED: dict[str, Callable[[Turn], Reply | None]] = {
    "draft": edit.typed_correction,
    "edit": edit.typed_edit,
    "khai.task": guided.typed_task,
    "khai.hours": guided.typed_hours,
    "khai.product": guided.typed_product,
    "return.reason": approve.typed_reason,
    "approve.hours": approve.typed_minutes,
    "opinion": history.typed_opinion,
}
"""What a text means while something is awaited; None: it means what it always means."""

_OLD_BUTTON = "Nút này không còn dùng được. Không có gì thay đổi."
_TEXTS_ONLY = "Hệ thống chỉ đọc tin nhắn chữ. Đồng chí gõ việc và số giờ, ví dụ: 2h30 họp giao ban."
_EDITED = "Hệ thống không đọc lại tin đã sửa. Mục chưa gửi thì bấm Sửa dưới bản nháp; mục đã gửi thì Rút lại rồi sửa."
_GROUP = "Hệ thống chỉ làm việc trong trò chuyện riêng, để không lộ giờ làm của người khác."
_UNREADABLE = "Hệ thống chưa đọc được tin vừa rồi. Đồng chí gõ lại bằng chữ."
_UNKNOWN_COMMAND = "Hệ thống chưa có lệnh này. Đồng chí gõ /trogiup để xem các lệnh."
_OTHER_KINDS = {Kind.WITHHELD: enrol.WITHHELD, Kind.EDITED: _EDITED, Kind.OTHER: _TEXTS_ONLY}
_COMMANDS_FIRST = frozenset({"", "draft"})
_ASKED_AGAIN = frozenset({Why.BAD_MINUTES, Why.NO_REASON, Why.NO_TASK})
"""Refusals after which what was asked is still to be answered."""

_SHORTHANDS = {"gui": "gui duyet"}
"""What people type for a label."""

_FAILED = "Hệ thống gặp lỗi với tin vừa rồi, chưa ghi gì từ tin đó. Đồng chí thử lại sau, hoặc báo quản trị."
_TRIES = 3
_ARGUMENTS = {verb: len(signature(handler).parameters) - 1 for verb, handler in PRESSES.items()}


class HandlingFailed(Exception):
    """A handler broke on an input; nothing of it was kept."""

    def __init__(self, received: Received) -> None:
        super().__init__(f"{received.chat} {received.seq}")
        self.received = received


def work(act: Act) -> bool:
    """Take the next input that waits and handle it; False when none waits.

    Raises:
        IndexMissing: a search index has to be built first; nothing is done yet.
        HandlingFailed: the handler broke; the attempt has to be counted in a transaction of its own.
    """
    received = inbox.claim(act.tx)
    if received is None:
        return False
    try:
        handle(act, received)
    except (IndexMissing, DatabaseError):
        raise
    except Exception as error:
        raise HandlingFailed(received) from error
    inbox.finish(act.tx, received, Fate.DONE, act.at)
    return True


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
    chat = chats.find(act.tx, received.chat)
    if chat is None:
        raise LookupError(received.chat)
    reply = _reply(act, chat, received.incoming)
    if reply:
        _write(act, chat, received.incoming, reply)


def _reply(act: Act, chat: Chat, incoming: Incoming) -> Reply | None:
    if incoming.kind in {Kind.BLOCKED, Kind.UNBLOCKED}:
        chats.set_unreachable(act.tx, chat.id, act.at if incoming.kind is Kind.BLOCKED else "")
        return None
    if incoming.kind is Kind.GROUP:
        return Reply(Screen(_GROUP))
    person = people.find_official(act.tx, chat.official) if chat.official else None
    if person is None or person.retired:
        return _to_stranger(act, chat, incoming)
    return _to_official(Turn(act, chat, person, incoming, dialogs.find(act.tx, chat.id)))


def _to_stranger(act: Act, chat: Chat, incoming: Incoming) -> Reply:
    """Enrolment, and nothing else."""
    code = enrol.code_in(incoming.text) if incoming.kind is Kind.TEXT else ""
    if code:
        return enrol.enrol(act, chat, code)
    return Reply(Screen(enrol.STRANGER), "Đồng chí chưa đăng ký.", new_message=True)


def _to_official(turn: Turn) -> Reply:
    try:
        return _answer(turn)
    except BadAction:
        return _refusal(turn, _OLD_BUTTON)
    except Refused as refused:
        return _refusal(turn, refusal_words(turn.act, refused), asked_again=refused.why in _ASKED_AGAIN)


def _refusal(turn: Turn, words: str, *, asked_again: bool = False) -> Reply:
    """Say why not; an answer that came too late ends the waiting for it."""
    if turn.incoming.kind is Kind.PRESS:
        return toast(words) if turn.incoming.callback else Reply(Screen(words), keeps_dialog=True)
    return Reply(Screen(words), keeps_dialog=asked_again)


def _answer(turn: Turn) -> Reply:
    match turn.incoming.kind:
        case Kind.TEXT:
            return _text(turn)
        case Kind.PRESS:
            return _press(turn)
        case kind:
            return Reply(Screen(_OTHER_KINDS.get(kind, _UNREADABLE)), keeps_dialog=True)


def _press(turn: Turn) -> Reply:
    verb, arguments = split(turn.text)
    if _ARGUMENTS.get(verb) != len(arguments):
        raise BadAction(verb)
    return PRESSES[verb](turn, *arguments)


def _text(turn: Turn) -> Reply:
    command = slash_command(turn.text)
    if command:
        return _command(turn, command)
    pressed = _labelled(turn)
    if pressed:
        return _press(turn.with_text(pressed))
    plain = plain_command(turn.text)
    if plain and (plain.name == "huy" or turn.dialog.step in _COMMANDS_FIRST):
        return _command(turn, plain)
    code = enrol.bare_code(turn.text)
    if code and turn.dialog.step in _COMMANDS_FIRST:
        return enrol.enrol(turn.act, turn.chat, code)
    awaited = AWAITED.get(turn.dialog.step)
    return (awaited(turn) if awaited else None) or _unawaited(turn, plain)


def _unawaited(turn: Turn, plain: Command | None) -> Reply:
    return _command(turn, plain) if plain else log.typed_entry(turn)


def _labelled(turn: Turn) -> str:
    """The action of the choice last shown whose label was typed; empty when none was."""
    typed = fold(turn.text)
    typed = _SHORTHANDS.get(typed, typed)
    for label, action in turn.dialog.choices:
        if typed in {fold(label), fold(label.partition(" (")[0])}:
            return action
    return ""


def _command(turn: Turn, command: Command) -> Reply:
    if command.name == "start":
        return _start(turn, command.argument)
    if command.name == "chon":
        return edit.pick_code(turn, command.argument) or guided.pick_task(turn, command.argument)
    handler = COMMANDS.get(command.name)
    return handler(turn) if handler else Reply(Screen(_UNKNOWN_COMMAND), keeps_dialog=True)


def _start(turn: Turn, code: str) -> Reply:
    if code:
        return enrol.enrol(turn.act, turn.chat, code)
    return Reply(enrol.welcome(turn.act, turn.person))


def _write(act: Act, chat: Chat, incoming: Incoming, reply: Reply) -> None:
    if not reply.keeps_dialog:
        _write_dialog(act, chat, reply)
    if incoming.callback:
        answer = {"callback": incoming.callback, "text": reply.toast or "Đã nhận"}
        _put(act, chat, Lane.ANSWER, outbox.Kind.ANSWER, answer)
    if reply.screen:
        in_place = incoming.message if incoming.callback and not reply.new_message else ""
        body = {"screen": json.loads(to_json(reply.screen)), "edit": in_place}
        _put(act, chat, Lane.REPLY, outbox.Kind.SCREEN, body, reply.screen.subject)


def _write_dialog(act: Act, chat: Chat, reply: Reply) -> None:
    before = dialogs.find(act.tx, chat.id)
    choices = reply.screen.choices if reply.screen else ()
    dialogs.put(act.tx, chat.id, Dialog(reply.step, reply.state, choices, before.version + 1))


def _put(act: Act, chat: Chat, lane: Lane, kind: outbox.Kind, body: Any, subject: str = "") -> None:
    text = json.dumps(body, ensure_ascii=False)
    outbox.put(act.tx, Outgoing(act.means.new_id(), chat.id, lane, kind, text, subject), act.at)
