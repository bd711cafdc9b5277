"""Levels of a noisy curve, and whether one is below another by more than noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.phases.stretches import rolling_median

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, Float64Array

MEDIAN_POINTS = 5
_SHARE_OF_ENDS = 0.2  # of a stretch: what a level is the median of
_FEWEST_AT_END = 2
_NOISES = 2.0
_LEAST_FALL = 0.02  # of the level: less is no progress that growth or restlessness could be worth
_FEWEST_VALUES = 6


def smooth(values: Float64Array) -> Float64Array:
    """Rolling median over five values; a single outlier is gone."""
    return rolling_median(values, MEDIAN_POINTS)


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
