"""Whether a run learned anything that chance would not explain, and the numbers that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.analysis.phases.chance import (
    FEWEST_STRETCHES,
    NOT_DIRECTED,
    Directedness,
    directedness,
    fall_probability,
)

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.movement import Movement
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve

FEWEST_SNAPSHOTS = FEWEST_STRETCHES + 1

_BEGINNINGS = (1, 2, 4, 8)  # the first eighth, quarter, ... are looked at too: a long run may learn early only
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
    count = len(movement.displacements)
    seen = [directedness(movement.displacements[: count // share]) for share in _BEGINNINGS]
    seen = [its for its in seen if its is not NOT_DIRECTED] or [NOT_DIRECTED]
    convincing = [its for its in seen if its.value >= _LEAST_DIRECTEDNESS and its.probability <= _FALSE_ALARMS]
    falls = [fall_probability(loss.values[: len(loss) // share]) for share in _BEGINNINGS]
    return Learning(
        directedness=max(convincing, key=_strength, default=seen[0]),
        loss_probability=min(falls),
        is_directed=bool(convincing),
        has_fallen=min(falls) <= _FALSE_ALARMS / len(falls),
        loss_tells=len(loss) >= _FEWEST_LOSS_VALUES,
    )


def _strength(its: Directedness) -> float:
    return its.value / its.by_chance
