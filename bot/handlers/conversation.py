"""What an official's input means: a press, a command, the answer to what was asked, or an entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from inspect import signature

from bot.handlers import (
    approve,
    correct,
    drafts,
    edit,
    enrol,
    guided,
    history,
    log,
    queue,
    reminders,
    reminding,
    summaries,
    team,
    totals,
    unshown,
    waits,
    which,
)
from bot.handlers.actions import BadAction, split
from bot.handlers.commands import LABELS, Command, plain_command, slash_command, typed_label
from bot.handlers.refusals import refusal_words
from bot.handlers.screen import Screen
from bot.handlers.turn import Reply, Turn, toast
from bot.handlers.words import joined
from bot.language.folding import fold
from bot.services.refusal import Refused, Why
from bot.storage.dialogs import Dialog
from bot.storage.inbox import Kind

Handler = Callable[[Turn], Reply]

COMMANDS: dict[str, Handler] = {
    "khai": guided.start,
    "danhmuc": guided.browse,
    "homnay": totals.today,
    "tuan": totals.week,
    "thang": totals.month,
    "lichsu": history.show,
    "duyet": queue.show,
    "donvi": team.show,
    "nhacnho": reminding.show,
    "huy": enrol.leave,
    "trogiup": enrol.help_me,
}

PRESSES: dict[str, Callable[..., Reply]] = {
    "gui": log.send,
    "rut": log.withdraw,
    "bo": log.discard,
    "tach": log.split,
    "nhapcu": drafts.ask,
    "huynhap": drafts.discard,
    "nhuhomqua": log.like_yesterday,
    "sua": edit.edit,
    "suamuc": edit.edit_one,
    "phan": edit.ask_part,
    "gio": edit.set_minutes,
    "luc": edit.clear_minutes,
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
    "hoanlai": queue.undo_and_show,
    "hoanmuc": queue.undo_of_list,
    "lanhatky": which.meant_entry,
    "lalydo": which.meant_answer,
    "duyethet": queue.approve_all,
    "tungmuc": queue.one_by_one,
    "vuaduyet": queue.just_decided,
    "duyettiep": queue.approve_and_next,
    "muc": queue.skip,
    "su": history.show_entry,
    "xemsu": history.show_beside,
    "lichsu": history.show,
    "nhacviec": reminders.pick_task,
    "khongkhai": reminders.skip_day,
    "nhacgio": reminding.choose,
    "nhacdung": reminding.pause,
    "nhaclai": reminding.resume,
    "thoi": enrol.give_up,
    "thoihoi": waits.give_up,
    "hangcho": queue.show_beside,
    "xemdonvi": team.show_beside,
    "donvi": team.show_units,
    "donvinguoi": team.show_people,
    "donvihinh": team.show_chart,
    "bieudo": summaries.ask_own_chart,
}

AWAITED: dict[str, Callable[[Turn], Reply | None]] = {
    "draft": correct.typed_correction,
    "edit": correct.typed_correction,
    "khai.task": guided.typed_task,
    "khai.hours": guided.typed_hours,
    "khai.product": guided.typed_product,
    "return.reason": approve.typed_reason,
    "return.reason.which": approve.typed_reason,
    "approve.hours": approve.typed_minutes,
    "approve.hours.which": approve.typed_minutes,
    "opinion": history.typed_opinion,
    "opinion.which": history.typed_opinion,
    "nhacnho": reminding.typed_choice,
}
"""What a text means while something is awaited; None: it means what it always means."""

_OLD_BUTTON = "Nút này không còn dùng được. Không có gì thay đổi."
_TEXTS_ONLY = "Hệ thống chỉ đọc tin nhắn chữ. Đồng chí gõ việc và số giờ, ví dụ: 2h30 họp giao ban."
_EDITED = "Hệ thống không đọc lại tin đã sửa. Mục chưa gửi thì bấm Sửa dưới bản nháp; mục đã gửi thì Rút lại rồi sửa."
_UNREADABLE = "Hệ thống chưa đọc được tin vừa rồi. Đồng chí gõ lại bằng chữ."
_WORDLESS = "Tin vừa rồi không có chữ nào đọc được, chưa ghi gì. Đồng chí gõ lại bằng chữ."
_UNKNOWN_COMMAND = "Hệ thống chưa có lệnh này. Đồng chí gõ /trogiup để xem các lệnh."
_PICTURE_NOT_KEPT = "Hệ thống không lưu ảnh hay tệp kèm theo, chỉ đọc lời ghi dưới ảnh như một tin nhắn."
_OTHER_KINDS = {Kind.WITHHELD: enrol.WITHHELD, Kind.EDITED: _EDITED}
_COMMANDS_FIRST = frozenset({"", "draft"})
_ANY_WORDS = frozenset(
    {"khai.product", "return.reason", "return.reason.which", "approve.hours.which", "opinion", "opinion.which"}
)
"""Where whatever is typed may be the answer, a label's words too."""
_ASKED_AGAIN = frozenset({Why.BAD_MINUTES, Why.NO_REASON, Why.NO_OPINION, Why.TOO_LONG, Why.NO_TASK})
"""Refusals after which what was asked is still to be answered."""

