"""Wrong usage, said in one line: what was wrong, and what is allowed or near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import typer
from typer import _click as click  # typer's own, and its one address for these names
from typer.core import TyperGroup

_WRONG_USAGE = 2
_EXTRA = re.compile(r"extra argument\(s\) \((.*)\)", re.DOTALL)

_Resolved = tuple[str | None, click.Command | None, list[str]]


class Verbs(TyperGroup):
    """The verbs of the program, or those of one noun such as `db`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> _Resolved:
        """The verb that is named first."""
        if args[0] not in self.commands:
            raise typer.BadParameter(unknown("lệnh", args[0], self.commands), ctx)
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the group's own options."""
        with _said_in_one_line():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Read a verb's options and do what it does."""
        with _said_in_one_line():
            return super().invoke(ctx)


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """That there is nothing of that name, what may be meant, and what there is."""
    there = list(known)
    near = [one for one in there if name and one.startswith(name)] or get_close_matches(name, there, 1)
    guess = f" (có phải “{near[0]}”?)" if near else ""
    return f"không có {what} “{name}”{guess}; các {what}: {', '.join(there)}"


@contextmanager
def _said_in_one_line() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.exceptions.UsageError as error:
        typer.echo(_printable(_words(error)), err=True)
        raise typer.Exit(_WRONG_USAGE) from None


_CONTENT = " (nếu là nội dung, đặt sau --)"


def _words(error: click.exceptions.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else ""
    match error:
        case click.exceptions.NoSuchOption(option_name=name, possibilities=near):
            hint = f" (có phải {near[0]}?)" if near else _CONTENT if name[1:2].isdigit() else ""
            return f"{path}: không có tùy chọn {name}{hint}{_help(path)}"
        case click.exceptions.BadOptionUsage(option_name=name):
            return f"{name}: {'thiếu' if 'requires' in error.message else 'không nhận'} giá trị"
        case click.exceptions.MissingParameter(param=param):
            return f"{path}: thiếu {_described(param)}{_help(path)}"
        case click.exceptions.BadParameter(param=param):
            return f"{_option(param) or path}: {error.message}"
    extra = _EXTRA.search(error.message)
    return f"{path}: {f'thừa “{extra[1]}”' if extra else 'thiếu lệnh'}{_help(path)}"


def _help(path: str) -> str:
    return f"; xem {path} --help"


def _option(param: Any) -> str:
    """An option's name, as `--limit`; empty for an argument, and where none is meant."""
    return str(param.opts[0]) if param and param.param_type_name == "option" else ""


def _described(param: Any) -> str:
    return f"{_option(param) or param.display_name_raw} ({param.help.rstrip('.')})"


def _printable(text: str) -> str:
    """What was typed may hold what would break the line or command the terminal."""
    return "".join(one if one.isprintable() else "�" for one in text)
