"""Which steps are due: a pure function of the progress so far, so that the same timings give the same steps."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tensorboard_plugin_paramviz.capture.errors import ScheduleError

NEVER = sys.maxsize
AT_THE_END = NEVER - 1  # not before the last step, which is logged when the watcher is closed

STARTUP_SNAPSHOTS = 20  # taken whatever they cost, and left out of the budget

_DENSITY = 20  # an interval is a twentieth of the way so far, and at most a twentieth longer than the one before
_SECONDS_TO_WATCH = 1.0  # between two snapshots: nobody can watch more
_HARD_STOP = 0.05  # share of the time so far
_STARTUP_GROWTH = 1.5  # of intervals that must become long because snapshots cost much
_STEEPEST_STARTUP_GROWTH = 2  # while it is found out how much
_SHORTEST_STEP_SECONDS = 1e-9  # of a clock that hardly moved

# The longest bounded history that ends as densely as it begins: with intervals that grow by a twentieth, 10 million
# steps from one of 100 take 175 snapshots. Of 400, a tenth is kept for longer runs, so that max_interval holds for 185
# snapshots, until step 13,500; to hold it for longer, the rest would have to grow faster than the beginning did.
_HORIZON_STEPS = 10_000_000
_HISTORY_FOLDS = 19.5  # 400 · ln 1.05: over the whole history, an interval may grow e^19.5-fold
_RESERVE = 0.1  # of the history, for what lies beyond the horizon
_RESERVE_PACE = 2  # there, what is left shrinks by 1/e while the way grows by e²; begins with a twentieth of the way


@dataclass(frozen=True)
class Progress:
    """How far logging has come.

    Attributes:
        first_step: where it began.
        step: the last logged step.
        snapshots: how many are logged.
        snapshot_seconds: what one takes: the pause of the training, and the work on it in the background.
        step_seconds: what one step of the training takes by itself; 0 while that is unknown.
        interval: steps from the last snapshot but one to the last, or to where the last was first tried; 0 while there
            is only one.
        elapsed_seconds: since watching began.
        spent_seconds: what snapshots have taken since then, those of the start-up aside.
    """

    first_step: int
    step: int
    snapshots: int
    snapshot_seconds: float = 0.0
    step_seconds: float = 0.0
    interval: int = 0
    elapsed_seconds: float = 0.0
    spent_seconds: float = 0.0


class Policy(Protocol):
    """Whatever decides when the next snapshot is due."""

    def next_step(self, progress: Progress) -> int:
        """The step at which, or at the first one seen after it, the next snapshot is due."""

    def affordable_step(self, progress: Progress, step: int) -> int:
        """The step at which a due snapshot can be paid for: `step`, or a later one at which to ask again."""

    def step_after_drop(self, step: int) -> int:
        """The step at which to try again after `step` was due but could not be taken in."""


@dataclass(frozen=True)
class Schedule:
    """Dense at the start, where most happens, and sparser later.

    The first step after the start is always due. From then on the interval is a twentieth of the way so far, between
    `min_interval` and an upper bound that depends on the speed of the training: the steps of a second, between
    `min_interval` (100 ms a step and more, by default) and `max_interval` (10 ms and less).

    Intervals grow beyond that bound for two reasons only:

    - Cost. What snapshots take, in the training's thread and in the background, is held under `overhead` of the time
      since watching began. The first 20 snapshots are outside this budget: they are taken whatever they cost. Where
      more than 5 % of the time (or `overhead`, if that is more) would be spent, nothing is logged until it is less.
    - History. Towards `max_snapshots`, intervals grow with the way so far, so that the film ends as it began; its
      length is bounded whatever that of the training.

    An interval is never more than a twentieth longer than the one before (rounded up to whole steps), so that no hole
    is larger than its neighbours explain, and the price of a snapshot that stalled is paid back little by little. The
    exceptions: the second interval; the first 20, which may double if snapshots turn out to be expensive; a stop at
    5 %; a history of fewer than 400 snapshots (a factor of 1.05^(400 / max_snapshots)) or of more than 10 million
    steps (1 + 3 / snapshots left, if that is more). Intervals become shorter at once.

    A resumed training is a training of its own: nothing is known of what came before, so it is dense again from its
    first step on, with a start-up, a budget and a history of its own.

    Attributes:
        min_interval: fewest steps between two snapshots.
        max_interval: most steps between two, while cost and history allow them.
        overhead: share of the time that snapshots may take.
        max_snapshots: how many there may be, however long the run; the first and the last step are two of them.

    Raises:
        ScheduleError: an argument by which no step would ever be due.
    """

    min_interval: int = 10
    max_interval: int = 100
    overhead: float = 0.01
    max_snapshots: int = 400

    def __post_init__(self) -> None:
        """Check each argument by itself, then both intervals together."""
        _check_whole("min_interval", self.min_interval, 1, "the fewest steps between two snapshots")
        _check_whole("max_interval", self.max_interval, 1, "the most steps between two snapshots")
        _check_whole("max_snapshots", self.max_snapshots, 2, "the first and the last step are always logged")
        if self.max_interval < self.min_interval:
            raise ScheduleError(
                f"max_interval is {self.max_interval}, less than min_interval={self.min_interval}; raise one, or lower "
                "the other"
            )
        _check_share("overhead", self.overhead)

    def next_step(self, progress: Progress) -> int:
        """The step at which the next snapshot is due."""
        snapshots_left = self.max_snapshots - progress.snapshots - 1  # one is kept for the last step
        if snapshots_left <= 0:
            return AT_THE_END
        way = progress.step - progress.first_step
        if way == 0:
            return progress.step + 1
        wanted = max(self._interval_by_way(way, progress.step_seconds), self._interval_by_cost(progress))
        interval = min(wanted, self._longest_interval(progress))
        return progress.step + max(interval, self._interval_by_history(progress, way, snapshots_left))

    def affordable_step(self, progress: Progress, step: int) -> int:
        """The step at which a due snapshot can be paid for: `step`, or a later one at which to ask again."""
        if progress.snapshots < STARTUP_SNAPSHOTS:
            return step
        spent_seconds = progress.spent_seconds + progress.snapshot_seconds
        missing_seconds = spent_seconds / max(_HARD_STOP, self.overhead) - progress.elapsed_seconds
        if missing_seconds <= 0:
            return step
        if progress.step_seconds <= 0:
            return step + 1
        # half of the wait, and then again: few questions, and no long wait for a training that slows down meanwhile
        return step + max(int(missing_seconds / max(progress.step_seconds, _SHORTEST_STEP_SECONDS) / 2), 1)

    def step_after_drop(self, step: int) -> int:
        """The next step."""
        return step + 1

    def _interval_by_way(self, way: int, step_seconds: float) -> int:
        longest = self.max_interval
        if step_seconds > 0:
            watchable = _SECONDS_TO_WATCH / max(step_seconds, _SHORTEST_STEP_SECONDS)
            longest = min(max(round(watchable), self.min_interval), self.max_interval)
        return min(max(way // _DENSITY, self.min_interval), longest)

    def _interval_by_cost(self, progress: Progress) -> int:
        if progress.step_seconds <= 0:
            return 0
        step_seconds = max(progress.step_seconds, _SHORTEST_STEP_SECONDS)
        steady_seconds = progress.snapshot_seconds / self.overhead
        startup_left = STARTUP_SNAPSHOTS - progress.snapshots
        if startup_left > 0:
            return math.ceil(steady_seconds / step_seconds / _STARTUP_GROWTH**startup_left)
        spent_seconds = progress.spent_seconds + progress.snapshot_seconds
        missing_seconds = spent_seconds / self.overhead - progress.elapsed_seconds
        return math.ceil(max(steady_seconds, missing_seconds) / step_seconds)

    def _longest_interval(self, progress: Progress) -> int:
        """Most steps that the interval before explains."""
        if progress.snapshots <= 2:  # noqa: PLR2004  # the interval before was the first one, which means nothing
            return self.min_interval * _STEEPEST_STARTUP_GROWTH
        if progress.interval <= 0:
            return NEVER
        interval = max(progress.interval, self.min_interval)
        if progress.snapshots <= STARTUP_SNAPSHOTS:
            return interval * _STEEPEST_STARTUP_GROWTH
        return interval + math.ceil(interval / _DENSITY)

    def _interval_by_history(self, progress: Progress, way: int, snapshots_left: int) -> int:
        """The interval from which on equal growth takes what is left of the history to the horizon."""
        usable = snapshots_left - _RESERVE * self.max_snapshots
        if usable <= 0 or way >= _HORIZON_STEPS:
            explained = progress.interval + math.ceil(progress.interval * max(1 / _DENSITY, 3 / snapshots_left))
            return min(math.ceil(_RESERVE_PACE * way / snapshots_left), explained if progress.interval > 0 else NEVER)
        growth = math.expm1(_HISTORY_FOLDS / self.max_snapshots)
        whole_growth = math.expm1(_HISTORY_FOLDS * usable / self.max_snapshots)
        return math.ceil((_HORIZON_STEPS - way) * growth / whole_growth)


@dataclass(frozen=True)
class FixedInterval:
    """Every step that is a multiple of the interval, whatever it costs: the user has decided."""

    interval: int

    def __post_init__(self) -> None:
        """Check the interval."""
        _check_whole("every", self.interval, 1, "10 logs every tenth step")

    def next_step(self, progress: Progress) -> int:
        """The next multiple."""
        return self.step_after_drop(progress.step)

    def affordable_step(self, progress: Progress, step: int) -> int:  # noqa: ARG002  # a policy's signature
        """The step itself."""
        return step

    def step_after_drop(self, step: int) -> int:
        """The next multiple."""
        return (step // self.interval + 1) * self.interval


Every: TypeAlias = "str | int | Schedule"


def policy_of(every: Every, overhead: float) -> Policy:
    """The policy that the argument `every` names.

    Args:
        every: "auto", a whole number, or a schedule.
        overhead: of "auto".

    Raises:
        ScheduleError: it is none of these, or no step would ever be due.
    """
    _check_share("overhead", overhead)
    if isinstance(every, Schedule):
        return every
    if every == "auto":
        return Schedule(overhead=overhead)
    if isinstance(every, int) and not isinstance(every, bool):
        return FixedInterval(every)
    raise ScheduleError(f"every is {every!r}; expected 'auto', a whole number above 0 or a Schedule(...)")


def _check_whole(name: str, value: object, least: int, reason: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ScheduleError(f"{name} is {value!r}; expected a whole number from {least} on: {reason}")


def _check_share(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise ScheduleError(f"{name} is {value!r}; expected a share of the time, above 0 and at most 1, as 0.01")
