"""What is counted for `/metrics`; no label ever holds an official, a chat or a word that was typed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

from bot.gauges import Gauges
from bot.storage.figures import Figures

TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_STEP_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_ANSWER_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 600)


class Input(Protocol):
    """What is counted of something that came in."""

    @property
    def channel(self) -> str:
        """`telegram`, `zalo` or `web`."""
        ...

    @property
    def kind(self) -> str:
        """What the person did, as `text`."""
        ...


class Metrics:
    """Counters and durations of one process, in a registry of their own.

    Args:
        timer: seconds that only grow, fine enough for durations.
    """

    def __init__(self, timer: Callable[[], float] = time.perf_counter) -> None:
        self.timer = timer
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._updates = self._counter("kpibot_updates", "Inputs received and kept", "channel", "kind")
        self._steps = self._counter("kpibot_steps", "Inputs handled: done, retried, failed", "outcome")
        for outcome in ("done", "retried", "failed"):
            self._steps.labels(outcome)  # told as 0: the first failure is then an increase
        self._step_seconds = self._histogram("kpibot_step_seconds", "From taking an input to its commit", _STEP_SECONDS)
        self._waited = self._histogram(
            "kpibot_input_seconds", "From keeping an input to the commit of what follows from it", _ANSWER_SECONDS
        )
        self._outgoing = self._counter(
            "kpibot_outgoing", "Attempts to send: sent, retried, uncertain, failed", "channel", "outcome"
        )
        self._answered = self._histogram(
            "kpibot_answer_seconds", "From writing what somebody waits for to its arrival", _ANSWER_SECONDS, "channel"
        )
        self._database_errors = self._counter("kpibot_database_errors", "Acts that the database could not serve")

    def received(self, inputs: Iterable[Input]) -> None:
        """Count inputs that were kept."""
        for one in inputs:
            self._updates.labels(one.channel, one.kind).inc()

    def step_done(self, began: float, waited: float) -> None:
        """Count an input that was handled.

        Args:
            began: the timer when it was taken.
            waited: seconds since it was kept.
        """
        self._steps.labels("done").inc()
        self._step_seconds.observe(self.timer() - began)
        self._waited.observe(waited)

    def step_broke(self, *, given_up: bool) -> None:
        """Count an attempt to handle an input that failed: it is tried again, or given up."""
        self._steps.labels("failed" if given_up else "retried").inc()

    def attempted(self, channel: str, outcome: str) -> None:
        """Count an attempt to send; the outcome is `sent`, `retried`, `uncertain` or `failed`."""
        self._outgoing.labels(channel, outcome).inc()

    def answered(self, channel: str, seconds: float) -> None:
        """Note how long after it was written something arrived that somebody waited for."""
        self._answered.labels(channel).observe(seconds)

    def database_failed(self) -> None:
        """Count an act that the database could not serve."""
        self._database_errors.inc()

    def text(self, now: datetime, figures: Figures | None, ages: Mapping[str, float]) -> bytes:
        """Everything, as Prometheus reads it.

        Args:
            now: this instant.
            figures: what waits, as the database says it; None when it cannot be asked.
            ages: seconds since the last sign of life of each part of this process.
        """
        return generate_latest(self._registry) + generate_latest(Gauges(now, figures, ages))

    def _counter(self, name: str, help_: str, *labels: str) -> Counter:
        return Counter(name, help_, labels, registry=self._registry)

    def _histogram(self, name: str, help_: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, help_, labels, buckets=buckets, registry=self._registry)
