"""`check`: what is configured, and every kind of thing that may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.bot_api_values import BOT, Fault
from tests.support.command_line import CATALOGS, CommandLine, DatabaseFile
from tests.support.fake_telegram import FakeTelegram


def test_the_sample_data_are_in_order(kpibot: CommandLine) -> None:
    out = kpibot.done("check").out
    assert "Đơn vị: 22 · Cán bộ: 69 · Danh mục: 11" in out
    assert "Tự ghi nhận, vì đứng đầu cấp cao nhất: CB001" in out


def test_it_says_what_is_configured_and_shows_no_secret(kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPIBOT_TIMEZONE", "Asia/Bangkok")
    monkeypatch.setenv("KPIBOT_PUBLIC_URL", "https://kpi.example.vn")
    monkeypatch.setenv("KPIBOT_WEBHOOK_SECRET", "bi-mat-rat-dai")
    out = kpibot.done("check").out
    assert "Asia/Bangkok" in out
    assert "Telegram: tắt" in out
    assert "bi-mat-rat-dai" not in out


def test_it_changes_nothing(kpibot: CommandLine, file: DatabaseFile) -> None:
    before = file.dump()
    kpibot.done("check")
    assert file.dump() == before


# --- data


def test_what_has_not_been_imported_is_named_each_in_a_line(bare: CommandLine) -> None:
    bare.done("db", "upgrade")
    assert bare("check").problems == ["chưa nhập đơn vị", "chưa nhập cán bộ", "chưa nhập danh mục"]
    bare.done("import", "units", CATALOGS / "units.csv")
    assert bare("check").problems == ["chưa nhập cán bộ", "chưa nhập danh mục"]


def test_officials_nobody_decides_on_are_named(kpibot: CommandLine, file: DatabaseFile) -> None:
    file.change("UPDATE units SET head = '' WHERE code IN ('KH', 'MTTQ')")
    (problem,) = kpibot("check").problems
    assert problem.startswith("không có người duyệt: ")
    named = problem.partition(": ")[2].split(", ")
    assert {"CB017", "CB018"} <= set(named)
    assert "CB032" not in named


def test_who_has_left_needs_no_approver(kpibot: CommandLine, file: DatabaseFile) -> None:
    file.change("UPDATE units SET head = '' WHERE code = 'KH'")
    (problem,) = kpibot("check").problems
    assert "CB002" in problem
    file.change("UPDATE officials SET retired_at = '2026-11-01T00:00:00.000Z' WHERE code = 'CB002'")
    (problem,) = kpibot("check").problems
    assert "CB002" not in problem


# --- who cannot be reached


def test_who_has_no_chat_is_counted_and_named_where_they_are_few(kpibot: CommandLine, file: DatabaseFile) -> None:
    assert "Chưa có cuộc trò chuyện: 69 trong 69 cán bộ\n" in kpibot.done("check").out
    file.change(
        "INSERT INTO chats (id, channel, address, official) SELECT 'web:' || code, 'web', code, code FROM officials "
        "WHERE code <> 'CB015'"
    )
    assert "Chưa có cuộc trò chuyện: 1 trong 69 cán bộ: CB015\n" in kpibot.done("check").out
    file.change("INSERT INTO chats (id, channel, address, official) VALUES ('web:x', 'web', 'x', 'CB015')")
    assert "Chưa có cuộc trò chuyện" not in kpibot.done("check").out


# --- the calendar


def test_it_says_which_calendar_serves_and_what_follows_from_it(kpibot: CommandLine) -> None:
    out = kpibot.done("check").out
    assert "Lịch: kèm theo chương trình, điều chỉnh 15 ngày" in out
    assert "Ngày làm việc cả năm: 2025: 250, 2026: 249, 2027: 249" in out


def test_a_provinces_own_calendar_is_named_with_what_looks_odd_in_it(
    kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put_calendar(monkeypatch, tmp_path, "08/09/2026,làm việc,")
    out = kpibot.done("check").out
    assert "Lịch: lich.csv, điều chỉnh 1 ngày" in out
    assert "Lịch, dòng 2: 08/09/2026 vốn là ngày làm việc" in out


@pytest.mark.parametrize("verb", ["check", "run"])
def test_a_faulty_calendar_is_refused_line_by_line_and_nothing_starts(
    kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: DatabaseFile, verb: str
) -> None:
    before = file.dump()
    path = put_calendar(monkeypatch, tmp_path, "31/04/2026,nghỉ,x", "08/09/2026,làm bù,")
    first, second = kpibot(verb).problems
    assert first.startswith(f"KPIBOT_CALENDAR_FILE={path}: dòng 2, cột Ngày: ")
    assert second.startswith(f"KPIBOT_CALENDAR_FILE={path}: dòng 3, cột Ngày: ")
    assert file.dump() == before


def put_calendar(monkeypatch: pytest.MonkeyPatch, folder: Path, *rows: str) -> Path:
    path = folder / "lich.csv"
    path.write_text("\n".join(["Ngày,Loại,Tên", *rows]), encoding="utf-8")
    monkeypatch.setenv("KPIBOT_CALENDAR_FILE", str(path))
    return path


# --- the province's own words


def test_the_file_of_words_is_told(kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put_words(monkeypatch, tmp_path, "QWX,viết tắt,trực tổng đài")
    assert "Từ của tỉnh: tu.csv, 1 dòng" in kpibot.done("check").out


@pytest.mark.parametrize("verb", ["check", "run"])
def test_a_faulty_file_of_words_is_refused_and_nothing_starts(
    kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str
) -> None:
    path = put_words(monkeypatch, tmp_path, "QWX,viết tắt,")
    (problem,) = kpibot(verb).problems
    assert problem.startswith(f"KPIBOT_WORDS_FILE={path}: dòng 2, cột Nghĩa: để trống")


def put_words(monkeypatch: pytest.MonkeyPatch, folder: Path, *rows: str) -> Path:
    path = folder / "tu.csv"
    path.write_text("\n".join(["Từ,Loại,Nghĩa", *rows]), encoding="utf-8")
    monkeypatch.setenv("KPIBOT_WORDS_FILE", str(path))
    return path


# --- the database


def test_a_database_without_tables_is_told_with_the_remedy(bare: CommandLine) -> None:
    (problem,) = bare("check").problems
    assert "kpibot db upgrade" in problem


def test_a_database_of_a_newer_program_is_refused(kpibot: CommandLine, file: DatabaseFile) -> None:
    file.change("INSERT INTO schema_version VALUES (999, 'later', '2030-01-01T00:00:00.000Z')")
    (problem,) = kpibot("check").problems
    assert "999" in problem
    assert "mới hơn" in problem


@pytest.mark.parametrize("whole", [True, False], ids=["no database at all", "damaged inside"])
def test_a_corrupt_file_is_named_and_left_as_it_is(kpibot: CommandLine, database: Path, whole: bool) -> None:
    content = database.read_bytes()
    broken = b"x" * len(content) if whole else content[:8192] + b"\xa5" * (len(content) - 8192)
    database.write_bytes(broken)
    said = kpibot("check")
    assert any("bị hỏng" in problem and database.name in problem for problem in said.problems)
    assert database.read_bytes() == broken


@pytest.mark.parametrize(
    "url", ["mysql://u:mat-khau@host/db", "kpibot.db", "sqlite://", "sqlite:///:memory:", "sqlite:///."]
)
def test_an_address_that_leads_to_no_database_is_told_without_its_password(
    bare: CommandLine, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("KPIBOT_DATABASE_URL", url)
    said = bare("check")
    (problem,) = said.problems
    assert "KPIBOT_DATABASE_URL" in problem
    assert "mat-khau" not in problem + said.out


# --- Telegram


def test_telegram_that_answers_is_named(kpibot: CommandLine, telegram: FakeTelegram) -> None:
    assert f"@{BOT['username']}" in kpibot.done("check").out


def test_telegram_that_does_not_know_the_token_is_a_problem(
    kpibot: CommandLine, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPIBOT_TELEGRAM_TOKEN", "123456789:AAAnotherTokenThatNobodyEverGaveOut")
    said = kpibot("check")
    assert said.problems == ["Telegram không nhận KPIBOT_TELEGRAM_TOKEN"]
    assert "AAAnother" not in said.out


@pytest.mark.parametrize("token", ["a/b?c#d", "123456789", "khong-phai-token"])
def test_what_cannot_be_a_token_is_a_problem_too(
    kpibot: CommandLine, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("KPIBOT_TELEGRAM_TOKEN", token)
    (problem,) = kpibot("check").problems
    assert "Telegram" in problem


def test_telegram_out_of_reach_is_a_problem(kpibot: CommandLine, telegram: FakeTelegram) -> None:
    telegram.go_down()
    (problem,) = kpibot("check").problems
    assert problem == f"không kết nối được Telegram tại {telegram.url}"


def test_telegram_that_fails_is_a_problem(kpibot: CommandLine, telegram: FakeTelegram) -> None:
    telegram.fail("getme", Fault(status=502), times=9)
    (problem,) = kpibot("check").problems
    assert "Telegram" in problem


def test_problems_of_data_and_of_telegram_are_told_together(
    kpibot: CommandLine, telegram: FakeTelegram, file: DatabaseFile
) -> None:
    file.change("UPDATE units SET head = '' WHERE code = 'KH'")
    telegram.go_down()
    assert len(kpibot("check").problems) == 2


@pytest.mark.parametrize("name", ["REMINDER_TIME", "SUMMARY_TIME", "DIGEST_TIMES"])
def test_an_hour_at_which_nothing_is_ever_sent_is_found(
    name: str, kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"KPIBOT_{name}", "20:00")
    (problem,) = kpibot("check").problems
    assert problem.startswith(f"KPIBOT_{name}: 20:00 nằm trong KPIBOT_QUIET_HOURS")


def test_how_telegram_comes_in_is_said_only_where_it_is_on(kpibot: CommandLine) -> None:
    assert "Nhận tin" not in kpibot.done("check").out


def test_units_without_a_head_and_pairs_who_decide_on_each_other_are_told_and_are_no_problem(
    kpibot: CommandLine, file: DatabaseFile
) -> None:
    out = kpibot.done("check").out
    assert "chưa có người đứng đầu" not in out
    assert "Duyệt việc của nhau" not in out
    file.change("UPDATE units SET head = '' WHERE code = 'STC-NS'")
    file.change("UPDATE officials SET approver = 'CB033' WHERE code = 'CB032'")
    file.change("UPDATE officials SET approver = 'CB032' WHERE code = 'CB033'")
    out = kpibot.done("check").out
    assert "Đơn vị chưa có người đứng đầu, việc trình lên cấp trên: STC-NS" in out
    assert "Duyệt việc của nhau: CB032 ↔ CB033" in out
