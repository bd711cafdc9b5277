"""A loss that has fallen before there is enough of it to be held against chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.phases.stretches import falling
from tensorboard_plugin_paramviz.serving.analysis.wording import number

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve

_SHARE = 0.9  # of the fall
_EARLY = 0.125  # of the values: the shortest beginning that is held against chance
_LEAST_NOISES = 10.0


def early_fall(loss: Curve) -> str | None:
    """What is to be said of a loss that fell at the very beginning, and stayed there: one step down tells nothing.

    Args:
        loss: finite.
    """
    fall = falling(loss)
    levels = fall.levels
    if not len(levels) or fall.total <= _LEAST_NOISES * fall.noise:
        return None
    there = int(np.argmax(levels.values[0] - levels.values >= _SHARE * fall.total))
    if there > _EARLY * len(levels):
        return None
    first, last = number(levels.values[0]), number(levels.values[there])
    there_step = int(levels.steps[there])
    return f"The loss fell from {first} to {last} by step {there_step}, too early to be held against chance."
