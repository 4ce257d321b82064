"""What a person is shown, whatever the platform: text with light markup, and choices.

Bold text stands between two control characters that no input can hold (cleaning removes them), so nothing that people
type can become markup; each channel escapes the rest in its own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

BOLD_ON = "\x02"
BOLD_OFF = "\x03"


MOST_UNITS = 4000
"""UTF-16 units, in which Telegram counts, of what we put into one message: a little under its 4,096."""


def units(text: str) -> int:
    """How long a text is to Telegram: in UTF-16 units, without the marks of bold."""
    visible = text.replace(BOLD_ON, "").replace(BOLD_OFF, "")
    return len(visible.encode("utf-16-le", "replace")) // 2


def bold(text: str) -> str:
    """The text set in bold."""
    return f"{BOLD_ON}{text}{BOLD_OFF}"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to press.

    Attributes:
        label: what stands on it.
        action: what pressing it means; at most 64 bytes. With `search=True`: the text the search starts with.
        style: `primary`, `success`, `danger` or empty; a hint only.
        search: whether it opens search-as-you-type where the channel has it.
    """

    label: str
    action: str
    style: str = ""
    search: bool = False


GIVE_UP = Choice("Thôi", "thoi")
"""Under every question: leave it."""

SEARCH = Choice("Tìm trong danh mục", "", search=True)
"""Where a task is to be chosen: search as one types, on channels that have it."""

Rows = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of bar in a chart.

    Attributes:
        name: what the legend calls it.
        minutes: one value for each label of the chart.
    """

    name: str
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture that is asked for: drawn after the commit, from nothing but this.

    Attributes:
        title: what stands above it.
        labels: what stands under each bar, or beside it.
        series: what is stacked in each bar.
        norm_minutes: where a line marks the norm; 0 for none.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    norm_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Screen:
    """One message.

    Attributes:
        text: the words; bold between control characters.
        rows: rows of choices.
        silent: whether it arrives without a sound.
        subject: what it shows, as `card:…`; a later screen of the same subject edits this message.
        chart: a picture to show above the text, where the channel shows pictures.
    """

    text: str
    rows: Rows = ()
    silent: bool = False
    subject: str = ""
    chart: Chart | None = None

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """All choices in reading order, as (label, action); those that open a search are left out."""
        return tuple((choice.label, choice.action) for row in self.rows for choice in row if not choice.search)

    def as_doubtful(self) -> Screen:
        """The same screen, saying that it may be a second copy."""
        return replace(self, text=f"{self.text}\n(có thể trùng)")


def to_dict(screen: Screen) -> dict[str, Any]:
    """The screen as plain values, by the names of its attributes (`asdict` copies deeply, at ten times the price)."""
    rows = [[{name: getattr(choice, name) for name in Choice.__slots__} for choice in row] for row in screen.rows]
    plain = {"text": screen.text, "rows": rows, "silent": screen.silent, "subject": screen.subject}
    return plain | {"chart": asdict(screen.chart)} if screen.chart else plain


def from_dict(values: Mapping[str, Any]) -> Screen:
    """The screen that `to_dict` took apart."""
    rows = tuple(tuple(Choice(**choice) for choice in row) for row in values["rows"])
    chart = _chart(values["chart"]) if values.get("chart") else None
    return Screen(values["text"], rows, values["silent"], values["subject"], chart)


def _chart(values: Mapping[str, Any]) -> Chart:
    series = tuple(Series(one["name"], tuple(one["minutes"])) for one in values["series"])
    return Chart(values["title"], tuple(values["labels"]), series, values["norm_minutes"])
