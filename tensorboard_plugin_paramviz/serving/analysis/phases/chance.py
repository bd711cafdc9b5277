"""What chance alone would give: the null that every claim of learning is held against.

The null is a walk of independent steps, each as likely to go one way as the other: whatever their sizes, their shapes
and their number of dimensions, turning any of them round changes nothing. So turning round those that were seen, in all
ways, gives the distribution of what chance would show (a sign-flip test, Fisher 1935), exactly and without a model.
A walk in many dimensions looks tidy: its principal components are smooth curves (Antognini and Sohl-Dickstein, "PCA of
high dimensional random walks with comparison to neural network training", 2018). Angles between its steps do not.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]

MOST_STRETCHES = 16  # all 2¹⁵ ways to turn them round are tried
_LEAST_DISTANCE = 3  # in stretches, from the beginning of one to that of the other
FEWEST_STRETCHES = 12  # with fewer, nothing could be told from chance at a thousandth


@dataclass(frozen=True)
class Directedness:
    """How much movement goes one way.

    Attributes:
        value: mean cosine between stretches of the movement that lie well apart: 1 is a straight line, 0 a random walk;
            below 0, what is done is undone.
        by_chance: what the same stretches give when each is turned round or not at random, root mean square.
        probability: how often they then give as much as was seen.
    """

    value: float
    by_chance: float
    probability: float


NOT_DIRECTED = Directedness(0.0, 0.0, 1.0)


def directedness(displacements: Float64Array) -> Directedness:
    """How directed a movement is, over stretches of several snapshots each.

    Only stretches with two others between them are compared: an optimizer's momentum carries from each to the next,
    whatever the gradients say.

    Args:
        displacements: float64 `[n, C]`, from each snapshot to the next, 0 where a cell is absent.

    Returns:
        `NOT_DIRECTED` where there are too few displacements that are not 0.
    """
    moving = displacements[np.any(displacements != 0, axis=1)]
    count = min(MOST_STRETCHES, len(moving))
    if count < FEWEST_STRETCHES:
        return NOT_DIRECTED
    starts = np.arange(count) * len(moving) // count
    stretches = np.add.reduceat(moving, starts, axis=0)  # (K, C)
    lengths = np.linalg.norm(stretches, axis=1, keepdims=True)
    units = np.divide(stretches, lengths, out=np.zeros_like(stretches), where=lengths > 0)
    apart = np.triu(np.ones((count, count)), _LEAST_DISTANCE)  # (K, K), 1 for those that are compared
    cosines = (units @ units.T) * apart / apart.sum()  # (K, K)
    signs = _all_signs(count)
    turned = np.einsum("sk,sk->s", signs @ cosines, signs)
    value = float(cosines.sum())
    as_much = turned >= value - 1e-9 * abs(value)  # the way it was seen counts: sums differ by rounding
    return Directedness(value, float(np.sqrt(np.mean(turned**2))), float(as_much.mean()))


def fall_probability(values: Float64Array) -> float:
    """How often a walk of the same steps falls as far as a curve does.

    The curve is looked at in `MOST_STRETCHES` + 1 places, each the median of a few values, so that its noise is small
    and its steps do not share values.

    Args:
        values: float64 `[n]`, finite.

    Returns:
        1 where there are too few values.
    """
    places = MOST_STRETCHES + 1
    if len(values) < 2 * places:
        return 1.0
    width = max(len(values) // (4 * places), 1)
    starts = np.arange(places) * (len(values) - width) // (places - 1)
    levels = np.median(values[starts[:, np.newaxis] + np.arange(width)], axis=1)  # (places,)
    steps = np.diff(levels)
    fallen = levels[0] - levels[-1]
    if fallen <= 0:
        return 1.0
    signs = _all_signs(MOST_STRETCHES)
    turned = signs @ -steps  # of half of all ways: the other half are their opposites
    enough = fallen * (1 - 1e-9)
    return float(np.sum(turned >= enough) + np.sum(-turned >= enough)) / (2 * len(signs))


@functools.cache
def _all_signs(count: int) -> Float64Array:
    """Every way to turn `count` stretches round, the first one kept: float64 `[2 ** (count - 1), count]`."""
    numbers = np.arange(2 ** (count - 1))[:, np.newaxis]
    bits = numbers >> np.arange(count - 1) & 1
    return np.concatenate([np.ones((len(numbers), 1)), 1.0 - 2.0 * bits], axis=1)
