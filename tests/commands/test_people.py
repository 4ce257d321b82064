"""`invite`: one-time codes, as text or JSON, with links where there is Telegram."""

from __future__ import annotations

import pytest

from tests.support.bot_api_values import BOT
from tests.support.command_line import CommandLine, DatabaseFile
from tests.support.fake_telegram import FakeTelegram

BUDGET_OFFICE = ["CB030", "CB031", "CB032", "CB033"]


def test_invite_prints_a_json_list_of_official_code_and_link(kpibot: CommandLine) -> None:
    (one,) = kpibot.done("invite", "CB032", "--json").json
    assert list(one) == ["official", "code", "link"]
    assert (one["official"], one["link"]) == ("CB032", None)
    assert one["code"].isascii()
    assert one["code"].isdigit()


def test_codes_made_in_one_call_are_in_order_and_distinct(kpibot: CommandLine) -> None:
    made = kpibot.done("invite", "CB033", "CB032", "CB001", "CB033", "--json").json
    assert [one["official"] for one in made] == ["CB033", "CB032", "CB001"]
    assert len({one["code"] for one in made}) == 3


def test_a_second_call_makes_another_code(kpibot: CommandLine) -> None:
    first, second = (kpibot.done("invite", "CB032", "--json").json[0]["code"] for _ in range(2))
    assert first != second


def test_a_unit_means_each_of_its_own_officials(kpibot: CommandLine) -> None:
    made = kpibot.done("invite", "--unit", "STC-NS", "--json").json
    assert [one["official"] for one in made] == BUDGET_OFFICE
    assert len({one["code"] for one in made}) == len(BUDGET_OFFICE)


def test_as_text_it_is_one_line_an_official_with_the_name(kpibot: CommandLine) -> None:
    lines = [line.split("\t") for line in kpibot.done("invite", "CB032", "CB001").out.splitlines()]
    assert [line[:2] for line in lines] == [["CB032", "Vương Thị Bảo Châu"], ["CB001", "Nguyễn Trọng Hải Đăng"]]
    assert all(line[2].isdigit() and len(line) == 3 for line in lines)


def test_the_database_keeps_no_code_as_it_was_given_out(kpibot: CommandLine, file: DatabaseFile) -> None:
    (one,) = kpibot.done("invite", "CB032", "--json").json
    assert not any(one["code"] in line for line in file.dump())


# --- what is refused


def test_every_unknown_official_has_a_line_and_nobody_gets_a_code(kpibot: CommandLine, file: DatabaseFile) -> None:
    before = file.dump()
    said = kpibot("invite", "CB998", "CB032", "CB999", "--json")
    assert [problem.partition(":")[0] for problem in said.problems] == ["CB998", "CB999"]
    assert said.out == ""
    assert file.dump() == before


def test_who_has_left_gets_no_code(kpibot: CommandLine, file: DatabaseFile) -> None:
    file.change("UPDATE officials SET retired_at = '2026-11-01T00:00:00.000Z' WHERE code = 'CB032'")
    (problem,) = kpibot("invite", "CB032").problems
    assert problem.startswith("CB032: ")
    assert "CB032" not in [one["official"] for one in kpibot.done("invite", "--unit", "STC-NS", "--json").json]


@pytest.mark.parametrize("unit", ["KHONG-CO", "stc", "\udcff"])
def test_an_unknown_unit_is_refused_in_one_line(kpibot: CommandLine, unit: str) -> None:
    assert len(kpibot("invite", "--unit", unit, "--json").problems) == 1


def test_a_unit_without_officials_is_refused_in_one_line(kpibot: CommandLine, file: DatabaseFile) -> None:
    file.change("UPDATE officials SET retired_at = '2026-11-01T00:00:00.000Z' WHERE unit = 'SYT'")
    (problem,) = kpibot("invite", "--unit", "SYT").problems
    assert problem.startswith("SYT: ")


@pytest.mark.parametrize("arguments", [[], ["CB032", "--unit", "STC"], ["--json"]])
def test_either_codes_or_a_unit_are_needed(kpibot: CommandLine, arguments: list[str]) -> None:
    assert "--unit" in kpibot("invite", *arguments).misuse


# --- with Telegram


def test_with_telegram_each_code_has_its_deep_link(kpibot: CommandLine, telegram: FakeTelegram) -> None:
    made = kpibot.done("invite", "CB032", "CB033", "--json").json
    assert [one["link"] for one in made] == [f"https://t.me/{BOT['username']}?start={one['code']}" for one in made]
    assert "https://t.me/" in kpibot.done("invite", "CB032").out


def test_with_telegram_out_of_reach_the_codes_come_without_links_and_stderr_says_why(
    kpibot: CommandLine, telegram: FakeTelegram
) -> None:
    telegram.go_down()
    said = kpibot("invite", "CB032", "--json")
    assert said.code == 0
    assert [one["link"] for one in said.json] == [None]
    assert len(said.err.splitlines()) == 1
    assert telegram.token not in said.err
