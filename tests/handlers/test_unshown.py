"""What labels do that are typed while no screen shows them."""

from __future__ import annotations

import pytest

from bot.domain.entry import Status
from tests.support.conversation import Conversation, Message, Phone, statuses
from tests.support.memory import MemoryOffice

NOTHING_OPEN = "Không có mục nào đang mở để làm việc đó."


@pytest.mark.parametrize("typed", ["trả lại", "TRA LAI"])
def test_the_one_card_that_waits_is_returned(typed: str, card: Message, an: Phone, tp: Phone) -> None:
    assert "Lý do trả lại?" in tp.say(typed).text
    tp.say("thiếu biên bản họp")
    assert "Lý do: thiếu biên bản họp" in an.last.text


def test_the_one_card_that_waits_is_approved_with_other_hours(card: Message, tp: Phone, office: MemoryOffice) -> None:
    assert "Duyệt bao nhiêu giờ?" in tp.say("duyệt số giờ khác").text
    tp.say("1h30")
    assert office.rows("SELECT minutes_approved FROM entries") == [{"minutes_approved": 90}]


def test_the_one_card_that_waits_is_judged(card: Message, tp: Phone, office: MemoryOffice) -> None:
    assert "Chất lượng sản phẩm?" in tp.say("danh gia chat luong").text
    tp.say("chưa đạt")
    assert office.rows("SELECT quality FROM entries") == [{"quality": "chưa đạt"}]


@pytest.mark.parametrize("typed", ["trả lại", "duyệt số giờ khác", "đánh giá chất lượng"])
def test_of_several_cards_it_is_asked_which(typed: str, an: Phone, tp: Phone, office: MemoryOffice) -> None:
    an.log("3h soạn công văn")
    an.log("1h trực cơ quan")
    asked = tp.say(typed)
    assert "mục nào?" in asked.text
    assert [label.partition(" · ")[2] for label in asked.labels[:2]] == [
        "23/11 · 3 giờ · Soạn thảo văn bản hành…",
        "23/11 · 1 giờ · Trực cơ quan",
    ]
    tp.press(asked.labels[1])
    assert "1 giờ" in tp.last.text
    assert statuses(office) == [Status.SUBMITTED] * 2


def test_more_than_can_be_offered_are_found_in_the_queue(an: Phone, tp: Phone) -> None:
    an.log("; ".join(["30p soạn công văn"] * 10))
    asked = tp.say("trả lại")
    assert "Còn 2 mục khác; xem ở /duyet." in asked.text
    assert len(asked.labels) == 9


@pytest.mark.parametrize(
    "typed", ["trả lại", "duyệt số giờ khác", "đánh giá chất lượng", "xem từng mục", "duyệt tất cả"]
)
def test_a_leader_for_whom_nothing_waits_is_told_so(typed: str, tp: Phone) -> None:
    assert "Không có mục nào chờ đồng chí duyệt." in tp.say(typed).text


def test_approving_all_shows_first_what_that_is(card: Message, tp: Phone, office: MemoryOffice) -> None:
    assert "Duyệt tất cả (1 mục không có lưu ý)" in tp.say("duyệt tất cả").labels
    assert statuses(office) == [Status.SUBMITTED]
    assert "Đã duyệt 1 mục" in tp.say("duyet tat ca").text


def test_the_queue_can_be_walked_at_any_time(card: Message, tp: Phone) -> None:
    assert "Còn 1 mục chờ duyệt" in tp.say("xem tung muc").text


def test_the_last_decision_is_undone(an: Phone, tp: Phone, talk: Conversation, office: MemoryOffice) -> None:
    an.log("3h soạn công văn")
    tp.press("Duyệt")
    talk.later(seconds=5)
    an.log("1h trực cơ quan")
    tp.press("Duyệt")
    assert "Trực cơ quan" in tp.say("hoan tac").text
    assert statuses(office) == [Status.APPROVED, Status.SUBMITTED]


