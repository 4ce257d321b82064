"""The commands as Telegram takes them."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import BotCommand

from bot.channels import menus
from bot.channels.menus import Offer


def _as_telegram(offers: Sequence[Offer]) -> tuple[BotCommand, ...]:
    return tuple(BotCommand(offer.command, offer.words) for offer in offers)


EVERYBODY = _as_telegram(menus.EVERYBODY)


def commands_for(role: str) -> tuple[BotCommand, ...]:
    """The commands of a `leader` or an `official`; none for anybody else, who sees what everybody sees."""
    return _as_telegram(menus.offers_for(role))
