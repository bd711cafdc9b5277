"""Which steps are due, with timings that the test makes up."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tensorboard_plugin_paramviz.capture.errors import ScheduleError
from tensorboard_plugin_paramviz.capture.schedule import FixedInterval, Policy, Progress, Schedule, policy_of


def logged(
    policy: Policy, last_step: int, *, first_step: int = 0, snapshot_seconds: float = 0.0, step_seconds: float = 1.0
) -> list[int]:
    """The steps that are logged in a training up to `last_step`."""
    steps = [first_step]
    while True:
        progress = Progress(first_step, steps[-1], len(steps), snapshot_seconds, step_seconds)
        step = policy.next_step(progress)
        assert step > steps[-1]
        if step > last_step:
            return steps
        steps.append(step)


def gaps(steps: list[int]) -> list[int]:
    return [later - earlier for earlier, later in pairwise(steps)]


def test_the_first_step_after_the_start_is_always_due() -> None:
    assert logged(Schedule(), 12) == [0, 1, 11]
    assert logged(Schedule(), 1012, first_step=1000) == [1000, 1001, 1011]


def test_dense_at_the_start_and_sparser_later() -> None:
    steps = logged(Schedule(), 5000)
    between = gaps(steps)[1:]
    assert between == sorted(between)
    assert (between[0], between[-1]) == (10, 100)
    assert 80 < len(steps) < 120


def test_both_bounds_can_be_set() -> None:
    between = gaps(logged(Schedule(min_interval=3, max_interval=7, max_snapshots=100_000), 5000))[1:]
    assert (min(between), max(between)) == (3, 7)


@pytest.mark.parametrize("steps", [10_000, 1_000_000, 100_000_000])
def test_the_history_is_bounded_however_long_the_run(steps: int) -> None:
    assert 100 < len(logged(Schedule(), steps)) <= 400


def test_no_gap_is_much_longer_than_the_one_before() -> None:
    between = gaps(logged(Schedule(), 1_000_000))[2:]
    assert all(later <= 1.5 * earlier + 1 for earlier, later in pairwise(between))


def test_what_snapshots_cost_bounds_how_many_there_are() -> None:
    steps = logged(Schedule(overhead=0.01), 100_000, snapshot_seconds=0.1, step_seconds=0.01)
    assert min(gaps(steps[20:])) >= 1000  # 0.1 s of 10 s
    assert len(steps) * 0.1 <= 20 * 0.1 + 0.01 * 100_000 * 0.01


def test_twenty_snapshots_are_taken_whatever_they_cost() -> None:
    steps = logged(Schedule(), 100_000, snapshot_seconds=10.0, step_seconds=0.001)
    assert steps[19] <= 200
    assert len(steps) == 20


def test_timings_that_cannot_be_do_no_harm() -> None:
    assert logged(Schedule(), 1000, snapshot_seconds=0.0, step_seconds=0.0)
    assert logged(Schedule(), 10_000_000, snapshot_seconds=1.0, step_seconds=1e-300)


def test_the_same_timings_give_the_same_steps() -> None:
    first, second = (logged(Schedule(), 100_000, snapshot_seconds=0.03, step_seconds=0.02) for _ in range(2))
    assert first == second


def test_a_whole_number_means_its_multiples() -> None:
    assert logged(FixedInterval(50), 200) == [0, 50, 100, 150, 200]
    assert logged(FixedInterval(50), 200, first_step=37) == [37, 50, 100, 150, 200]


def test_every_names_a_policy() -> None:
    assert policy_of("auto", 0.02) == Schedule(overhead=0.02)
    assert policy_of(7, 0.01) == FixedInterval(7)
    assert policy_of(Schedule(min_interval=2), 0.5) == Schedule(min_interval=2)


@pytest.mark.parametrize("every", [0, -3, True, 1.5, "often", None])
def test_every_that_names_no_steps_is_refused(every: Any) -> None:  # noqa: ANN401  # wrong on purpose
    with pytest.raises(ScheduleError, match="every is"):
        policy_of(every, 0.01)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"min_interval": 0}, "min_interval is 0"),
        ({"max_interval": 2.5}, "max_interval is 2.5"),
        ({"min_interval": 200}, "max_interval is 100, less than min_interval=200"),
        ({"max_snapshots": -1}, "max_snapshots is -1"),
        ({"overhead": 0}, "overhead is 0"),
        ({"overhead": 1.5}, "overhead is 1.5"),
        ({"overhead": float("nan")}, "overhead is nan"),
    ],
)
def test_a_schedule_by_which_nothing_would_be_due_is_refused(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ScheduleError, match=text):
        Schedule(**arguments)
