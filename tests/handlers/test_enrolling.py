"""Who we talk to: strangers reach enrolment and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.handlers.enrol import STRANGER
from bot.storage import people
from bot.storage.inbox import Kind
from bot.storage.times import to_text
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice
from tests.support.samples import OFFICIALS

Invite = Callable[[str], str]
WRONG = "0000000000"

ANYTHING = (
    "xin chào", "/start", "/khai", "/homnay", "/tuan", "/thang", "/danhmuc", "/lichsu", "/duyet", "/huy", "/trogiup",
    "/chon B.01", "2h họp giao ban", "gửi 2h họp giao ban", "duyệt", "như hôm qua", "Vương Thị Bảo An", "/",
)  # fmt: skip


@pytest.fixture
def stranger(talk: Conversation) -> Phone:
    """A phone that belongs to no official."""
    return talk.phone("999")


@pytest.mark.parametrize("text", ANYTHING)
def test_a_stranger_is_told_where_to_get_a_code_and_nothing_else(
    text: str, stranger: Phone, office: MemoryOffice
) -> None:
    answer = stranger.say(text)
    assert answer.text == STRANGER
    assert "quản trị của đơn vị" in answer.text
    assert not answer.labels
    assert not office.rows("SELECT id FROM entries")


def test_the_words_for_strangers_name_nobody(stranger: Phone) -> None:
    assert not [official.name for official in OFFICIALS if official.name in stranger.say("/start").text]


@pytest.mark.parametrize("kind", [Kind.OTHER, Kind.EDITED, Kind.WITHHELD, Kind.UNREADABLE])
def test_whatever_else_a_stranger_sends_gets_the_same_answer(kind: Kind, stranger: Phone) -> None:
    stranger.do(kind)
    assert stranger.last.text == STRANGER


def test_a_strangers_press_is_answered_and_reaches_nothing(stranger: Phone, an: Phone, tp: Phone) -> None:
    an.log("2h soạn công văn")
    approve = tp.last.action("Duyệt")
    assert approve
    assert stranger.forge(approve) == "Đồng chí chưa đăng ký."
    assert stranger.last.text == STRANGER
    assert "Duyệt" in tp.last.labels


@pytest.mark.parametrize("typed", ["/start {}", "{}", "/START {}", "/start@kpibot {}", " {} "])
def test_a_code_binds_the_chat_however_it_is_typed(typed: str, stranger: Phone, invite: Invite) -> None:
    welcome = stranger.say(typed.format(invite("AN")))
    assert "Kính chào đồng chí Vương Thị Bảo An" in welcome.text
    assert "Nháp" in stranger.say("2h họp giao ban").text


def test_a_code_may_be_typed_in_blocks_of_digits(stranger: Phone, invite: Invite) -> None:
    code = invite("AN")
    assert "Kính chào" in stranger.say(f"{code[:4]} {code[4:7]} {code[7:]}").text


@pytest.mark.parametrize(
    "words",
    [
        "Vương Thị Bảo An",
        "Chuyên viên, Phòng Quản lý ngân sách (mã AN)",
        "Người duyệt: đồng chí Lê Thị Thanh Ngọc",
        "Nếu không đúng, đồng chí báo ngay quản trị của đơn vị",
        "Hệ thống giữ: việc, ngày, giờ, sản phẩm và kết quả duyệt",
        "Người duyệt, lãnh đạo cấp trên và quản trị của đơn vị xem được",
        "Không nhập nội dung bí mật nhà nước",
        "2h30 họp giao ban hôm qua",
    ],
)
def test_the_welcome_says_whom_it_takes_one_for_what_is_kept_and_who_sees_it(
    words: str, stranger: Phone, invite: Invite
) -> None:
    assert words in stranger.say(invite("AN")).text


def test_the_welcome_of_somebody_with_nobody_above_says_so(stranger: Phone, invite: Invite) -> None:
    assert "tự ghi nhận" in stranger.say(invite("TRUONG")).text


def test_start_without_a_code_welcomes_an_official_again(an: Phone) -> None:
    assert "Kính chào đồng chí Vương Thị Bảo An" in an.say("/start").text


def test_a_code_works_once(stranger: Phone, talk: Conversation, invite: Invite) -> None:
    code = invite("AN")
    stranger.say(code)
    answer = talk.phone("1000").say(code).text
    assert "Mã chưa đúng hoặc đã dùng" in answer
    assert "Vương" not in answer


def test_an_official_who_opens_the_link_again_is_told_that_the_chat_still_is_theirs(
    stranger: Phone, invite: Invite
) -> None:
    code = invite("AN")
    stranger.say(f"/start {code}")
    answer = stranger.say(f"/start {code}").text
    assert "Cuộc trò chuyện này vẫn được đăng ký cho đồng chí Vương Thị Bảo An." in answer


def test_a_code_ends_after_its_days(stranger: Phone, talk: Conversation, invite: Invite) -> None:
    code = invite("AN")
    talk.later(days=7, seconds=1)
    assert "Mã chưa đúng" in stranger.say(code).text


def test_five_wrong_codes_make_a_chat_wait_an_hour(stranger: Phone, talk: Conversation, invite: Invite) -> None:
    code = invite("AN")
    answers = [stranger.say(WRONG).text for _ in range(5)]
    assert [f"còn {left} lần thử" in answer for left, answer in zip((4, 3, 2, 1), answers, strict=False)] == [True] * 4
    assert "Đã sai mã 5 lần" in answers[4]
    assert "10:30 ngày 23/11/2026" in answers[4]
    assert "thử lại sau" in stranger.say(code).text
    talk.later(hours=1)
    assert "Kính chào" in stranger.say(code).text


def test_a_new_code_binds_the_new_chat_unbinds_the_old_one_and_tells_it(
    an: Phone, stranger: Phone, invite: Invite
) -> None:
    stranger.say(invite("AN"))
    assert "vừa được đăng ký ở một cuộc trò chuyện khác" in an.last.text
    assert "báo ngay quản trị của đơn vị" in an.last.text
    assert an.say("/homnay").text == STRANGER
    assert "Nhật ký" in stranger.say("/homnay").text


def test_a_second_channel_leaves_the_first_one_bound(an: Phone, talk: Conversation, invite: Invite) -> None:
    web = talk.phone("w1", "web")
    web.say(invite("AN"))
    assert "Nhật ký" in web.say("/homnay").text
    assert "Nhật ký" in an.say("/homnay").text


@pytest.mark.parametrize("typed", ["/start {}", "{}"])
def test_a_chat_may_pass_to_another_official_by_a_code(typed: str, an: Phone, invite: Invite) -> None:
    assert "Kính chào đồng chí Đoàn Hữu Bình" in an.say(typed.format(invite("BINH"))).text
    assert "mã BINH" in an.say("/start").text


def test_ten_digits_typed_as_the_product_are_no_code(an: Phone) -> None:
    an.say("2h họp giao ban")
    an.press("Sửa")
    an.press("Sản phẩm")
    assert "Sản phẩm: 1234567890" in an.say("1234567890").text


def test_whoever_has_left_is_a_stranger(an: Phone, office: MemoryOffice) -> None:
    office.ask(people.retire_official, "AN", to_text(office.now))
    assert an.say("2h họp giao ban").text == STRANGER


@pytest.mark.parametrize(("official", "role"), [("AN", "official"), ("TP", "leader"), ("GD", "leader")])
def test_the_phone_offers_the_commands_of_ones_role(official: str, role: str, stranger: Phone, invite: Invite) -> None:
    stranger.say(invite(official))
    assert stranger.menu == role


def test_an_unbound_phone_offers_no_commands_of_officials(an: Phone, stranger: Phone, invite: Invite) -> None:
    stranger.say(invite("AN"))
    assert an.menu == "stranger"


def test_who_was_unbound_and_came_back_is_not_told_about_it(talk: Conversation, an: Phone, invite: Invite) -> None:
    """The news waits in the outbox; when it is put into words, the chat is an official's again."""
    first, second = invite("AN"), invite("AN")
    other = talk.phone("1000")
    talk.online = False
    other.do(Kind.TEXT, first)
    an.do(Kind.TEXT, second)
    talk.online = True
    talk.deliver()
    assert not an.knows("cuộc trò chuyện khác")
    assert other.knows("cuộc trò chuyện khác")
