"""The training that goes well."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tensorboard_plugin_paramviz.capture.simulation.curves import expected_loss
from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import LOSS_NOISE

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.capture.simulation.evolution import Evolution
    from tensorboard_plugin_paramviz.capture.simulation.moment import Moment
    from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import Course
    from tensorboard_plugin_paramviz.capture.simulation.sites import Site


class Convergence:
    """A learning rate that fits: the model learns fast at first, then ever slower, and comes to rest.

    What an observer finds:

    - The loss falls from that of a guess among all tokens, a third of the way within a tenth of the run, then ever
      slower, and ends near 1.4; its noise is 2 %.
    - Update ratios rise to some hundredths within the first tenth, and end some ten times lower.
    - Norms grow, to less than twice what they were, and then hold; gradient norms fall by a factor of some ten.
    - Words gather in clusters, positions lie down in a spiral.
    - Every unit learns, and every value is finite.
    """

    learning_rate: ClassVar[float] = 1e-3

    def __init__(self, course: Course) -> None:
        """Nothing depends on it."""

    def alter(self, evolution: Evolution, site: Site) -> Evolution:  # noqa: ARG002  # as every scenario
        """The evolution as it is."""
        return evolution

    def loss(self, moment: Moment, tokens: int, luck: float) -> float:
        """The loss with its noise."""
        return expected_loss(moment.time, tokens) * (1 + LOSS_NOISE * luck)
