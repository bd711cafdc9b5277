"""The training that swings and gets no further."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from tensorboard_plugin_paramviz.capture.simulation.curves import expected_loss, rise
from tensorboard_plugin_paramviz.capture.simulation.evolution import Altered
from tensorboard_plugin_paramviz.capture.simulation.moment import FIRST_GRADIENT_STD
from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import LOSS_NOISE

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.capture.simulation.evolution import Evolution
    from tensorboard_plugin_paramviz.capture.simulation.moment import Moment
    from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import Course
    from tensorboard_plugin_paramviz.capture.simulation.sites import Site

_SWING = 0.15
_FULL_SWING = 0.1  # share of the run
_BREATHING = 0.25  # how much the swing itself waxes and wanes
_BREATHS = 9.0  # in the run
_LEARNING = 0.2  # of that of the run: what would be learned later is never reached
_LOSS_SPIKES = 0.08


class Oscillation:
    """A learning rate somewhat too high: the weights jump from one side of the valley to the other, for ever.

    At the edge of stability, where the learning rate times the curvature is about 2, the steepest directions change
    sign with each step and neither grow nor fade; the flat ones, in which there is most to learn, drown in it.

    What an observer finds:

    - The loss falls at first nearly as in convergence, then stays on a plateau about twice as high as where convergence
      ends, and jitters above it by 10 % and more, without a trend.
    - Update ratios rise to a tenth and more, and stay there to the end, where convergence has a hundredth of that.
    - A weight's changes at two successive steps point in opposite directions: their correlation is clearly negative.
    - Gradient norms stay as high as at the start.
    - Norms neither grow nor shrink: nothing runs away, and every value is finite.
    """

    learning_rate: ClassVar[float] = 1e-2

    def __init__(self, course: Course) -> None:
        self._phase = course.random.uniform(0, 2 * math.pi)

    def alter(self, evolution: Evolution, site: Site) -> Evolution:  # noqa: ARG002  # every layer swings alike
        """Let the weights swing around where they got to."""
        return Altered(evolution, self._alter)

    def loss(self, moment: Moment, tokens: int, luck: float) -> float:
        """That of what is learned, and what the swing adds to it: little at most steps, much at some."""
        noise = _LOSS_SPIKES * rise(moment.share, 0, _FULL_SWING) * self._breath(moment.share)
        return expected_loss(self._stalled(moment).time, tokens) * (1 + noise * luck**2 + LOSS_NOISE * luck)

    def _alter(self, moment: Moment) -> Moment:
        swing = _SWING * rise(moment.share, 0, _FULL_SWING) * self._breath(moment.share)
        return replace(self._stalled(moment), swing=moment.swing + swing, gradient_std=FIRST_GRADIENT_STD)

    def _stalled(self, moment: Moment) -> Moment:
        return moment.stalled(0, _LEARNING)

    def _breath(self, share: float) -> float:
        return 1 + _BREATHING * math.sin(2 * math.pi * _BREATHS * share + self._phase)
