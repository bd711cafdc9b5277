"""What a scenario is: what it makes of the evolutions and of the loss of a training that goes well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    import numpy as np

    from tensorboard_plugin_paramviz.capture.simulation.evolution import Evolution
    from tensorboard_plugin_paramviz.capture.simulation.moment import Moment
    from tensorboard_plugin_paramviz.capture.simulation.sites import Site

LOSS_NOISE = 0.02


@dataclass(frozen=True)
class Course:
    """What a scenario must know of its run.

    Attributes:
        n_layer: blocks of the model.
        units: hidden units of each block's MLP.
        steps: steps of the run after the untouched model.
        random: where the scenario's chance comes from.
    """

    n_layer: int
    units: int
    steps: int
    random: np.random.Generator


class Scenario(Protocol):
    """Alters a training that goes well."""

    learning_rate: ClassVar[float]  # that the run claims to have had

    def alter(self, evolution: Evolution, site: Site) -> Evolution:
        """What becomes of a parameter's evolution.

        Args:
            evolution: how the parameter moves in a training that goes well.
            site: where it sits.
        """

    def loss(self, moment: Moment, tokens: int, luck: float) -> float:
        """What becomes of the loss.

        Args:
            moment: the moment.
            tokens: how many there are to guess among.
            luck: that of the step's batch, standard normal.

        Returns:
            The training loss, in nats.
        """
