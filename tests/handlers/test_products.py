"""The number or name of a product: kept whole, and not sent while it is too long."""

from __future__ import annotations

import pytest

from tests.support.conversation import Phone, statuses, the_entry
from tests.support.memory import MemoryOffice

LONG = "số " * 199 + "HẾT"
TOO_LONG = "Tên sản phẩm dài 600 ký tự, tối đa 300; đồng chí gõ sp: rồi số hiệu, hoặc bấm Sửa."


@pytest.mark.parametrize("typed", [f"gửi 2h trực cơ quan sp: {LONG}", f"2h trực cơ quan sp: {LONG}"])
def test_a_product_that_is_too_long_is_flagged_and_nothing_of_it_is_lost(
    typed: str, an: Phone, office: MemoryOffice
) -> None:
    draft = an.say(typed)
    assert TOO_LONG in draft.text
    assert "Gửi duyệt" not in draft.labels
    assert (the_entry(office)["status"], the_entry(office)["product"]) == ("draft", LONG)


def test_a_shorter_one_can_be_sent(an: Phone, office: MemoryOffice) -> None:
    an.say(f"2h trực cơ quan sp: {LONG}")
    assert "Tên sản phẩm dài" not in an.say("sp: " + "x" * 300).text
    an.press("Gửi duyệt")
    assert the_entry(office)["product"] == "x" * 300


def test_a_correction_that_is_too_long_is_flagged_too(an: Phone, office: MemoryOffice) -> None:
    an.say("2h trực cơ quan")
    assert TOO_LONG in an.say(f"sp: {LONG}").text
    an.press("Sửa")
    an.press("Sản phẩm")
    assert "Tên sản phẩm dài 301 ký tự" in an.say("y" * 301).text


def test_step_by_step_it_is_flagged_too(an: Phone, office: MemoryOffice) -> None:
    an.say("/khai")
    an.say("D.01")
    an.press("D.01")
    an.press("2 giờ")
    assert TOO_LONG in an.say(LONG).text


def test_among_several_the_others_are_sent(an: Phone, office: MemoryOffice) -> None:
    draft = an.say(f"2h trực cơ quan sp: {LONG}\n1h soạn công văn")
    assert "tối đa 300; đồng chí bấm Sửa để rút gọn." in draft.text
    an.press("Gửi duyệt")
    assert statuses(office) == ["draft", "submitted"]
