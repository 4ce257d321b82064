"""Words typed without the blanks between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.segments import segments

_WORDS = "hop giao ban bang phan bo bong ngan an sach sao y so hoa do festival bien"
KNOWN = frozenset(_WORDS.split())


def parted(joined: str) -> list[str]:
    return [" ".join(parts) for parts in segments(joined, KNOWN.__contains__)]


@pytest.mark.parametrize(
    ("joined", "apart"),
    [
        ("hopgiaoban", "hop giao ban"),
        ("sohoa", "so hoa"),
        ("sodo", "so do"),
        ("phanbongansach", "phan bo ngan sach"),
        ("festivalbien", "festival bien"),
    ],
)
def test_known_words_are_told_apart(joined: str, apart: str) -> None:
    assert apart in parted(joined)


def test_a_syllable_may_be_unknown_among_known_ones() -> None:
    assert parted("hopgiaobanthi")[0] == "hop giao ban thi"


@pytest.mark.parametrize("word", ["hop", "giao", "bcktq", "zzzzzz", "qwerty", "chugn", "", "hopgiaoban" * 10])
def test_one_word_letters_without_a_vowel_and_endless_ones_stay_whole(word: str) -> None:
    assert parted(word) == []


@given(st.text(max_size=60))
def test_no_word_raises_and_no_letter_is_lost(word: str) -> None:
    for parts in segments(word, KNOWN.__contains__):
        assert "".join(parts) == word
