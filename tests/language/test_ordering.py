"""Names stand in the order in which Vietnamese lists have them."""

from __future__ import annotations

from random import Random

import pytest

from bot.language.ordering import name_key, title_key


@pytest.mark.parametrize(
    "names",
    [
        ["Vương Thị Bảo An", "Đoàn Hữu Bình", "Trần Hữu Châu"],
        ["Lê Ba", "Lê Bà", "Lê Bả", "Lê Bã", "Lê Bá", "Lê Bạ"],
        ["Trần An", "Trần Ăn", "Trần Ân", "Trần Ba"],
        ["Trần Dũng", "Trần Đạt", "Trần Đức"],
        ["Đỗ Thị Lan", "Lê Thị Lan", "Trần Anh Lan", "Trần Thị Lan"],
        ["Lê On", "Lê Ôn", "Lê Ơn", "Lê Un", "Lê Ưn"],
        ["Kim Y", "Kim Ỷ"],
    ],
)
def test_names_stand_by_given_name_then_family_name_then_tones(names: list[str]) -> None:
    shuffled = names.copy()
    Random(3).shuffle(shuffled)
    assert sorted(shuffled, key=name_key) == names


def test_how_a_letter_is_encoded_makes_no_difference() -> None:
    assert name_key("Lê Thị Hi\u1ec1n") == name_key("Lê Thị Hie\u0302\u0300n") == name_key("LÊ THỊ HIỀN")


@pytest.mark.parametrize("name", ["", "  ", "O'Brien", "Y 2", "李"])
def test_any_other_name_has_a_place_too(name: str) -> None:
    assert sorted([name, "An"], key=name_key)


def test_units_stand_word_by_word() -> None:
    units = ["Ban Dân vận", "Sở Nội vụ", "Sở Tài chính", "UBND phường Nha Trang"]
    shuffled = units.copy()
    Random(3).shuffle(shuffled)
    assert sorted(shuffled, key=title_key) == units
