"""A bare python-telegram-bot echo, after the library's own example: what our program is measured against.

python -m benchmarks.echo http://127.0.0.1:8081 [concurrent]
"""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

TOKEN = "123456789:AAFakeTokenOfABenchmark"  # noqa: S105 - of no bot


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what was said."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Echo until killed."""
    url, *options = sys.argv[1:]
    application = (
        Application.builder().token(TOKEN).base_url(f"{url}/bot").concurrent_updates("concurrent" in options).build()
    )
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
