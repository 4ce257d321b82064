"""`demo`: the whole product on sample data, in a page of this machine's browser."""

from __future__ import annotations

import asyncio
import os
import sys
import webbrowser

import typer

from bot import logs
from bot.channels.serving import PortTaken
from bot.clock import SystemClock
from bot.commands.console import fail, said_in_words
from bot.demo.program import serve


def demo(port: int, *, opens: bool) -> None:
    """Serve the demo until SIGTERM or SIGINT."""
    logs.configure(sys.stderr, "ERROR")
    typer.echo("Đang dựng dữ liệu mẫu…")
    try:
        with said_in_words():
            asyncio.run(serve(port, SystemClock().now(), lambda address: _ready(address, opens=opens)))
    except PortTaken as taken:
        fail([f"cổng {taken} đã có chương trình khác dùng; chọn cổng khác, ví dụ: kpibot demo --port 8090"])


def _ready(address: str, *, opens: bool) -> None:
    typer.echo(f"Bản dùng thử (dữ liệu mẫu): {address}\nBấm Ctrl+C để dừng; dữ liệu mẫu bị xóa khi dừng.")
    if opens and _has_screen():
        webbrowser.open(address)


def _has_screen() -> bool:
    """Whether a browser would have a window: over ssh, a text browser would take the terminal."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
