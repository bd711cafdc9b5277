"""Whether a run learned anything that chance would not explain, and the numbers that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.phases.chance import (
    FEWEST_STRETCHES,
    NOT_DIRECTED,
    Directedness,
    directedness,
    fall_probability,
)

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.movement import Movement
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, Float64Array

FEWEST_SNAPSHOTS = FEWEST_STRETCHES + 1

_BEGINNINGS = (1, 2, 4, 8)  # the first eighth, quarter, ... are looked at too: a long run may learn early only
_LOOKS_AT_LOSS = ((1, 17), (2, 33), (4, 33))  # all of it in few places, against noise; its beginnings in more
_FALSE_ALARMS_OF_LOSS = 2e-4  # of each look: as levels share a little, a thousandth for all
_FALSE_ALARMS_OF_BOTH = 2e-3  # ... where the weights move one way as well, though momentum alone could do that
_FALSE_ALARMS = 1e-3  # of each look at a walk
_FEWEST_LOSS_VALUES = 34  # of fewer it is not known whether they fall
_LEAST_DIRECTEDNESS = 0.03  # walks in more than a few hundred dimensions never have that; those in one or two may


@dataclass(frozen=True)
class Learning:
    """What speaks for learning.

    Attributes:
        directedness: of the weights' movement, over the beginning of the run that shows most of it.
        loss_probability: how often a walk of the loss' own steps falls as far; 1 where no loss is logged.
        is_directed: whether the movement goes one way by more than chance.
        has_fallen: whether the loss fell by more than chance.
        loss_tells: whether a loss is logged at enough steps to know.
    """

    directedness: Directedness
    loss_probability: float
    is_directed: bool
    has_fallen: bool
    loss_tells: bool


def learning(movement: Movement, loss: Curve) -> Learning:
    """Hold a run against chance.

    Args:
        movement: of the weights.
        loss: finite.
    """
    counts = [len(movement.displacements) // share for share in _BEGINNINGS]
    seen = [directedness(movement.displacements[:count], movement.steps[: count + 1]) for count in counts]
    seen = [its for its in seen if its is not NOT_DIRECTED] or [NOT_DIRECTED]
    convincing = [its for its in seen if _convinces(its)]
    nearby = [directedness(movement.displacements[:count], movement.steps[: count + 1], 0) for count in counts]
    false_alarms = _FALSE_ALARMS_OF_BOTH if any(map(_convinces, nearby)) else _FALSE_ALARMS_OF_LOSS
    falls = [_fall_probability(loss.values[: len(loss) // share], places) for share, places in _LOOKS_AT_LOSS]
    return Learning(
        directedness=max(convincing, key=_strength, default=seen[0]),
        loss_probability=min(falls),
        is_directed=bool(convincing),
        has_fallen=min(falls) <= false_alarms,
        loss_tells=len(loss) >= _FEWEST_LOSS_VALUES,
    )


def _convinces(its: Directedness) -> bool:
    return its.value >= _LEAST_DIRECTEDNESS and its.probability <= _FALSE_ALARMS


def _fall_probability(values: Float64Array, places: int) -> float:
    """The larger chance of two walks: one of equal steps, and one whose steps are in proportion to where it is."""
    by_sums = fall_probability(values, places)
    return max(by_sums, fall_probability(np.log(values), places)) if (values > 0).all() else by_sums


def _strength(its: Directedness) -> float:
    return its.value / its.by_chance
