"""What is counted, in the format that Prometheus reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Metrics
from bot.storage.figures import Figures, LaneDepth
from bot.storage.inbox import Incoming, Kind
from bot.storage.outbox import Lane
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING

EMPTY = Figures(0, "", {}, 0, {})
TYPED = Incoming("telegram", "1001", "7", Kind.TEXT, "2h họp giao ban")


def told(metrics: Metrics, figures: Figures | None = EMPTY, **ages: float) -> dict[str, float]:
    """Each sample as `name{label=value,…}`, with its value."""
    text = metrics.text(MONDAY_MORNING, figures, ages).decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {_name(sample.name, sample.labels): sample.value for sample in samples}


def _name(name: str, labels: Mapping[str, str]) -> str:
    inside = ",".join(f"{label}={value}" for label, value in sorted(labels.items()))
    return f"{name}{{{inside}}}" if inside else name


def test_inputs_are_counted_by_channel_and_kind() -> None:
    metrics = Metrics()
    metrics.received([TYPED, TYPED, Incoming("web", "x", "8", Kind.PRESS)])
    found = told(metrics)
    assert found["kpibot_updates_total{channel=telegram,kind=text}"] == 2
    assert found["kpibot_updates_total{channel=web,kind=press}"] == 1


def test_steps_are_counted_by_how_they_ended_and_timed() -> None:
    times = iter([10.0, 10.02])
    metrics = Metrics(timer=lambda: next(times))
    metrics.step_done(metrics.timer(), waited=0.2)
    metrics.step_broke(given_up=False)
    metrics.step_broke(given_up=True)
    found = told(metrics)
    assert [found[f"kpibot_steps_total{{outcome={outcome}}}"] for outcome in ("done", "retried", "failed")] == [1] * 3
    assert found["kpibot_step_seconds_bucket{le=0.01}"] == 0
    assert found["kpibot_step_seconds_bucket{le=0.025}"] == 1
    assert found["kpibot_input_seconds_sum"] == pytest.approx(0.2)


def test_failures_are_told_before_there_are_any_so_that_the_first_is_an_increase() -> None:
    assert told(Metrics())["kpibot_steps_total{outcome=failed}"] == 0


def test_attempts_to_send_are_counted_by_channel_and_outcome() -> None:
    metrics = Metrics()
    metrics.attempted("telegram", "sent")
    metrics.attempted("telegram", "uncertain")
    metrics.answered("telegram", 0.3)
    found = told(metrics)
    assert found["kpibot_outgoing_total{channel=telegram,outcome=sent}"] == 1
    assert found["kpibot_outgoing_total{channel=telegram,outcome=uncertain}"] == 1
    assert found["kpibot_answer_seconds_count{channel=telegram}"] == 1


def test_figures_of_the_database_are_told_with_every_lane() -> None:
    since = to_text(MONDAY_MORNING - timedelta(seconds=42))
    lanes = {Lane.BROADCAST: LaneDepth(40_000, 3, since)}
    found = told(Metrics(), Figures(2, since, lanes, 7, {"daily-reminder": since}))
    assert found["kpibot_database_up"] == 1
    assert (found["kpibot_inbox_waiting"], found["kpibot_inbox_oldest_seconds"]) == (2, 42)
    assert found["kpibot_outbox_waiting{lane=broadcast,when=due}"] == 40_000
    assert found["kpibot_outbox_waiting{lane=broadcast,when=later}"] == 3
    assert found["kpibot_outbox_oldest_seconds{lane=broadcast}"] == 42
    assert found["kpibot_outbox_waiting{lane=reply,when=due}"] == 0
    assert found["kpibot_outbox_held"] == 7
    last_run = found["kpibot_job_last_run_timestamp_seconds{job=daily-reminder}"]
    assert last_run == MONDAY_MORNING.timestamp() - 42


def test_a_database_that_does_not_answer_leaves_no_old_figures_behind() -> None:
    metrics = Metrics()
    metrics.database_failed()
    assert "kpibot_inbox_waiting" in told(metrics)
    found = told(metrics, figures=None)
    assert found["kpibot_database_up"] == 0
    assert found["kpibot_database_errors_total"] == 1
    assert not [name for name in found if name.startswith(("kpibot_inbox", "kpibot_outbox", "kpibot_job"))]


def test_signs_of_life_are_told_as_instants() -> None:
    found = told(Metrics(), telegram=5.0)
    assert found["kpibot_last_sign_timestamp_seconds{part=telegram}"] == MONDAY_MORNING.timestamp() - 5


def test_the_memory_of_the_process_is_told() -> None:
    assert told(Metrics())["process_resident_memory_bytes"] > 1_000_000


def test_no_label_holds_a_chat_or_a_typed_word() -> None:
    metrics = Metrics()
    metrics.received([TYPED])
    text = metrics.text(MONDAY_MORNING, EMPTY, {}).decode()
    assert TYPED.address not in text
    assert TYPED.text not in text


def test_two_in_one_process_do_not_mix() -> None:
    one, other = Metrics(), Metrics()
    one.received([TYPED])
    assert "kpibot_updates_total{channel=telegram,kind=text}" not in told(other)
