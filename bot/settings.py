"""The environment, and `.env`, as settings; what is wrong is said in one line each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import time
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv.parser import Binding, parse_stream
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.calendar import Calendar
from bot.domain.rules import Rules, Stretch

PREFIX = "KPIBOT_"
_TESTS_PREFIX = "KPIBOT_TEST_"
_ENV_FILE = ".env"
_ENCODING = "utf-8-sig"  # an editor may have put a mark in front of the first name
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
_CLOCKS = r"^([01]\d|2[0-3]):[0-5]\d(,([01]\d|2[0-3]):[0-5]\d)*$"
_STRETCH = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"
_OPAQUE = r"^([A-Za-z0-9_-]{8,256})?$"
_FORMS = {
    _CLOCK: "giờ:phút, ví dụ 16:30",
    _CLOCKS: "các giờ:phút cách nhau bằng dấu phẩy, ví dụ 11:15,16:45",
    _STRETCH: "từ giờ:phút đến giờ:phút, ví dụ 19:00-06:30",
    _OPAQUE: "8 đến 256 chữ cái không dấu, chữ số, dấu - hoặc _",
}

_SAID = {
    "int_parsing": "phải là số nguyên",
    "int_parsing_size": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "float_parsing": "phải là số, dùng dấu chấm thập phân",
    "greater_than_equal": "nhỏ nhất là {ge}",
    "greater_than": "phải lớn hơn {gt}",
    "less_than_equal": "lớn nhất là {le}",
    "multiple_of": "phải là bội số của {multiple_of}",
    "string_pattern_mismatch": "sai dạng; dạng đúng: {pattern}",
    "literal_error": "chỉ nhận {expected}",
}

_NO_EQUALS = f"thiếu dấu “=”; dạng đúng: {PREFIX}WEB_PORT=8080"
_UNREADABLE = "không đọc được; dạng đúng: TÊN=giá trị, dấu nháy mở thì phải đóng"

Port = Annotated[int, Field(ge=0, le=65535)]


class SettingsError(Exception):
    """Settings are wrong; one line for each problem, naming the setting and what is allowed, never its value."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Settings(BaseSettings):
    """What the province sets; the names and defaults are CONTRACT's, section 1."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=_ENV_FILE,
        env_file_encoding=_ENCODING,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    database_url: str = "sqlite:///data/kpibot.db"
    telegram_token: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    telegram_proxy: str = ""
    zalo_token: str = ""
    zalo_api_url: str = "https://bot-api.zaloplatforms.com"
    zalo_monthly_quota: int = Field(default=3000, ge=0)
    zalo_user_limit: int = Field(default=50, ge=0)
    web_host: str = "127.0.0.1"
    web_port: Port = 8080
    public_url: str = ""
    webhook_secret: str = Field(default="", pattern=_OPAQUE)
    timezone: str = "Asia/Ho_Chi_Minh"
    group_c_limit: int = Field(default=50, ge=1, le=1000)
    group_c_scope: Literal["list", "unit"] = "list"
    backdate_days: int = Field(default=7, ge=0, le=366)
    day_limit_hours: float = Field(default=12, gt=0, le=24, multiple_of=0.25)
    approval_due_days: int = Field(default=3, ge=1, le=60)
    reminder_time: str = Field(default="16:30", pattern=_CLOCK)
    summary_time: str = Field(default="16:30", pattern=_CLOCK)
    digest_times: str = Field(default="11:15,16:45", pattern=_CLOCKS)
    quiet_hours: str = Field(default="19:00-06:30", pattern=_STRETCH)
    kpi_month_start: int = Field(default=1, ge=1, le=28)
    report_day: int = Field(default=22, ge=1, le=28)
    invite_days: int = Field(default=7, ge=1, le=90)
    send_rate: float = Field(default=20, gt=0, le=1000)
    retention_days: int = Field(default=30, ge=1, le=3650)
    calendar_file: str = ""
    words_file: str = ""
    backup_dir: str = "data/backups"
    backup_time: str = Field(default="02:00", pattern=_CLOCK)
    backup_keep_days: int = Field(default=14, ge=1, le=3650)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("không có múi giờ này; ví dụ đúng: Asia/Ho_Chi_Minh") from error
        return value

    @field_validator("telegram_token", "zalo_token", mode="before")
    @classmethod
    def _without_blanks(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    @field_validator("telegram_api_url", "zalo_api_url", "public_url")
    @classmethod
    def _http(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("địa chỉ phải bắt đầu bằng http:// hoặc https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> Settings:
        if self.uses_webhook and not self.webhook_secret:
            raise ValueError(f"{PREFIX}WEBHOOK_SECRET: bắt buộc khi {PREFIX}PUBLIC_URL là https")
        return self

    @property
    def uses_webhook(self) -> bool:
        """Whether platforms call us; otherwise we ask them."""
        return self.public_url.startswith("https://")

    def rules(self, calendar: Calendar) -> Rules:
        """The province's rules, with the calendar that was loaded."""
        return Rules(
            timezone=ZoneInfo(self.timezone),
            calendar=calendar,
            day_limit_minutes=round(self.day_limit_hours * 60),
            backdate_days=self.backdate_days,
            group_c_limit=self.group_c_limit,
            group_c_scope=self.group_c_scope,
            invite_days=self.invite_days,
            kpi_month_start=self.kpi_month_start,
            approval_due_days=self.approval_due_days,
            reminder_time=time.fromisoformat(self.reminder_time),
            summary_time=time.fromisoformat(self.summary_time),
            digest_times=tuple(time.fromisoformat(one) for one in self.digest_times.split(",")),
            quiet_hours=Stretch(*(time.fromisoformat(one) for one in self.quiet_hours.split("-"))),
            backup_time=time.fromisoformat(self.backup_time),
        )


