"""What is not counted but looked up whenever somebody asks: how much waits, and when things last happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.storage.figures import Figures, LaneDepth
from bot.storage.outbox import Lane
from bot.storage.times import from_text


class Gauges(Collector):
    """One look at the program.

    Args:
        now: this instant.
        figures: what waits, as the database says it; None when it cannot be asked.
        ages: seconds since the last sign of life of each part of this process.
    """

    def __init__(self, now: datetime, figures: Figures | None, ages: Mapping[str, float]) -> None:
        self._now = now
        self._figures = figures
        self._ages = ages

    def collect(self) -> Iterator[Metric]:
        """The gauges; nothing old of a database that does not answer."""
        yield self._signs()
        yield GaugeMetricFamily("kpibot_database_up", "Whether the database answers", value=int(bool(self._figures)))
        if self._figures:
            yield from self._inbox(self._figures)
            yield from self._outbox(self._figures.lanes)
            yield GaugeMetricFamily("kpibot_outbox_held", "What a restore has put aside", value=self._figures.held)
            yield self._job_runs(self._figures.job_runs)

    def _signs(self) -> Metric:
        name = "kpibot_last_sign_timestamp_seconds"
        family = GaugeMetricFamily(name, "The last sign of life of a part of this process", labels=["part"])
        for part, age in self._ages.items():
            family.add_metric([part], self._now.timestamp() - age)
        return family

    def _inbox(self, figures: Figures) -> Iterator[Metric]:
        yield GaugeMetricFamily("kpibot_inbox_waiting", "Inputs that wait", value=figures.inbox)
        age = self._age(figures.inbox_since)
        yield GaugeMetricFamily("kpibot_inbox_oldest_seconds", "How long the oldest input has waited", value=age)

    def _outbox(self, lanes: Mapping[Lane, LaneDepth]) -> Iterator[Metric]:
        waiting = GaugeMetricFamily("kpibot_outbox_waiting", "What waits to be sent", labels=["lane", "when"])
        oldest = GaugeMetricFamily("kpibot_outbox_oldest_seconds", "How long the oldest is due", labels=["lane"])
        for lane in Lane:
            depth, name = lanes.get(lane, LaneDepth()), lane.name.lower()
            waiting.add_metric([name, "due"], depth.due)
            waiting.add_metric([name, "later"], depth.later)
            oldest.add_metric([name], self._age(depth.since))
        yield waiting
        yield oldest

    def _job_runs(self, runs: Mapping[str, str]) -> Metric:
        name = "kpibot_job_last_run_timestamp_seconds"
        family = GaugeMetricFamily(name, "When a job last ran, in any process", labels=["job"])
        for job, at in runs.items():
            family.add_metric([job], from_text(at).timestamp())
        return family

    def _age(self, since: str) -> float:
        return max(0.0, (self._now - from_text(since)).total_seconds()) if since else 0.0
