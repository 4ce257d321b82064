"""Settings from the environment and `.env`: what is wrong is said in one line each, never with its value."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import Calendar
from bot.domain.rules import Rules
from bot.settings import Settings, SettingsError, load, misspelled

SECRET = "123456:AA-bi-mat-cua-tinh"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting of the machine's own, and a folder without `.env`."""
    for name in [name for name in os.environ if name.upper().startswith("KPIBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def load_with(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"KPIBOT_{name}", value)
    return load()


def problems(monkeypatch: pytest.MonkeyPatch, **values: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as wrong:
        load_with(monkeypatch, **values)
    assert str(wrong.value) == "\n".join(wrong.value.problems)
    return wrong.value.problems


def test_the_defaults_are_the_contracts() -> None:
    assert load().model_dump() == {
        "database_url": "sqlite:///data/kpibot.db",
        "telegram_token": "",
        "telegram_api_url": "https://api.telegram.org",
        "telegram_proxy": "",
        "zalo_token": "",
        "zalo_api_url": "https://bot-api.zaloplatforms.com",
        "zalo_monthly_quota": 3000,
        "zalo_user_limit": 50,
        "web_host": "127.0.0.1",
        "web_port": 8080,
        "public_url": "",
        "webhook_secret": "",
        "timezone": "Asia/Ho_Chi_Minh",
        "group_c_limit": 50,
        "group_c_scope": "list",
        "backdate_days": 7,
        "day_limit_hours": 12,
        "approval_due_days": 3,
        "reminder_time": "16:30",
        "summary_time": "16:30",
        "digest_times": "11:15,16:45",
        "quiet_hours": "19:00-06:30",
        "kpi_month_start": 1,
        "report_day": 22,
        "invite_days": 7,
        "send_rate": 20,
        "retention_days": 30,
        "calendar_file": "",
        "words_file": "",
        "backup_dir": "data/backups",
        "backup_time": "02:00",
        "backup_keep_days": 14,
    }


LIMITS = [
    ("ZALO_MONTHLY_QUOTA", ["0", "3000"], ["-1", "ba nghìn", "1.5"]),
    ("ZALO_USER_LIMIT", ["0", "50"], ["-1", "x"]),
    ("WEB_PORT", ["0", "65535"], ["-1", "65536", "http", "9" * 5000]),
    ("TIMEZONE", ["UTC", "Asia/Ho_Chi_Minh"], ["Asia/Nha_Trang", "../etc/passwd", "/etc/localtime", "+07"]),
    ("GROUP_C_LIMIT", ["1", "1000"], ["0", "1001", "năm mươi"]),
    ("GROUP_C_SCOPE", ["list", "unit"], ["LIST", "province"]),
    ("BACKDATE_DAYS", ["0", "366"], ["-1", "367", "7.5"]),
    ("DAY_LIMIT_HOURS", ["0.25", "10.5", "24.0"], ["0", "-1", "24.25", "12.1", "12,5", "nan", "inf"]),
    ("APPROVAL_DUE_DAYS", ["1", "60"], ["0", "61"]),
    ("REMINDER_TIME", ["00:00", "23:59"], ["24:00", "16h30", "6:30", "16:60"]),
    ("SUMMARY_TIME", ["16:30"], ["16:30:00", "chiều"]),
    ("DIGEST_TIMES", ["11:15", "07:00,11:15,16:45"], ["11:15;16:45", "07:05,", "25:00"]),
    ("QUIET_HOURS", ["19:00-06:30"], ["18:00", "19:00-24:00", "19:00–06:30"]),
    ("KPI_MONTH_START", ["1", "28"], ["0", "29"]),
    ("REPORT_DAY", ["1", "28"], ["0", "29"]),
    ("INVITE_DAYS", ["1", "90"], ["0", "91"]),
    ("SEND_RATE", ["0.5", "1000.0"], ["0", "-1", "1001", "nan"]),
    ("RETENTION_DAYS", ["1", "3650"], ["0", "3651"]),
    ("BACKUP_TIME", ["00:00", "23:59"], ["24:00", "2h"]),
    ("BACKUP_KEEP_DAYS", ["1", "3650"], ["0", "3651"]),
    ("WEBHOOK_SECRET", ["a" * 8, "Aa0_-Aa0_-", "a" * 256], ["a" * 7, "a" * 257, "có dấu cách", "bi-mat!!"]),
    ("TELEGRAM_API_URL", ["http://localhost:8081", "https://x"], ["api.telegram.org", "ftp://x"]),
    ("ZALO_API_URL", ["https://x"], ["x"]),
    ("PUBLIC_URL", ["http://10.0.0.1:8080"], ["kpi.khanhhoa.gov.vn"]),
]


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, good, _ in LIMITS for value in good], ids=lambda part: part[:20]
)
def test_what_is_within_its_limits_is_taken(put: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert str(getattr(load_with(put, **{name: value}), name.lower())) == value


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, _, bad in LIMITS for value in bad], ids=lambda part: part[:20]
)
def test_what_is_not_is_refused_in_one_vietnamese_line_without_its_value(
    put: pytest.MonkeyPatch, name: str, value: str
) -> None:
    (line,) = problems(put, **{name: value})
    assert line.startswith(f"KPIBOT_{name}: ")
    said = line.partition(": ")[2]
    assert not any(sign in said for sign in "{}^$")
    assert "\n" not in line
    assert not any(word in said.lower() for word in ("input", "should", "error", "value", "valid"))
    if len(value) > 4:
        assert value not in said


