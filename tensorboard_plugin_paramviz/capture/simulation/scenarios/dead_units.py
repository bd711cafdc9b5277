"""The training in which units die."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.simulation.curves import expected_loss
from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import LOSS_NOISE

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor

    from tensorboard_plugin_paramviz.capture.simulation.evolution import Evolution
    from tensorboard_plugin_paramviz.capture.simulation.moment import Moment
    from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import Course
    from tensorboard_plugin_paramviz.capture.simulation.sites import Site

_FIRST_DEATH, _LAST_DEATH = 0.15, 0.45  # shares of the run
_FEWEST_DEAD, _MOST_DEAD = 0.6, 0.85  # shares of a block's units
_FALL_LENGTH = 0.05  # share of the run in which a unit's bias falls
_LEAST_FALL, _LARGEST_FALL = 1.5, 3.5
_LEARNING_LEFT = 0.1  # of that of the run, when the first unit dies


class DeadUnits:
    """Updates too large for some MLPs: units are pushed to where their activation is flat, and stay there.

    A unit whose input is far below 0 for every token gives 0 (ReLU) or next to it (GELU), and no gradient comes back
    through it: nothing can bring it to life again (Lu et al., "Dying ReLU and initialization", 2019).

    What an observer finds in a model of L blocks:

    - In blocks ⌊L/4⌋ to ⌊L/4⌋ + ⌈L/2⌉ - 1, from 60 to 85 % of the MLP's units die, one after the other, between 15 and
      45 % of the run. All else learns as in convergence.
    - A dead unit's row of `mlp.c_fc.weight`, its entry of `mlp.c_fc.bias` and its column of `mlp.c_proj.weight` have a
      gradient of exactly 0 and stand still to the last bit, as there is no weight decay.
    - Just before, its bias falls by 1.5 to 3.5, many times the size of other biases.
    - So in these matrices the median of the gradient is 0, and gradient norms and update ratios are about half of those
      of convergence.
    - The loss leaves that of convergence when the first units die, and rests on a plateau 1.6 times as high as where
      convergence ends.
    - Every value is finite; nothing swings and nothing runs away.
    """

    learning_rate: ClassVar[float] = 3e-3

    def __init__(self, course: Course) -> None:
        first = course.n_layer // 4
        self._units = {
            layer: _MortalUnits(course.units, course.random)
            for layer in range(first, first + (course.n_layer + 1) // 2)
        }

    def alter(self, evolution: Evolution, site: Site) -> Evolution:
        """Let the units of some MLPs die."""
        units = None if site.layer is None else self._units.get(site.layer)
        if units is None:
            return evolution
        if site.parameter.endswith("mlp.c_fc.weight"):
            return _Dying(evolution, units.deaths[:, np.newaxis])
        if site.parameter.endswith("mlp.c_fc.bias"):
            return _Dying(_Falling(evolution, units), units.deaths)
        if site.parameter.endswith("mlp.c_proj.weight"):
            return _Dying(evolution, units.deaths[np.newaxis])
        return evolution

    def loss(self, moment: Moment, tokens: int, luck: float) -> float:
        """What the dead units would have learned is never learned."""
        learning = moment.stalled(_FIRST_DEATH, _LEARNING_LEFT)
        return expected_loss(learning.time, tokens) * (1 + LOSS_NOISE * luck)


class _MortalUnits:
    """The hidden units of an MLP.

    Attributes:
        deaths: when each of them dies, as a share of the run, float32 `[U]`; infinite for those that live.
        falls: how far the bias of each falls before, float32 `[U]`.
    """

    def __init__(self, count: int, random: np.random.Generator) -> None:
        is_mortal = random.permutation(count) < count * random.uniform(_FEWEST_DEAD, _MOST_DEAD)
        deaths = random.uniform(_FIRST_DEATH, _LAST_DEATH, count)
        self.deaths = np.where(is_mortal, deaths, np.inf).astype(np.float32)
        self.falls = random.uniform(_LEAST_FALL, _LARGEST_FALL, count).astype(np.float32)

    def fallen(self, share: float) -> npt.NDArray[np.float32]:
        """How far each bias has fallen at a share of the run, float32 `[U]`: all the way at the unit's death."""
        fallen = np.clip(1 - (self.deaths - share) / _FALL_LENGTH, 0, 1)
        return np.asarray(self.falls * fallen, np.float32)


class _Falling:
    """The biases of mortal units."""

    def __init__(self, evolution: Evolution, units: _MortalUnits) -> None:
        self._evolution, self._units = evolution, units

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set the biases and their gradient, float32 `[U]`."""
        self._evolution.write(weight, gradient, moment)
        weight.sub_(torch.from_numpy(self._units.fallen(moment.share)))


class _Dying:
    """A parameter that belongs to mortal units: each unit's part keeps what it was when the unit died.

    Args:
        evolution: that of the living.
        deaths: when each unit dies, as a share of the run; of a shape that broadcasts against the parameter.
    """

    def __init__(self, evolution: Evolution, deaths: npt.NDArray[np.float32]) -> None:
        self._evolution, self._deaths = evolution, torch.from_numpy(deaths)
        self._dead_before = torch.zeros_like(self._deaths, dtype=torch.bool)
        self._kept: Tensor | None = None

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set the weight and its gradient; moments come in their order."""
        self._evolution.write(weight, gradient, moment)
        is_dead = self._deaths <= moment.share
        if self._kept is not None:
            torch.where(self._dead_before, self._kept, weight, out=weight)
        if not torch.equal(is_dead, self._dead_before):
            self._kept = weight.clone()
            self._dead_before = is_dead
        if gradient is not None:
            gradient.masked_fill_(is_dead, 0)
