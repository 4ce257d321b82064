"""`check`, `db upgrade` and `audit verify`: seeing that all is well."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sized

import typer

from bot import office
from bot.clock import SystemClock
from bot.commands.console import fail, look, said_in_words, settings
from bot.domain.people import approver_of
from bot.services.act import Act
from bot.settings import Settings
from bot.storage import audit, catalogs, people


def upgrade() -> None:
    """Create or migrate the schema."""
    with said_in_words():
        version = asyncio.run(office.upgrade_database(settings(), SystemClock()))
    typer.echo(f"Lược đồ cơ sở dữ liệu: phiên bản {version}.")


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


def check() -> None:
    """Say what is configured and what is wrong; end with 1 if anything is."""
    found = settings()
    for line in _configured(found):
        typer.echo(line)
    problems, lines = look(_look_around, bool(found.telegram_token))
    for line in lines:
        typer.echo(line)
    if problems:
        fail(problems)


def _configured(found: Settings) -> Iterator[str]:
    yield f"Cơ sở dữ liệu: {found.database_url.partition('://')[0]}"
    yield f"Telegram: {'bật' if found.telegram_token else 'tắt (chưa có KPIBOT_TELEGRAM_TOKEN)'}"
    yield "Zalo: chưa có trong bản này"
    yield f"Nhận tin: {'webhook' if found.uses_webhook else 'hỏi định kỳ (long polling)'}"
    yield f"Múi giờ: {found.timezone}"


def _needed(*there: Sized) -> Iterator[tuple[str, Sized]]:
    return zip(("đơn vị", "cán bộ", "danh mục"), there, strict=True)


def _look_around(act: Act, has_channel: bool) -> tuple[list[str], list[str]]:
    officials = [one for one in people.all_officials(act.tx) if not one.retired]
    units = [one for one in people.all_units(act.tx) if not one.retired]
    lists = catalogs.all_lists(act.tx)
    lines = [f"Đơn vị: {len(units)} · Cán bộ: {len(officials)} · Danh mục: {len(lists)}"]
    problems = [] if has_channel else ["chưa bật kênh nào: đặt KPIBOT_TELEGRAM_TOKEN"]
    problems += [f"chưa nhập {what}" for what, there in _needed(units, officials, lists) if not there]
    alone = [one.code for one in officials if approver_of(one, act.organisation) is None]
    if alone:
        problems.append(f"không có người duyệt (tự ghi nhận): {', '.join(alone)}")
    return problems, lines
