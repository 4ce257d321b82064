"""One typed line, read by the conventions of CONTRACT, section 3. Today is Monday, 23 November 2026."""

from __future__ import annotations

import json
import time
import unicodedata
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.pieces import asks_for_yesterday, split_lines, split_work
from bot.language.reading import Limits, parse_date, parse_minutes, read

TODAY = date(2026, 11, 23)
TYPED_PIECES = (
    "2h30 h 8h 8 30 - – : / , ; . 20/11 hôm qua nay ngày thứ 6 tuần trước cả nửa buổi tiếng rưỡi phút từ đến lúc "
    "sp: x3 sl 4 báo cáo hồ sơ mùng tháng 11 năm 2026 ( ) 1e9 -2h ' p chiều tối sáng CN t6 họp tết 99999"
)
ENDLESS = (
    "a|1 |2h |ca ngay |8h-|20/11 |thu 2 tuan truoc |sp: |1/|-|ky niem a |khoang |muoi mot |ngay |1.000|(|ế|9|12-a/"
    "|so |\u0301|từ |kem 15|2 ruoi |8h hom qua den |va |, |mot tram |20 - 11 - |1½"
)
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=120)
PIECES = st.lists(st.sampled_from(TYPED_PIECES.split()), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("line", "minutes", "start", "others"),
    [
        ("8h họp", 480, None, [(None, "08:00")]),
        ("họp 7h30", 450, None, [(None, "07:30")]),
        ("họp 15h", 900, None, [(None, "15:00")]),
        ("họp 2h chiều", 120, None, [(None, "14:00")]),
        ("họp 7h tối", 420, None, [(None, "19:00")]),
        ("họp 2h tối qua", 120, None, []),
        ("2:30 họp", 150, None, [(None, "14:30")]),
        ("8h họp 2h", 120, "08:00", [(600, None)]),
        ("8h-2h họp", 1080, "08:00", [(360, "08:00")]),
        ("8h-11h30 họp 3h", 180, "08:00", [(210, "08:00")]),
        ("8h-10h, 14h-15h họp 2h", 120, None, [(180, None)]),
        ("2-3h họp", 60, "02:00", [(180, None)]),
        ("8 tiếng họp", 480, None, []),
        ("2h họp", 120, None, []),
        ("22h-2h trực", 240, "22:00", []),
        ("8h họp, 14h đi cơ sở", None, "08:00", []),
        ("1h họp phòng 9h", 60, "09:00", [(600, None)]),
        ("2h họp phòng 14h", 120, "14:00", []),
        ("1h họp, soạn công văn 6h", 420, None, []),
        ("8h-10h họp, soạn công văn 1h", 180, None, [(120, "08:00")]),
        ("chiều 2h họp", 120, None, [(None, "14:00")]),
        ("chiều 2h họp 1 tiếng", 60, "14:00", [(180, None)]),
        ("2 rưỡi họp", 150, None, [(None, "14:30")]),
        ("1h30-17h họp", 930, "01:30", [(210, "13:30")]),
        ("sáng 7h30-11h họp, chiều 2h soạn công văn", 330, None, [(210, "07:30")]),
        ("8h-10h họp rồi soạn báo cáo 1h", 180, None, [(120, "08:00")]),
        ("17h-7h sáng trực", 840, "17:00", []),
        ("họp sáng 3h, tối 2h", 300, None, []),
        ("họp 2h 2 giờ chiều", 120, "14:00", [(240, None)]),
        ("họp 1 tiếng 30 phút 9h", 90, "09:00", [(630, None)]),
        ("8h 10h họp", 120, "08:00", []),
        ("họp hai ba tiếng", 180, None, [(120, None)]),
        ("họp 2 đến 3 tiếng", 180, None, [(120, None)]),
        ("họp phòng 2 3 tiếng", 180, None, []),
    ],
)
def test_a_reading_that_makes_sense_too_is_offered_not_guessed(
    line: str, minutes: int | None, start: str | None, others: list[tuple[int | None, str | None]]
) -> None:
    reading = read(line, TODAY)
    assert (reading.minutes, reading.start) == (minutes, start)
    assert [(one.minutes, one.start) for one in reading.alternatives] == others


