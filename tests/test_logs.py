"""What a log may show."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure, redact

TOKEN = "123456789:AAHxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012"
TYPED = "họp kín với đồng chí X"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the logs go; everything is put back afterwards."""
    names = ["", "telegram", "httpx", "httpcore", "aiosqlite", "psycopg", "psycopg.pool", "apscheduler", "asyncio"]
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = logging.getLogger().handlers[:]
    yield io.StringIO()
    logging.getLogger().handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/sendMessage", "POST https://api.telegram.org/bot***/sendMessage"),
        (f"https://bot-api.zalo.com/botabc:d-e/getMe {TOKEN}", "https://bot-api.zalo.com/bot***/getMe ***"),
        ("postgresql://kpi:pa55@db/kpi", "postgresql://***@db/kpi"),
        ("socks5://u:p@proxy:1080", "socks5://***@proxy:1080"),
        ("the secret is hunter2", "the secret is ***"),
        ("nothing to hide: /bottles/12, 09:30", "nothing to hide: /bottles/12, 09:30"),
    ],
)
def test_tokens_and_passwords_are_hidden_and_the_rest_is_not(text: str, shown: str) -> None:
    assert redact(text, ["hunter2"]) == shown


def raised(logger: logging.Logger) -> None:
    try:
        raise ValueError(f"{TYPED} {TOKEN}")
    except ValueError:
        logger.exception("something failed\nfuture: %s", TYPED)


@pytest.mark.parametrize("as_json", [False, True], ids=["logfmt", "json"])
def test_an_exception_shows_its_kind_and_place_and_neither_traceback_nor_message(
    stream: io.StringIO, as_json: bool
) -> None:
    configure(stream, "INFO", as_json=as_json)
    raised(logging.getLogger("bot.x"))
    (line,) = stream.getvalue().splitlines()
    assert "ValueError" in line
    assert "test_logs.py:" in line
    assert "Traceback" not in line
    assert TYPED not in line


def test_a_traceback_at_debug_has_no_token_either(stream: io.StringIO) -> None:
    configure(stream, "DEBUG")
    raised(logging.getLogger("bot.x"))
    assert "Traceback" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_structlog_and_the_library_write_the_same_kind_of_line(stream: io.StringIO) -> None:
    configure(stream, "INFO", as_json=True)
    structlog.get_logger("bot.a").info("started", port=8080)
    logging.getLogger("bot.b").warning("slow: %d ms", 12)
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["event"], first["level"], first["logger"], first["port"]) == ("started", "info", "bot.a", 8080)
    assert (second["event"], second["level"], second["logger"]) == ("slow: 12 ms", "warning", "bot.b")


def test_an_exception_given_to_structlog_is_named_too(stream: io.StringIO) -> None:
    configure(stream, "INFO")
    try:
        raise KeyError(TYPED)
    except KeyError as error:
        structlog.get_logger("bot.a").error("one", exc_info=error)
        structlog.get_logger("bot.a").error("two", exc_info=True)
    assert stream.getvalue().count("error=KeyError") == 2
    assert TYPED not in stream.getvalue()


def test_an_exception_that_was_never_raised_has_no_place(stream: io.StringIO) -> None:
    configure(stream, "INFO")
    structlog.get_logger("bot.a").error("one", exc_info=KeyError("x"))
    assert "error=KeyError at=" in stream.getvalue()


@pytest.mark.parametrize(
    ("name", "level"),
    [("telegram.ext.Application", logging.CRITICAL), ("httpx", logging.INFO), ("psycopg.pool", logging.WARNING)],
)
def test_libraries_that_print_updates_addresses_or_values_are_silent(
    stream: io.StringIO, name: str, level: int
) -> None:
    configure(stream, "DEBUG")
    logging.getLogger(name).log(level, "update: %s", TYPED)
    assert stream.getvalue() == ""


def test_configuring_twice_writes_each_line_once(stream: io.StringIO) -> None:
    configure(stream, "INFO")
    configure(stream, "INFO")
    logging.getLogger("bot.x").info("một")
    assert len(stream.getvalue().splitlines()) == 1