TYPED_LABELS: dict[str, Handler] = {
    "duyet tat ca": queue.show,  # what nobody has been shown is not approved
    "xem tung muc": queue.one_by_one,
    "xem muc vua duyet": queue.just_decided,
    "mo hang cho": queue.show,
    "hom nay khong khai": reminders.skip_today,
    "nhac lai tu hom nay": reminding.resume,
}
"""What labels mean that are typed while no screen shows them, and that concern no single item."""

_ARGUMENTS = {verb: len(signature(handler).parameters) - 1 for verb, handler in PRESSES.items()}


def converse(turn: Turn) -> Reply:
    """The reply to whatever an official did; no question about an entry is lost by it."""
    return waits.carry_on(turn, _attempt(turn))


def _attempt(turn: Turn) -> Reply:
    try:
        return _answer(turn)
    except BadAction:
        return _refusal(turn, _OLD_BUTTON)
    except Refused as refused:
        reply = _refusal(turn, refusal_words(turn.act, refused), asked_again=refused.why in _ASKED_AGAIN)
        about = refused.facts.get("entry")
        return replace(reply, ends=about.id) if about else reply


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
        case Kind.OTHER:
            return _captioned(turn)
        case kind:
            return Reply(Screen(_OTHER_KINDS.get(kind, _UNREADABLE)), keeps_dialog=True)


def _captioned(turn: Turn) -> Reply:
    """A picture or a file: what is written under it counts where it names a duration and a task."""
    if not log.is_entry(turn, turn.text):
        return Reply(Screen(_TEXTS_ONLY), keeps_dialog=True)
    reply = _text(turn)
    if reply.screen is None:
        return reply
    text = joined([_PICTURE_NOT_KEPT, reply.screen.text], "\n\n")
    return replace(reply, screen=replace(reply.screen, text=text))


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
    if not turn.text and turn.dialog.step not in _ANY_WORDS:
        return Reply(Screen(_WORDLESS), keeps_dialog=True)
    plain = plain_command(turn.text)
    if plain and _comes_first(turn.dialog, plain):
        return _plain(turn, plain)
    code = enrol.bare_code(turn.text)
    if code and turn.dialog.step in _COMMANDS_FIRST:
        return enrol.enrol(turn.act, turn.chat, code)
    awaited = AWAITED.get(turn.dialog.step)
    return (awaited(turn) if awaited else None) or _unawaited(turn, plain)


def _unawaited(turn: Turn, plain: Command | None) -> Reply:
    return _plain(turn, plain) if plain else correct.unasked_correction(turn) or log.typed_entry(turn)


def _comes_first(dialog: Dialog, plain: Command) -> bool:
    """Whether a typed command is obeyed before the text can be an answer."""
    if plain.name == "huy" or dialog.step in _COMMANDS_FIRST:
        return True
    return plain.name in LABELS and dialog.step not in _ANY_WORDS and dialog.state.get("part") != "sp"


def _plain(turn: Turn, plain: Command) -> Reply:
    if plain.name in unshown.LABELS:
        return _unshown(turn, plain.name)
    handler = TYPED_LABELS.get(plain.name)
    return handler(turn) if handler else _obey(turn, plain)


def _unshown(turn: Turn, label: str) -> Reply:
    """A label that no screen shows, pressed on the only item it can mean."""
    items = unshown.meant(turn, label)
    return _press(turn.with_text(items[0].action)) if len(items) == 1 else unshown.ask(turn, label, items)


def _labelled(turn: Turn) -> str:
    """The action of the choice last shown whose label was typed; empty when none was."""
    typed = typed_label(turn.text)
    for label, action in turn.dialog.choices:
        if typed in _ways_to_type(label):
            return action
    return ""


@lru_cache(maxsize=1024)
def _ways_to_type(label: str) -> frozenset[str]:
    """A label as it may be typed: whole, or without what stands in brackets."""
    return frozenset({fold(label), fold(label.partition(" (")[0])})


def _command(turn: Turn, command: Command) -> Reply:
    if command.name == "start":
        return _start(turn, command.argument)
    if command.name == "chon":
        return edit.pick_code(turn, command.argument) or guided.pick_task(turn, command.argument)
    return _obey(turn, command)


def _obey(turn: Turn, command: Command) -> Reply:
    if command.name == "nhacnho" and command.argument:
        return reminding.obey(turn, command.argument)
    handler = COMMANDS.get(command.name)
    return handler(turn) if handler else Reply(Screen(_UNKNOWN_COMMAND), keeps_dialog=True)


def _start(turn: Turn, code: str) -> Reply:
    if code:
        return enrol.enrol(turn.act, turn.chat, code)
    return Reply(enrol.welcome(turn.act, turn.person))
