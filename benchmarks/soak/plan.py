"""What a soak is to be: how long, how much, how often something is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

_MOST_WANTED, _FEWEST_WANTED = 2_000, 500  # where nobody says how many
_FULL_SECONDS = 4 * 3600.0  # from which on the most are wanted
_MORE_SNAPSHOTS = 1.25  # than wanted, since trainings become slower while the machine is busy
_SAMPLES = 480
_SAMPLE_SECONDS = (5.0, 30.0)
_VISITS = 120
_VISIT_SECONDS = (30.0, 60.0)


@dataclass(frozen=True)
class Plan:
    """What a soak is to be.

    Attributes:
        seconds: how long it trains.
        snapshots: to be logged at least, by all trainings together; None: as many as a soak of this length needs.
        at_once: trainings side by side. The first of them trains from the beginning to the end.
        generations: how many trainings follow each other beside that one.
        report_seconds: from one writing of the report to the next.
    """

    seconds: float
    snapshots: int | None = None
    at_once: int = 2
    generations: int = 3
    report_seconds: float = 600.0

    @property
    def wanted_snapshots(self) -> int:
        """Below so many the soak has shown too little; in a shorter one fewer are enough."""
        if self.snapshots is not None:
            return self.snapshots
        return round(_within((_FEWEST_WANTED, _MOST_WANTED), _MOST_WANTED * self.seconds / _FULL_SECONDS))

    @property
    def seconds_between_snapshots(self) -> float:
        """From one snapshot of a training to its next."""
        return self.seconds * self.at_once / self._aimed_at

    @property
    def snapshots_per_run(self) -> int:
        """After so many a training ends that others follow."""
        return ceil(self._aimed_at / (self.at_once * self.generations))

    @property
    def _aimed_at(self) -> float:
        """Snapshots of all trainings together: a short soak logs as many as a long one, only more densely."""
        return (_MOST_WANTED if self.snapshots is None else self.snapshots) * _MORE_SNAPSHOTS

    @property
    def sample_seconds(self) -> float:
        """From one sample to the next."""
        return _within(_SAMPLE_SECONDS, self.seconds / _SAMPLES)

    @property
    def visit_seconds(self) -> float:
        """From one visit of the user to the next."""
        return _within(_VISIT_SECONDS, self.seconds / _VISITS)


def _within(bounds: tuple[float, float], value: float) -> float:
    low, high = bounds
    return min(high, max(low, value))