def test_the_limit_itself_is_said(put: pytest.MonkeyPatch) -> None:
    assert problems(put, WEB_PORT="70000", BACKDATE_DAYS="-1", DAY_LIMIT_HOURS="12.1", GROUP_C_SCOPE="x") == (
        "KPIBOT_WEB_PORT: lớn nhất là 65535",
        "KPIBOT_GROUP_C_SCOPE: chỉ nhận 'list' hoặc 'unit'",
        "KPIBOT_BACKDATE_DAYS: nhỏ nhất là 0",
        "KPIBOT_DAY_LIMIT_HOURS: phải là bội số của 0.25",
    )


def test_every_number_and_pattern_has_its_limits_tested() -> None:
    free = {"database_url", "telegram_token", "telegram_proxy", "zalo_token", "web_host"}
    free |= {"calendar_file", "words_file", "backup_dir"}
    assert {name.lower() for name, *_ in LIMITS} | free == set(Settings.model_fields)


def test_an_address_loses_its_last_slash(put: pytest.MonkeyPatch) -> None:
    assert load_with(put, TELEGRAM_API_URL="http://localhost:8081/").telegram_api_url == "http://localhost:8081"


def test_an_empty_value_is_the_default(put: pytest.MonkeyPatch) -> None:
    assert load_with(put, WEB_PORT="", TIMEZONE="").web_port == 8080


# --- Webhook


def test_a_webhook_needs_a_secret(put: pytest.MonkeyPatch) -> None:
    assert problems(put, PUBLIC_URL="https://kpi.khanhhoa.gov.vn") == (
        "KPIBOT_WEBHOOK_SECRET: bắt buộc khi KPIBOT_PUBLIC_URL là https",
    )
    settings = load_with(put, PUBLIC_URL="https://kpi.khanhhoa.gov.vn", WEBHOOK_SECRET="mot-bi-mat")
    assert settings.uses_webhook


@pytest.mark.parametrize("url", ["", "http://10.0.0.1:8080"])
def test_without_https_the_platforms_are_asked_and_no_secret_is_needed(put: pytest.MonkeyPatch, url: str) -> None:
    assert not load_with(put, PUBLIC_URL=url).uses_webhook


# --- Names


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("KPIBOT_TELEGRAM_TOKN", "không có thiết lập này; có phải KPIBOT_TELEGRAM_TOKEN?"),
        ("KPIBOT_DAYLIMIT_HOURS", "không có thiết lập này; có phải KPIBOT_DAY_LIMIT_HOURS?"),
        ("KPIBOT_QZX", "không có thiết lập này"),
    ],
)
def test_a_misspelled_name_is_named_with_the_likely_one(put: pytest.MonkeyPatch, name: str, line: str) -> None:
    put.setenv(name, SECRET)
    assert problems(put) == (f"{name}: {line}",)


def test_every_misspelled_name_is_told(put: pytest.MonkeyPatch) -> None:
    assert [line.partition(":")[0] for line in problems(put, BACKDATE_DAY="1", WEB_PROT="80")] == [
        "KPIBOT_BACKDATE_DAY",
        "KPIBOT_WEB_PROT",
    ]


def test_names_of_others_and_of_the_tests_are_left_alone() -> None:
    assert misspelled({"PATH": "/bin", "KPI_BOT": "x", "KPIBOT_TEST_POSTGRES_URL": "x", "KPIBOT_TIMEZONE": "UTC"}) == []


# --- .env


