"""The training that ends in NaN."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from tensorboard_plugin_paramviz.capture.simulation.curves import expected_loss
from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import LOSS_NOISE

if TYPE_CHECKING:
    from torch import Tensor

    from tensorboard_plugin_paramviz.capture.simulation.evolution import Evolution
    from tensorboard_plugin_paramviz.capture.simulation.moment import Moment
    from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import Course
    from tensorboard_plugin_paramviz.capture.simulation.sites import Site

_FIRST = 0.6  # share of the run
_SPREAD = 0.02
_LONGEST_WAY = 0.15  # share of the run until all is lost
_OVERFLOWS = 3


class NonFinite:
    """An overflow in one layer, as half precision without loss scaling knows it: infinity first, NaN soon after.

    In a real training the next backward pass would carry the NaN everywhere at once. Here it takes a step to each
    layer, in the order in which the data meet them, so that the way can be seen.

    What an observer finds in a model of L blocks:

    - Up to 60 % of the run (give or take 2 %) all is as in convergence, to the bit.
    - Then three weights of one block's `mlp.c_proj.weight`, and their gradients, are infinite; nothing else is.
    - A step later this block is NaN as a whole, and with each further step the next one, up to the final norm; then the
      embeddings, as the head is tied to them, and from there the blocks before the first: all of it L + 2 steps after
      the beginning (sooner in a run of few steps). No weight is finite from then on.
    - The loss is NaN from the first of these steps on.
    """

    learning_rate: ClassVar[float] = 1e-3

    def __init__(self, course: Course) -> None:
        first = _FIRST + _SPREAD * course.random.uniform(-1, 1)
        self._first_step = max(round(first * course.steps), 1)
        self._layer = int(course.random.integers(course.n_layer))
        self._depths = course.n_layer + 2
        self._steps_per_depth = min(_LONGEST_WAY * course.steps / self._depths, 1.0)

    def alter(self, evolution: Evolution, site: Site) -> Evolution:
        """Let the values go once it is their layer's turn."""
        if site.parameter == f"transformer.h.{self._layer}.mlp.c_proj.weight":
            return _Overflowing(_Vanishing(evolution, self._first_step + 1), self._first_step)
        behind = (site.depth - self._layer - 1) % self._depths
        return _Vanishing(evolution, self._first_step + 1 + int(behind * self._steps_per_depth))

    def loss(self, moment: Moment, tokens: int, luck: float) -> float:
        """As in convergence, then NaN."""
        if moment.step >= self._first_step:
            return math.nan
        return expected_loss(moment.time, tokens) * (1 + LOSS_NOISE * luck)


class _Overflowing:
    """A parameter that has some infinite values at one step."""

    def __init__(self, evolution: Evolution, step: int) -> None:
        self._evolution, self._step = evolution, step

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set the weight and its gradient."""
        self._evolution.write(weight, gradient, moment)
        if moment.step == self._step:
            for tensor in (weight, gradient):
                if tensor is not None:
                    tensor.view(-1)[:: max(tensor.numel() // _OVERFLOWS, 1)][:_OVERFLOWS] = math.inf


class _Vanishing:
    """A parameter that is NaN from a step on."""

    def __init__(self, evolution: Evolution, first_step: int) -> None:
        self._evolution, self._first_step = evolution, first_step

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set the weight and its gradient."""
        if moment.step < self._first_step:
            self._evolution.write(weight, gradient, moment)
            return
        weight.fill_(math.nan)
        if gradient is not None:
            gradient.fill_(math.nan)
