"""Minimum spanning trees of many clouds at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.clusters.density import FloatArray


@dataclass(frozen=True)
class SpanningTrees:
    """The trees of some clouds of n points each.

    Attributes:
        lengths: `[B, n - 1]`, how long each edge is.
        ends: int64 `[B, n - 1, 2]`, the points that it joins.
    """

    lengths: FloatArray
    ends: npt.NDArray[np.int64]


def spanning_trees(distances: FloatArray) -> SpanningTrees:
    """The shortest trees that join all points of each cloud (Prim 1957), grown side by side.

    Args:
        distances: `[B, n, n]`, symmetric.
    """
    clouds, count, _ = distances.shape
    every = np.arange(clouds)
    lengths = np.zeros((clouds, count - 1), distances.dtype)
    ends = np.zeros((clouds, count - 1, 2), np.int64)
    nearest = distances[:, 0].copy()  # (B, n), of each point outside the tree to the tree
    inside = np.zeros((clouds, count), bool)
    inside[:, 0] = True
    nearest[:, 0] = np.inf
    joints = np.zeros((clouds, count), np.int64)  # the tree's point at that distance
    for edge in range(count - 1):
        added = nearest.argmin(axis=1)  # (B,)
        lengths[:, edge] = nearest[every, added]
        ends[:, edge, 0], ends[:, edge, 1] = joints[every, added], added
        inside[every, added] = True
        nearest[every, added] = np.inf
        fresh = distances[every, added]  # (B, n)
        closer = (fresh < nearest) & ~inside
        np.copyto(nearest, fresh, where=closer)
        np.copyto(joints, added[:, None], where=closer)
    return SpanningTrees(lengths, ends)
