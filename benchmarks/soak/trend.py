"""Whether a series grows: a line through it after its warm-up, and how sure its slope is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Sequence

WARM_UP_SHARE = 0.25
FEWEST_VALUES = 8
_BLOCKS = 20
_CONFIDENCE = 0.95
_HOUR_SECONDS = 3600.0
_WIDEST = 2.0  # an interval that reaches further to either side, beside what is allowed, tells nothing


class Growth(Enum):
    """Whether a series grew by more than is allowed; its value says so in words."""

    FLAT = "flat"
    GROWS = "grows"
    UNCERTAIN = "too uncertain to tell"


@dataclass(frozen=True)
class Trend:
    """How a series went after its warm-up.

    Attributes:
        slope_per_hour: median of the slopes between each two blocks (Theil 1950, Sen 1968): what was not yet let go of
            when a single value was read says nothing of it.
        low_per_hour, high_per_hour: where that slope lies with 95 % confidence. Neighbouring values know of each other,
            so each of up to twenty blocks counts by its median.
        first: median of the first quarter.
        last: median of the last quarter.
        hours: from the first of the values to the last.
    """

    slope_per_hour: float
    low_per_hour: float
    high_per_hour: float
    first: float
    last: float
    hours: float

    @property
    def grown(self) -> float:
        """From the first quarter to the last."""
        return self.last - self.first

    def growth(self, most: float) -> Growth:
        """Whether it grew by more than this, as far as its slope tells.

        It grows where that shows in both, the quarters and the slope; it is flat where the quarters lie close together
        and the slope leaves no room for much else.
        """
        if self.low_per_hour > 0 and self.grown > most:
            return Growth.GROWS
        margin = (self.high_per_hour - self.low_per_hour) / 2 * self.hours
        return Growth.FLAT if self.grown <= most and margin <= _WIDEST * most else Growth.UNCERTAIN


def after_warm_up(seconds: Sequence[float], values: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Times in seconds and values, both float64 `[n]`, without the first share of the time."""
    times, levels = np.asarray(seconds, np.float64), np.asarray(values, np.float64)
    if len(times) == 0:
        return times, levels
    is_warm = times >= times[0] + WARM_UP_SHARE * (times[-1] - times[0])
    return times[is_warm], levels[is_warm]


def trend(seconds: Sequence[float], values: Sequence[float]) -> Trend | None:
    """How a series went after its warm-up; None where it is too short to tell."""
    times, levels = after_warm_up(seconds, values)
    if len(times) < FEWEST_VALUES:
        return None
    blocks = min(_BLOCKS, len(times))
    hours = np.array([block.mean() for block in np.array_split(times, blocks)]) / _HOUR_SECONDS
    medians = np.array([np.median(block) for block in np.array_split(levels, blocks)])
    slope, _, low, high = map(float, stats.theilslopes(medians, hours, _CONFIDENCE))
    quarters = np.array_split(levels, 4)
    first, last = (float(np.median(quarter)) for quarter in (quarters[0], quarters[-1]))
    return Trend(slope, low, high, first, last, float(times[-1] - times[0]) / _HOUR_SECONDS)
