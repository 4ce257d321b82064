"""Every action also works typed; what is work stays work."""

from __future__ import annotations

import pytest

from bot.handlers.commands import Command, plain_command, slash_command
from bot.handlers.enrol import SECRECY
from tests.support.conversation import Phone
from tests.support.memory import MemoryOffice


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/khai", "Đồng chí đã làm việc gì?"),
        ("/homnay", "Nhật ký hôm nay"),
        ("/tuan", "Tuần 23/11/2026"),
        ("/thang", "Tháng 01/11/2026"),
        ("/danhmuc", "Danh mục công việc của đồng chí"),
        ("/lichsu", "Đồng chí chưa gửi mục nào"),
        ("/duyet", "Không có mục nào chờ đồng chí duyệt"),
        ("/huy", "Không có việc nào đang nhập dở"),
        ("/trogiup", "Gõ một dòng để ghi"),
        ("/help", "Gõ một dòng để ghi"),
        ("/start", "Kính chào"),
    ],
)
@pytest.mark.parametrize("how", ["{}", "{}@kpibot", "{} gì đó"])
def test_every_command_is_answered(typed: str, words: str, how: str, an: Phone) -> None:
    how = "{}" if typed == "/start" and "gì" in how else how
    assert words in an.say(how.format(typed)).text


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("/HomNay", "homnay"),
        ("/hômnay", "homnay"),
        ("/tuần", "tuan"),
        ("/duyệt@kpibot", "duyet"),
        ("/", ""),
        ("/khai 2h", "khai"),
    ],
)
def test_a_slash_command_may_be_typed_with_accents_and_capitals(typed: str, name: str) -> None:
    command = slash_command(typed)
    assert command
    assert command.name == name


def test_a_slash_command_keeps_its_argument_as_typed() -> None:
    assert slash_command("/start  12 34 ") == Command("start", "12 34")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hôm nay", "homnay"),
        ("HÔM NAY", "homnay"),
        ("hom nay", "homnay"),
        ("tuần này", "tuan"),
        ("tháng", "thang"),
        ("danh mục", "danhmuc"),
        ("lịch sử", "lichsu"),
        ("trợ giúp", "trogiup"),
        ("duyệt", "duyet"),
        ("huỷ", "huy"),
        ("hủy", "huy"),
        ("thôi", "huy"),
    ],
)
def test_a_command_may_be_typed_without_its_slash(typed: str, name: str) -> None:
    assert plain_command(typed) == Command(name)


@pytest.mark.parametrize("typed", ["duyệt văn bản", "hôm nay họp", "sửa máy in", "tuần", "khai mạc hội nghị"])
def test_a_command_word_among_others_is_no_command(typed: str) -> None:
    assert plain_command(typed) is None or typed == "tuần"


def test_a_message_that_starts_with_no_slash_is_no_slash_command() -> None:
    assert slash_command("23/11 họp") is None


@pytest.mark.parametrize("typed", ["/diem", "/giao", "/xyz", "/", "/ homnay", "//"])
def test_an_unknown_command_says_where_the_known_ones_are(typed: str, an: Phone, office: MemoryOffice) -> None:
    assert "Đồng chí gõ /trogiup để xem các lệnh." in an.say(typed).text
    assert not office.rows("SELECT id FROM entries")


def test_an_unknown_command_leaves_what_is_awaited(an: Phone) -> None:
    an.say("2h soạn công văn")
    an.say("/xyz")
    assert "Giờ: 3 giờ" in an.say("3h").text


def test_help_names_what_one_may_do(an: Phone, tp: Phone) -> None:
    own = an.say("/trogiup").text
    assert all(word in own for word in ("/khai", "/homnay", "/tuan", "/thang", "/danhmuc", "/lichsu", "/huy", SECRECY))
    assert all(word in own for word in ("như hôm qua", "gửi 1h", "sp:", "Sửa", "Rút lại", "quản trị của đơn vị"))
    assert "/duyet" not in own
    assert "/duyet" in tp.say("trợ giúp").text


@pytest.mark.parametrize("typed", ["/huy", "hủy", "thôi", "HUY"])
def test_leaving_ends_any_waiting(typed: str, an: Phone, tp: Phone, office: MemoryOffice) -> None:
    an.log("3h soạn công văn")
    tp.press("Trả lại")
    assert tp.say(typed).text in {
        "Đã dừng việc đang nhập dở. Bản nháp và nhật ký đã gửi giữ nguyên.",
        "Đã thôi. Không có gì thay đổi.",
    }
    tp.say("thiếu số văn bản")
    assert office.rows("SELECT status FROM entries") == [{"status": "submitted"}]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("/homnay", "Nhật ký hôm nay"), ("/khai", "Đồng chí đã làm việc gì?"), ("/duyet", "Chờ duyệt: 1 mục")],
)
def test_a_slash_command_is_obeyed_while_a_reason_is_awaited(typed: str, words: str, an: Phone, tp: Phone) -> None:
    an.log("3h soạn công văn")
    tp.press("Trả lại")
    assert words in tp.say(typed).text


@pytest.mark.parametrize("label", ["Rút lại", "rút lại", "rut lai", "RÚT LẠI"])
def test_a_label_of_the_last_screen_acts_as_its_press(label: str, an: Phone) -> None:
    an.log("3h soạn công văn")
    assert "Đã rút lại" in an.say(label).text


def test_typed_labels_lead_through_a_whole_return(an: Phone, tp: Phone) -> None:
    an.log("3h soạn công văn")
    tp.say("duyệt")
    tp.say("xem từng mục")
    tp.say("trả lại")
    tp.say("giờ chưa phù hợp")
    assert "Lý do: Giờ chưa phù hợp" in an.last.text


def test_a_label_with_a_count_may_be_typed_without_it(an: Phone, tp: Phone) -> None:
    an.say("3h soạn công văn; 1h trực cơ quan")
    assert "Đã gửi 2 mục" in an.say("gửi duyệt").text
    tp.say("/duyet")
    assert "Đã duyệt 2 mục" in tp.say("duyet tat ca").text


def test_a_typed_press_that_is_refused_is_answered_with_a_message(an: Phone, tp: Phone) -> None:
    an.log("3h soạn công văn")
    tp.press("Duyệt")
    assert an.say("rút lại").text.startswith("Mục này đã được đồng chí Lê Thị Thanh Ngọc duyệt 3 giờ")
