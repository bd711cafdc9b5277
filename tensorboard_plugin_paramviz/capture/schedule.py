"""Which steps are due: a pure function of the progress so far, so that the same timings give the same steps."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tensorboard_plugin_paramviz.capture.errors import ScheduleError

NEVER = sys.maxsize

_DENSITY = 20  # while nothing else limits it, an interval is a twentieth of the way so far
_HISTORY_PACE = 5  # and the share of the history that is left shrinks by 1/e while the way grows by e⁵
_SHORTEST_STEP_SECONDS = 1e-9  # of a clock that did not move
_STARTUP_SNAPSHOTS = 20  # taken whatever they cost


@dataclass(frozen=True)
class Progress:
    """How far logging has come.

    Attributes:
        first_step: where it began.
        step: the last logged step.
        snapshots: how many are logged.
        snapshot_seconds: what one takes from the training.
        step_seconds: what one step of the training takes by itself; 0 while that is unknown.
    """

    first_step: int
    step: int
    snapshots: int
    snapshot_seconds: float = 0.0
    step_seconds: float = 0.0


class Policy(Protocol):
    """Whatever decides when the next snapshot is due."""

    def next_step(self, progress: Progress) -> int:
        """The step at which, or at the first one seen after it, the next snapshot is due."""


@dataclass(frozen=True)
class Schedule:
    """Dense at the start, where most happens, and sparser later.

    The first step after the start is always due. From then on the interval is a twentieth of the way so far, within
    bounds. It grows beyond them where snapshots would cost too much, after 20 of them that are taken at any cost, and
    where there would be too many: the interval then grows with the way so far, so that the film has no hole larger
    than its neighbours explain and its length no end to fear.

    Attributes:
        min_interval: fewest steps between two snapshots.
        max_interval: most steps between two, while cost and history allow them.
        overhead: share of the training time that snapshots may take.
        max_snapshots: how many there may be, however long the run.

    Raises:
        ScheduleError: an argument by which no step would ever be due.
    """

    min_interval: int = 10
    max_interval: int = 100
    overhead: float = 0.01
    max_snapshots: int = 400

    def __post_init__(self) -> None:
        """Check each argument by itself, then both intervals together."""
        for name in ("min_interval", "max_interval", "max_snapshots"):
            _check_positive(name, getattr(self, name))
        if self.max_interval < self.min_interval:
            raise ScheduleError(
                f"max_interval is {self.max_interval}, less than min_interval={self.min_interval}; raise one, or lower "
                "the other"
            )
        if not 0 < self.overhead <= 1:
            raise ScheduleError(f"overhead is {self.overhead!r}; expected a share above 0 and at most 1, as 0.01")

    def next_step(self, progress: Progress) -> int:
        """The step at which the next snapshot is due."""
        way = progress.step - progress.first_step
        if way == 0:
            return progress.step + 1
        interval = min(max(way // _DENSITY, self.min_interval), self.max_interval)
        snapshots_left = max(self.max_snapshots - progress.snapshots, 1)
        interval = max(interval, math.ceil(way * _HISTORY_PACE / snapshots_left))
        if progress.snapshots >= _STARTUP_SNAPSHOTS and progress.step_seconds > 0:
            step_seconds = max(progress.step_seconds, _SHORTEST_STEP_SECONDS)
            interval = max(interval, math.ceil(progress.snapshot_seconds / self.overhead / step_seconds))
        return progress.step + interval


@dataclass(frozen=True)
class FixedInterval:
    """Every step that is a multiple of the interval."""

    interval: int

    def __post_init__(self) -> None:
        """Check the interval."""
        _check_positive("every", self.interval)

    def next_step(self, progress: Progress) -> int:
        """The step at which the next snapshot is due."""
        return (progress.step // self.interval + 1) * self.interval


Every: TypeAlias = "str | int | Schedule"


def policy_of(every: Every, overhead: float) -> Policy:
    """The policy that the argument `every` names.

    Args:
        every: "auto", a whole number, or a schedule.
        overhead: of "auto".

    Raises:
        ScheduleError: it is none of these, or no step would ever be due.
    """
    if isinstance(every, Schedule):
        return every
    if every == "auto":
        return Schedule(overhead=overhead)
    if isinstance(every, int) and not isinstance(every, bool):
        return FixedInterval(every)
    raise ScheduleError(f"every is {every!r}; expected 'auto', a whole number above 0 or a Schedule(...)")


def _check_positive(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ScheduleError(f"{name} is {value!r}; expected a whole number above 0")
