"""From a curve that falls to stretches in which it falls fast, slowly, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Float64Array

Pace = Literal["not yet", "fast", "slowly", "not at all"]

# All are shares of the run's own length or of all that the curve falls.
_BEGUN = 0.05  # of the fall: what lies before is the beginning
MOST_FALL_OF_BEGINNING = 0.1  # of a beginning that is over at the second value
_SHORTEST_PLATEAU = 0.2  # of the run: shorter halts belong to any curve
_PLATEAU_FALL = 0.05  # of the fall, however large the noise; and at that pace twenty runs would fall as far
MOST_PLATEAU_FALL = 0.15  # of the fall, with the ragged ends
_FAST_PACE = 0.5  # of the mean pace: what falls without a knee, and no more slowly than that, falls fast
_LEAST_KNEE = 0.1  # how far a curve bows away from a straight line before it has a fast and a slow part
_MEDIAN_POINTS = 5  # takes two outliers beside each other out of a curve,
_MEDIAN_SHARE = 0.1  # ... and of a long one a spike that takes a while; a curve that falls stays as it is
_DEVIATIONS_PER_MEDIAN = 1.4826  # of a normal distribution: standard deviation over median absolute deviation


@dataclass(frozen=True)
class Stretch:
    """A part of a curve.

    Attributes:
        pace: how fast it falls.
        first_step: where it begins.
        last_step: where it ends, and the next one begins.
        first: the curve's level there.
        last: and there.
    """

    pace: Pace
    first_step: int
    last_step: int
    first: float
    last: float


@dataclass(frozen=True)
class Fall:
    """A curve as the best falling curve through it.

    Attributes:
        levels: the falling curve.
        noise: how far values lie from it, as a standard deviation.
    """

    levels: Curve
    noise: float

    @property
    def total(self) -> float:
        """All that it falls."""
        return float(self.levels.values[0] - self.levels.values[-1]) if len(self.levels) else 0.0


def falling(curve: Curve) -> Fall:
    """Fit the falling curve that is nearest to a finite curve (isotonic regression, Barlow et al. 1972)."""
    smooth = rolling_median(curve.values, max(_MEDIAN_POINTS, int(_MEDIAN_SHARE * len(curve))))
    levels = _isotonic(smooth)
    residuals = curve.values - levels
    noise = _DEVIATIONS_PER_MEDIAN * float(np.median(np.abs(residuals))) if len(residuals) else 0.0
    return Fall(Curve(curve.steps, levels), noise)


def split(fall: Fall, first_step: int) -> list[Stretch]:
    """Cut a fall where its pace changes.

    Plateaus come first: the longest stretches that fall no further than their noise, or hardly at all. What falls
    between them is cut at its knee, where it lies furthest below the straight line from its beginning to its end
    (Satopää et al., "Finding a kneedle in a haystack", 2011); a fall without a knee is one stretch. All that comes
    before the first twentieth of the fall is the beginning.

    Args:
        fall: the fall.
        first_step: where the run begins; of a curve that begins later the beginning is of no length.
    """
    steps, levels = fall.levels.steps, fall.levels.values
    if len(steps) < 2 or fall.total <= 0:  # noqa: PLR2004  # a beginning and an end
        return []
    fallen = (levels[0] - levels) / fall.total
    begun = max(int(np.argmax(fallen >= _BEGUN)) - 1, int(steps[0] <= first_step))
    if fallen[begun] > MOST_FALL_OF_BEGINNING:
        begun = 0
    edges: list[tuple[int, int, Pace]] = [(0, begun, "not yet")] if begun or steps[0] > first_step else []
    for first, last, is_plateau in _absorbed(_plateaus(fall, begun, len(steps) - 1), fall):
        if is_plateau:
            edges.append((first, last, "not at all"))
        else:
            edges += _at_knee(fall, first, last)
    return [
        Stretch(pace, int(steps[first]), int(steps[last]), float(levels[first]), float(levels[last]))
        for first, last, pace in edges
    ]


def rolling_median(values: Float64Array, points: int) -> Float64Array:
    """Median over `points` values around each; at the ends, over those that there are on both sides."""
    smooth = np.array(values, np.float64)
    for index in range(len(values)):
        reach = min(points // 2, index, len(values) - 1 - index)
        smooth[index] = np.median(values[index - reach : index + reach + 1])
    return smooth


def _isotonic(values: Float64Array) -> Float64Array:
    """The falling curve of least squares: neighbours that rise are pooled to their mean, until none does."""
    means: list[float] = []
    counts: list[int] = []
    for value in values:
        mean, count = float(value), 1
        while means and means[-1] <= mean:
            mean = (mean * count + means[-1] * counts[-1]) / (count + counts[-1])
            count += counts.pop()
            means.pop()
        means.append(mean)
        counts.append(count)
    return np.repeat(np.array(means, np.float64), counts)


def _plateaus(fall: Fall, first: int, last: int) -> list[tuple[int, int, bool]]:
    """Tile a range of points by plateaus and what lies between them, the longest plateau first."""
    steps, levels = fall.levels.steps.astype(np.float64), fall.levels.values
    run_length = steps[-1] - steps[0]
    lengths = steps[np.newaxis, first : last + 1] - steps[first : last + 1, np.newaxis]  # (n, n), from row to column
    drops = levels[first : last + 1, np.newaxis] - levels[np.newaxis, first : last + 1]  # (n, n)
    is_flat = (drops <= _allowed(fall, lengths)) & (lengths >= _SHORTEST_PLATEAU * run_length)
    if not is_flat.any():
        return [(first, last, False)] if last > first else []
    start, end = np.unravel_index(int(np.argmax(np.where(is_flat, lengths, -1.0))), lengths.shape)
    begin, stop = first + int(start), first + int(end)
    return [*_plateaus(fall, first, begin), (begin, stop, True), *_plateaus(fall, stop, last)]


def _allowed(fall: Fall, lengths: Float64Array) -> Float64Array:
    """How far the curve may fall over some steps and still stand still: by its noise, within bounds."""
    run_length = float(fall.levels.steps[-1]) - float(fall.levels.steps[0])
    most = _PLATEAU_FALL * fall.total
    return np.asarray(np.clip(fall.noise, most * lengths / run_length, most), np.float64)


def _absorbed(parts: list[tuple[int, int, bool]], fall: Fall) -> list[tuple[int, int, bool]]:
    """Let plateaus take what is too short beside them, and falls too little, to be more than the ragged end of one."""
    steps, levels = fall.levels.steps.astype(np.float64), fall.levels.values
    shortest = _SHORTEST_PLATEAU / 2 * (steps[-1] - steps[0])
    most = _PLATEAU_FALL * fall.total
    ragged = float(np.clip(2 * fall.noise, most, 2 * most))  # the ends of the falling curve lie beyond the noise
    has_plateau = any(is_plateau for _, _, is_plateau in parts)
    kept: list[tuple[int, int, bool]] = []
    for first, last, is_plateau in parts:
        is_ragged = has_plateau and steps[last] - steps[first] < shortest and levels[first] - levels[last] <= ragged
        flat = is_plateau or is_ragged
        if kept and kept[-1][2] and flat and levels[kept[-1][0]] - levels[last] <= MOST_PLATEAU_FALL * fall.total:
            kept[-1] = (kept[-1][0], last, True)
        else:
            kept.append((first, last, flat))
    return kept


def _at_knee(fall: Fall, first: int, last: int) -> list[tuple[int, int, Pace]]:
    steps, levels = fall.levels.steps, fall.levels.values
    time = (steps[first : last + 1] - steps[first]) / (steps[last] - steps[first])
    drop = levels[first] - levels[last]
    mean_pace = fall.total / (steps[-1] - steps[0])
    if drop > 0:
        bow = (levels[first] - levels[first : last + 1]) / drop - time
        knee = first + int(np.argmax(bow))
        if bow.max() >= _LEAST_KNEE and min(levels[first] - levels[knee], levels[knee] - levels[last]) > fall.noise:
            return [(first, knee, "fast"), (knee, last, "slowly")]
    pace: Pace = "fast" if drop / (steps[last] - steps[first]) >= _FAST_PACE * mean_pace else "slowly"
    return [(first, last, pace)]
