"""The entries of a message, and the pieces of work in one line."""

from __future__ import annotations

from datetime import date

import pytest

from bot.language.pieces import asks_for_yesterday, split_lines, split_work
from bot.language.reading import read

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("message", "entries"),
    [
        ("họp 2h", ["họp 2h"]),
        ("họp 2h\nsoạn văn bản 1h", ["họp 2h", "soạn văn bản 1h"]),
        ("họp 2h; soạn văn bản 1h;", ["họp 2h", "soạn văn bản 1h"]),
        ("\r\n họp 2h \r\n\r\n; ;\n", ["họp 2h"]),
        ("họp 2h sp: BC 45; TTr 46", ["họp 2h sp: BC 45; TTr 46"]),
        ("họp 2h sp: BC 45; soạn văn bản 1h; đọc", ["họp 2h sp: BC 45", "soạn văn bản 1h", "đọc"]),
        ("", []),
        (";\n;", []),
    ],
)
def test_one_message_may_hold_several_entries(message: str, entries: list[str]) -> None:
    assert split_lines(message) == entries


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("họp phòng 2h và soạn công văn 1h", ["họp phòng 2h", "soạn công văn 1h"]),
        ("hop phong 2h va soan cong van 1h", ["hop phong 2h", "soan cong van 1h"]),
        ("họp 1h, tiếp dân 2h", ["họp 1h", "tiếp dân 2h"]),
        ("họp 1h + tiếp dân 2h", ["họp 1h", "tiếp dân 2h"]),
        ("2h họp phòng và tổ, 1h soạn công văn", ["2h họp phòng và tổ", "1h soạn công văn"]),
        ("họp phòng 2h, soạn công văn và báo cáo 1h", ["họp phòng 2h", "soạn công văn và báo cáo 1h"]),
        ("hôm qua họp 2h rồi soạn công văn 1h", ["hôm qua họp 2h", "soạn công văn 1h"]),
        ("sáng 7h30-11h họp, chiều 2h soạn công văn", ["sáng 7h30-11h họp", "chiều 2h soạn công văn"]),
        ("2,5h họp, 1h tiếp dân", ["2,5h họp", "1h tiếp dân"]),
    ],
)
def test_pieces_of_work_are_told_apart(line: str, pieces: list[str]) -> None:
    assert split_work(read(line, TODAY)) == pieces


@pytest.mark.parametrize(
    "line",
    [
        "họp 2h",
        "họp phòng và tổ 2h",
        "8h-10h, 13h-15h họp",
        "họp 1 giờ, 30 phút",
        "đi cơ sở sáng 3h và chiều 2h",
        "họp, 2h, tiếp dân, 1h, 30p",
        "họp 8h-11h30, 3h",
        "họp 1h, " + "tiếp dân " * 40 + "2h",
        "",
    ],
)
def test_one_piece_of_work_stays_one(line: str) -> None:
    assert split_work(read(line, TODAY)) == [read(line, TODAY).text]


@pytest.mark.parametrize(
    "text",
    [
        "như hôm qua",
        "nhu hom qua",
        "Giống hôm qua",
        "như hqua",
        "giong hum qua",
        "y như ngày hôm qua",
        "lặp lại hôm qua",
    ],
)
def test_asking_for_yesterday_again(text: str) -> None:
    assert asks_for_yesterday(text)


@pytest.mark.parametrize("text", ["hôm qua", "họp như hôm qua", "như hôm qua 2h", "như hôm nay", ""])
def test_not_asking_for_yesterday(text: str) -> None:
    assert not asks_for_yesterday(text)
