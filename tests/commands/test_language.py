"""`search` and `parse`: what is read, and the JSON of CONTRACT, section 3."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.support.command_line import CATALOGS, CommandLine, DatabaseFile

CLERK, LEADER, COMMUNE, SHIFTS = "CB032", "CB023", "CB057", "CB048"
NOW = "2026-11-23T09:30:00+07:00"
BLANK = ["", "   ", "\t"]


def first_item(name: str) -> tuple[str, str]:
    """Code and name of the first task of a sample list."""
    with (CATALOGS / name).open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    return row["Mã công việc"], row["Tên công việc"]


def codes_found(kpibot: CommandLine, official: str, query: str) -> list[str]:
    answer = kpibot.done("search", "--official", official, "--limit", "100", "--json", query).json
    return [hit["code"] for hit in answer["hits"]]


# --- search


def test_search_answers_with_one_json_object_of_the_contract(kpibot: CommandLine) -> None:
    answer = kpibot.done("search", "--official", CLERK, "--json", "họp giao ban").json
    assert list(answer) == ["query", "ms", "hits"]
    assert answer["query"] == "họp giao ban"
    assert 0 <= answer["ms"] < 1000
    assert len(answer["hits"]) == 5
    assert all(list(hit) == ["code", "name", "group", "score"] for hit in answer["hits"])
    assert answer["hits"][0] | {"score": 0} == {
        "code": "D.08", "name": "Dự họp giao ban cơ quan, đơn vị", "group": "D", "score": 0,
    }  # fmt: skip
    scores = [hit["score"] for hit in answer["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_search_in_words_names_the_same_tasks(kpibot: CommandLine) -> None:
    said = kpibot.done("search", "--official", CLERK, "--limit", "2", "hop giao ban")
    assert [line.split()[1] for line in said.out.splitlines()] == codes_found(kpibot, CLERK, "hop giao ban")[:2]


def test_search_that_finds_nothing_says_so_and_is_no_failure(kpibot: CommandLine) -> None:
    assert kpibot.done("search", "--official", CLERK, "--json", "zzzzqqqq").json["hits"] == []
    assert "Không có đầu công việc nào" in kpibot.done("search", "--official", CLERK, "zzzzqqqq").out


@pytest.mark.parametrize(
    ("official", "name", "sees"),
    [
        (CLERK, "nhom-a.csv", False),
        (LEADER, "nhom-a.csv", True),
        (CLERK, "nhom-b.csv", True),
        (CLERK, "nhom-d.csv", True),
        (CLERK, "nhom-c-so-tai-chinh.csv", True),
        (COMMUNE, "nhom-c-so-tai-chinh.csv", False),
        (COMMUNE, "nhom-c-phuong-xa.csv", True),
        (CLERK, "nhom-c-phuong-xa.csv", False),
    ],
)
def test_search_finds_an_item_by_its_own_name_first_and_only_for_who_may_see_it(
    kpibot: CommandLine, official: str, name: str, sees: bool
) -> None:
    code, item = first_item(name)
    found = codes_found(kpibot, official, item)
    assert found[:1] == [code] if sees else code not in found


@pytest.mark.parametrize("limit", ["1", "3", "100"])
def test_search_keeps_to_its_limit(kpibot: CommandLine, limit: str) -> None:
    answer = kpibot.done("search", "--official", CLERK, "--limit", limit, "--json", "hồ sơ").json
    assert 1 <= len(answer["hits"]) <= int(limit)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "năm"])
def test_search_with_another_limit_is_wrong_usage(kpibot: CommandLine, limit: str) -> None:
    said = kpibot("search", "--official", CLERK, "--limit", limit, "--json", "hồ sơ")
    assert said.misuse == f"--limit: “{limit}” không hợp lệ; chỉ nhận số nguyên từ 1 đến 100"


# --- parse


def test_parse_answers_with_one_json_object_of_the_contract(kpibot: CommandLine) -> None:
    text = "13h30-16h soạn 3 văn bản hôm qua sp: CV 12/STC"
    answer = kpibot.done("parse", "--official", CLERK, "--now", NOW, "--json", text).json
    hits = answer.pop("hits")
    assert list(answer) == [
        "text", "date", "minutes", "start", "end", "quantity", "task", "product", "problems", "alternatives",
    ]  # fmt: skip
    assert answer == {
        "text": text,
        "date": "2026-11-22",
        "minutes": 150,
        "start": "13:30",
        "end": "16:00",
        "quantity": 3,
        "task": answer["task"],
        "product": "CV 12/STC",
        "problems": [],
        "alternatives": [],
    }
    assert "soạn" in answer["task"]
    assert all(list(hit) == ["code", "name", "group", "score"] for hit in hits)
    assert 1 <= len(hits) <= 5


def test_parse_in_words_tells_what_was_read_and_what_is_wrong(kpibot: CommandLine) -> None:
    said = kpibot.done("parse", "--official", CLERK, "--now", NOW, "20p họp giao ban 3 báo cáo sp: BC 45")
    told = said.out.splitlines()
    assert told[:5] == [
        "Ngày: 23/11/2026",
        "Giờ: 20 phút",
        "Việc: họp giao ban báo cáo",
        "Số lượng: 3",
        "Sản phẩm: BC 45",
    ]
    assert told[-1] == "Cần xem: giờ không theo bội số 15 phút"


def test_parse_in_words_tells_other_readings_and_that_nothing_fits(kpibot: CommandLine) -> None:
    told = kpibot.done("parse", "--official", CLERK, "--now", NOW, "8h zzz").out.splitlines()
    assert told[1:] == [
        "Giờ: 8 giờ",
        "Việc: zzz",
        "  Không có đầu công việc nào khớp “zzz”.",
        "Cũng có thể là: lúc 08:00",
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("họp giao ban", ["missing_hours"]),
        ("2h", ["missing_task"]),
        ("", ["missing_hours", "missing_task"]),
        ("2h họp ngày mai", ["future_date"]),
        ("2h họp 16/11", []),
        ("2h họp 15/11", ["too_old"]),
        ("12h trực cơ quan", []),
        ("12h15 trực cơ quan", ["too_long"]),
        ("20p họp", ["not_a_quarter"]),
        ("2h họp 31/2", ["ambiguous_date"]),
    ],
)
def test_parse_names_what_is_wrong(kpibot: CommandLine, text: str, problems: list[str]) -> None:
    answer = kpibot.done("parse", "--official", CLERK, "--now", NOW, "--json", text).json
    assert sorted(answer["problems"]) == sorted(problems)


def test_parse_offers_the_other_reading_of_an_hour(kpibot: CommandLine) -> None:
    assert kpibot.done("parse", "--official", CLERK, "--now", NOW, "--json", "8h họp").json["alternatives"]


def test_parse_keeps_to_the_limits_that_are_set(kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPIBOT_BACKDATE_DAYS", "1")
    monkeypatch.setenv("KPIBOT_DAY_LIMIT_HOURS", "4")
    answer = kpibot.done("parse", "--official", CLERK, "--now", NOW, "--json", "5h họp hôm kia").json
    assert sorted(answer["problems"]) == ["too_long", "too_old"]


def test_parse_allows_a_whole_day_where_people_work_in_shifts(kpibot: CommandLine) -> None:
    arguments = ("--now", NOW, "--json", "24h trực cấp cứu")
    assert "too_long" not in kpibot.done("parse", "--official", SHIFTS, *arguments).json["problems"]
    assert "too_long" in kpibot.done("parse", "--official", CLERK, *arguments).json["problems"]


@pytest.mark.parametrize(
    ("now", "today"),
    [
        ("2026-11-23T00:30:00+07:00", "2026-11-23"),
        ("2026-11-23T23:50:00+07:00", "2026-11-23"),
        ("2026-11-22T17:00:00Z", "2026-11-23"),
        ("2026-11-22T16:59:59+00:00", "2026-11-22"),
        ("2026-11-23T00:30:00", "2026-11-23"),
        ("2026-11-23", "2026-11-23"),
    ],
)
def test_today_is_the_calendar_date_of_now_in_the_provinces_time_zone(
    kpibot: CommandLine, now: str, today: str
) -> None:
    assert kpibot.done("parse", "--official", CLERK, "--now", now, "--json", "2h họp").json["date"] == today


@pytest.mark.parametrize(
    "now", ["hôm qua", "", "2026-13-01", "0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-12:00", "1899-12-31"]
)
def test_a_now_that_is_no_usable_instant_is_wrong_usage(kpibot: CommandLine, now: str) -> None:
    said = kpibot("parse", "--official", CLERK, "--now", now, "--json", "2h họp thứ 2 tuần trước")
    assert said.misuse.startswith("--now: ")


@pytest.mark.parametrize("now", ["1900-01-01", "2100-12-31"])
def test_the_first_and_the_last_now_are_read(kpibot: CommandLine, now: str) -> None:
    assert kpibot.done("parse", "--official", CLERK, "--now", now, "--json", "2h họp thứ 2 tuần trước").json["minutes"]


# --- both, line by line

VERBS = {"search": "query", "parse": "text"}


@pytest.mark.parametrize(("verb", "echo"), VERBS.items())
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_every_line_has_exactly_one_json_object_blank_ones_too(
    kpibot: CommandLine, folder: Path, verb: str, echo: str, end: str
) -> None:
    lines = ["2h họp giao ban", *BLANK, "soạn công văn 1h", "", "x" * 5000, "\U0001f600 1h họp"]
    (folder / "cau.txt").write_bytes(end.join(lines).encode())
    answers = kpibot.done(verb, "--official", CLERK, "--lines", "cau.txt").json_lines
    assert [answer[echo] for answer in answers] == lines


@pytest.mark.parametrize(("verb", "echo"), VERBS.items())
def test_lines_come_from_stdin_too(kpibot: CommandLine, verb: str, echo: str) -> None:
    typed = "họp giao ban 2h\n\ntrực cơ quan 8h\n"
    answers = kpibot.done(verb, "--official", CLERK, "--json", "--lines", "-", typed=typed).json_lines
    assert [answer[echo] for answer in answers] == ["họp giao ban 2h", "", "trực cơ quan 8h"]


@pytest.mark.parametrize("verb", VERBS)
def test_no_lines_have_no_answers(kpibot: CommandLine, verb: str) -> None:
    assert kpibot.done(verb, "--official", CLERK, "--lines", "-", typed="").out == ""


@pytest.mark.parametrize("verb", VERBS)
def test_bytes_that_are_no_utf8_still_have_one_answer_a_line(kpibot: CommandLine, verb: str) -> None:
    typed = b"\xff\xfe 1h\n\x00\n" + "họp 1h".encode("utf-16-le").replace(b"\n", b"") + b"\n\xed\xa0\x80"
    assert len(kpibot.done(verb, "--official", CLERK, "--lines", "-", typed=typed).json_lines) == 4


def test_now_and_limit_hold_for_every_line(kpibot: CommandLine) -> None:
    parsed = kpibot.done("parse", "--official", CLERK, "--now", NOW, "--lines", "-", typed="1h họp\n1h họp hôm qua\n")
    assert [answer["date"] for answer in parsed.json_lines] == ["2026-11-23", "2026-11-22"]
    found = kpibot.done("search", "--official", CLERK, "--limit", "2", "--lines", "-", typed="hồ sơ\nvăn bản\n")
    assert [len(answer["hits"]) for answer in found.json_lines] == [2, 2]


def test_vietnamese_stands_in_the_json_as_it_is(kpibot: CommandLine) -> None:
    assert "họp giao ban" in kpibot.done("parse", "--official", CLERK, "--json", "1h họp giao ban").out


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("source", ["khong-co.txt", ".", ""], ids=["missing", "folder", "empty"])
def test_lines_that_cannot_be_read_are_refused_in_one_line(kpibot: CommandLine, verb: str, source: str) -> None:
    said = kpibot(verb, "--official", CLERK, "--lines", source)
    assert len(said.problems) == 1
    assert said.out == ""


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("arguments", [[], ["họp", "--lines", "-"]], ids=["neither", "both"])
def test_a_text_and_lines_exclude_each_other_and_one_is_needed(
    bare: CommandLine, verb: str, arguments: list[str]
) -> None:
    assert "--lines" in bare(verb, "--official", CLERK, *arguments, typed="họp\n").misuse


@pytest.mark.parametrize("verb", VERBS)
def test_the_official_must_be_named(kpibot: CommandLine, verb: str) -> None:
    assert "--official" in kpibot(verb, "họp").misuse


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("official", ["CB999", "", "cb032'; DROP TABLE officials; --", "\udcff"])
def test_an_unknown_official_is_refused_in_one_line(kpibot: CommandLine, verb: str, official: str) -> None:
    said = kpibot(verb, "--official", official, "--json", "họp")
    assert len(said.problems) == 1
    assert said.out == ""


def test_what_the_shell_passes_on_in_another_encoding_is_read_without_those_bytes(kpibot: CommandLine) -> None:
    answer = kpibot.done("parse", "--official", CLERK, "--json", "1h họp \udcff\udcfe giao ban").json
    assert "\\ud" not in json.dumps(answer)
    assert answer["minutes"] == 60


@pytest.mark.parametrize("verb", ["search", "parse"])
def test_somebody_who_has_left_is_told_as_such(kpibot: CommandLine, file: DatabaseFile, verb: str) -> None:
    file.change("UPDATE officials SET retired_at = '2026-11-01T00:00:00.000Z' WHERE code = 'CB032'")
    assert kpibot(verb, "--official", "CB032", "họp").problems == kpibot("invite", "CB032").problems
