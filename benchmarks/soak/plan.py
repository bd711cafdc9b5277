"""What a soak is to be: how long, how much, how often something is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

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
        snapshots: to be logged at least, by all trainings together.
        at_once: trainings side by side.
        generations: how many trainings follow each other in the place of one.
        report_seconds: from one writing of the report to the next.
    """

    seconds: float
    snapshots: int = 2_000
    at_once: int = 2
    generations: int = 3
    report_seconds: float = 600.0

    @property
    def seconds_between_snapshots(self) -> float:
        """From one snapshot of a training to its next."""
        return self.seconds * self.at_once / (self.snapshots * _MORE_SNAPSHOTS)

    @property
    def snapshots_per_run(self) -> int:
        """After so many a training ends."""
        return ceil(self.snapshots * _MORE_SNAPSHOTS / (self.at_once * self.generations))

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
