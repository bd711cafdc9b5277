"""Clusters among rows, held against chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.serving.analysis.clusters.chance import chance_of_clouds, stricter
from tensorboard_plugin_paramviz.serving.analysis.clusters.peaks import (
    FEWEST_MEMBERS,
    find_peaks,
    nested_places,
    places,
)
from tensorboard_plugin_paramviz.serving.analysis.clusters.signal_space import MOST_DIRECTIONS, to_signal_space

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.clusters.signal_space import SignalSpace

Float32Array: TypeAlias = npt.NDArray[np.float32]
Int64Array: TypeAlias = npt.NDArray[np.int64]

MOST_ROWS = 256  # time grows with their square
SIGNIFICANCE = 0.01
_LARGEST_PROMINENCE = 100.0  # rows that are almost equal are almost infinitely dense
_DIRECTIONS = (4, 8, MOST_DIRECTIONS)


@dataclass(frozen=True)
class Cluster:
    """Rows that stand together, apart from others.

    Attributes:
        rows: int64 `[M]`, their positions among the rows looked at, increasing.
        density_ratio: how many times as dense it is at its heart as on the way to the next cluster.
        p_value: the chance that a cloud without clusters shows any such gap.
    """

    rows: Int64Array
    density_ratio: float
    p_value: float


@dataclass(frozen=True)
class Clustering:
    """The clusters of a cloud: none, or two and more.

    Attributes:
        clusters: from the largest to the smallest. Rows between them belong to none.
        rows_tested: how many rows were looked at.
        directions: in how many directions of most variance they stand apart.
        prominence_by_chance: what the peaks of clouds without clusters exceed as rarely as the level of significance
            says; infinite where the rows are too few or too equal to be looked at.
        common_prominence: what a quarter of such clouds exceeds.
    """

    clusters: tuple[Cluster, ...]
    rows_tested: int
    directions: int = 0
    prominence_by_chance: float = math.inf
    common_prominence: float = math.inf

    @property
    def p_value(self) -> float:
        """The smallest of the clusters', 1 where there are none."""
        return min((cluster.p_value for cluster in self.clusters), default=1.0)

    @property
    def density_ratio_by_chance(self) -> float:
        """The same as a ratio of densities."""
        return _density_ratio(self.prominence_by_chance)


def find_clusters(rows: Float32Array, significance: float = SIGNIFICANCE) -> Clustering:
    """Find the clusters of a cloud.

    Clusters are places of density whose peaks stand out further than the second peak of Gaussian clouds does that have
    as many points and the same spread along each direction. The level holds for all clusters of the cloud together.
    Lonely rows, long rows and rows that fill a space evenly have no second peak, so they make no cluster; rows along a
    curve are held against points at random on a curve, which have wider gaps than clouds.

    Few directions show a few large clusters best, more of them many small ones: the rows are looked at in 4, 8 and 16
    directions, as far as so many stand out of noise. That there are clusters at all must show in one of these views at
    its share of the level (Bonferroni); the answer is then what shows most of them at the level itself.

    Args:
        rows: float32 `[N, D]`. Rows that are not finite, and all but one of several equal ones, are left out; of more
            than 256 rows, 256 evenly spaced ones are looked at.
        significance: in what share of clouds without clusters some may be found; below one quarter.
    """
    chosen = _distinct_rows(rows)
    if len(chosen) < 2 * FEWEST_MEMBERS:
        return Clustering((), 0)
    space = _signal_space(rows, chosen)
    if space.directions == 0:
        return Clustering((), len(chosen))
    views = sorted({min(space.directions, most) for most in _DIRECTIONS})
    looks = [_clusters_in(space.leading(view), chosen, significance) for view in views]
    if min(look.p_value for look in looks) > significance / len(views):
        return Clustering((), len(chosen))
    return max(looks, key=lambda look: len(look.clusters))


def members_at(rows: Float32Array, like: Clustering) -> list[Int64Array]:
    """What may be the clusters of the same rows at another step.

    To follow what is known to be a cluster, a peak need not stand out beyond doubt: as far as in every fourth cloud
    without clusters is enough.

    Args:
        rows: float32 `[N, D]`.
        like: the clusters that are followed.

    Returns:
        The rows of each, int64 `[M]`; the larger ones contain smaller ones.
    """
    chosen = _distinct_rows(rows)
    if len(chosen) < 2 * FEWEST_MEMBERS:
        return []
    space = _signal_space(rows, chosen).leading(like.directions)
    if space.directions == 0:
        return []
    (peaks,) = find_peaks(space.coordinates[np.newaxis])
    return [chosen[np.sort(points)] for points in nested_places(peaks, like.common_prominence)]


def central_rows(rows: Float32Array, members: Int64Array, count: int) -> Int64Array:
    """The members of a cluster that are nearest to its centre, in full width: int64 `[count]` or fewer."""
    own = rows[members].astype(np.float64)  # (M, D)
    return members[np.argsort(np.linalg.norm(own - own.mean(axis=0), axis=1), kind="stable")[:count]]


def _clusters_in(space: SignalSpace, chosen: Int64Array, significance: float) -> Clustering:
    (peaks,) = find_peaks(space.coordinates[np.newaxis])
    chance = chance_of_clouds(len(chosen), space.deviations)
    chance = stricter(peaks.dimension, len(chosen), chance, significance)
    prominence = chance.prominence(significance)
    clusters = [
        Cluster(chosen[list(place.points)], _density_ratio(place.prominence), chance.p_value(place.tested))
        for place in places(peaks, prominence)
    ]
    clusters.sort(key=lambda cluster: -len(cluster.rows))
    return Clustering(tuple(clusters), len(chosen), space.directions, prominence, chance.start)


def _density_ratio(prominence: float) -> float:
    return math.exp(min(prominence, _LARGEST_PROMINENCE))


def _distinct_rows(rows: Float32Array) -> Int64Array:
    """Positions of the rows to look at: evenly spaced, finite, no two equal. int64 `[n]`, increasing."""
    count = min(len(rows), MOST_ROWS)
    chosen = np.arange(count, dtype=np.int64) * len(rows) // max(count, 1)  # (count,)
    chosen = chosen[np.isfinite(rows[chosen]).all(axis=1)]
    _, firsts = np.unique(rows[chosen], axis=0, return_index=True)
    return chosen[np.sort(firsts)]


def _signal_space(rows: Float32Array, chosen: Int64Array) -> SignalSpace:
    values = rows[chosen].astype(np.float64)  # (n, D)
    return to_signal_space(values / np.abs(values).max())  # two different rows are not both zero
