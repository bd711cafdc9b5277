"""A moment of a simulated training."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.capture.simulation.curves import EARLIEST, learned

if TYPE_CHECKING:
    import numpy.typing as npt

    from tensorboard_plugin_paramviz.capture.simulation.noise import Noise

RESTING_SWING = 1e-3  # training never quite stands still
FIRST_GRADIENT_STD, _LAST_GRADIENT_STD = 2e-3, 2e-4
_SOON = 0.01
_SLOWEST, _FASTEST = 0.8 * math.pi, 0.98 * math.pi  # near π: what is thrown too far is thrown back at the next step
_GOLDEN = 0.618034  # spreads the rhythms such that no two are alike


@dataclass(frozen=True)
class Moment:
    """A moment of the training, as it is for one parameter.

    Attributes:
        step: the updates made so far.
        share: of the run that is over: 0 at the untouched model, 1 at the last step.
        time: of learning; 0 at the start, 1 when most is learned.
        noise: where noise comes from.
        gradient_std: size of the gradients' noise.
        swing: how far the weights swing around where learning has brought them, as a share of what there is to learn.
    """

    step: int
    share: float
    time: float
    noise: Noise
    gradient_std: float
    swing: float = RESTING_SWING

    def stalled(self, start: float, length: float) -> Moment:
        """The same moment of a training that stops learning.

        Args:
            start: when it gets slower, as a share of the run.
            length: how much of the run's learning is still reached after that.
        """
        late = self.share - start
        if late <= 0:
            return self
        return replace(self, time=self.time / self.share * (start - length * math.expm1(-late / length)))

    def done(self, halfway: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """How far along its way each of some components is; each swings to and fro on its own rhythm.

        Args:
            halfway: when half of each way is done, float64 `[K]`.

        Returns:
            float64 `[K]`: from 0 to 1 and, by the swing, beyond.
        """
        place = np.arange(1, len(halfway) + 1) * _GOLDEN % 1  # (K,)
        angles = (_SLOWEST + (_FASTEST - _SLOWEST) * place) * self.step  # (K,)
        return np.asarray(learned(self.time, halfway) + self.swing * np.sin(angles))

    def soon(self, halfway: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Where the components are drawn to, float64 `[K]`: the gradient points away from there."""
        return learned(self.time + _SOON, halfway)


def healthy_moment(step: int, *, share: float, time: float, noise: Noise) -> Moment:
    """A moment of a training that goes well: gradients shrink as there is less to learn."""
    to_learn = 1 - float(learned(time, EARLIEST))
    gradient_std = _LAST_GRADIENT_STD + (FIRST_GRADIENT_STD - _LAST_GRADIENT_STD) * to_learn
    return Moment(step, share, time, noise, gradient_std)
