"""`db upgrade` and `audit verify`."""

from __future__ import annotations

import asyncio

import typer

from bot import office
from bot.clock import SystemClock
from bot.commands.console import fail, look, said_in_words, settings
from bot.services.act import Act
from bot.storage import audit


def upgrade() -> None:
    """Create or migrate the schema."""
    with said_in_words():
        steps = asyncio.run(office.upgrade_database(settings(), SystemClock()))
    typer.echo(f"Cơ sở dữ liệu đã sẵn sàng ({steps} bước nâng cấp)." if steps else "Cơ sở dữ liệu đã ở bản mới nhất.")


def verify_audit() -> None:
    """Walk every chain; end with 1 at the first bad row."""
    broken, lines = look(_verify)
    for line in lines:
        typer.echo(line)
    if broken:
        fail(broken)


def _verify(act: Act) -> tuple[list[str], list[str]]:
    broken, lines = [], []
    for chain in audit.chains_without_head(act.tx):
        broken.append(f"chuỗi {chain}: mất đầu chuỗi")
    for chain, length in audit.chains(act.tx):
        fault = audit.verify(act.tx, chain)
        if fault:
            broken.append(f"chuỗi {fault.chain}, dòng {fault.n}: {fault.why}")
        else:
            lines.append(f"chuỗi {chain}: {length} dòng, nguyên vẹn")
    return broken, lines or ["chưa có chuỗi nào"]
