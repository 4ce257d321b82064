"""`db upgrade` and `audit verify`."""

from __future__ import annotations

import asyncio

import typer

from bot import office
from bot.clock import SystemClock
from bot.commands.console import fail, look, said_in_words, settings
from bot.services import chains


def upgrade() -> None:
    """Create or migrate the schema."""
    with said_in_words():
        steps = asyncio.run(office.upgrade_database(settings(), SystemClock()))
    typer.echo(f"Cơ sở dữ liệu đã sẵn sàng ({steps} bước nâng cấp)." if steps else "Cơ sở dữ liệu đã ở bản mới nhất.")


def verify_audit() -> None:
    """Walk every chain and compare the log with them; end with 1 where one is broken or the log differs."""
    found = look(lambda act: chains.walk(act.tx))
    for line in found.whole or (() if found.broken or found.differing else ("chưa có chuỗi nào",)):
        typer.echo(line)
    if found.broken or found.differing:
        fail([*found.broken, *found.differing])
