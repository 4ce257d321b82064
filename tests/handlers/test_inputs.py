"""Whatever else reaches a chat: photos, edits, groups, blocks, secrets, and text that tries to be more than text."""

from __future__ import annotations

import json

import pytest

from bot.channels.telegram.rendering import parts
from bot.handlers.screen import BOLD_OFF, BOLD_ON, Choice, Screen, bold, from_dict, to_dict
from bot.storage import chats
from bot.storage.inbox import Kind
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice

SECRETS = ["soạn báo cáo Tuyệt mật 2h", "2h họp (MẬT)", "công văn tối mật số 12", "trả lại vì tài liệu mật"]
MARKUP = "<b>đậm</b> <a href='x'>&amp; & \"ngoặc\" </b> *sao* _gạch_ `mã` [x](y) \\ 👍🏽🇻🇳"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.OTHER, "Hệ thống chỉ đọc tin nhắn chữ. Đồng chí gõ việc và số giờ"),
        (Kind.EDITED, "Hệ thống không đọc lại tin đã sửa."),
        (Kind.UNREADABLE, "Hệ thống chưa đọc được tin vừa rồi. Đồng chí gõ lại bằng chữ."),
        (Kind.GROUP, "Hệ thống chỉ làm việc trong trò chuyện riêng"),
        (Kind.WITHHELD, "Không nhập nội dung bí mật nhà nước."),
    ],
)
def test_what_is_no_text_is_answered_and_writes_nothing(
    kind: Kind, words: str, an: Phone, office: MemoryOffice
) -> None:
    an.do(kind, "ảnh họp giao ban" if kind is Kind.OTHER else "2h họp giao ban")
    assert words in an.last.text
    assert not an.last.labels
    assert not office.rows("SELECT id FROM entries")


@pytest.mark.parametrize("kind", [Kind.OTHER, Kind.EDITED, Kind.WITHHELD, Kind.UNREADABLE])
def test_what_is_awaited_is_still_awaited_after_it(kind: Kind, an: Phone, tp: Phone) -> None:
    an.log("3h soạn công văn")
    tp.press("Trả lại")
    tp.do(kind)
    tp.say("Thiếu số")
    assert "Lý do: Thiếu số" in an.last.text


def test_an_entry_under_a_picture_is_drafted_and_the_picture_said_not_to_be_kept(an: Phone) -> None:
    an.do(Kind.OTHER, "2h soạn công văn")
    assert an.last.text.startswith("Hệ thống không lưu ảnh hay tệp kèm theo")
    assert "Nháp, chưa gửi" in an.last.text
    assert "Gửi duyệt" in an.last.labels


def test_an_entry_under_a_picture_is_asked_about_while_a_reason_is_awaited(an: Phone, tp: Phone) -> None:
    an.log("3h soạn công văn")
    tp.press("Trả lại")
    tp.do(Kind.OTHER, "2h soạn công văn")
    assert "giống một mục nhật ký" in tp.last.text


@pytest.mark.parametrize("caption", ["/homnay", "gửi duyệt", "duyệt", "họp giao ban", "2h"])
def test_other_words_under_a_picture_do_nothing(caption: str, an: Phone, office: MemoryOffice) -> None:
    an.do(Kind.OTHER, caption)
    assert "Hệ thống chỉ đọc tin nhắn chữ." in an.last.text
    assert not office.rows("SELECT id FROM entries")


def test_a_code_under_a_picture_enrols_nobody(talk: Conversation) -> None:
    stranger = talk.phone("someone")
    stranger.do(Kind.OTHER, "/start 1234567890")
    assert "xin mã đăng ký" in stranger.last.text


def test_a_group_is_told_to_go_private_even_by_an_official(talk: Conversation, an: Phone) -> None:
    group = talk.phone("-100")
    group.do(Kind.GROUP, "/homnay")
    assert group.last.text == "Hệ thống chỉ làm việc trong trò chuyện riêng, để không lộ giờ làm của người khác."


def test_blocking_and_unblocking_is_noted_and_not_answered(an: Phone, office: MemoryOffice) -> None:
    an.do(Kind.BLOCKED)
    found = office.ask(chats.find, "telegram:AN")
    assert found
    assert found.unreachable_since
    an.do(Kind.UNBLOCKED)
    found = office.ask(chats.find, "telegram:AN")
    assert found
    assert not found.unreachable_since
    assert not an.messages


