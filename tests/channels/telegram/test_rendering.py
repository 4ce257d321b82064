"""How a Screen becomes Telegram's HTML and keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.rendering import (
    LONGEST_LABEL,
    keyboard,
    parts,
    shortened,
)
from bot.handlers.screen import BOLD_OFF, BOLD_ON, MOST_UNITS, Choice, Screen, bold, units
from tests.support.telegram_html import entities_of


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("họp giao ban", "họp giao ban"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ('<b>không</b> "phải" thẻ', '&lt;b&gt;không&lt;/b&gt; "phải" thẻ'),
        (bold("Đã duyệt") + " xong", "<b>Đã duyệt</b> xong"),
        (bold("<i>"), "<b>&lt;i&gt;</b>"),
        (f"{BOLD_ON}quên đóng", "<b>quên đóng</b>"),
        (f"thừa{BOLD_OFF} dấu", "thừa dấu"),
        (f"{BOLD_ON}hai {BOLD_ON}lần{BOLD_OFF}", "<b>hai lần</b>"),
        ("nửa \ud83d đôi", "nửa ? đôi"),
    ],
)
def test_only_our_own_marks_become_markup(text: str, html: str) -> None:
    assert parts(Screen(text)) == [html]


@given(st.text(alphabet=st.sampled_from(["<", ">", "&", "b", "/", ";", " ", "\n", BOLD_ON, BOLD_OFF, "đ", "😀"])))
def test_whatever_the_text_telegram_can_parse_every_part_and_sees_the_same_words(text: str) -> None:
    plain = "".join(entities_of(part)[0] for part in parts(Screen(text)))
    assert plain == text.replace(BOLD_ON, "").replace(BOLD_OFF, "")


def test_a_long_text_is_broken_at_line_ends_and_loses_no_line() -> None:
    lines = [f"{number}. họp giao ban tuần" for number in range(600)]
    found = parts(Screen("\n".join(lines)))
    assert len(found) > 1
    assert all(units(part) <= MOST_UNITS for part in found)
    assert "\n".join(found).split("\n") == lines


def test_one_endless_word_is_broken_where_it_must_be() -> None:
    found = parts(Screen("x" * 9000))
    assert [len(part) for part in found] == [4000, 4000, 1000]


def test_length_is_counted_as_telegram_counts_in_utf16_units() -> None:
    found = parts(Screen("😀" * 2100))
    assert [units(part) for part in found] == [4000, 200]


def test_bold_that_is_cut_in_two_is_bold_in_both_parts() -> None:
    first, second = parts(Screen(bold("a" * 5000)))
    assert first.startswith("<b>a")
    assert first.endswith("a</b>")
    assert second == f"<b>{'a' * 1000}</b>"


def test_choices_become_buttons_in_rows_with_their_style() -> None:
    markup = keyboard(
        Screen("?", ((Choice("Duyệt", "ok", "success"), Choice("Trả lại", "no", "danger")), (Choice("Khác", "x"),)))
    )
    assert markup == {
        "inline_keyboard": [
            [
                {"text": "Duyệt", "callback_data": "ok", "style": "success"},
                {"text": "Trả lại", "callback_data": "no", "style": "danger"},
            ],
            [{"text": "Khác", "callback_data": "x"}],
        ]
    }


def test_a_style_that_telegram_does_not_know_is_left_out() -> None:
    markup = keyboard(Screen("?", ((Choice("a", "b", "rainbow"),),)))
    assert markup == {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}


def test_a_search_choice_opens_search_as_you_type() -> None:
    markup = keyboard(Screen("?", ((Choice("Tìm", "họp", search=True),),)))
    assert markup == {"inline_keyboard": [[{"text": "Tìm", "switch_inline_query_current_chat": "họp"}]]}


def test_a_search_choice_is_left_out_where_nothing_can_be_searched() -> None:
    search = Choice("Tìm", "", search=True)
    assert keyboard(Screen("?", ((search,),)), searching=False) is None
    markup = keyboard(Screen("?", ((search, Choice("a", "b")),)), searching=False)
    assert markup == {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}


def test_no_choices_no_keyboard() -> None:
    assert keyboard(Screen("?", ((),))) is None


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("ngắn", 10, "ngắn"),
        ("vừa đúng mười", 13, "vừa đúng mười"),
        ("soạn thảo văn bản", 15, "soạn thảo văn…"),
        ("mộttừdàiđằngđẵng", 6, "mộttừ…"),
        ("😀😀😀", 4, "😀…"),
    ],
)
def test_a_text_is_cut_before_a_word_where_that_costs_little(text: str, longest: int, expected: str) -> None:
    assert shortened(text, longest) == expected


@given(st.text(max_size=200))
def test_a_label_always_fits(text: str) -> None:
    assert units(shortened(text, LONGEST_LABEL)) <= LONGEST_LABEL