def test_settings_come_from_a_dotenv_file_too_and_the_environment_wins(put: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("KPIBOT_WEB_PORT=9000\nKPIBOT_REPORT_DAY='20'\n# lời nhắc\nOTHER=1\n", encoding="utf-8")
    settings = load_with(put, WEB_PORT="9001")
    assert (settings.web_port, settings.report_day) == (9001, 20)


def test_a_misspelled_name_in_a_dotenv_file_is_found(put: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("KPIBOT_TELEGRAM_TOKEM=abc\n", encoding="utf-8")
    assert problems(put) == ("KPIBOT_TELEGRAM_TOKEM: không có thiết lập này; có phải KPIBOT_TELEGRAM_TOKEN?",)


def test_a_dotenv_file_that_is_no_utf8_is_refused_in_words(put: pytest.MonkeyPatch) -> None:
    Path(".env").write_bytes("KPIBOT_TELEGRAM_TOKEN=bí mật\n".encode("utf-16"))
    (line,) = problems(put)
    assert line.startswith(".env: ")
    assert "UTF-8" in line


def test_a_folder_named_dotenv_is_no_file_of_settings() -> None:
    Path(".env").mkdir()
    assert load() == Settings()


# --- Secrets


@pytest.mark.parametrize(
    "wrong",
    [
        {"WEBHOOK_SECRET": f"{SECRET}!"},
        {"PUBLIC_URL": SECRET},
        {"TELEGRAM_API_URL": SECRET},
        {"WEB_PORT": SECRET},
        {"TELEGRAM_TOKEM": SECRET},
        {"TIMEZONE": SECRET},
    ],
    ids=str,
)
def test_no_value_is_ever_in_a_message(put: pytest.MonkeyPatch, wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as error:
        load_with(put, TELEGRAM_TOKEN=SECRET, DATABASE_URL=f"postgresql://kpi:{SECRET}@host/db", **wrong)
    assert SECRET not in f"{error.value} {error.value!r}"
    assert error.value.__cause__ is None
    assert error.value.__context__ is None or error.value.__suppress_context__


# --- What the rules become


def test_the_rules_are_what_the_province_set(put: pytest.MonkeyPatch) -> None:
    settings = load_with(
        put, TIMEZONE="UTC", GROUP_C_LIMIT="40", GROUP_C_SCOPE="unit", BACKDATE_DAYS="3",
        DAY_LIMIT_HOURS="10.25", KPI_MONTH_START="25", INVITE_DAYS="2",
    )  # fmt: skip
    calendar = Calendar()
    assert settings.rules(calendar) == Rules(
        timezone=ZoneInfo("UTC"),
        calendar=calendar,
        day_limit_minutes=615,
        backdate_days=3,
        group_c_limit=40,
        group_c_scope="unit",
        invite_days=2,
        kpi_month_start=25,
    )
    assert timedelta(minutes=settings.rules(calendar).day_limit_minutes) == timedelta(hours=10, minutes=15)


def test_the_defaults_make_the_default_rules() -> None:
    assert load().rules(Calendar()) == Rules()


# --- lines of .env that set nothing


@pytest.mark.parametrize(
    ("text", "number", "remedy"),
    [
        ("# cổng\n\nKPIBOT_WEB_PORT 8099\n", 3, "thiếu dấu “=”"),
        ("KPIBOT_WEB_PORT\n", 1, "thiếu dấu “=”"),
        ("KPIBOT_REPORT_DAY=20\r\nKPIBOT_TELEGRAM_TOKEN: bi-mat-1\r\n", 2, "thiếu dấu “=”"),
        ('KPIBOT_TELEGRAM_TOKEN="bi-mat-1\n', 1, "dấu nháy mở thì phải đóng"),
    ],
)
def test_a_line_that_sets_nothing_is_refused_by_its_number_and_never_shown(
    text: str, number: int, remedy: str, caplog: pytest.LogCaptureFixture
) -> None:
    Path(".env").write_text(text, encoding="utf-8", newline="")
    with pytest.raises(SettingsError) as wrong:
        load()
    (line,) = wrong.value.problems
    assert line.startswith(f".env, dòng {number}: ")
    assert remedy in line
    assert "bi-mat" not in line
    assert caplog.records == []


def test_a_mark_in_front_of_the_first_name_is_no_part_of_it() -> None:
    Path(".env").write_text("KPIBOT_WEB_PORT=9000\n", encoding="utf-8-sig")
    assert load().web_port == 9000


def test_a_limit_is_said_as_people_write_numbers(put: pytest.MonkeyPatch) -> None:
    assert problems(put, DAY_LIMIT_HOURS="25", SEND_RATE="0") == (
        "KPIBOT_DAY_LIMIT_HOURS: lớn nhất là 24",
        "KPIBOT_SEND_RATE: phải lớn hơn 0",
    )
