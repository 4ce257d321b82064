"""What whoever runs the program is given says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.metrics import Metrics
from bot.storage.figures import Figures, LaneDepth
from bot.storage.inbox import Incoming, Kind
from bot.storage.outbox import Lane
from tests.support.clock import MONDAY_MORNING

ROOT = Path(__file__).parent.parent
PAPER = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
ALERTS = (ROOT / "deploy/alerts.yml").read_text(encoding="utf-8")
PROXIES = ("deploy/nginx.conf", "deploy/Caddyfile")
INSIDE = ("/healthz", "/readyz", "/metrics")


def told() -> str:
    """Everything that `/metrics` can tell."""
    metrics = Metrics()
    metrics.received([Incoming("telegram", "1", "1", Kind.TEXT)])
    metrics.step_done(metrics.timer(), 0.1)
    metrics.attempted("telegram", "sent")
    metrics.answered("telegram", 0.1)
    figures = Figures(0, "", {Lane.REPLY: LaneDepth()}, 0, {"backup": "2026-11-23T02:30:00.000Z"})
    return metrics.text(MONDAY_MORNING, figures, {"telegram": 1.0}).decode()


@pytest.mark.parametrize("text", [pytest.param(PAPER, id="paper"), pytest.param(ALERTS, id="alerts")])
def test_every_metric_that_is_named_is_told(text: str) -> None:
    named = set(re.findall(r"\bkpibot_[a-z_]*[a-z]\b", text))
    assert named
    assert {name for name in named if not re.search(rf"^(# TYPE )?{name}\b", told(), re.MULTILINE)} == set()


def test_every_metric_that_is_told_is_explained() -> None:
    families = set(re.findall(r"^# TYPE (kpibot_\w+?)(?:_created)? ", told(), re.MULTILINE))
    assert {name for name in families if f"`{name}" not in PAPER} == set()


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"\]\(([^)#]+)\)", PAPER)) | {
        f"../{name}" for name in re.findall(r"deploy/[\w.@-]+\w", PAPER)
    }
    assert {name for name in named if not (ROOT / "docs" / name).exists()} == set()


@pytest.mark.parametrize("proxy", PROXIES)
@pytest.mark.parametrize("path", INSIDE)
def test_the_proxies_keep_inside_what_is_for_the_inside(proxy: str, path: str) -> None:
    text = (ROOT / proxy).read_text(encoding="utf-8")
    (rule,) = [line for line in text.splitlines() if "metrics" in line]
    assert path.removeprefix("/") in rule
