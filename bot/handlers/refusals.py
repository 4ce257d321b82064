"""Why something was not done, in words: what stands, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.entry import Entry, Status
from bot.handlers.problems import reasons
from bot.handlers.screen import units
from bot.handlers.words import comrade, hours, moment, number
from bot.services.act import Act
from bot.services.refusal import Refused, Why
from bot.storage import people

Facts = Mapping[str, Any]

_NOTHING = "Không có gì thay đổi."
_PLAIN = {
    Why.NOT_FOUND: "Không còn mục này. Không có gì thay đổi.",
    Why.NOT_YOURS: "Mục này không thuộc quyền của đồng chí. Không có gì thay đổi.",
    Why.OWN_ENTRY: "Không ai tự duyệt mục của mình; mục do cấp trên duyệt. Không có gì thay đổi.",
    Why.CHANGED: "Mục này vừa thay đổi, nút cũ không còn dùng được. Đồng chí xem lại bản mới nhất.",
    Why.DAY_FULL: "Ngày đó nay đã đủ giờ vì có mục khác, không hoàn tác được. Quyết định giữ nguyên.",
    Why.NO_REASON: "Đồng chí chọn hoặc gõ lý do trả lại.",
    Why.NO_OPINION: "Đồng chí gõ ý kiến bằng chữ.",
    Why.NO_TEAM: "Lệnh này dành cho lãnh đạo; chưa có ai do đồng chí duyệt. Nếu chưa đúng, báo quản trị của đơn vị.",
    Why.NOT_YOUR_UNIT: "Đồng chí chỉ xem được đơn vị mình đứng đầu và các đơn vị bên dưới. Gõ /donvi để xem.",
    Why.QUIET_HOUR: "Giờ này thuộc giờ yên tĩnh, hệ thống không nhắc ai. Giờ nhắc giữ nguyên.",
    Why.NO_TASK: "Việc này không có trong danh mục của đồng chí. Đồng chí gõ /danhmuc để xem.",
}


def refusal_words(act: Act, refused: Refused) -> str:
    """What a person is told."""
    said = _WITH_FACTS.get(refused.why)
    return said(act, refused.facts) if said else _PLAIN[refused.why]


def must_fit(what: str, words: str, room: int) -> None:
    """Refuse typed words that no message holds whole.

    Args:
        what: what they are, as `Lý do`.
        words: the words.
        room: how many UTF-16 units of them a message holds.

    Raises:
        Refused: TOO_LONG (what, length, room).
    """
    if units(words) > room:
        raise Refused(Why.TOO_LONG, what=what, length=units(words), room=room)


def _as_it_is(act: Act, facts: Facts) -> str:
    return f"{_what_it_became(act, facts['entry'])} {_NOTHING}"


def _not_ready(_act: Act, facts: Facts) -> str:
    wrong = reasons(problem for found in facts["problems"].values() for problem in found)
    return f"Chưa gửi được: {wrong}. Bản nháp giữ nguyên; đồng chí sửa rồi gửi lại."


def _wrong_code(_act: Act, facts: Facts) -> str:
    return f"Mã chưa đúng hoặc đã dùng. Đồng chí còn {facts['left']} lần thử."


def _barred(act: Act, facts: Facts) -> str:
    until = moment(facts["until"], act.rules)
    return f"Đã sai mã 5 lần. Đồng chí thử lại sau {until}, hoặc xin mã mới ở quản trị của đơn vị."


def _too_long(_act: Act, facts: Facts) -> str:
    length, room = number(facts["length"] * 1000), number(facts["room"] * 1000)
    return f"{facts['what']} dài {length} ký tự, một tin chỉ chứa được {room}. Đồng chí rút gọn rồi gõ lại. {_NOTHING}"


def _what_it_became(act: Act, entry: Entry) -> str:
    when = moment(entry.decided_at, act.rules) if entry.decided_at else ""
    by = comrade(people.find_official(act.tx, entry.decided_by)) if entry.decided_by else ""
    match entry.status:
        case Status.APPROVED:
            return f"Mục này đã được {by} duyệt {hours(entry.minutes_approved or 0)} lúc {when}."
        case Status.RETURNED:
            return f"Mục này đã được {by} trả lại lúc {when}."
        case Status.WITHDRAWN:
            return "Mục này đã được rút lại."
        case Status.SUBMITTED:
            return f"Mục này đã gửi, {'tự ghi nhận' if entry.is_self_recorded else 'đang chờ duyệt'}."
        case _:
            return "Mục này còn là bản nháp."


def _bad_minutes(_act: Act, facts: Facts) -> str:
    most = hours(facts["entry"].minutes_declared or 0)
    rule = f"Giờ duyệt phải là bội số 15 phút, từ 0,25 giờ đến {most} (số đã khai)"
    return f"{rule}; đồng chí gõ lại. Mục vẫn chờ duyệt."


def _no_undo(act: Act, facts: Facts) -> str:
    entry: Entry = facts["entry"]
    if entry.status is Status.SUBMITTED:
        return "Mục này đang chờ duyệt, không có gì để hoàn tác."
    return f"Chỉ hoàn tác được trong 5 phút. {_what_it_became(act, entry)}"


_WITH_FACTS: dict[Why, Callable[[Act, Facts], str]] = {
    Why.NOT_WAITING: _as_it_is,
    Why.ALREADY_SENT: _as_it_is,
    Why.BAD_MINUTES: _bad_minutes,
    Why.NOT_READY: _not_ready,
    Why.TOO_LATE_TO_UNDO: _no_undo,
    Why.TOO_LONG: _too_long,
    Why.WRONG_CODE: _wrong_code,
    Why.BARRED: _barred,
}
