"""How the weights of a simulated training move: each parameter as a function of time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.simulation.curves import EARLIEST, LATEST, learned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt
    from torch import Tensor

    from tensorboard_plugin_paramviz.capture.simulation.geometry import Journey
    from tensorboard_plugin_paramviz.capture.simulation.moment import Moment

INITIAL_STD = 0.02
_RANK = 8
_KEPT_NOISE = 0.6  # share of the noise at the start that is there at the end
_GRADIENT_SHARE = 0.5  # of what is learned soon
_DRIFT = 0.15
_KEPT_START = 0.35  # share of where a row starts that it takes along
_JITTER = 0.03
_LEAST_JITTER = 0.1  # of that: training never quite stands still


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
        done = moment.done(self._halfway)  # (K,)
        noise = moment.noise.matrix(self._shape, self._place)  # (R, C)
        outputs = self._outputs * _tensor(self._sizes * done)  # (R, K)
        torch.addmm(noise, outputs, self._inputs, beta=_noise_std(moment), out=weight)
        if gradient is not None:
            slopes = -_GRADIENT_SHARE * self._sizes * (moment.soon(self._halfway) - done)  # (K,)
            noise = moment.noise.matrix(self._shape, self._place + moment.step)  # (R, C)
            outputs = self._outputs * _tensor(slopes)  # (R, K)
            torch.addmm(noise, outputs, self._inputs, beta=moment.gradient_std, out=gradient)


class NoiseEvolution:
    """A weight matrix that learns nothing of its own, such as the tokens that hardly ever come: its noise fades.

    Args:
        shape: rows and columns.
        place: of the noise that it starts as.
    """

    def __init__(self, shape: tuple[int, int], place: int) -> None:
        self._shape, self._place = shape, place

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set the weight and its gradient, float32 `[R, C]`."""
        torch.mul(moment.noise.matrix(self._shape, self._place), _noise_std(moment), out=weight)
        if gradient is not None:
            noise = moment.noise.matrix(self._shape, self._place + moment.step)  # (R, C)
            torch.mul(noise, moment.gradient_std, out=gradient)


class VectorEvolution:
    """A bias or the weight of a norm: leaves its first value in some direction, each entry in its own time.

    Args:
        size: number of weights.
        first: the value that all of them start with.
        place: of the noise in its gradient.
        random: where chance comes from.
    """

    def __init__(self, size: int, first: float, place: int, random: np.random.Generator) -> None:
        self._drift = _tensor(_DRIFT * random.standard_normal(size))  # (n,)
        self._halfway = random.uniform(EARLIEST, LATEST, size)  # (n,)
        self._first = torch.full((size,), first)
        self._place = place

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set the weight and its gradient, float32 `[n]`."""
        done = moment.done(self._halfway)  # (n,)
        torch.addcmul(self._first, self._drift, _tensor(done), out=weight)
        if gradient is not None:
            noise = moment.noise.matrix((1, weight.numel()), self._place + moment.step)[0]  # (n,)
            torch.mul(noise, moment.gradient_std, out=gradient)
            gradient.addcmul_(self._drift, _tensor(moment.soon(self._halfway) - done), value=-_GRADIENT_SHARE)


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
        self._end = _tensor(journey.targets) + _KEPT_START * self._start  # (N, D)
        self._detour = _tensor(journey.detours)  # (N, D)
        self._halfway = halfway

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set rows of the weight and its gradient, float32 `[V, D]`."""
        now = self._at(moment.done(self._halfway))  # (N, D)
        noise = moment.noise.matrix((now.shape[0], now.shape[1]), moment.step)  # (N, D)
        trembling = _JITTER * INITIAL_STD * min(moment.time, max(1 / (1 + 4 * moment.time**2), _LEAST_JITTER))
        weight[self._rows] = torch.add(now, noise, alpha=trembling)
        if gradient is not None:
            to_come = self._at(moment.soon(self._halfway)).sub_(now)  # (N, D)
            gradient[self._rows] = to_come.mul_(-_GRADIENT_SHARE).add_(noise, alpha=moment.gradient_std)

    def _at(self, share: npt.NDArray[np.float64]) -> Tensor:
        done = _tensor(share)[:, None]  # (N, 1)
        return torch.lerp(self._start, self._end, done).addcmul_(self._detour, torch.sin(math.pi * done))  # (N, D)


class Successive:
    """Evolutions of one parameter, each of which writes over what those before it wrote."""

    def __init__(self, *evolutions: Evolution) -> None:
        self._evolutions = evolutions

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Let each of them write."""
        for evolution in self._evolutions:
            evolution.write(weight, gradient, moment)


class Altered:
    """An evolution that meets other moments than those that there are.

    Args:
        evolution: which one.
        alter: gives the moment that it meets.
    """

    def __init__(self, evolution: Evolution, alter: Callable[[Moment], Moment]) -> None:
        self._evolution, self._alter = evolution, alter

    def write(self, weight: Tensor, gradient: Tensor | None, moment: Moment) -> None:
        """Set the weight and its gradient to what they are at the other moment."""
        self._evolution.write(weight, gradient, self._alter(moment))


def _noise_std(moment: Moment) -> float:
    return INITIAL_STD * (1 - (1 - _KEPT_NOISE) * float(learned(moment.time, LATEST)))


def _tensor(values: npt.NDArray[np.float64] | npt.NDArray[np.float32]) -> Tensor:
    """A float32 copy in torch's own memory, whose alignment does not differ from one process to the next."""
    return torch.tensor(values, dtype=torch.float32)
