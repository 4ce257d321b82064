"""How a command reads its settings, runs, prints and ends: results on stdout, problems one a line on stderr."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Concatenate, NoReturn, ParamSpec, TypeVar

import typer

from bot import logs, office
from bot.clock import SystemClock
from bot.services.act import Act
from bot.services.indexing import look_indexed, perform_indexed
from bot.settings import Settings, SettingsError, load
from bot.storage.database import DatabaseError

if TYPE_CHECKING:
    from bot.channels.telegram.identity import Identity

P = ParamSpec("P")
T = TypeVar("T")

REFUSED = 1

_OTHER_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
"""What JSON may hold as it is, though some readers of lines end one there."""


def fail(problems: Iterable[str]) -> NoReturn:
    """Say what is wrong, one line for each problem, and end with 1."""
    for problem in problems:
        typer.echo(problem, err=True)
    raise typer.Exit(REFUSED)


@contextmanager
def said_in_words() -> Iterator[None]:
    """Turn what can be wrong with settings and database into words instead of a traceback."""
    try:
        yield
    except SettingsError as error:
        fail(error.problems)
    except DatabaseError as error:
        fail([str(error)])
    except UnicodeEncodeError:  # what the shell passes on in another encoding comes as lone surrogates
        fail(["tham số có ký tự không phải UTF-8; chưa thay đổi gì"])


def settings() -> Settings:
    """The settings; ends with 1 when they are wrong."""
    with said_in_words():
        found = load()
    logs.configure(sys.stderr, "WARNING", secrets_of(found))
    return found


def telegram_identity(found: Settings) -> Identity:
    """Who we are on Telegram, or what is wrong there."""
    from bot.channels.telegram.identity import ask_identity  # noqa: PLC0415 - its library takes a while to load

    return asyncio.run(ask_identity(found.telegram_token, found.telegram_api_url, found.telegram_proxy))


def secrets_of(found: Settings) -> list[str]:
    """What must never be seen in a log."""
    return [text for text in (found.telegram_token, found.zalo_token, found.webhook_secret) if text]


def perform(step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one act on the configured database."""
    with said_in_words():
        return asyncio.run(_in_office(False, step, *args, **kwargs))


def look(step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one act that only reads, on the read-only connection."""
    with said_in_words():
        return asyncio.run(_in_office(True, step, *args, **kwargs))


async def _in_office(
    only_read: bool, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    async with office.open_office(settings(), SystemClock()) as opened:
        run = look_indexed if only_read else perform_indexed
        return await run(opened, SystemClock().now(), step, *args, **kwargs)


def print_json(value: Any) -> None:
    """One JSON value on stdout."""
    text = json.dumps(value, ensure_ascii=False).translate(_OTHER_LINE_ENDS)
    typer.echo(text.encode("utf-8", "replace").decode("utf-8"))
