"""What is offered while somebody types a search."""

from __future__ import annotations

import pytest

from bot.services.suggesting import Suggestion, suggest
from bot.storage import people
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat
from tests.support.worklogs import draft, line


@pytest.fixture
def real_office(real_office: RealOffice) -> RealOffice:
    real_office.perform(bind_chat, "AN", "1001")
    return real_office


def offered(office: RealOffice, words: str, address: str = "1001") -> list[Suggestion]:
    return office.run(suggest(office.office, office.now, "telegram", address, words))


def test_likely_tasks_come_with_code_name_and_group(real_office: RealOffice) -> None:
    """The index is built on the way."""
    assert offered(real_office, "họp giao ban")[0] == ("B.02", "Họp giao ban", "Chuyên môn dùng chung")


def test_what_one_may_not_see_is_not_offered(real_office: RealOffice) -> None:
    assert offered(real_office, "Chỉ đạo xây dựng kế hoạch công tác") == []


def test_without_words_the_own_recent_tasks_are_offered_as_last_used(real_office: RealOffice) -> None:
    assert offered(real_office, " ") == []
    draft(real_office, "AN", line(item="D.01"))
    real_office.rows("UPDATE entries SET created_at = '2026-11-22T00:00:00.000Z'")
    draft(real_office, "AN", line(item="C.STC.01"))
    assert offered(real_office, "") == [
        ("C.STC.01", "Thẩm định dự toán", "Chuyên môn nghiệp vụ"),
        ("D.01", "Trực cơ quan", "Công việc khác"),
    ]


def test_strangers_and_those_who_have_left_are_offered_nothing(real_office: RealOffice) -> None:
    assert offered(real_office, "họp giao ban", "2002") == []
    real_office.ask(people.retire_official, "AN", "2026-11-23")
    assert offered(real_office, "họp giao ban") == []
    assert offered(real_office, "") == []
