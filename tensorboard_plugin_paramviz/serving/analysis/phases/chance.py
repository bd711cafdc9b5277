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
FEWEST_STRETCHES = 12  # with fewer, nothing could be told from chance at a thousandth

_LEAST_DISTANCE = 3  # in stretches, from the beginning of one to that of the other
LONGEST_MEMORY = 150  # updates: what a momentum of 0.98 has forgotten to a twentieth, one of 0.9 altogether
_FEWEST_PLACES = 13
_DRAWS = 20_000
_SEED = 0


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


def directedness(
    displacements: Float64Array, steps: npt.NDArray[np.int64], least_updates: int = LONGEST_MEMORY
) -> Directedness:
    """How directed a movement is, over stretches of several snapshots each.

    Only stretches are compared that have two others between them and lie further apart than an optimizer remembers: its
    momentum carries from each update to the next, whatever the gradients say. The weights of a run shorter than that
    cannot tell learning from noise.

    Args:
        displacements: float64 `[n, C]`, from each snapshot to the next, 0 where a cell is absent.
        steps: int64 `[n + 1]`, those of the snapshots.
        least_updates: how far apart stretches must lie; by default further than an optimizer remembers.

    Returns:
        `NOT_DIRECTED` where there are too few displacements that are not 0.
    """
    is_moving = np.any(displacements != 0, axis=1)
    moving = displacements[is_moving]
    count = min(MOST_STRETCHES, len(moving))
    if count < FEWEST_STRETCHES:
        return NOT_DIRECTED
    starts = np.arange(count) * len(moving) // count
    stretches = np.add.reduceat(moving, starts, axis=0)  # (K, C)
    lengths = np.linalg.norm(stretches, axis=1, keepdims=True)
    units = np.divide(stretches, lengths, out=np.zeros_like(stretches), where=lengths > 0)
    begins = steps[:-1][is_moving][starts].astype(np.float64)  # (K,)
    ends = steps[1:][is_moving][np.append(starts[1:], len(moving)) - 1].astype(np.float64)  # (K,)
    forgotten = begins[np.newaxis, :] - ends[:, np.newaxis] >= least_updates
    apart = np.triu(np.ones((count, count)), _LEAST_DISTANCE) * forgotten  # (K, K), 1 for those that are compared
    if not apart.any():
        return NOT_DIRECTED
    cosines = (units @ units.T) * apart / apart.sum()  # (K, K)
    signs = _all_signs(count)
    turned = np.einsum("sk,sk->s", signs @ cosines, signs)
    value = float(cosines.sum())
    as_much = turned >= value - 1e-9 * abs(value)  # the way it was seen counts: sums differ by rounding
    return Directedness(value, float(np.sqrt(np.mean(turned**2))), float(as_much.mean()))


def fall_probability(values: Float64Array, most_places: int) -> float:
    """How often a walk of the same steps falls as far, and as early, as a curve does.

    The curve is looked at in some places, each the mean of a few values, so that its noise is small and its steps do
    not share values. A walk's steps come in any order and go either way (a permutation test with signs, Fisher
    1935); what is compared is the largest of how far it fell, of how much it lay below its beginning on average, and of
    how far it fell early (steps weighted by one over their number), each in units of its own spread.

    Args:
        values: float64 `[n]`, finite.
        most_places: in how many places it is looked at, at most.

    Returns:
        1 where there are too few values.
    """
    places = min(most_places, len(values))
    if places < _FEWEST_PLACES:
        return 1.0
    width = max(len(values) // (2 * places), 1)
    starts = np.arange(places) * (len(values) - width) // (places - 1)
    levels = np.mean(values[starts[:, np.newaxis] + np.arange(width)], axis=1)  # (places,)
    falls = levels[:-1] - levels[1:]  # (K,)
    spread = float(np.sqrt(np.mean(falls**2)))
    if spread == 0 or levels[0] <= levels[-1]:
        return 1.0
    weights = _fall_weights(places - 1)  # (K, 3)
    seen = float((falls / spread @ weights).max())
    random = np.random.default_rng(_SEED)
    drawn = random.permuted(np.tile(falls / spread, (_DRAWS, 1)), axis=1) * random.choice(
        [-1.0, 1.0], (_DRAWS, len(falls))
    )
    as_much = (drawn @ weights).max(axis=1) >= seen * (1 - 1e-9)
    return float(1 + as_much.sum()) / (1 + _DRAWS)


@functools.cache
def _fall_weights(count: int) -> Float64Array:
    """Weights of the steps of a curve, float64 `[count, 3]`; each sum of weighted random steps has a variance of 1."""
    number = np.arange(1, count + 1, dtype=np.float64)
    weights = np.stack([np.ones(count), count + 1 - number, 1 / number], axis=1)
    return np.asarray(weights / np.linalg.norm(weights, axis=0), np.float64)


@functools.cache
def _all_signs(count: int) -> Float64Array:
    """Every way to turn `count` stretches round, the first one kept: float64 `[2 ** (count - 1), count]`."""
    numbers = np.arange(2 ** (count - 1))[:, np.newaxis]
    bits = numbers >> np.arange(count - 1) & 1
    return np.concatenate([np.ones((len(numbers), 1)), 1.0 - 2.0 * bits], axis=1)
