"""`invite`: one-time enrolment codes."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from bot.commands.console import fail, perform, print_json, settings, telegram_identity
from bot.services import enrolment
from bot.services.act import Act
from bot.services.enrolment import Invite, InviteRefused
from bot.settings import Settings
from bot.storage import people

ACTOR = "kpibot"


def invite(codes: Sequence[str], unit: str | None, as_json: bool) -> None:
    """Make a code for each official, or for everyone of a unit."""
    if bool(codes) == bool(unit):
        raise typer.BadParameter("cần mã cán bộ, hoặc --unit MÃ ĐƠN VỊ")
    try:
        made = perform(_invite, codes, unit)
    except InviteRefused as refused:
        fail(refused.problems)
    bot = _bot_name(settings())
    if as_json:
        print_json([_record(one, bot) for one in made])
    else:
        typer.echo("\n".join(_line(one, bot) for one in made))


def _invite(act: Act, codes: Sequence[str], unit: str | None) -> list[Invite]:
    return enrolment.invite(act, ACTOR, codes if unit is None else _of_unit(act, unit))


def _of_unit(act: Act, unit: str) -> list[str]:
    if people.find_unit(act.tx, unit) is None:
        raise InviteRefused([f"{unit}: không có đơn vị mang mã này"])
    codes = [official.code for official in people.officials_of_unit(act.tx, unit)]
    if not codes:
        raise InviteRefused([f"{unit}: đơn vị chưa có cán bộ nào"])
    return codes


def _bot_name(found: Settings) -> str:
    """The bot's user name on Telegram, for links; empty without Telegram, or when it is out of reach."""
    if not found.telegram_token:
        return ""
    identity = telegram_identity(found)
    if identity.fault:
        typer.echo(f"{identity.fault}; chưa có đường dẫn, mã vẫn dùng được.", err=True)
    return identity.name


def _link(one: Invite, bot: str) -> str | None:
    return f"https://t.me/{bot}?start={one.code}" if bot else None


def _record(one: Invite, bot: str) -> dict[str, str | None]:
    return {"official": one.official.code, "code": one.code, "link": _link(one, bot)}


def _line(one: Invite, bot: str) -> str:
    link = _link(one, bot)
    return f"{one.official.code}\t{one.official.name}\t{one.code}" + (f"\t{link}" if link else "")