def load() -> Settings:
    """Read the environment and `.env`.

    Raises:
        SettingsError: a setting is misspelled or out of range, or `.env` cannot be read.
    """
    lines = _dotenv()
    problems = [*_unreadable(lines), *misspelled({*(line.key for line in lines if line.key), *os.environ})]
    if problems:
        raise SettingsError(problems)
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_in_words(error)) from None


def _dotenv() -> list[Binding]:
    path = Path(_ENV_FILE)
    try:
        return list(parse_stream(StringIO(path.read_text(_ENCODING)))) if path.is_file() else []
    except (OSError, UnicodeDecodeError):
        raise SettingsError([f"{_ENV_FILE}: không đọc được tệp này; cần tệp văn bản mã UTF-8"]) from None


def _unreadable(lines: Iterable[Binding]) -> Iterator[str]:
    """One line for each part of the file that sets nothing; never what it says, which may be a secret."""
    for line in lines:
        if line.error or (line.key and line.value is None):
            text = line.original.string
            number = line.original.line + len(text) - len(text.lstrip("\n"))
            yield f"{_ENV_FILE}, dòng {number}: {_UNREADABLE if '=' in text else _NO_EQUALS}"


def misspelled(environment: Iterable[str]) -> list[str]:
    """One line for each `KPIBOT_` name that is no setting."""
    known = [name.upper() for name in Settings.model_fields]
    ours = (name for name in sorted(environment) if name.startswith(PREFIX) and not name.startswith(_TESTS_PREFIX))
    return [_misspelled(name, known) for name in ours if name.removeprefix(PREFIX) not in known]


def _misspelled(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name.removeprefix(PREFIX), known, 1)
    return f"{name}: không có thiết lập này" + (f"; có phải {PREFIX}{near[0]}?" if near else "")


def _in_words(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = f"{PREFIX}{str(problem['loc'][0]).upper()}: " if problem["loc"] else ""
        said = _SAID.get(problem["type"], problem["msg"].removeprefix("Value error, "))
        facts = {key: _FORMS.get(str(value), _plain(value)) for key, value in problem.get("ctx", {}).items()}
        lines.append(name + said.format(**facts).replace("' or '", "' hoặc '"))
    return lines


def _plain(value: object) -> object:
    return f"{value:g}" if isinstance(value, float) else value
