"""Clusters among rows, held against chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.serving.analysis.clusters.chance import chance_of_clouds, stricter
from tensorboard_plugin_paramviz.serving.analysis.clusters.peaks import FEWEST_MEMBERS, find_peaks, places
from tensorboard_plugin_paramviz.serving.analysis.clusters.signal_space import to_signal_space

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.clusters.peaks import Peaks
    from tensorboard_plugin_paramviz.serving.analysis.clusters.signal_space import SignalSpace

Float32Array: TypeAlias = npt.NDArray[np.float32]
Int64Array: TypeAlias = npt.NDArray[np.int64]

MOST_ROWS = 512  # time grows with their square
SIGNIFICANCE = 0.01


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
        prominence_by_chance: what clouds without clusters exceed as rarely as the level of significance says; infinite
            where the rows are too few or too equal to be looked at.
        significance: that level.
    """

    clusters: tuple[Cluster, ...]
    rows_tested: int
    prominence_by_chance: float
    significance: float

    @property
    def density_ratio_by_chance(self) -> float:
        """The same as a ratio of densities."""
        return math.exp(self.prominence_by_chance)


@dataclass(frozen=True)
class _Cloud:
    rows: Int64Array
    space: SignalSpace
    peaks: Peaks


def find_clusters(rows: Float32Array, significance: float = SIGNIFICANCE) -> Clustering:
    """Find the clusters of a cloud.

    Clusters are places of density whose peaks stand out further than the second peak of Gaussian clouds does that have
    as many points and the same spread along each direction. The level holds for all clusters of the cloud together.
    Lonely rows, long rows, curves and rows that fill a space evenly have no second peak, so they make no cluster.

    Args:
        rows: float32 `[N, D]`. Rows that are not finite, and all but one of several equal ones, are left out; of more
            than 512 rows, 512 evenly spaced ones are looked at.
        significance: in what share of clouds without clusters some may be found; below one quarter.
    """
    cloud = _look_at(rows)
    if cloud is None:
        return Clustering((), 0, math.inf, significance)
    count = len(cloud.rows)
    chance = chance_of_clouds(count, cloud.space.deviations)
    chance = stricter(cloud.peaks.dimension, count, chance, significance)
    prominence = chance.prominence(significance)
    clusters = [
        Cluster(cloud.rows[list(place.points)], math.exp(place.prominence), chance.p_value(place.tested))
        for place in places(cloud.peaks, prominence)
    ]
    clusters.sort(key=lambda cluster: -len(cluster.rows))
    return Clustering(tuple(clusters), count, prominence, significance)


def members_at(rows: Float32Array, prominence: float) -> list[Int64Array]:
    """The clusters of the same rows at another step, without drawing clouds by chance anew.

    Args:
        rows: float32 `[N, D]`.
        prominence: how far peaks must stand out: the clustering's `prominence_by_chance`.

    Returns:
        The rows of each, int64 `[M]`.
    """
    cloud = _look_at(rows)
    if cloud is None:
        return []
    return [cloud.rows[list(place.points)] for place in places(cloud.peaks, prominence)]


def central_rows(rows: Float32Array, members: Int64Array, count: int) -> Int64Array:
    """The members of a cluster that are nearest to its centre, in full width: int64 `[count]` or fewer."""
    own = rows[members].astype(np.float64)  # (M, D)
    return members[np.argsort(np.linalg.norm(own - own.mean(axis=0), axis=1), kind="stable")[:count]]


def _look_at(rows: Float32Array) -> _Cloud | None:
    """The peaks of the rows' density; None where there are too few rows, or no direction in which they differ."""
    chosen = np.arange(min(len(rows), MOST_ROWS)) * len(rows) // max(min(len(rows), MOST_ROWS), 1)  # (n,)
    chosen = chosen[np.isfinite(rows[chosen]).all(axis=1)]
    _, firsts = np.unique(rows[chosen], axis=0, return_index=True)
    chosen = chosen[np.sort(firsts)].astype(np.int64)
    if len(chosen) < 2 * FEWEST_MEMBERS:
        return None
    values = rows[chosen].astype(np.float64)  # (n, D)
    space = to_signal_space(values / np.abs(values).max())
    if space.deviations.size == 0:
        return None
    (peaks,) = find_peaks(space.coordinates[np.newaxis])
    return _Cloud(chosen, space, peaks)
