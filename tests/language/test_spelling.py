"""One word's bare letters and marks, whichever way they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.spelling import from_keys, sound, spell


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("hopj", "họp"),
        ("hojp", "họp"),
        ("tieengs", "tiếng"),
        ("giowf", "giờ"),
        ("nuwowcs", "nước"),
        ("ddaauf", "đầu"),
        ("twf", "từ"),
        ("awn", "ăn"),
        ("HOPJ", "họp"),
        ("hop5", "họp"),
        ("tie6ng1", "tiếng"),
        ("d9a6u2", "đầu"),
    ],
)
def test_telex_and_vni_keys_spell_the_word_they_would_have_made(keys: str, word: str) -> None:
    assert from_keys(keys) == spell(word)


@pytest.mark.parametrize("text", ["hop", "tw", "họp", "2h30", "a" * 13 + "s", "", "h-p"])
def test_what_makes_no_accents_is_no_key_sequence(text: str) -> None:
    assert from_keys(text) is None


def test_the_place_of_a_tone_and_hoi_or_nga_make_no_difference() -> None:
    assert spell("hoà") == spell("hòa")
    assert spell("nghĩ") == spell("nghỉ")
    assert spell("họp") != spell("hợp")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("soan", "xoan"),
        ("trinh", "chinh"),
        ("giao", "dao"),
        ("vao", "dao"),
        ("rao", "dao"),
        ("lam", "nam"),
        ("ki", "ky"),
        ("ban", "bang"),
        ("biec", "biet"),
        ("nghi", "nghy"),
    ],
)
def test_words_that_the_country_confuses_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("hop", "lop"), ("khi", "chi"), ("nha", "la"), ("thi", "ti"), ("nga", "na"), ("ban", "bam")]
)
def test_words_that_nobody_confuses_do_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@given(st.text(max_size=20))
def test_no_word_raises(word: str) -> None:
    spell(word)
    sound(spell(word).base)
    from_keys(word)
