"""The training that runs away."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from tensorboard_plugin_paramviz.capture.simulation.curves import expected_loss, rise, spike
from tensorboard_plugin_paramviz.capture.simulation.evolution import Altered
from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import LOSS_NOISE

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.capture.simulation.evolution import Evolution
    from tensorboard_plugin_paramviz.capture.simulation.moment import Moment
    from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import Course
    from tensorboard_plugin_paramviz.capture.simulation.sites import Site

_ONSET = 0.45  # shares of the run, as are those below
_ONSET_SPREAD = 0.03
_WARNINGS = ((-0.16, 0.6), (-0.08, 1.2))  # before the onset: when, and how much the loss rises by
_WARNING_LENGTH = 0.02
_WARNING_SWING, _WARNING_GRADIENTS = 0.05, 25.0
_DESCENT = 0.25  # from the layer that goes first to the one that goes last
_RUNAWAY = 0.25  # how long a layer takes
_GRADIENTS_EARLIER = 0.03
_SWING_DECADES = 5.0  # from the swing of a training at rest
_GRADIENT_DECADES = 3.0
_LOSS_DECADES, _LOSS_LENGTH = 1.8, 0.5
_WILD_LOSS_NOISE = 0.15


class Divergence:
    """A learning rate far too high: every update throws the weights further beyond the valley than they were before.

    Past the edge of stability, where the learning rate times the curvature exceeds 2, gradient descent swings with a
    sign that changes at each step and an amplitude that grows exponentially (Cohen et al., "Gradient descent on neural
    networks typically occurs at the edge of stability", 2021).

    What an observer finds:

    - Until two fifths of the run all looks like convergence, but for two spikes of the loss, 1.6 and 2.2 times what it
      should be, from which the training recovers; gradient norms and update ratios of all layers jump with them.
    - Near 45 % of the run the last block and the final norm run away, then one block after the other towards the first,
      as gradients flow, and the embeddings as the last, a quarter of the run later.
    - In each layer gradient norms explode first, by three decades and more, then norms by one or two; update ratios
      reach 1: a weight changes by as much as it has.
    - The loss leaves that of convergence at the same time, exceeds that of a guess, and ends some fifty times higher.
    - All stays finite, and saturates before the end.
    """

    learning_rate: ClassVar[float] = 3e-2

    def __init__(self, course: Course) -> None:
        self._last_depth = course.n_layer
        self._onset = _ONSET + _ONSET_SPREAD * course.random.uniform(-1, 1)

    def alter(self, evolution: Evolution, site: Site) -> Evolution:
        """Let the weights swing ever further once it is their layer's turn."""
        behind = max(self._last_depth - site.depth, 0) / self._last_depth
        return Altered(evolution, functools.partial(self._alter, self._onset + _DESCENT * behind))

    def loss(self, moment: Moment, tokens: int, luck: float) -> float:
        """Two spikes, then ever more."""
        spikes = 1 + sum(height * self._warning(moment.share, before) for before, height in _WARNINGS)
        wild = rise(moment.share, self._onset, _LOSS_LENGTH)
        noise = LOSS_NOISE + (_WILD_LOSS_NOISE - LOSS_NOISE) * wild
        return expected_loss(moment.time, tokens) * spikes * 10 ** (_LOSS_DECADES * wild + noise * luck / 2)

    def _alter(self, onset: float, moment: Moment) -> Moment:
        warning = sum(height * self._warning(moment.share, before) for before, height in _WARNINGS)
        runaway = rise(moment.share, onset, _RUNAWAY)
        steeper = rise(moment.share, onset - _GRADIENTS_EARLIER, _RUNAWAY - _GRADIENTS_EARLIER)
        return replace(
            moment,
            swing=moment.swing * 10 ** (_SWING_DECADES * runaway) + _WARNING_SWING * warning,
            gradient_std=moment.gradient_std * (10 ** (_GRADIENT_DECADES * steeper) + _WARNING_GRADIENTS * warning),
        )

    def _warning(self, share: float, before: float) -> float:
        return spike(share, self._onset + before, _WARNING_LENGTH)
