"""What makes psycopg take the SQL and give the values that SQLite does."""

from __future__ import annotations

import re
from functools import lru_cache

from psycopg import adapters
from psycopg.adapt import AdaptersMap, Buffer, Loader
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumper

_TOKEN = re.compile(
    r"""
      '(?:[^']|'')*'          # a string
    | "[^"]*"                 # a quoted name
    | --[^\n]*                # a comment
    | ::                      # a cast
    | :(?P<name>[a-z_]\w*)    # a parameter
    | %                       # psycopg's own sign
    """,
    re.VERBOSE | re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def for_psycopg(sql: str) -> bytes:
    """The statement with `:name` as `%(name)s` and every other `%` doubled."""
    return _TOKEN.sub(_translated, sql).encode()


def _translated(token: re.Match[str]) -> str:
    name = token["name"]
    return f"%({name})s" if name else token[0].replace("%", "%%")


class _WholeNumberLoader(Loader):
    """A sum of BIGINT is NUMERIC; ours are whole."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


def _adapters() -> AdaptersMap:
    """Whole numbers and truth go as BIGINT, text as TEXT, whatever their size and place in the statement."""
    ours = AdaptersMap(adapters)
    ours.register_dumper(int, Int8Dumper)
    ours.register_dumper(bool, Int8Dumper)
    ours.register_dumper(str, StrDumper)
    ours.register_loader("numeric", _WholeNumberLoader)
    return ours


ADAPTERS = _adapters()
