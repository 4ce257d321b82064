"""Binding a chat to an official with a one-time code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.people import Official
from bot.services import arrivals
from bot.services.act import Act
from bot.services.posting import post_to_chat
from bot.services.refusal import Refused, Why
from bot.storage import chats, invites, outbox, people
from bot.storage.chats import Chat
from bot.storage.outbox import Lane
from bot.storage.times import from_text, to_text

CODE_DIGITS = 10
WRONG_CODES_ALLOWED = 5
BARRED_FOR = timedelta(hours=1)
_SIGNED_OUT = "Chủ cuộc trò chuyện đã đăng xuất."


@dataclass(frozen=True, slots=True)
class Invite:
    """A code made for an official; shown once, kept only as a hash."""

    official: Official
    code: str


class InviteRefused(Exception):
    """No code was made; one line for each problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def invite(act: Act, actor: str, codes: Sequence[str]) -> list[Invite]:
    """Make one code for each official; all or none.

    Raises:
        InviteRefused: someone is unknown or has left.
    """
    found = [(code, people.find_official(act.tx, code)) for code in dict.fromkeys(codes)]
    problems = [f"{code}: {_no_invite(official)}" for code, official in found if _no_invite(official)]
    if problems:
        raise InviteRefused(problems)
    return [_invite_one(act, actor, official) for _, official in found if official]


def _no_invite(official: Official | None) -> str:
    if official is None:
        return "không có cán bộ mang mã này"
    return "cán bộ này đã thôi công tác trong danh sách" if official.retired else ""


def _invite_one(act: Act, actor: str, official: Official) -> Invite:
    expires = to_text(act.now + timedelta(days=act.rules.invite_days))
    code = _new_code(act)
    while not invites.add(act.tx, code, official.code, act.at, expires):
        code = _new_code(act)
    act.record(official.unit, actor, "invite", f"official:{official.code}", expires=expires)
    return Invite(official, code)


def _new_code(act: Act) -> str:
    return f"{act.means.random(64) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


@dataclass(frozen=True, slots=True)
class Bound:
    """A chat that now belongs to an official.

    Attributes:
        official: whose it is.
        chat: which chat.
        former: whose it was before, where that is somebody else who serves.
        stranded: whether that one has no other chat left.
    """

    official: Official
    chat: str
    former: Official | None = None
    stranded: bool = False


def bind(act: Act, chat: Chat, code: str) -> Bound:
    """Bind a chat to the official for whom the code was made; their former chat on that channel is unbound and told.

    Raises:
        Refused: BARRED (until) after five wrong codes, WRONG_CODE (left: how many tries remain).
    """
    if act.at < chat.barred_until <= to_text(act.now + BARRED_FOR):  # no longer than that, where a clock ran ahead
        raise Refused(Why.BARRED, until=from_text(chat.barred_until))
    code_of = invites.spend(act.tx, code, chat.id, act.at)
    official = people.find_official(act.tx, code_of) if code_of else None
    if official is None or official.retired:
        raise _count_wrong(act, chat)
    _release(act, chat, official)
    former = _take_over(act, chat, official)
    chats.bind(act.tx, chat.id, official.code, act.at)
    act.record(official.unit, official.code, "bind", f"official:{official.code}", channel=chat.channel)
    post_menu(act, chat.id, official)
    arrivals.show_cards(act, chat.id, official)
    return Bound(official, chat.id, former, former is not None and not act.chats_of(former.code))


def _count_wrong(act: Act, chat: Chat) -> Refused:
    wrong = chats.count_wrong_code(act.tx, chat.id)
    if wrong < WRONG_CODES_ALLOWED:
        return Refused(Why.WRONG_CODE, left=WRONG_CODES_ALLOWED - wrong)
    until = act.now + BARRED_FOR
    chats.bar(act.tx, chat.id, to_text(until))
    return Refused(Why.BARRED, until=until)


def _release(act: Act, chat: Chat, official: Official) -> None:
    """Free the official's former chat of this channel."""
    for former in chats.of_official(act.tx, official.code):
        if former.channel == chat.channel and former.id != chat.id:
            chats.unbind(act.tx, former.id)
            post_to_chat(act, former.id, "unbound", subject="unbound", lane=Lane.DECISION)
            post_to_chat(act, former.id, "menu", subject="menu:stranger", lane=Lane.EDIT, role="stranger")


def _take_over(act: Act, chat: Chat, official: Official) -> Official | None:
    """Free this chat of its former official, if that is another: whoever loses a chat by it is to be found out."""
    former = people.find_official(act.tx, chat.official) if chat.official not in {None, official.code} else None
    if former is None:
        return None
    chats.unbind(act.tx, chat.id)
    act.record(former.unit, official.code, "unbind", f"official:{former.code}", channel=chat.channel)
    return None if former.retired else former


def sign_out(act: Act, chat: Chat) -> None:
    """Free a chat that its person has left for good: what still waits for it is not sent, and nobody is told."""
    outbox.drop_waiting_of_chat(act.tx, chat.id, act.at, _SIGNED_OUT)
    official = people.find_official(act.tx, chat.official) if chat.official else None
    if official:
        chats.unbind(act.tx, chat.id)
        act.record(official.unit, official.code, "sign_out", f"official:{official.code}", channel=chat.channel)


def post_menu(act: Act, chat: str, official: Official) -> None:
    """Have the channel show the command menu of this person's role."""
    role = "leader" if is_leader(act, official) else "official"
    post_to_chat(act, chat, "menu", subject=f"menu:{role}", lane=Lane.EDIT, role=role)


def is_leader(act: Act, official: Official) -> bool:
    """Whether there is anybody whose entries this person decides on."""
    return official.leader or people.has_people_to_decide_on(act.tx, official.code)
