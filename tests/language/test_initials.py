"""Tasks called by their first letters."""

from __future__ import annotations

import pytest

from bot.language.initials import Initials

NAMES = ("hgb", "dhgb", "tmkhtckh", "xnngtdsdd", "tdbcdxctdt", "ab")
INITIALS = Initials([{name} for name in NAMES])


def sure(typed: str) -> dict[str, float]:
    return {NAMES[phrase]: value for phrase, value in INITIALS.phrases(typed).items()}


def test_all_of_the_letters_are_surest_then_the_first_ones_then_inner_ones() -> None:
    found = sure("hgb")
    assert found["hgb"] > found["dhgb"] > 0
    assert sure("tmkh")["tmkhtckh"] > sure("khtc")["tmkhtckh"]


def test_the_more_letters_the_less_it_can_be_chance() -> None:
    assert sure("kht")["tmkhtckh"] < sure("khtc")["tmkhtckh"] < sure("khtckh")["tmkhtckh"]


@pytest.mark.parametrize(("typed", "name"), [("xnngd", "xnngtdsdd"), ("tdctdt", "tdbcdxctdt")])
def test_words_may_be_skipped_after_the_first_two(typed: str, name: str) -> None:
    assert list(sure(typed)) == [name]


def test_one_gap_is_surer_than_two() -> None:
    assert sure("tdctdt")["tdbcdxctdt"] > sure("tdcxtt").get("tdbcdxctdt", 0.0)
    assert sure("xnngd")["xnngtdsdd"] > sure("xngsd")["xnngtdsdd"]


@pytest.mark.parametrize("typed", ["", "h", "zz", "gb", "h1", "hgbhgbhgbhgbh"])
def test_too_few_letters_or_others_find_nothing(typed: str) -> None:
    assert sure(typed) == {}


def test_letters_side_by_side_are_found_wherever_they_stand() -> None:
    assert {NAMES[phrase] for phrase in INITIALS.holding("gb")} == {"hgb", "dhgb"}