def test_of_decisions_made_at_once_it_is_asked_which(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    an.log("3h soạn công văn; 1h trực cơ quan")
    tp.say("/duyet")
    tp.say("duyệt tất cả")
    asked = tp.say("hoàn tác")
    assert "Hoàn tác: mục nào?" in asked.text
    tp.press(next(label for label in asked.labels if "Trực" in label))
    assert statuses(office) == [Status.APPROVED, Status.SUBMITTED]


def test_after_five_minutes_there_is_nothing_to_undo(card: Message, tp: Phone, talk: Conversation) -> None:
    tp.press("Duyệt")
    talk.later(minutes=6)
    assert "Không có mục nào hoàn tác được" in tp.say("hoàn tác").text


@pytest.fixture
def returned(card: Message, tp: Phone) -> None:
    """AN's entry, returned with a typed reason."""
    tp.press("Trả lại")
    tp.say("thiếu số văn bản")


@pytest.mark.usefixtures("returned")
@pytest.mark.parametrize("typed", ["có ý kiến", "co y kien"])
def test_an_opinion_goes_to_who_returned_the_entry(typed: str, an: Phone, tp: Phone) -> None:
    assert "Đồng chí gõ ý kiến" in an.say(typed).text
    an.say("số văn bản ở trang sau")
    assert "“số văn bản ở trang sau”" in tp.last.text


@pytest.mark.usefixtures("returned")
@pytest.mark.parametrize("typed", ["sửa và gửi lại", "sua va gui lai"])
def test_the_returned_entry_is_opened_to_be_mended(typed: str, an: Phone, office: MemoryOffice) -> None:
    assert "Gửi duyệt" in an.say(typed).labels
    an.say("gửi duyệt")
    assert statuses(office) == [Status.SUBMITTED]


@pytest.mark.usefixtures("returned")
def test_of_several_returned_entries_it_is_asked_which(an: Phone, tp: Phone) -> None:
    an.log("1h trực cơ quan")
    tp.press("Trả lại")
    tp.press("Giờ chưa phù hợp")
    asked = an.say("có ý kiến")
    assert asked.labels == [
        "23/11 · 1 giờ · Trực cơ quan",
        "23/11 · 3 giờ · Soạn thảo văn bản hành chính",
        "Thôi",
    ]


def test_what_waits_is_taken_back(card: Message, an: Phone, office: MemoryOffice) -> None:
    an.say("/homnay")
    assert "Đã rút lại" in an.say("rut lai").text
    assert statuses(office) == [Status.WITHDRAWN]


def test_of_several_messages_that_wait_it_is_asked_which(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    an.log("3h soạn công văn; 1h trực cơ quan")
    an.log("1h trực cơ quan")
    an.say("/homnay")
    asked = an.say("rút lại")
    assert asked.labels[1].endswith("và 1 mục nữa")
    an.press(asked.labels[1])
    assert statuses(office) == [Status.WITHDRAWN, Status.WITHDRAWN, Status.SUBMITTED]


def test_the_only_draft_is_sent_or_mended(an: Phone, office: MemoryOffice) -> None:
    an.say("2h soạn công văn")
    an.say("/trogiup")
    assert "Đồng chí chọn phần cần sửa" in an.say("sửa").text
    an.say("/trogiup")
    assert "Đã gửi" in an.say("gửi").text
    assert statuses(office) == [Status.SUBMITTED]


@pytest.mark.parametrize(
    "typed", ["có ý kiến", "sửa và gửi lại", "rút lại", "trả lại", "duyệt số giờ khác", "hoàn tác"]
)
def test_with_nothing_it_can_mean_a_label_drafts_nothing(typed: str, an: Phone, office: MemoryOffice) -> None:
    assert NOTHING_OPEN in an.say(typed).text
    assert not statuses(office)


@pytest.mark.parametrize("typed", ["trả lại", "hoàn tác"])
def test_nobody_reaches_what_is_anothers(typed: str, card: Message, an: Phone, office: MemoryOffice) -> None:
    assert NOTHING_OPEN in an.say(typed).text
    assert statuses(office) == [Status.SUBMITTED]


@pytest.mark.usefixtures("returned")
def test_a_label_is_no_task_while_a_draft_is_mended(an: Phone, office: MemoryOffice) -> None:
    an.say("2h trực cơ quan")
    an.press("Sửa")
    assert "Đồng chí gõ ý kiến" in an.say("có ý kiến").text
    assert office.rows("SELECT item FROM entries WHERE status = 'draft'") == [{"item": "D.01"}]


@pytest.mark.parametrize("typed", ["trả lại hồ sơ 2h", "hoàn tác phần mềm 1h", "sửa và gửi lại báo cáo 1h"])
def test_work_that_begins_with_a_label_stays_an_entry(
    typed: str, card: Message, tp: Phone, office: MemoryOffice
) -> None:
    assert "Nháp" in tp.say(typed).text
    assert statuses(office) == [Status.SUBMITTED, Status.DRAFT]