def test_who_signs_out_is_not_answered_and_is_a_stranger_afterwards(an: Phone) -> None:
    an.do(Kind.LEFT)
    assert not an.messages
    assert "mã đăng ký" in an.say("2h họp giao ban").text


# --- secrets


@pytest.mark.parametrize("typed", SECRETS)
@pytest.mark.parametrize("awaited", ["", "reason", "product", "khai"])
def test_marked_text_gets_words_of_caution_and_is_nowhere_kept(
    typed: str, awaited: str, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    an.log("3h soạn công văn")
    phone = an
    if awaited == "reason":
        tp.press("Trả lại")
        phone = tp
    if awaited == "product":
        an.say("1h trực cơ quan")
        an.press("Sửa")
        an.press("Sản phẩm")
    if awaited == "khai":
        an.say("/khai")
    phone.say(typed)
    assert phone.last.text == (
        "Tin vừa rồi có dấu hiệu độ mật nên hệ thống không lưu, không xử lý. Không nhập nội dung bí mật nhà nước. "
        "Với việc thuộc loại này, đồng chí chỉ ghi mã công việc và số giờ. "
        "Nếu tin vừa gửi còn hiện trong cuộc trò chuyện, đồng chí xóa tin đó."
    )
    assert not [row for row in office.dump() if typed in row]


def test_harmless_words_that_only_look_alike_are_work(an: Phone) -> None:
    assert "Nháp" in an.say("2h họp giao ban về mật độ xây dựng").text


# --- text that tries to be more


@pytest.mark.parametrize(
    "typed",
    [
        MARKUP,
        f"{BOLD_ON}đậm{BOLD_OFF}",
        BOLD_OFF * 3 + "mở",
        "\u202eđảo\u202c \u200bkhông\u200d rộng\ufeff",
        "a\x00b\x07c",
        "👩‍👩‍👧‍👦",
        "x" * 4096,
        "🙂" * 4096,
        "<" * 4096,
        "\n" * 4000 + "x",
    ],
)
def test_typed_text_stays_text_wherever_it_is_shown(typed: str, an: Phone, tp: Phone) -> None:
    """The harness checks every screen; here the words go through task, product, reason, opinion and history."""
    an.say(f"2h {typed}")
    an.say(f"1h trực cơ quan sp: {typed}")
    an.say("/khai")
    an.say(typed)
    an.log("3h soạn công văn")
    tp.press("Trả lại")
    tp.say(typed)
    if "Là lý do trả lại" in tp.last.labels:
        tp.press("Là lý do trả lại")
    if "một tin chỉ chứa được" in tp.last.text:
        tp.say("Thiếu số văn bản")
    assert an.knows("đã được trả lại để hoàn thiện")
    an.press("Có ý kiến")
    an.say(typed)
    an.say("/lichsu")
    an.press("23/11")
    for phone in (an, tp):
        for message in phone.messages:
            html = "".join(parts(Screen(message.text)))
            assert "<" not in html.replace("&lt;", "")


def test_only_our_own_words_are_bold() -> None:
    html = parts(Screen(f"{bold('Nháp')} <b>{MARKUP}</b>"))
    assert html[0].startswith("<b>Nháp</b> &lt;b&gt;&lt;b&gt;đậm&lt;/b&gt;")
    assert html[0].count("<") == 2


def test_a_reason_of_markup_reaches_the_official_character_by_character(an: Phone, tp: Phone) -> None:
    an.log("3h soạn công văn")
    tp.press("Trả lại")
    tp.say(MARKUP)
    assert f"Lý do: {MARKUP}\n" in an.last.text


# --- screens as the outbox keeps them


def test_a_screen_survives_the_outbox() -> None:
    screen = Screen(
        bold("Đã gửi"), ((Choice("Rút lại", "rut:x", "danger"), Choice("Tìm", "họp", search=True)),), True, "sheet:1"
    )
    assert from_dict(json.loads(json.dumps(to_dict(screen)))) == screen
    assert screen.choices == (("Rút lại", "rut:x"),)


def test_a_doubtful_copy_says_so() -> None:
    assert Screen("Đã duyệt").as_doubtful().text == "Đã duyệt\n(có thể trùng)"
