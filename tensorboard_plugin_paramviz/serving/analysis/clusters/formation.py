"""When a cluster came to be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tensorboard_plugin_paramviz.serving.analysis.clusters.find import Int64Array

_INTERVALS = 8
_SAME_CLUSTER = 0.5  # correlation of memberships: of equal halves, three rows of four on the same side


def agreement(one: Int64Array, other: Int64Array, count: int) -> float:
    """How much two sets of rows have in common beyond chance: the correlation φ of their memberships (Yule 1912).

    Args:
        one: int64, positions of some of the rows.
        other: likewise.
        count: of all rows.

    Returns:
        1 for the same set, 0 for sets that have in common what they would by chance, or where either has all rows.
    """
    common = len(np.intersect1d(one, other))
    spread = len(one) * len(other) * (count - len(one)) * (count - len(other))
    return (common * count - len(one) * len(other)) / math.sqrt(spread) if spread > 0 else 0.0


def formation(
    cluster: Int64Array, count: int, last: int, clusters_at: Callable[[int], Sequence[Int64Array]]
) -> tuple[int, int]:
    """Between which two of a run's snapshots a cluster came to stay.

    The snapshots are looked at backwards at a few even intervals until the cluster is not there; the interval where it
    came is then halved until nothing lies between. A cluster is there where one of that snapshot has mostly its rows.

    Args:
        cluster: int64 `[M]`, its rows.
        count: how many rows were looked at.
        last: number of the snapshot at which it was found.
        clusters_at: gives the clusters of a snapshot by its number.

    Returns:
        The last snapshot at which it is not there, and the first from which on it is: two neighbours. (0, 0) where it
        is there from the first snapshot on.
    """

    def is_there(snapshot: int) -> bool:
        return any(agreement(cluster, found, count) >= _SAME_CLUSTER for found in clusters_at(snapshot))

    there = last
    for interval in reversed(range(_INTERVALS)):
        absent = last * interval // _INTERVALS
        if absent < there:
            if not is_there(absent):
                break
            there = absent
    else:
        return 0, 0
    while there - absent > 1:
        middle = (absent + there) // 2
        absent, there = (absent, middle) if is_there(middle) else (middle, there)
    return absent, there
