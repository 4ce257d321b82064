"""`export entries`: the log as it goes out, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.domain.entry import Flag, FlagKind, Quality, Status
from bot.services.act import Act
from bot.storage import entries
from tests.support.clock import MONDAY_MORNING
from tests.support.command_line import CommandLine
from tests.support.offices import RealOffice
from tests.support.samples import entry

MONTH = ("--from", "2026-11-01", "--to", "2026-11-30")
FIELDS = [
    "id", "official", "unit", "item", "item_name", "group", "date", "minutes_declared", "minutes_approved",
    "quantity", "completed", "product", "status", "quality", "quality_self", "reason", "decided_by",
    "on_behalf_of", "channel", "flags", "submitted_at", "decided_at",
]  # fmt: skip


def _fill_log(act: Act) -> None:
    approved = {
        "status": Status.APPROVED, "minutes_approved": 90, "quality": Quality.GOOD, "decided_by": "CB031",
        "decided_at": MONDAY_MORNING, "quantity": 1500, "product": "=CV 12; \"khẩn\"", "reason": "Tính 1 giờ 30",
        "flags": (Flag(FlagKind.OVER_DAY, 540), Flag(FlagKind.LATE, 3)),
    }  # fmt: skip
    draft = {"status": Status.DRAFT, "submitted_at": None, "minutes_declared": None, "item": "", "completed": False}
    entries.add(act.tx, entry("e-1", "CB032", "CB031", worked_on=date(2026, 11, 1), **approved))
    entries.add(act.tx, entry("e-2", "CB033", "CB030", worked_on=date(2026, 11, 30), unit="STC-NS"))
    entries.add(act.tx, entry("e-3", "CB024", "CB023", worked_on=date(2026, 11, 15), unit="STC", **draft))
    entries.add(act.tx, entry("e-4", "CB005", "CB004", worked_on=date(2026, 11, 15), unit="VPTU"))
    entries.add(act.tx, entry("e-5", "CB032", "CB031", worked_on=date(2026, 12, 1)))


@pytest.fixture
def log(database: Path) -> None:
    """Five entries, four of them in November."""
    office = RealOffice(f"sqlite:///{database}")
    office.perform(_fill_log)
    office.close()


@pytest.mark.usefixtures("log")
class TestExport:
    def ids(self, kpibot: CommandLine, *arguments: str) -> list[str]:
        said = kpibot.done("export", "entries", *MONTH, *arguments, "--format", "json")
        return [record["id"] for record in said.json]

    def test_an_entry_has_the_fields_of_the_contract(self, kpibot: CommandLine) -> None:
        first = kpibot.done("export", "entries", *MONTH, "--format", "json").json[0]
        assert list(first.items()) == [
            ("id", "e-1"), ("official", "CB032"), ("unit", "STC-NS"), ("item", "B.01"),
            ("item_name", "Soạn thảo văn bản hành chính"), ("group", "B"), ("date", "2026-11-01"),
            ("minutes_declared", 120), ("minutes_approved", 90), ("quantity", 1.5), ("completed", True),
            ("product", "=CV 12; \"khẩn\""), ("status", "approved"), ("quality", "đạt"), ("quality_self", "đạt"),
            ("reason", "Tính 1 giờ 30"), ("decided_by", "CB031"), ("on_behalf_of", ""), ("channel", "telegram"),
            ("flags", ["over_day", "late"]), ("submitted_at", "2026-11-23T08:30:00.000+07:00"),
            ("decided_at", "2026-11-23T09:30:00.000+07:00"),
        ]  # fmt: skip

    def test_what_is_not_there_yet_is_null(self, kpibot: CommandLine) -> None:
        (draft,) = kpibot.done("export", "entries", *MONTH, "--official", "CB024", "--format", "json").json
        empty = ["minutes_declared", "minutes_approved", "quantity", "submitted_at", "decided_at"]
        assert [draft[name] for name in empty] == [None] * 5
        assert (draft["status"], draft["completed"], draft["flags"]) == ("draft", False, [])

    def test_entries_come_by_day_and_the_first_and_last_day_count(self, kpibot: CommandLine) -> None:
        assert self.ids(kpibot) == ["e-1", "e-3", "e-4", "e-2"]

    @pytest.mark.parametrize(
        ("only", "ids"),
        [
            (["--unit", "STC"], ["e-1", "e-3", "e-2"]),
            (["--unit", "STC-NS"], ["e-1", "e-2"]),
            (["--unit", "KH"], ["e-1", "e-3", "e-4", "e-2"]),
            (["--unit", "SYT"], []),
            (["--official", "CB032"], ["e-1"]),
            (["--unit", "STC", "--official", "CB032"], ["e-1"]),
            (["--unit", "VPTU", "--official", "CB032"], []),
        ],
    )
    def test_a_unit_means_those_below_it_too_and_an_official_one_person(
        self, kpibot: CommandLine, only: list[str], ids: list[str]
    ) -> None:
        assert self.ids(kpibot, *only) == ids

    def test_csv_has_the_same_fields_in_the_same_order(self, kpibot: CommandLine) -> None:
        raw = kpibot.done("export", "entries", *MONTH, "--format", "csv").raw
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        assert rows[0] == FIELDS
        assert [row[0] for row in rows[1:]] == ["e-1", "e-3", "e-4", "e-2"]
        first = dict(zip(FIELDS, rows[1], strict=True))
        assert (first["quantity"], first["flags"], first["minutes_approved"]) == ("1.5", "over_day;late", "90")
        assert first["product"] == '\'=CV 12; "khẩn"'

    def test_xlsx_has_the_same_fields_in_the_same_order(self, kpibot: CommandLine, folder: Path) -> None:
        kpibot.done("export", "entries", *MONTH, "--format", "xlsx", "--output", "log.xlsx")
        rows = list(load_workbook(folder / "log.xlsx").worksheets[0].values)
        assert list(rows[0]) == FIELDS
        assert [row[0] for row in rows[1:]] == ["e-1", "e-3", "e-4", "e-2"]
        assert rows[1][FIELDS.index("quantity")] == 1.5

    @pytest.mark.parametrize("form", ["json", "csv"])
    def test_a_file_holds_what_stdout_would_and_stdout_nothing(
        self, kpibot: CommandLine, folder: Path, form: str
    ) -> None:
        printed = kpibot.done("export", "entries", *MONTH, "--format", form).raw
        (folder / "log").write_bytes(b"an older, longer export " * 1000)
        assert kpibot.done("export", "entries", *MONTH, "--format", form, "--output", "log").raw == b""
        assert (folder / "log").read_bytes() == printed
        assert sorted(path.name for path in folder.iterdir()) == ["data", "log"]

    def test_a_file_that_cannot_be_finished_leaves_the_old_one_as_it_was(
        self, kpibot: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "log.json").write_text("cũ", encoding="utf-8")

        def full(path: Path, content: bytes) -> None:
            with path.open("wb") as opened:
                opened.write(content[:10])
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", full)
        (problem,) = kpibot("export", "entries", *MONTH, "--output", "log.json").problems
        assert problem.startswith("log.json: ")
        assert (folder / "log.json").read_text(encoding="utf-8") == "cũ"
        assert sorted(path.name for path in folder.iterdir()) == ["data", "log.json"]


def test_a_period_without_entries_is_an_empty_list(kpibot: CommandLine) -> None:
    assert json.loads(kpibot.done("export", "entries", *MONTH).raw) == []


@pytest.mark.parametrize("output", [".", "/", "..", "", "data", "khong-co/log.json", "data/kpibot.db/x", "x" * 300])
def test_where_no_file_can_be_written_is_refused_in_one_line(kpibot: CommandLine, folder: Path, output: str) -> None:
    assert len(kpibot("export", "entries", *MONTH, "--output", output).problems) == 1
    assert [path.name for path in folder.iterdir()] == ["data"]


@pytest.mark.parametrize("only", [["--unit", "KHONG-CO"], ["--official", "CB999"], ["--unit", "\udcff"]])
def test_an_unknown_unit_or_official_is_refused_and_no_file_is_made(
    kpibot: CommandLine, folder: Path, only: list[str]
) -> None:
    assert len(kpibot("export", "entries", *MONTH, *only, "--output", "log.json").problems) == 1
    assert not (folder / "log.json").exists()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-30", "2026-11-01"),
        ("2026-02-30", "2026-11-01"),
        ("01/11/2026", "2026-11-30"),
        ("2026-11-01", "hôm nay"),
        ("2026-11-01", ""),
    ],
)
def test_days_that_make_no_period_are_wrong_usage(kpibot: CommandLine, first: str, last: str) -> None:
    line = kpibot("export", "entries", "--from", first, "--to", last).misuse
    assert re.search(r"--(from|to)\b.*(không phải ngày|đứng sau)", line)


@pytest.mark.parametrize(
    "arguments", [["--from", "2026-11-01"], ["--to", "2026-11-01"], [*MONTH, "--format", "pdf"], [*MONTH, "du"]]
)
def test_a_missing_day_or_an_unknown_format_is_wrong_usage(kpibot: CommandLine, arguments: list[str]) -> None:
    assert kpibot("export", "entries", *arguments).misuse


def test_an_unknown_format_is_answered_with_those_there_are(kpibot: CommandLine) -> None:
    line = kpibot("export", "entries", *MONTH, "--format", "xlx").misuse
    assert line.endswith("không có dạng “xlx” (có phải “xlsx”?); các dạng: json, csv, xlsx")


def test_a_workbook_goes_into_a_pipe_but_not_onto_a_terminal(
    kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("export", "entries", *MONTH, "--format", "xlsx")
    assert kpibot.done(*arguments).raw.startswith(b"PK")
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda stream: True, raising=False)
    assert "--output" in kpibot(*arguments).misuse
    assert kpibot.done(*arguments, "--output", "log.xlsx").raw == b""
    assert kpibot.done("export", "entries", *MONTH, "--format", "csv").raw