def test_what_no_day_can_hold_is_no_second_reading() -> None:
    assert read("8h 10h họp", TODAY, Limits(day_minutes=1440)).alternatives[0].minutes == 1080
    assert read("8h 10h họp", TODAY).alternatives == ()


@pytest.mark.parametrize(
    ("line", "task"),
    [
        ("B.10 đơn 2h", "B.10 đơn"),
        ("2h C.STC.17 hồ sơ mời thầu", "C.STC.17 hồ sơ mời thầu"),
        ("tổ 4 thôn 2 2h", "tổ 4 thôn 2"),
        ("2h lớp 12 tuyển sinh", "lớp 12 tuyển sinh"),
    ],
)
def test_numbers_of_codes_and_places_are_no_quantities(line: str, task: str) -> None:
    reading = read(line, TODAY)
    assert (reading.minutes, reading.quantity, reading.task) == (120, None, task)


def test_a_line_that_says_until_when_has_an_end_only() -> None:
    reading = read("làm việc đến 17h", TODAY)
    assert (reading.start, reading.end, reading.problems) == (None, "17:00", ("missing_hours",))


@pytest.mark.parametrize(
    ("line", "minutes", "start", "end"),
    [
        ("8h-8h trực", 1440, "08:00", "08:00"),
        ("22h-24h trực", 120, "22:00", "00:00"),
        ("12h trưa-2h chiều họp", 120, "12:00", "14:00"),
        ("11h-1h trưa họp", 120, "11:00", "13:00"),
        ("8h đêm-2h trực", 360, "20:00", "02:00"),
        ("24h-25h họp", 2940, None, None),
        ("18-20 họp", None, None, None),
    ],
)
def test_ranges_at_the_edges_of_the_day(line: str, minutes: int | None, start: str | None, end: str | None) -> None:
    reading = read(line, TODAY)
    assert (reading.minutes, reading.start, reading.end) == (minutes, start, end)


@pytest.mark.parametrize(
    ("line", "today", "day"),
    [
        ("30/12 họp 2h", date(2027, 1, 1), date(2026, 12, 30)),
        ("5/1 họp 2h", date(2026, 12, 28), date(2027, 1, 5)),
        ("29/2 họp 2h", date(2028, 3, 1), date(2028, 2, 29)),
        ("ngày 31 họp 2h", date(2027, 3, 2), date(2027, 1, 31)),
        ("mùng 1 họp 2h", date(2027, 1, 1), date(2027, 1, 1)),
        ("ngày 28 tháng trước họp 2h", date(2027, 3, 2), date(2027, 2, 28)),
        ("ngày 2 tháng này họp 2h", date(2027, 3, 2), date(2027, 3, 2)),
        ("thứ 6 rồi họp 2h", date(2026, 11, 20), date(2026, 11, 13)),
        ("thứ 6 họp 2h", date(2026, 11, 20), date(2026, 11, 20)),
        ("thứ 6 này họp 2h", date(2026, 11, 23), date(2026, 11, 27)),
        ("thứ 6 tới họp 2h", date(2026, 11, 20), date(2026, 11, 27)),
        ("thứ 6 tuần tới họp 2h", date(2026, 11, 20), date(2026, 11, 27)),
        ("thứ 6 tuần tới họp 2h", date(2026, 11, 23), date(2026, 12, 4)),
        ("thứ 2 tuần trước nữa họp 2h", date(2026, 11, 23), date(2026, 11, 9)),
        ("đầu tuần trước họp 2h", date(2026, 11, 25), date(2026, 11, 16)),
        ("chủ nhật tuần trước họp 2h", date(2026, 11, 22), date(2026, 11, 15)),
        ("hôm qua họp 2h", date(2027, 1, 1), date(2026, 12, 31)),
        ("nay họp 2h", TODAY, TODAY),
        ("29/2/2027 họp 2h", TODAY, None),
        ("ngày 31 tháng này họp 2h", TODAY, None),
        ("hôm kìa họp 2h", TODAY, None),
        ("thứ 5 20/11 họp 2h", TODAY, None),
    ],
)
def test_dates_depend_on_today(line: str, today: date, day: date | None) -> None:
    reading = read(line, today)
    assert reading.date == (day or today)
    assert reading.date_named
    assert ("ambiguous_date" in reading.problems) == (day is None)
    assert reading.task == "họp"


