"""What is kept of typed text, and the form in which texts are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.folding import clean, fold, keep, words

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  họp  ", "họp"),
        ("họp\x00giao\x07ban", "họpgiaoban"),
        ("a\ud800b", "ab"),
        ("họp\tgiao", "họp giao"),
        ("họp\xa0giao\u3000ban", "họp giao ban"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("h\u200bọ\u200dp\ufeff \u202egiao\u202c", "họp giao"),
        (unicodedata.normalize("NFD", "Sở Nội vụ"), "Sở Nội vụ"),
        ("ho\u200b\u0323p", "họp"),
        ("B.07 – họp 🎉", "B.07 – họp 🎉"),
        ("a  b", "a  b"),
        ("\x00\u200b \n", ""),
    ],
)
def test_cleaning_keeps_what_a_person_can_see(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  họp \t\xa0 giao  ban \n", "  họp \t\xa0 giao  ban \n"),
        (unicodedata.normalize("NFD", "Sở"), unicodedata.normalize("NFD", "Sở")),
        ("👩‍👧 \u202egiao\u202c", "👩‍👧 \u202egiao\u202c"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("a\x00b\x02c\x03\ud800\uffff", "abc"),
    ],
)
def test_what_is_passed_on_is_kept_as_typed_but_for_what_nothing_carries(typed: str, kept: str) -> None:
    assert keep(typed) == kept
    assert keep(kept) == kept


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Nguyễn Tất Thành", "duong nguyen tat thanh"),
        ("HỌP   giao\nban", "hop giao ban"),
        ("hoà = hòa", "hoa = hoa"),
        ("Mã đơn vị*", "ma don vi*"),
        ("13:30–15:00", "13:30-15:00"),
        ("45’", "45'"),
        ("２ｈ ½", "2h 1/2"),
        ("B.07", "b.07"),
        (unicodedata.normalize("NFD", "Tối mật"), "toi mat"),
    ],
)
def test_folding_evens_out_case_accents_and_blanks(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_are_runs_of_letters_and_digits() -> None:
    assert words("b.07: hop_giao-ban 2h") == ["b", "07", "hop", "giao", "ban", "2h"]


@given(ANY_TEXT)
def test_cleaning_and_folding_twice_change_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_cleaned_text_can_be_encoded_and_holds_no_control(text: str) -> None:
    kept = clean(text)
    kept.encode("utf-8")
    assert not any(unicodedata.category(char) == "Cc" and char != "\n" for char in kept)
