"""Whole conversations, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import NoReturn

import pytest

from bot.domain.entry import Status
from bot.handlers import conversation
from bot.handlers.turn import Turn
from bot.services import enrolment
from bot.storage.inbox import Incoming, Kind
from tests.support.conversation import Conversation, Phone, statuses
from tests.support.worklogs import broken_chains


def enrol(talk: Conversation, official: str, address: str) -> Phone:
    """A phone on which the official's code was typed."""
    (made,) = talk.office.perform(enrolment.invite, "kpibot", [official])
    phone = talk.phone(address)
    phone.say(f"/start {made.code}")
    return phone


def test_from_the_code_to_the_approval(real_talk: Conversation) -> None:
    an, tp = enrol(real_talk, "AN", "1"), enrol(real_talk, "TP", "2")
    an.say("3h soạn công văn sp: CV <12>")
    assert an.press("Gửi duyệt") == "Đã gửi"
    card = tp.last
    assert card.text.startswith("Vương Thị Bảo An\n")
    assert tp.press("Duyệt") == "Đã duyệt 3 giờ"
    assert card.labels == ["Hoàn tác"]
    assert "đã được duyệt 3 giờ" in an.last.text
    real_talk.later(minutes=6)
    assert not card.labels
    assert statuses(real_talk.office) == [Status.APPROVED]
    assert not broken_chains(real_talk.office)


def test_returned_mended_disputed_and_approved(real_talk: Conversation) -> None:
    an, tp = enrol(real_talk, "AN", "1"), enrol(real_talk, "TP", "2")
    an.log("3h soạn công văn")
    tp.press("Trả lại")
    tp.say("2h họp giao ban")
    tp.press("Là lý do trả lại")
    assert "Lý do: 2h họp giao ban" in an.last.text
    an.press("Có ý kiến")
    an.say("Đã <ghi> & gửi")
    assert "“Đã <ghi> & gửi”" in tp.last.text
    an.press("Sửa và gửi lại")
    an.press("Sửa")
    an.press("Giờ")
    an.press("2 giờ")
    an.press("Gửi duyệt")
    tp.press("Duyệt số giờ khác")
    tp.say("1h30")
    assert "đã được duyệt 1,5 giờ (khai 2 giờ)" in an.last.text
    an.say("/lichsu")
    an.press("23/11")
    assert an.last.text.count("•") == 5
    assert not broken_chains(real_talk.office)


def test_several_at_once_and_the_queue(real_talk: Conversation) -> None:
    an, tp = enrol(real_talk, "AN", "1"), enrol(real_talk, "TP", "2")
    an.log("3h soạn công văn; 1h trực cơ quan hôm qua; họp giao ban")
    tp.say("/duyet")
    tp.press("Duyệt tất cả (1 mục không có lưu ý)")
    tp.press("Xem từng mục")
    assert "ngày nghỉ" in tp.last.text
    tp.press("Duyệt", tp.last)
    assert "Không có mục nào chờ đồng chí duyệt." in tp.last.text
    assert statuses(real_talk.office) == [Status.APPROVED, Status.APPROVED, Status.DRAFT]
    for command, words in [("/homnay", "Đã khai: 3 giờ"), ("/tuan", "Tuần"), ("/thang", "4 giờ")]:
        assert words in an.say(command).text


def test_the_guided_path_and_yesterday_again(real_talk: Conversation) -> None:
    an = enrol(real_talk, "AN", "1")
    an.say("/khai")
    an.press("Nhóm D")
    an.press("D.01")
    an.say("1h30")
    an.say("Sổ trực")
    an.press("Gửi duyệt")
    an.press("Rút lại")
    an.press("Gửi duyệt")
    real_talk.later(days=1)
    an.say("như hôm qua")
    an.press("Gửi duyệt")
    assert statuses(real_talk.office) == [Status.SUBMITTED, Status.SUBMITTED]


def test_a_stranger_a_wrong_code_and_a_second_phone(real_talk: Conversation) -> None:
    an = enrol(real_talk, "AN", "1")
    stranger = real_talk.phone("9")
    assert "xin mã đăng ký" in stranger.say("2h họp").text
    assert "còn 4 lần thử" in stranger.say("1234567890").text
    second = enrol(real_talk, "AN", "3")
    assert "không còn hiệu lực" in an.last.text
    assert "xin mã đăng ký" in an.say("/homnay").text
    assert "Nhật ký" in second.say("/homnay").text


def test_inputs_of_one_chat_are_handled_in_order_and_once(real_talk: Conversation) -> None:
    an, tp = enrol(real_talk, "AN", "1"), enrol(real_talk, "TP", "2")
    batch = [
        Incoming("telegram", "1", "k1", Kind.TEXT, "3h soạn công văn"),
        Incoming("telegram", "1", "k2", Kind.TEXT, "4h"),
        Incoming("telegram", "1", "k3", Kind.TEXT, "gửi duyệt"),
    ]
    real_talk.happen(*batch)
    real_talk.happen(*batch)
    assert statuses(real_talk.office) == [Status.SUBMITTED]
    assert [message.text for message in tp.messages[1:]] == [tp.last.text]
    assert "Giờ khai: 4 giờ" in tp.last.text
    assert an.last.text.startswith("Đã gửi")


def test_two_chats_of_one_person_share_one_log(real_talk: Conversation) -> None:
    phone, web = real_talk.enrolled("AN"), real_talk.enrolled("AN", "web")
    phone.log("8h trực cơ quan")
    assert "Ngày này đã có 8 giờ" in web.say("5h soạn công văn").text
    web.say("/homnay")
    assert "Đã khai: 8 giờ (1 mục)" in web.last.text


def test_an_input_that_breaks_its_handler_is_given_up_and_the_chat_goes_on(
    real_talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_turn: Turn) -> NoReturn:
        raise RuntimeError("hỏng")

    monkeypatch.setitem(conversation.COMMANDS, "homnay", broken)
    real_talk.tolerant = True
    an = real_talk.enrolled("AN")
    assert "Hệ thống gặp lỗi với tin vừa rồi" in an.say("/homnay").text
    assert len(real_talk.failures) == 3
    assert "Tuần" in an.say("/tuan").text


def test_marked_text_is_nowhere_in_the_database(real_talk: Conversation) -> None:
    an = enrol(real_talk, "AN", "1")
    assert "không lưu, không xử lý" in an.say("soạn báo cáo tuyệt mật riêng 2h").text
    assert not [row for row in real_talk.office.dump() if "riêng 2h" in row]