@pytest.mark.parametrize(
    ("line", "day", "task"),
    [
        ("hôm qua 2h chuẩn bị họp ngày 25/11", date(2026, 11, 22), "chuẩn bị họp ngày 25/11"),
        ("2h chuan bi tai lieu hop ngay mai hom nay", TODAY, "chuan bi tai lieu hop ngay mai"),
        ("thứ 6 2h soạn giấy mời họp thứ 3 tuần sau", date(2026, 11, 20), "soạn giấy mời họp thứ 3 tuần sau"),
    ],
)
def test_of_two_days_the_one_that_has_come_counts_and_the_one_ahead_stays_with_the_task(
    line: str, day: date, task: str
) -> None:
    reading = read(line, TODAY)
    assert (reading.date, reading.task, reading.problems) == (day, task, ())


@pytest.mark.parametrize("line", ["hôm qua 2h họp 20/11", "thứ 5 2h họp thứ 6", "hôm qua 2h họp 30/2"])
def test_two_days_that_have_come_or_one_that_is_none_are_asked_about(line: str) -> None:
    assert read(line, TODAY).problems == ("ambiguous_date",)


@pytest.mark.parametrize(
    ("line", "day", "minutes"),
    [
        ("họp với Sở KH&CN 2h", TODAY, 120),
        ("kiểm kê kho 4 tiếng ngày hôm qua", date(2026, 11, 22), 240),
        ("chìu qua 2 tiếng kiểm tra vệ sinh", date(2026, 11, 22), 120),
        ("họp từ 1 giờ kém 5 chiều đến 2 giờ 10 chiều", TODAY, 75),
    ],
)
def test_words_that_look_alike_are_told_apart(line: str, day: date, minutes: int) -> None:
    reading = read(line, TODAY)
    assert (reading.date, reading.minutes) == (day, minutes)


def test_a_line_without_a_day_does_not_name_one() -> None:
    assert not read("họp 2h", TODAY).date_named


@pytest.mark.parametrize(
    ("line", "summed"),
    [
        ("họp phòng 2h và soạn công văn 1h", (120, 60)),
        ("8h-10h, 13h-14h họp", (120, 60)),
        ("8h-10h họp rồi soạn công văn 1h", (120, 60)),
        ("họp 2h", ()),
        ("họp 2h30", ()),
        ("họp 1 giờ, 30 phút", ()),
        ("họp 2,5 giờ (2h30)", ()),
        ("8h-10h (2h) họp", ()),
        ("8h họp 2h", ()),
    ],
)
def test_pieces_that_were_added_up_are_told(line: str, summed: tuple[int, ...]) -> None:
    assert read(line, TODAY).summed == summed


@pytest.mark.parametrize(
    ("line", "day", "minutes"),
    [
        ("trực 22h-5h sáng nay", date(2026, 11, 22), 420),
        ("từ 21h hôm qua đến 5h sáng nay trực", date(2026, 11, 22), 480),
        ("trực 22h 20/11 đến 6h 21/11", date(2026, 11, 20), 480),
        ("trực 22h-6h sáng hôm sau", TODAY, 480),
        ("trực 8h hôm qua đến 8h hôm nay", date(2026, 11, 22), 1440),
        ("họp 8h sáng nay đến 10h sáng nay", TODAY, 120),
    ],
)
def test_work_across_midnight_belongs_to_the_day_it_began(line: str, day: date, minutes: int) -> None:
    reading = read(line, TODAY)
    assert (reading.date, reading.minutes) == (day, minutes)


