"""What short forms and everyday words stand for."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bot.language.folding import words
from bot.language.meanings import Meaning, Meanings, read_table, standard
from bot.language.spelling import spell

TABLE = "Lời thường,Từ hành chính\ngặp dân;tiếp dân,tiếp công dân;đối thoại\ngõ,soạn thảo\n"
OWN = Meanings([*read_table(TABLE, short=False), *read_table("Viết tắt,Nghĩa\nđkt,đăng ký thuế\n", short=True)])


def bare(meaning: Meaning) -> str:
    return " ".join(word.base for word in meaning)


def meant(text: str) -> list[tuple[int, int, list[str]]]:
    spans = OWN.spans([spell(word) for word in words(text)])
    return [
        (start, end, [" ".join(word.base for word in one) for one in entry.meanings]) for start, end, entry in spans
    ]


@pytest.mark.parametrize("text", ["gặp dân", "gap dan", "tiếp dân", "tiep dan"])
def test_an_expression_is_known_with_accents_and_without(text: str) -> None:
    assert meant(text) == [(0, 2, ["tiep cong dan", "doi thoai"])]


def test_it_is_found_inside_a_longer_text() -> None:
    assert meant("sáng nay gặp dân ở xã") == [(2, 4, ["tiep cong dan", "doi thoai"])]


@pytest.mark.parametrize("text", ["gập dân", "gặp dần", "gỗ", "go cửa", "dân gặp"])
def test_other_accents_or_another_order_are_other_words(text: str) -> None:
    """Nor is a bare word meant when the person types accents: `go` beside `cửa` is not `gõ`."""
    assert meant(text) == []


@pytest.mark.parametrize(("text", "known"), [("dkt", True), ("đkt", True), ("dkt cửa", True), ("dkẽt", False)])
def test_nobody_puts_accents_on_an_abbreviation_but_for_the_d(text: str, known: bool) -> None:
    assert bool(meant(text)) is known


@pytest.mark.parametrize("name", ["abbreviations.csv", "everyday.csv"])
def test_the_shipped_tables_say_each_form_once_and_give_each_a_meaning(name: str) -> None:
    entries = read_table((files("bot.language") / name).read_text("utf-8"), short=name == "abbreviations.csv")
    forms = [tuple(word.base for word in entry.typed) + tuple(map(str, entry.typed)) for entry in entries]
    assert len(entries) > 300
    assert len(set(forms)) == len(forms)
    assert all(entry.typed and entry.meanings and all(entry.meanings) for entry in entries)


def test_the_abbreviations_that_everybody_knows_are_among_the_shipped_ones() -> None:
    known = """
        bc kh cv ttr qd tb vb hn ubnd hdnd cchc tthc kntc txct cntt gpmb dtc xdcb ntm bhxh pccc attp qlnn tccb ktgs
        cb cc vc
    """
    assert standard().short.issuperset(known.split())
