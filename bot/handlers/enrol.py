"""Who we talk to: enrolment, and the words for everyone."""

from __future__ import annotations

from bot.domain.people import Official, approver_of
from bot.handlers import waits
from bot.handlers.arrivals import waiting_rows, waiting_words
from bot.handlers.commands import slash_command
from bot.handlers.refusals import refusal_words
from bot.handlers.screen import Screen, bold
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import comrade, joined
from bot.services import enrolment
from bot.services.act import Act
from bot.services.arrivals import WELCOME
from bot.services.enrolment import Bound
from bot.services.refusal import Refused
from bot.storage import people
from bot.storage.chats import Chat

STRANGER = (
    "Kính chào đồng chí. Đây là hệ thống nhật ký công việc của tỉnh Khánh Hòa. "
    "Đồng chí xin mã đăng ký ở quản trị của đơn vị, rồi gõ mã đó vào đây."
)
SECRECY = "Không nhập nội dung bí mật nhà nước."
WITHHELD = (
    "Tin vừa rồi có dấu hiệu độ mật nên hệ thống không lưu, không xử lý. "
    f"{SECRECY} Với việc thuộc loại này, đồng chí chỉ ghi mã công việc và số giờ. "
    "Nếu tin vừa gửi còn hiện trong cuộc trò chuyện, đồng chí xóa tin đó."
)
_HELP = (
    "Gõ một dòng để ghi: 2h30 họp giao ban hôm qua. Nhiều việc thì mỗi việc một dòng.\n"
    "như hôm qua – chép lại ngày ghi gần nhất\n"
    "gửi 1h họp phòng – việc đã rõ thì gửi ngay\n"
    "sp: CV 12/STC – ghi số hiệu sản phẩm\n"
    "Nút Sửa để sửa bản nháp; Rút lại khi đã gửi mà chưa duyệt.\n\n"
    "/khai – ghi từng bước\n"
    "/homnay, /tuan, /thang – giờ của mình\n"
    "/danhmuc – danh mục công việc\n"
    "/lichsu – lịch sử từng mục\n"
    "/nhacnho – giờ nhắc, tạm dừng nhắc\n"
    "{leader}"
    "/huy – dừng việc đang nhập dở\n"
    "\nCần giúp thêm, đồng chí hỏi quản trị của đơn vị.\n"
    f"{SECRECY}"
)
_LEADER_HELP = "/duyet – mục chờ đồng chí duyệt\n/donvi – đơn vị tuần này\n"


def code_in(text: str) -> str:
    """The code that a stranger typed, behind `/start` or bare; empty when there is none."""
    command = slash_command(text)
    if command:
        return command.argument if command.name == "start" else ""
    digits = text.replace(" ", "")
    return digits if digits.isdecimal() else ""


def bare_code(text: str) -> str:
    """A text that is nothing but a code, for those who type other numbers too; empty when it is none."""
    digits = text.replace(" ", "")
    return digits if digits.isdecimal() and len(digits) == enrolment.CODE_DIGITS else ""


def enrol(act: Act, chat: Chat, code: str) -> Reply:
    """Try a code: welcome, or why not."""
    try:
        bound = enrolment.bind(act, chat, code)
    except Refused as refused:
        return Reply(Screen(joined([refusal_words(act, refused), _still_bound(act, chat)])))
    return Reply(welcome(act, bound.official, _taken_over(bound)), ends=waits.ALL)


def _taken_over(bound: Bound) -> str:
    """What whoever typed the code has taken from the chat's former official; empty where it was nobody's."""
    if bound.former is None:
        return ""
    former = comrade(bound.former)
    again = f" Nếu {former} còn dùng, xin mã mới ở quản trị của đơn vị." if bound.stranded else ""
    return f"Trước đó cuộc trò chuyện này đăng ký cho {former}; nay không nhận tin của {former} nữa.{again}"


def _still_bound(act: Act, chat: Chat) -> str:
    official = people.find_official(act.tx, chat.official) if chat.official else None
    return f"Cuộc trò chuyện này vẫn được đăng ký cho {comrade(official)}." if official else ""


def welcome(act: Act, official: Official, note: str = "") -> Screen:
    """Whom we take the person for, what is kept, who sees it, how to object, and what waits for a leader."""
    waiting = waiting_words(act, official)
    unit = people.find_unit(act.tx, official.unit)
    approver = approver_of(official, act.organisation)
    post = joined([official.title, unit.name if unit else ""], ", ")
    decides = f"Người duyệt: {comrade(approver)}." if approver else "Người duyệt: không có cấp trên (tự ghi nhận)."
    text = joined(
        [
            f"Kính chào {bold('đồng chí ' + official.name)}, {post} (mã {official.code}).\n{decides}",
            "Nếu không đúng, đồng chí báo ngay quản trị của đơn vị và không ghi gì ở đây.",
            note,
            "Hệ thống giữ: việc, ngày, giờ, sản phẩm và kết quả duyệt. Người duyệt, lãnh đạo cấp trên và quản trị "
            "của đơn vị xem được; mọi thay đổi đều có lịch sử.",
            bold(SECRECY),
            "Bắt đầu: gõ ví dụ 2h30 họp giao ban hôm qua, hoặc /khai.",
            waiting,
        ],
        "\n\n",
    )
    return Screen(text, waiting_rows(waiting), subject=WELCOME)


def help_me(turn: Turn) -> Reply:
    """`/trogiup`."""
    leader = _LEADER_HELP if enrolment.is_leader(turn.act, turn.person) else ""
    return Reply(Screen(_HELP.format(leader=leader)), "Trợ giúp")


def leave(turn: Turn) -> Reply:
    """`/huy`: whatever was awaited is no longer."""
    if not turn.dialog.step:
        return Reply(Screen("Không có việc nào đang nhập dở. Bản nháp và nhật ký đã gửi giữ nguyên."))
    return Reply(Screen("Đã dừng việc đang nhập dở. Bản nháp và nhật ký đã gửi giữ nguyên."), ends=waits.ALL)


def give_up(turn: Turn) -> Reply:
    """Pressed `Thôi`; where it was asked what typed words are meant for, what they were to answer is left too."""
    asked = waits.current(turn.dialog) if turn.dialog.step.endswith(waits.WHICH) else None
    return Reply(Screen("Đã thôi. Không có gì thay đổi."), "Đã thôi", ends=asked.entry if asked else "")
