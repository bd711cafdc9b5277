"""Levels of a noisy curve, and whether one is below another by more than noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, Float64Array

_SHARE_OF_ENDS = 0.2  # of a stretch: what a level is the median of
_FEWEST_AT_END = 2
_NOISES = 2.0
_LEAST_FALL = 0.02  # of the level: less is no progress that growth or restlessness could be worth
_FEWEST_VALUES = 6


def smooth(values: Float64Array) -> Float64Array:
    """Rolling median over five values, at the ends over as many as there are on both sides."""
    smoothed = np.array(values, np.float64)
    if len(values) > 2:  # noqa: PLR2004  # the ends stay as they are
        smoothed[1:-1] = np.median(sliding_window_view(values, 3), axis=1)
    if len(values) > 4:  # noqa: PLR2004
        smoothed[2:-2] = np.median(sliding_window_view(values, 5), axis=1)
    return smoothed


def noise(values: Float64Array) -> float:
    """How far values lie from their rolling median, as a standard deviation."""
    return 1.4826 * float(np.median(np.abs(values - smooth(values)))) if len(values) else 0.0


def fails_to_fall(curve: Curve, first_step: int, last_step: int) -> bool | None:
    """Whether a loss did not get lower between two steps, by more than its noise and a fiftieth.

    Returns:
        None where it has too few values there to tell.
    """
    values = curve.between(first_step, last_step).values
    if len(values) < _FEWEST_VALUES:
        return None
    at_end = max(int(_SHARE_OF_ENDS * len(values)), _FEWEST_AT_END)
    before, after = float(np.median(values[:at_end])), float(np.median(values[-at_end:]))
    error = _NOISES * noise(values) * np.sqrt(2 / at_end)
    return bool(before - after <= max(error, _LEAST_FALL * abs(before)))


def begin_and_end(curve: Curve) -> tuple[float, float] | None:
    """The first value and the level of the last fifth; None where there are too few values to tell."""
    values = curve.values
    if len(values) < _FEWEST_VALUES:
        return None
    at_end = max(int(_SHARE_OF_ENDS * len(values)), _FEWEST_AT_END)
    return float(values[0]), float(np.median(values[-at_end:]))
