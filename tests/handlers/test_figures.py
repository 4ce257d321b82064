"""Figures, days and names as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.rules import Rules
from bot.handlers.words import comrade, group_name, hours, hours_twice, joined, long_date, moment, number, shorten
from tests.support.clock import MONDAY_MORNING
from tests.support.samples import OFFICIALS

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("thousandths", "words"),
    [
        (2000, "2"), (2500, "2,5"), (250, "0,25"), (1_992_000, "1.992"), (1_234_567_000, "1.234.567"), (-1500, "-1,5"),
        (1_001, "1,001"), (0, "0"),
    ],
)  # fmt: skip
def test_numbers_have_a_decimal_comma_and_dots_between_thousands(thousandths: int, words: str) -> None:
    assert number(thousandths) == words


@pytest.mark.parametrize(
    ("minutes", "once", "twice"),
    [
        (120, "2 giờ", "2 giờ"),
        (150, "2,5 giờ", "2,5 giờ (2h30)"),
        (15, "0,25 giờ", "0,25 giờ (15 phút)"),
        (70, "70 phút", "70 phút (1h10)"),
        (10, "10 phút", "10 phút"),
        (0, "0 giờ", "0 giờ"),
    ],
)
def test_minutes_are_told_as_hours(minutes: int, once: str, twice: str) -> None:
    assert (hours(minutes), hours_twice(minutes)) == (once, twice)


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (-1, "Thứ Ba 24/11/2026"),
        (0, "hôm nay, thứ Hai 23/11/2026"),
        (1, "hôm qua, Chủ nhật 22/11/2026"),
        (2, "hôm kia, thứ Bảy 21/11/2026"),
        (3, "Thứ Sáu 20/11/2026"),
    ],
)
def test_days_are_told_in_words(back: int, words: str) -> None:
    assert long_date(MONDAY - timedelta(days=back), MONDAY) == words


def test_instants_are_told_as_clocks_in_the_province_show_them() -> None:
    assert moment(MONDAY_MORNING, Rules()) == "09:30 ngày 23/11/2026"


def test_people_are_named_courteously() -> None:
    assert comrade(OFFICIALS[3]) == "đồng chí Vương Thị Bảo An"
    assert comrade(None) == "một đồng chí"


def test_groups_are_named_as_the_regulation_writes_them() -> None:
    assert group_name("A") == "Nhóm A – Lãnh đạo, quản lý"
    assert group_name("") == ""


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("ngắn", "ngắn"),
        ("một hai ba bốn năm", "một hai ba…"),
        ("mộthaibabốnnămsáu", "mộthaibabốnn…"),
        ("một hai, ba bốn năm", "một hai, ba…"),
        ("mười ba, chữ", "mười ba, chữ"),
        ("một hai ba – bốn", "một hai ba…"),
    ],
)
def test_long_texts_are_cut_at_a_word(text: str, cut: str) -> None:
    assert shorten(text, 13) == cut


def test_what_is_empty_leaves_no_gap() -> None:
    assert joined(["một", "", "hai"], " · ") == "một · hai"
