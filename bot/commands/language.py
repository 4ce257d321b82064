"""`search` and `parse`: what the program makes of typed words, for people who prepare catalogs and for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime
from time import perf_counter
from typing import Any

import typer

from bot.clock import SystemClock
from bot.commands.console import fail, look, print_json, settings
from bot.commands.streams import lines_of
from bot.domain.calendar import Calendar
from bot.domain.entry import Problem
from bot.domain.people import Official
from bot.handlers.problems import reasons
from bot.handlers.words import hours_twice, number, short_date
from bot.language.folding import clean
from bot.language.reading import Limits, Reading, read
from bot.language.search import Hit, Index
from bot.services import catalogs, checks
from bot.services.act import Act
from bot.storage import people

Answer = dict[str, Any]


class Reader:
    """Everything needed to read one official's words, taken from the database once.

    Attributes:
        index: the search index over the person's catalog.
        limits: the limits of the person's unit.
        favourites: the person's habits.
    """

    def __init__(self, act: Act, official: Official) -> None:
        self.index: Index = catalogs.index_for(act, official)
        self.limits = Limits(checks.day_limit(act, official), act.rules.backdate_days)
        self.favourites = catalogs.favourites(act, official)

    def hits(self, query: str, limit: int) -> list[Hit]:
        """The tasks that fit a query, best first."""
        return self.index.search(query, limit, self.favourites)


def reader_of(code: str) -> Reader:
    """What is needed for one official; ends with 1 when there is none of that code, or who has left."""
    found = look(_reader, code)
    if isinstance(found, str):
        fail([f"{code}: {found}"])
    return found


def _reader(act: Act, code: str) -> Reader | str:
    official = people.find_official(act.tx, code)
    if official is None:
        return "không có cán bộ mang mã này"
    return "cán bộ này đã thôi công tác trong danh sách" if official.retired else Reader(act, official)


def search(official: str, query: str | None, limit: int, as_json: bool, lines: str | None) -> None:
    """One query, or one a line."""
    _need_one(query, lines)
    reader = reader_of(official)
    _each(query, lines, as_json, lambda text: _search(reader, text, limit), _search_words)


def _search(reader: Reader, query: str, limit: int) -> Answer:
    started = perf_counter()
    hits = reader.hits(clean(query), limit)
    milliseconds = (perf_counter() - started) * 1000
    return {"query": query, "ms": round(milliseconds, 3), "hits": [_hit(hit) for hit in hits]}


def _hit(hit: Hit) -> Answer:
    return {"code": hit.code, "name": hit.name, "group": hit.group, "score": round(hit.score, 1)}


def _search_words(answer: Answer) -> Iterable[str]:
    if not answer["hits"]:
        return [f"Không có đầu công việc nào khớp “{answer['query']}”."]
    return [f"{hit['score']:5.1f}  {hit['code']:<12}  {hit['name']}" for hit in answer["hits"]]


def parse(official: str, text: str | None, now: datetime | None, as_json: bool, lines: str | None) -> None:
    """One typed line, or one a line."""
    _need_one(text, lines)
    reader = reader_of(official)
    today = _today(now)
    _each(text, lines, as_json, lambda line: _parse(reader, line, today), _parse_words)


def _today(now: datetime | None) -> date:
    rules = settings().rules(Calendar())
    instant = now or SystemClock().now()
    return rules.today(instant if instant.tzinfo else instant.replace(tzinfo=rules.timezone))


def _parse(reader: Reader, text: str, today: date) -> Answer:
    reading = read(clean(text), today, reader.limits)
    hits = reader.hits(reading.task, 5) if reading.task else []
    return _reading(reading) | {
        "text": text,
        "hits": [_hit(hit) for hit in hits],
        "problems": list(reading.problems),
        "alternatives": [asdict(one) for one in reading.alternatives],
    }


def _reading(reading: Reading) -> Answer:
    return {
        "text": reading.text,
        "date": reading.date.isoformat(),
        "minutes": reading.minutes,
        "start": reading.start,
        "end": reading.end,
        "quantity": None if reading.quantity is None else _number(float(reading.quantity)),
        "task": reading.task,
        "product": reading.product,
    }


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _parse_words(answer: Answer) -> Iterable[str]:
    """The reading for people: what was read, the likely tasks, what is wrong, other readings."""
    yield f"Ngày: {short_date(date.fromisoformat(answer['date']))}"
    yield f"Giờ: {_hours_words(answer) or 'chưa có'}"
    yield f"Việc: {answer['task'] or 'chưa có'}"
    if answer["quantity"]:
        yield f"Số lượng: {number(round(answer['quantity'] * 1000))}"
    if answer["product"]:
        yield f"Sản phẩm: {answer['product']}"
    if answer["task"]:
        yield from (f"  {line}" for line in _search_words({"query": answer["task"], "hits": answer["hits"][:3]}))
    if answer["problems"]:
        yield f"Cần xem: {', '.join(map(_problem_words, answer['problems']))}"
    if answer["alternatives"]:
        yield f"Cũng có thể là: {'; '.join(map(_hours_words, answer['alternatives']))}"


def _problem_words(name: str) -> str:
    """As the bot says it; an unclear day is no problem of a draft, which has always one."""
    return "chưa rõ ngày" if name == "ambiguous_date" else reasons([Problem(name)])


def _hours_words(read_as: Answer) -> str:
    """`2,5 giờ (08:00–10:30)`, `lúc 08:00`; empty where nothing is said."""
    told = hours_twice(read_as["minutes"]) if read_as["minutes"] else ""
    ends = "–".join(filter(None, (read_as["start"], read_as["end"])))
    if not ends:
        return told
    at = ends if read_as["start"] and read_as["end"] else f"{'lúc' if read_as['start'] else 'đến'} {ends}"
    return f"{told}, {at}" if told else at


def _need_one(text: str | None, lines: str | None) -> None:
    if (text is None) == (lines is None):
        raise typer.BadParameter("cần đúng một trong hai: nội dung, hoặc --lines TỆP")


def _each(
    text: str | None,
    lines: str | None,
    as_json: bool,
    answer: Callable[[str], Answer],
    words: Callable[[Answer], Iterable[str]],
) -> None:
    """Answer the one text, or each line with exactly one JSON object."""
    if lines is not None:
        for line in lines_of(lines):
            print_json(answer(line))
    elif as_json:
        print_json(answer(text or ""))
    else:
        typer.echo("\n".join(words(answer(text or ""))))
