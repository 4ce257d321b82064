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
    """Walk every chain; end with 1 at the first bad row."""
    found = look(lambda act: chains.walk(act.tx))
    for line in found.whole or (() if found.broken else ("chưa có chuỗi nào",)):
        typer.echo(line)
    if found.broken:
        fail(found.broken)
