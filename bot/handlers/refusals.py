"""Why something was not done, in words: what stands, and what to do next."""

from __future__ import annotations

from bot.domain.entry import Entry, Status
from bot.handlers.words import comrade, hours, moment
from bot.services.act import Act
from bot.services.refusal import Refused, Why
from bot.storage import people

_PLAIN = {
    Why.NOT_FOUND: "Không còn mục này. Không có gì thay đổi.",
    Why.NOT_YOURS: "Mục này không thuộc quyền của đồng chí. Không có gì thay đổi.",
    Why.OWN_ENTRY: "Không ai tự duyệt mục của mình; mục do cấp trên duyệt. Không có gì thay đổi.",
    Why.CHANGED: "Mục này vừa thay đổi, nút cũ không còn dùng được. Đồng chí xem lại bản mới nhất.",
    Why.NOT_READY: "Chưa gửi được vì còn thông tin cần bổ sung; bản nháp giữ nguyên.",
    Why.DAY_FULL: "Ngày đó nay đã đủ giờ vì có mục khác, không hoàn tác được. Quyết định giữ nguyên.",
    Why.NO_REASON: "Đồng chí chọn hoặc gõ lý do trả lại.",
    Why.NO_TEAM: "Lệnh này dành cho lãnh đạo; chưa có ai do đồng chí duyệt. Nếu chưa đúng, báo quản trị của đơn vị.",
    Why.NOT_YOUR_UNIT: "Đồng chí chỉ xem được đơn vị mình đứng đầu và các đơn vị bên dưới. Gõ /donvi để xem.",
    Why.QUIET_HOUR: "Giờ này thuộc giờ yên tĩnh, hệ thống không nhắc ai. Giờ nhắc giữ nguyên.",
    Why.NO_TASK: "Việc này không có trong danh mục của đồng chí. Đồng chí gõ /danhmuc để xem.",
}


def refusal_words(act: Act, refused: Refused) -> str:
    """What a person is told."""
    match refused.why:
        case Why.NOT_WAITING | Why.ALREADY_SENT:
            return f"{_what_it_became(act, refused.facts['entry'])} Không có gì thay đổi."
        case Why.BAD_MINUTES:
            return _bad_minutes(refused.facts["entry"])
        case Why.TOO_LATE_TO_UNDO:
            return _no_undo(act, refused.facts["entry"])
        case Why.WRONG_CODE:
            return f"Mã chưa đúng hoặc đã dùng. Đồng chí còn {refused.facts['left']} lần thử."
        case Why.BARRED:
            until = moment(refused.facts["until"], act.rules)
            return f"Đã sai mã 5 lần. Đồng chí thử lại sau {until}, hoặc xin mã mới ở quản trị của đơn vị."
        case why:
            return _PLAIN[why]


def _what_it_became(act: Act, entry: Entry) -> str:
    when = moment(entry.decided_at, act.rules) if entry.decided_at else ""
    by = comrade(people.find_official(act.tx, entry.decided_by)) if entry.decided_by else ""
    match entry.status:
        case Status.APPROVED:
            return f"Mục này đã duyệt {hours(entry.minutes_approved or 0)} bởi {by} lúc {when}."
        case Status.RETURNED:
            return f"Mục này đã được trả lại bởi {by} lúc {when}."
        case Status.WITHDRAWN:
            return "Mục này đã được rút lại."
        case Status.SUBMITTED:
            return f"Mục này đã gửi, {'tự ghi nhận' if entry.is_self_recorded else 'đang chờ duyệt'}."
        case _:
            return "Mục này còn là bản nháp."


def _bad_minutes(entry: Entry) -> str:
    most = hours(entry.minutes_declared or 0)
    rule = f"Giờ duyệt phải là bội số 15 phút, từ 0,25 giờ đến {most} (số đã khai)"
    return f"{rule}; đồng chí gõ lại. Mục vẫn chờ duyệt."


def _no_undo(act: Act, entry: Entry) -> str:
    if entry.status is Status.SUBMITTED:
        return "Mục này đang chờ duyệt, không có gì để hoàn tác."
    return f"Chỉ hoàn tác được trong 5 phút. {_what_it_became(act, entry)}"
