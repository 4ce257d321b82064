"""Files, devices and pipes that commands read and write, named or standard."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

from bot.commands.console import fail
from bot.storage.os_faults import why


def write_output(content: bytes, output: Path | None) -> None:
    """The content into a file, whole or not at all; straight into a device or pipe; without a file, on stdout."""
    if output is None:
        _print_bytes(content)
        return
    if os.path.isdir(output):  # which is not startled by a name that is too long
        fail([f"{output}: là thư mục, cần tên tệp"])
    try:
        if _takes_its_place(output):
            _put_in_place(content, Path(os.path.realpath(output)))
        else:
            output.write_bytes(content)
    except OSError as error:
        fail([f"{output}: không ghi được tệp ({why(error)})"])


def _print_bytes(content: bytes) -> None:
    if sys.stdout is None:
        fail(["đầu ra chuẩn đã đóng; thêm --output TÊN-TỆP"])
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _takes_its_place(output: Path) -> bool:
    """Whether a new file may stand under the name: no device or pipe is there, nor a name for what has none."""
    real = os.path.realpath(output)
    if not os.path.exists(output):
        return not os.path.islink(real)
    return os.path.isfile(real) and os.path.samefile(real, output)


def _put_in_place(content: bytes, output: Path) -> None:
    partial = output.with_name(f".{output.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(output)
    except OSError:
        with suppress(OSError):  # where it could not be made it cannot be removed either
            partial.unlink()
        raise


def read_input(path: Path) -> bytes:
    """The content of a file; ends with 1 when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        fail([f"{path}: không đọc được tệp ({why(error)})"])


def lines_of(source: str) -> Iterator[str]:
    """The lines of a file, or of stdin for `-`, without their ends; ends with 1 when it cannot be read."""
    if source == "-" and sys.stdin is None:
        fail(["đầu vào chuẩn đã đóng; thay - bằng tên tệp"])
    try:
        with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as opened:
            yield from _decoded(opened)
    except OSError as error:
        fail([f"{source}: không đọc được tệp ({why(error)})"])


def _decoded(raw: Iterable[bytes]) -> Iterator[str]:
    for line in raw:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
