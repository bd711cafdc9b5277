"""Which steps are due: whole trainings, on a clock that the test turns."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from tensorboard_plugin_paramviz.capture.pace import Pace
from tensorboard_plugin_paramviz.capture.schedule import (
    AT_THE_END,
    NEVER,
    STARTUP_SNAPSHOTS,
    FixedInterval,
    Policy,
    Progress,
    Schedule,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HARD_STOP = 0.05
SEEDS = range(60)


class Logged(NamedTuple):
    """A snapshot of a simulated training."""

    step: int
    interval: int  # steps since the one before, 0 for the first
    waited: int  # how many of them because it could not be paid for earlier
    end_seconds: float
    spent_seconds: float  # on this and all earlier ones, those of the start-up aside
    surprise_seconds: float  # what this one took more than expected


class Training:
    """A training up to `last_step`, watched as the watcher does it.

    Args:
        policy: which steps are due.
        last_step: the end.
        step_seconds: what a step takes; or pairs of a step and what those from there on take.
        pause_seconds: what snapshots take; or, for the number of a snapshot, what it takes.
        background_seconds: of each snapshot, what is done beside the training; known when the next one is due.
        first_step: where it is resumed.
    """

    def __init__(
        self,
        policy: Policy,
        last_step: int,
        *,
        step_seconds: float | Sequence[tuple[int, float]] = 0.01,
        pause_seconds: float | Callable[[int], float] = 0.0,
        background_seconds: float = 0.0,
        first_step: int = 0,
    ) -> None:
        self._paces = [(first_step, step_seconds)] if isinstance(step_seconds, float | int) else list(step_seconds)
        lengths = ((later - step) * seconds for (step, seconds), (later, _) in pairwise(self._paces))
        self._starts_seconds = list(accumulate(lengths, initial=0.0))
        self.logged: list[Logged] = []
        self.checks = 0
        pace = Pace(0.0)
        paused = startup = 0.0
        due = tried = first_step
        while due <= last_step:
            if self.logged and due == tried:
                pace.note_background(background_seconds)
            now = self._trained_seconds(due) + paused
            progress = pace.progress(now)
            self.checks += 1
            affordable_step = policy.affordable_step(progress, due)
            if affordable_step > due:
                pace.note_miss(due, now, now)
                due = affordable_step
                continue
            pause = pause_seconds(len(self.logged)) if callable(pause_seconds) else pause_seconds
            paused += pause
            cost = pause + background_seconds
            spent = paused + background_seconds * (len(self.logged) + 1)
            if len(self.logged) < STARTUP_SNAPSHOTS:
                startup = spent
            interval = due - self.steps[-1] if self.logged else 0
            surprise = max(cost - progress.snapshot_seconds, 0.0)
            self.logged.append(Logged(due, interval, due - tried, now + pause, spent - startup, surprise))
            tried = policy.next_step(pace.note_snapshot(due, now, now + pause))
            assert tried > due
            due = tried
        self.end_seconds = self._trained_seconds(last_step) + paused
        self.share = self.logged[-1].spent_seconds / self.end_seconds

    @property
    def steps(self) -> list[int]:
        return [logged.step for logged in self.logged]

    @property
    def intervals(self) -> list[int]:
        return [logged.interval for logged in self.logged[1:]]

    @property
    def highest_share(self) -> float:
        """At any moment; snapshots of the start-up aside."""
        return max(logged.spent_seconds / logged.end_seconds for logged in self.logged[1:])

    def _trained_seconds(self, step: int) -> float:
        index = bisect_right(self._paces, (step, math.inf)) - 1
        start, seconds = self._paces[index]
        return self._starts_seconds[index] + (step - start) * seconds


def stall_at(number: int, *, usual_seconds: float, stall_seconds: float = 5.0) -> Callable[[int], float]:
    return lambda snapshot: stall_seconds if snapshot == number else usual_seconds


def assert_that_neighbours_explain_each_interval(training: Training, max_snapshots: int = 400) -> None:
    """The docstring of `Schedule`, word by word."""
    growth = max(1.05, 1.05 ** (400 / max_snapshots))
    for number, (before, logged) in enumerate(pairwise(training.logged[1:]), start=2):
        interval = logged.interval - logged.waited
        explained = math.ceil((before.interval - before.waited) * growth)
        if number <= STARTUP_SNAPSHOTS:
            explained = max(explained, (before.interval - before.waited) * 2, 20)
        if before.step - training.steps[0] >= 10_000_000 or number >= 0.9 * max_snapshots - 1:
            growth = max(growth, 1 + 3 / (max_snapshots - number - 1))
            explained = math.ceil((before.interval - before.waited) * growth)
        assert interval <= explained, (number, before, logged)


def test_the_first_step_after_the_start_is_always_due() -> None:
    assert Training(Schedule(), 12).steps == [0, 1, 11]


def test_a_resumed_training_is_dense_again() -> None:
    resumed = Training(Schedule(), 21_000, first_step=20_000, step_seconds=0.01, pause_seconds=0.001)
    begun = Training(Schedule(), 1_000, step_seconds=0.01, pause_seconds=0.001)
    assert resumed.steps == [20_000 + step for step in begun.steps]


def test_dense_at_the_start_and_sparser_later() -> None:
    training = Training(Schedule(), 13_500, step_seconds=0.001)
    assert training.intervals[1:] == sorted(training.intervals[1:])
    assert training.intervals[:20] == [1, *[10] * 19]
    assert training.intervals[-1] == 100
    assert all(logged.interval <= max(10, before.step / 20) for before, logged in pairwise(training.logged[1:]))


@pytest.mark.parametrize(
    ("step_seconds", "longest"), [(10.0, 10), (0.1, 10), (0.05, 20), (0.03, 33), (0.01, 100), (0.0001, 100)]
)
def test_a_fast_training_is_logged_at_longer_intervals(step_seconds: float, longest: int) -> None:
    training = Training(Schedule(max_snapshots=10_000), 20_000, step_seconds=step_seconds)
    assert (min(training.intervals[1:]), max(training.intervals)) == (10, longest)


def test_both_bounds_can_be_set() -> None:
    training = Training(Schedule(min_interval=3, max_interval=7, max_snapshots=100_000), 5000, step_seconds=0.001)
    assert set(training.intervals[1:]) == {3, 4, 5, 6, 7}
    same = Training(Schedule(min_interval=50, max_interval=50), 1000, step_seconds=1.0)
    assert same.steps == [0, 1, *range(51, 1001, 50)]


def test_the_history_asks_for_intervals_beyond_the_bound_from_step_13_500_on() -> None:
    training = Training(Schedule(), 20_000, step_seconds=0.001)
    first_longer = next(logged for logged in training.logged if logged.interval > 100)
    assert 13_500 < first_longer.step < 14_000


@pytest.mark.parametrize(
    ("last_step", "fewest"), [(10_000, 120), (1_000_000, 300), (10_000_000, 350), (100_000_000, 380), (10**12, 390)]
)
@pytest.mark.parametrize("step_seconds", [0.0001, 1.0])
def test_the_history_is_bounded_however_long_the_run(last_step: int, fewest: int, step_seconds: float) -> None:
    training = Training(Schedule(), last_step, step_seconds=step_seconds)
    assert fewest <= len(training.steps) <= 399  # and the last step
    assert_that_neighbours_explain_each_interval(training)
    assert training.intervals[1:] == sorted(training.intervals[1:])


@pytest.mark.parametrize("last_step", [100_000, 1_000_000, 10_000_000])
def test_a_film_is_as_dense_at_its_end_as_at_its_beginning(last_step: int) -> None:
    training = Training(Schedule(), last_step, step_seconds=0.001)
    assert all(logged.interval <= before.step / 20 for before, logged in pairwise(training.logged[22:]))


@pytest.mark.parametrize("max_snapshots", [2, 3, 5, 20, 77, 400, 5000])
def test_the_bound_holds_whatever_it_is(max_snapshots: int) -> None:
    training = Training(Schedule(max_snapshots=max_snapshots), 10**10, step_seconds=0.001)
    assert 0.8 * max_snapshots - 3 <= len(training.steps) <= max_snapshots - 1
    if max_snapshots >= 20:
        assert_that_neighbours_explain_each_interval(training, max_snapshots)


def test_a_full_history_leaves_room_for_the_last_step_alone() -> None:
    assert Schedule(max_snapshots=5).next_step(Progress(0, 70, snapshots=4)) == AT_THE_END < NEVER


@pytest.mark.parametrize(("pause_seconds", "background_seconds"), [(0.1, 0.0), (0.02, 0.08), (0.0, 0.1)])
def test_what_snapshots_cost_bounds_how_many_there_are(pause_seconds: float, background_seconds: float) -> None:
    training = Training(
        Schedule(), 200_000, step_seconds=0.01, pause_seconds=pause_seconds, background_seconds=background_seconds
    )
    assert training.highest_share <= 0.01
    assert training.share >= 0.008
    assert max(training.intervals) in {1000, 1001}


@pytest.mark.parametrize("overhead", [0.001, 0.01, 0.2])
def test_the_share_can_be_set(overhead: float) -> None:
    training = Training(
        Schedule(overhead=overhead, max_snapshots=2000), 10_000, step_seconds=0.01, pause_seconds=0.3 * overhead
    )
    assert overhead / 2 < training.highest_share <= overhead


@pytest.mark.parametrize("pause_seconds", [0.5, 10.0, 200.0])
def test_snapshots_may_cost_ten_thousands_of_steps(pause_seconds: float) -> None:
    training = Training(Schedule(), 50_000_000, step_seconds=0.01, pause_seconds=pause_seconds)
    assert training.highest_share <= 0.01
    assert training.checks == len(training.logged)  # nobody had to wait
    assert_that_neighbours_explain_each_interval(training)


def test_twenty_snapshots_are_taken_whatever_they_cost() -> None:
    training = Training(Schedule(), 10_000_000, step_seconds=0.001, pause_seconds=1000.0)
    assert len(training.steps) == STARTUP_SNAPSHOTS
    assert Schedule().affordable_step(Progress(0, 9, 19, 1000.0, 0.001, 1, 19.0, 0.0), 10) == 10


@pytest.mark.parametrize("number", [0, 1, 2, 10, 19])
def test_a_stall_during_the_startup_changes_little(number: int) -> None:
    calm = Training(Schedule(), 5000, step_seconds=0.03, pause_seconds=0.006)
    stalled = Training(Schedule(), 5000, step_seconds=0.03, pause_seconds=stall_at(number, usual_seconds=0.006))
    assert abs(len(stalled.steps) - len(calm.steps)) <= 12
    assert max(stalled.intervals) <= 1.5 * max(calm.intervals)


@pytest.mark.parametrize("step_seconds", [0.1, 0.25, 0.4])
def test_a_stall_is_paid_back_little_by_little(step_seconds: float) -> None:
    training = Training(Schedule(), 40_000, step_seconds=step_seconds, pause_seconds=stall_at(120, usual_seconds=0.03))
    assert training.checks == len(training.logged)
    assert 0.01 < training.highest_share < HARD_STOP
    assert training.share <= 0.01
    assert_that_neighbours_explain_each_interval(training)


def test_after_a_stall_beyond_the_hard_stop_nothing_is_logged_until_it_is_below_again() -> None:
    training = Training(Schedule(), 40_000, step_seconds=0.03, pause_seconds=stall_at(60, usual_seconds=0.006))
    stalled, after = training.logged[60:62]
    assert stalled.spent_seconds > HARD_STOP * stalled.end_seconds
    assert after.spent_seconds == pytest.approx(HARD_STOP * after.end_seconds, rel=1e-3)
    assert after.waited > 1000
    assert training.checks - len(training.logged) < 20  # few questions meanwhile
    assert_that_neighbours_explain_each_interval(training)  # from there on dense, and slowly sparser
    assert training.share <= 0.01


def test_stalls_that_come_again_and_again_are_paid_for_too() -> None:
    training = Training(
        Schedule(max_snapshots=100_000),
        100_000,
        step_seconds=0.1,
        pause_seconds=lambda number: 0.03 if number % 10 else 0.6,  # 0.09 on average, three times the median
    )
    assert 0.009 < training.share < 0.011
    assert training.checks == len(training.logged)
    assert_that_neighbours_explain_each_interval(training, max_snapshots=100_000)


@pytest.mark.parametrize("faster", [3, 30, 300, 3000])
def test_a_training_that_speeds_up_never_pays_more_than_the_hard_stop(faster: int) -> None:
    training = Training(
        Schedule(), 500_000, step_seconds=[(0, 0.3), (1000, 0.3 / faster)], pause_seconds=0.03, background_seconds=0.03
    )
    assert training.highest_share <= HARD_STOP
    assert_that_neighbours_explain_each_interval(training)


def test_a_training_that_slows_down_is_logged_more_densely_at_once() -> None:
    training = Training(Schedule(), 14_000, step_seconds=[(0, 0.001), (10_000, 1.0)], pause_seconds=0.003)
    before = next(number for number, step in enumerate(training.steps) if step > 10_000)
    assert training.intervals[before - 1] >= 200
    assert set(training.intervals[before + 4 : before + 60]) == {10}


def test_snapshots_that_become_expensive_become_rare() -> None:
    training = Training(
        Schedule(), 500_000, step_seconds=0.05, pause_seconds=lambda number: 0.001 if number < 50 else 0.5
    )
    assert training.highest_share <= HARD_STOP
    assert training.share <= 0.01
    assert_that_neighbours_explain_each_interval(training)


def test_callers_that_only_know_every_thousandth_step_are_followed() -> None:
    policy = Schedule()
    pace = Pace(0.0)
    due, logged = 0, []
    for step in range(0, 300_000, 1000):
        if step >= due:
            logged.append(step)
            due = policy.next_step(pace.note_snapshot(step, step * 0.001, step * 0.001))
    assert logged[:150] == list(range(0, 150_000, 1000))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_trainings_keep_every_promise(seed: int) -> None:
    """Changing pace, changing cost, stalls: no hole, no share beyond the hard stop, never too many."""
    chance = np.random.default_rng(seed)

    def seconds(shortest: float, longest: float) -> float:
        return math.exp(chance.uniform(math.log(shortest), math.log(longest)))

    last_step = round(seconds(1e3, 3e7))
    changes = sorted({int(chance.integers(1, last_step)) for _ in range(chance.integers(4))})
    pauses = [seconds(1e-4, 3e-1), seconds(1e-4, 3e-1)]
    change = int(chance.integers(400))
    stalls = {int(chance.integers(400)): seconds(0.1, 10.0) for _ in range(chance.integers(4))}
    training = Training(
        Schedule(),
        last_step,
        step_seconds=[(step, seconds(1e-4, 1.0)) for step in [0, *changes]],
        pause_seconds=lambda number: stalls.get(number, pauses[number >= change] * chance.uniform(0.8, 1.3)),
        background_seconds=seconds(1e-4, 1e-1),
    )
    assert len(training.steps) <= 399
    assert min(training.intervals[1:]) >= 10
    assert_that_neighbours_explain_each_interval(training)
    surprise_seconds = 0.0
    for logged in training.logged:
        surprise_seconds += logged.surprise_seconds
        assert logged.spent_seconds <= HARD_STOP * logged.end_seconds + surprise_seconds


@pytest.mark.parametrize("seed", SEEDS)
def test_random_trainings_of_one_pace_keep_the_budget_at_every_moment(seed: int) -> None:
    chance = np.random.default_rng(seed)
    step_seconds, pause_seconds, background_seconds = (10 ** chance.uniform(-4, 0) for _ in range(3))
    training = Training(
        Schedule(),
        round(10 ** chance.uniform(3, 7.5)),
        step_seconds=step_seconds,
        pause_seconds=pause_seconds,
        background_seconds=background_seconds,
    )
    assert training.highest_share <= 0.01 + 1e-9
    assert training.checks == len(training.logged)
    assert_that_neighbours_explain_each_interval(training)


def test_the_same_timings_give_the_same_steps() -> None:
    first, second = (Training(Schedule(), 100_000, step_seconds=0.02, pause_seconds=0.03).steps for _ in range(2))
    assert first == second


@pytest.mark.parametrize("step_seconds", [0.0, 1e-300, 1e300])
@pytest.mark.parametrize("pause_seconds", [0.0, 1e-300, 1e6])
def test_timings_that_cannot_be_do_no_harm(step_seconds: float, pause_seconds: float) -> None:
    for snapshots in (1, 2, 20, 21, 399):
        progress = Progress(0, 1000, snapshots, pause_seconds, step_seconds, 100, 0.0, pause_seconds)
        assert Schedule().next_step(progress) > 1000
        assert Schedule().affordable_step(progress, 1100) >= 1100


def test_a_dropped_snapshot_is_tried_again_at_the_next_step() -> None:
    assert Schedule().step_after_drop(1234) == 1235
    assert FixedInterval(50).step_after_drop(1234) == 1250
    assert FixedInterval(50).step_after_drop(1250) == 1300


def test_a_whole_number_means_its_multiples() -> None:
    assert Training(FixedInterval(50), 200).steps == [0, 50, 100, 150, 200]
    assert Training(FixedInterval(50), 200, first_step=37).steps == [37, 50, 100, 150, 200]


def test_a_whole_number_means_its_multiples_whatever_they_cost() -> None:
    training = Training(FixedInterval(1), 100, step_seconds=0.001, pause_seconds=10.0)
    assert training.steps == list(range(101))