def test_the_limits_themselves_are_allowed() -> None:
    limits = Limits(day_minutes=1440, backdate_days=1)
    assert read("trực 24h hôm qua", TODAY, limits).problems == ()
    assert read("trực 24h15 hôm kia", TODAY, limits).problems == ("too_old", "too_long")


def test_several_problems_are_all_named() -> None:
    assert read("13h10 30/2", TODAY).problems == ("missing_task", "too_long", "not_a_quarter", "ambiguous_date")


def test_an_entry_has_hours_and_a_task() -> None:
    assert read("duyệt văn bản 2h", TODAY).is_entry
    assert not read("duyệt", TODAY).is_entry
    assert not read("2h", TODAY).is_entry


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("3h", 180),
        ("2h30", 150),
        ("90p", 90),
        ("2 tiếng rưỡi", 150),
        ("3", 180),
        ("2,5", 150),
        (" 1.5 ", 90),
        ("nửa ngày", 240),
        ("8h-10h30", 150),
        ("8h", 480),
        ("2:30", 150),
        ("0", None),
        ("-2", None),
        ("-2h", None),
        ("lúc 8h", None),
        ("3h họp", None),
        ("hôm qua", None),
        ("", None),
        ("1e9", None),
        ("họp", None),
    ],
)
def test_minutes_are_read_from_nothing_but_a_duration(text: str, minutes: int | None) -> None:
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hôm kia", date(2026, 11, 21)),
        ("20/11", date(2026, 11, 20)),
        ("thứ 6 tuần trước", date(2026, 11, 20)),
        ("hôm nay", TODAY),
        ("30/11", date(2026, 11, 30)),
        ("30/2", None),
        ("tuần trước", None),
        ("hôm qua họp", None),
        ("3h", None),
        ("", None),
        ("20", None),
    ],
)
def test_a_day_is_read_from_nothing_but_a_date(text: str, day: date | None) -> None:
    assert parse_date(text, TODAY) == day


def test_a_reading_is_ready_for_json() -> None:
    values = asdict(read("8h họp x3 sp: BC 45", TODAY)) | {"date": TODAY.isoformat()}
    assert json.loads(json.dumps(values))["alternatives"] == [{"minutes": None, "start": "08:00", "end": None}]


@given(st.one_of(ANY_TEXT, PIECES))
@settings(max_examples=300)
def test_no_text_raises(text: str) -> None:
    reading = read(text, TODAY)
    assert reading.minutes is None or reading.minutes > 0
    assert ("missing_hours" in reading.problems) == (reading.minutes is None)
    assert ("missing_task" in reading.problems) == (not reading.task)
    split_work(reading)
    asks_for_yesterday(text)
    for part in split_lines(text):
        assert part.strip() == part != ""
    parse_minutes(text)
    parse_date(text, TODAY)


@given(PIECES)
@settings(max_examples=200)
def test_typing_without_accents_never_raises_either(text: str) -> None:
    read(unicodedata.normalize("NFD", text), TODAY)


@given(st.integers(1, 48), st.integers(0, 60))
def test_hours_and_days_as_people_write_them_are_read_back(quarters: int, days: int) -> None:
    day, hours, past = TODAY - timedelta(days=days), quarters // 4, quarters % 4 * 15
    for said in (f"{hours}h{past:02}", f"{hours} giờ {past} phút", f"{hours * 60 + past} phút"):
        for named in (f"{day:%d/%m/%Y}", f"ngày {day.day} tháng {day.month}", f"{day:%d/%m}"):
            reading = read(f"{said} soạn văn bản {named}", TODAY)
            assert (reading.minutes, reading.date, reading.task) == (quarters * 15, day, "soạn văn bản")


@pytest.mark.parametrize("piece", ENDLESS.split("|"))
def test_long_texts_are_read_quickly(piece: str) -> None:
    text = piece * (5000 // len(piece))
    began = time.process_time()
    split_work(read(text, TODAY))
    split_lines(text)
    asks_for_yesterday(text)
    parse_minutes(text)
    assert time.process_time() - began < 1.0
