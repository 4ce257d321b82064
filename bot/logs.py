"""Logs: one line each on stderr, without tokens, without what people typed, without tracebacks."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Collection
from typing import IO, Any

import structlog
from structlog.processors import JSONRenderer, LogfmtRenderer, TimeStamper
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.types import EventDict, Processor, WrappedLogger

HIDDEN = "***"

_SECRETS = (
    re.compile(r"(?<=/bot)[^/\s\"']+(?::|%3A)[^/\s\"']+"),  # both platforms carry the token in the address
    re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}"),  # a token by itself
    re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"),  # name and password of a database or a proxy
)

_QUIETER = {
    "telegram": logging.CRITICAL + 1,  # prints whole updates, typed text included, at CRITICAL; we log its errors
    "httpx": logging.WARNING,  # prints whole addresses at INFO
    "httpcore": logging.WARNING,
    "aiosqlite": logging.WARNING,  # prints statements and their values
    "psycopg": logging.WARNING,
    "psycopg.pool": logging.CRITICAL + 1,  # prints the server's messages, which may quote values
    "apscheduler": logging.WARNING,
    "asyncio": logging.WARNING,
}


class Redacting(ProcessorFormatter):
    """Hides secrets in the finished line, so that none gets through in a message, a value or a traceback.

    Args:
        secrets: texts that must never be seen, besides what looks like a token.
        processors: how a line is made.
    """

    def __init__(self, secrets: Collection[str], processors: list[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=[add_log_level, add_logger_name])
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record."""
        return redact(super().format(record), self._secrets)


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """The text without those secrets and without anything that looks like a token or a password in an address."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    for pattern in _SECRETS:
        text = pattern.sub(HIDDEN, text)
    return text


def configure(stream: IO[str], level: str = "INFO", secrets: Collection[str] = (), *, as_json: bool = False) -> None:
    """Send the logs of the whole program to a stream.

    Args:
        stream: where to; stderr, as stdout is for results.
        level: the least level to show; at DEBUG, and only there, tracebacks are shown too.
        secrets: tokens and passwords in use.
        as_json: one JSON object a line instead of `key=value`.
    """
    errors: Processor = structlog.processors.format_exc_info if level == "DEBUG" else _name_errors
    render: Processor = JSONRenderer(ensure_ascii=False) if as_json else _logfmt()
    chain: list[Processor] = [
        TimeStamper(fmt="iso", utc=True),
        errors,
        ProcessorFormatter.remove_processors_meta,
        render,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redacting(secrets, chain))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, quieter in _QUIETER.items():
        logging.getLogger(name).setLevel(quieter)
    _configure_structlog()


def _configure_structlog() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            add_log_level,
            add_logger_name,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _logfmt() -> Processor:
    return LogfmtRenderer(key_order=["timestamp", "level", "logger", "event"], drop_missing=True)


def _name_errors(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception as its kind and place: its message may quote what a person typed, its traceback too.

    For the same reason only the first line of a message is kept: asyncio puts the exception in the second.
    """
    event["event"] = str(event["event"]).partition("\n")[0]
    error = _error_of(event)
    if error is not None:
        event["error"] = type(error).__name__
        event["at"] = _place(error)
    return event


def _error_of(event: EventDict) -> BaseException | None:
    info: Any = event.pop("exc_info", None)
    record = event.get("_record")
    if info is None and isinstance(record, logging.LogRecord):
        info = record.exc_info
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        return info
    return info[1] if isinstance(info, tuple) else None


def _place(error: BaseException) -> str:
    """The file and line where it was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
