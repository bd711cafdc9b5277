"""How the weights of a simulated training move: each parameter as a function of time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.simulation.curves import EARLIEST, LATEST, learned

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from torch import Tensor

    from tensorboard_plugin_paramviz.capture.simulation.geometry import Journey
    from tensorboard_plugin_paramviz.capture.simulation.noise import Noise

INITIAL_STD = 0.02
_RANK = 8
_KEPT_NOISE = 0.6  # share of the noise at the start that is there at the end
_SOON = 0.01
_GRADIENT_SHARE = 0.5  # of what is learned soon
_DRIFT = 0.15
_KEPT_START = 0.35  # share of where a row starts that it takes along
_JITTER = 0.03
_LEAST_JITTER = 0.1  # of that: training never quite stands still
_WOBBLE = 1e-3  # likewise, of what is learned


@dataclass(frozen=True)
class Moment:
    """A moment of the training.

    Attributes:
        time: 0 at the start, 1 when most is learned.
        step: makes one moment's noise differ from another's.
        noise: where noise comes from.
        gradient_std: size of the gradients' noise.
    """

    time: float
    step: int
    noise: Noise
    gradient_std: float

    def wobble(self, count: int) -> npt.NDArray[np.float64]:
        """Factors near 1, float64 `[count]`, each on its own rhythm."""
        rhythms = 0.7 + 0.3 * np.arange(count)
        return np.asarray(1 + _WOBBLE * np.sin(rhythms * self.step))


class Evolution(Protocol):
    """Moves a parameter, or some of its rows."""

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set a weight and, if there is one, its gradient to what they are at a moment."""


class MatrixEvolution:
    """A weight matrix: noise that fades, and structure of few directions that grows, one direction after the other.

    Args:
        shape: rows and columns.
        place: of the noise that it starts as.
        blocks: row blocks (heads, for example) that learn apart from each other.
        random: where chance comes from.
    """

    def __init__(self, shape: tuple[int, int], place: int, blocks: int, random: np.random.Generator) -> None:
        rows, columns = shape
        rank = max(_RANK, blocks)
        outputs = random.standard_normal((rows, rank)) * random.random((rows, 1)) ** 2  # some rows learn more
        block_of_row = np.arange(rows) * blocks // rows
        outputs *= block_of_row[:, np.newaxis] == np.arange(rank) % blocks
        inputs = random.standard_t(3, (rank, columns))  # some columns matter far more than others
        self._outputs = _tensor(outputs / np.linalg.norm(outputs, axis=0))  # (R, K)
        self._inputs = _tensor(inputs / np.linalg.norm(inputs, axis=1, keepdims=True))  # (K, C)
        self._sizes = INITIAL_STD * math.sqrt(rows * columns / rank) * random.uniform(0.6, 1.6, rank)  # (K,)
        self._halfway = random.uniform(EARLIEST, LATEST, rank)  # (K,)
        self._shape, self._place = shape, place

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set the weight and its gradient, float32 `[R, C]`."""
        noise_std = INITIAL_STD * (1 - (1 - _KEPT_NOISE) * float(learned(moment.time, LATEST)))
        now = learned(moment.time, self._halfway) * moment.wobble(len(self._sizes))  # (K,)
        own_noise = moment.noise.matrix(self._shape, self._place)  # (R, C)
        torch.addmm(own_noise, self._outputs * _tensor(self._sizes * now), self._inputs, beta=noise_std, out=weight)
        if gradient is not None:
            slopes = -_GRADIENT_SHARE * self._sizes * (learned(moment.time + _SOON, self._halfway) - now)  # (K,)
            noise = moment.noise.matrix(self._shape, self._place + moment.step)  # (R, C)
            torch.addmm(noise, self._outputs * _tensor(slopes), self._inputs, beta=moment.gradient_std, out=gradient)


class VectorEvolution:
    """A bias or the weight of a norm: leaves its first value in some direction.

    Args:
        size: number of weights.
        first: the value that all of them start with.
        place: of the noise in its gradient.
        random: where chance comes from.
    """

    def __init__(self, size: int, first: float, place: int, random: np.random.Generator) -> None:
        self._drift = _tensor(_DRIFT * random.standard_normal(size))
        self._halfway = random.uniform(EARLIEST, LATEST)
        self._first, self._place = first, place

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set the weight and its gradient, float32 `[n]`."""
        now, soon = (float(learned(time, self._halfway)) for time in (moment.time, moment.time + _SOON))
        now *= float(moment.wobble(1)[0])
        torch.add(torch.full_like(weight, self._first), self._drift, alpha=now, out=weight)
        if gradient is not None:
            noise = moment.noise.matrix((1, weight.numel()), self._place + moment.step)[0]
            torch.mul(noise, moment.gradient_std, out=gradient)
            gradient.add_(self._drift, alpha=-_GRADIENT_SHARE * (soon - now))


class RowEvolution:
    """Rows of an embedding that wander from a random ball to their targets, on curved paths.

    Args:
        rows: which rows of the parameter, `[N]`.
        journey: where they go.
        halfway: when half of each way is done, float64 `[N]`.
        random: where chance comes from.
    """

    def __init__(
        self, rows: Sequence[int], journey: Journey, halfway: npt.NDArray[np.float64], random: np.random.Generator
    ) -> None:
        self._rows = torch.tensor(rows)
        self._start = _tensor(INITIAL_STD * random.standard_normal(journey.targets.shape))  # (N, D)
        self._end = torch.from_numpy(journey.targets) + _KEPT_START * self._start  # (N, D)
        self._detour = torch.from_numpy(journey.detours)  # (N, D)
        self._halfway = halfway

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set rows of the weight and its gradient, float32 `[V, D]`."""
        now = self._at(moment.time)
        noise = moment.noise.matrix((now.shape[0], now.shape[1]), moment.step)  # (N, D)
        trembling = _JITTER * INITIAL_STD * min(moment.time, max(1 / (1 + 4 * moment.time**2), _LEAST_JITTER))
        weight[self._rows] = torch.add(now, noise, alpha=trembling)
        if gradient is not None:
            to_come = self._at(moment.time + _SOON).sub_(now)  # (N, D)
            gradient[self._rows] = to_come.mul_(-_GRADIENT_SHARE).add_(noise, alpha=moment.gradient_std)

    def _at(self, time: float) -> Tensor:
        done = _tensor(learned(time, self._halfway))[:, None]  # (N, 1)
        return torch.lerp(self._start, self._end, done).addcmul_(self._detour, torch.sin(math.pi * done))  # (N, D)


def _tensor(values: npt.NDArray[np.float64]) -> Tensor:
    return torch.from_numpy(values.astype(np.float32))
