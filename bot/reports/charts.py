"""Charts as PNG. Only the drawing process loads this: matplotlib is as large as all the rest of the program."""

from __future__ import annotations

import io
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.handlers.screen import Chart

WIDTH_PIXELS = 900
_DPI = 125
_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib and has every Vietnamese letter
    "font.size": 16,
    "text.parse_math": False,  # a name may hold a dollar sign
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa5ad",
    "axes.axisbelow": True,
    "grid.color": "#e4e9ec",
    "text.color": "#24323a",
    "axes.labelcolor": "#24323a",
    "xtick.color": "#24323a",
    "ytick.color": "#24323a",
    "legend.frameon": False,
    "legend.fontsize": 15,
}
_COLOURS = ("#2f7f86", "#e2b45c", "#7c9fc4", "#b39ab8", "#9aa5ad")
_NORM_COLOUR = "#a2483f"
_LEGEND: dict[str, Any] = {"loc": "outside lower center", "ncols": 3}

_UPRIGHT_BARS = 7
_UPRIGHT_LABEL = 9
"""So many bars of so short labels stand side by side on a phone; others lie below each other."""

_UPRIGHT_INCHES = 5.2
_FRAME_INCHES = 2.3
_BAR_INCHES = 0.38
_LONGEST_LABEL = 26
_BAR_WIDTH = 0.66


def draw(chart: Chart) -> bytes:
    """The chart as PNG, `WIDTH_PIXELS` wide; the same chart gives the same bytes."""
    with rc_context(_SETTINGS):
        upright = _is_upright(chart)
        height = _UPRIGHT_INCHES if upright else _FRAME_INCHES + _BAR_INCHES * max(len(chart.labels), 1)
        figure = Figure(figsize=(WIDTH_PIXELS / _DPI, height), dpi=_DPI, layout="constrained")
        axes = figure.add_subplot()
        (_draw_upright if upright else _draw_lying)(axes, chart)
        figure.suptitle(chart.title, fontsize=18, fontweight="bold")
        handles, names = axes.get_legend_handles_labels()
        order = sorted(range(len(names)), key=lambda place: names[place] == _norm_name(chart))  # the norm last
        figure.legend([handles[place] for place in order], [names[place] for place in order], **_LEGEND)
        out = io.BytesIO()
        figure.savefig(out, format="png", metadata={"Software": None})
        return out.getvalue()


def _is_upright(chart: Chart) -> bool:
    return len(chart.labels) <= _UPRIGHT_BARS and all(len(label) <= _UPRIGHT_LABEL for label in chart.labels)


def _draw_upright(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    for name, hours, bases, colour in _layers(chart):
        axes.bar(places, hours, _BAR_WIDTH, bases, label=name, color=colour)
    for place, total in zip(places, _totals(chart), strict=True):
        axes.text(place, total, f" {_figure(total)}", ha="center", va="bottom")
    axes.set_xticks(list(places), [label.replace(" ", "\n", 1) for label in chart.labels])  # a day under its name
    axes.set_ylabel("giờ")
    axes.set_ylim(0, _end(chart))
    axes.grid(axis="y")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    if chart.norm_minutes:
        axes.axhline(chart.norm_minutes / 60, color=_NORM_COLOUR, linestyle="--", label=_norm_name(chart))


def _draw_lying(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    for name, hours, bases, colour in _layers(chart):
        axes.barh(places, hours, _BAR_WIDTH, bases, label=name, color=colour)
    for place, total in zip(places, _totals(chart), strict=True):
        axes.text(total, place, f" {_figure(total)}", va="center")
    axes.set_yticks(list(places), [_shortened(label) for label in chart.labels])
    axes.margins(y=0.02)
    axes.invert_yaxis()  # the first on top
    axes.set_xlabel("giờ")
    axes.set_xlim(0, _end(chart))
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if chart.norm_minutes:
        axes.axvline(chart.norm_minutes / 60, color=_NORM_COLOUR, linestyle="--", label=_norm_name(chart))


def _layers(chart: Chart) -> list[tuple[str, list[float], list[float], str]]:
    """What is stacked: each series with its hours, where its bars begin, and its colour."""
    bases = [0.0] * len(chart.labels)
    layers = []
    for place, series in enumerate(chart.series):
        hours = [minutes / 60 for minutes in series.minutes]
        layers.append((series.name, hours, bases, _COLOURS[place % len(_COLOURS)]))
        bases = [base + one for base, one in zip(bases, hours, strict=True)]
    return layers


def _totals(chart: Chart) -> list[float]:
    return [sum(series.minutes[place] for series in chart.series) / 60 for place in range(len(chart.labels))]


def _end(chart: Chart) -> float:
    """Where the axis ends: room for the highest bar and its figure, and for the norm."""
    return max([1.0, *_totals(chart), chart.norm_minutes / 60]) * 1.15


def _figure(hours: float) -> str:
    return f"{hours:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _norm_name(chart: Chart) -> str:
    return f"Giờ chuẩn: {_figure(chart.norm_minutes / 60)} giờ"


def _shortened(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…"
