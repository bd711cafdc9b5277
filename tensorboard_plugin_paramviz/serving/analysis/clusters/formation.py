"""When a cluster came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tensorboard_plugin_paramviz.serving.analysis.clusters.find import Int64Array

_INTERVALS = 8
SAME_CLUSTER = 0.5  # Jaccard's coefficient: below it, a cluster counts as dissolved (Hennig 2007)


def jaccard(one: Int64Array, other: Int64Array) -> float:
    """How much two sets of rows have in common: the size of what both have, over that of what either has."""
    common = len(np.intersect1d(one, other))
    return common / max(len(one) + len(other) - common, 1)


def formation(cluster: Int64Array, last: int, clusters_at: Callable[[int], Sequence[Int64Array]]) -> tuple[int, int]:
    """Between which two of a run's snapshots a cluster came to stay.

    The snapshots are looked at backwards at a few even intervals until the cluster is not there; the interval where it
    came is then halved until nothing lies between. A cluster is there where one found at that snapshot has at least half
    of its rows in common with it (Jaccard).

    Args:
        cluster: int64 `[M]`, its rows.
        last: number of the snapshot at which it was found.
        clusters_at: gives the clusters of a snapshot by its number.

    Returns:
        The last snapshot at which it is not there, and the first from which on it is: two neighbours. (0, 0) where it
        is there from the first snapshot on.
    """

    def is_there(snapshot: int) -> bool:
        return any(jaccard(cluster, found) >= SAME_CLUSTER for found in clusters_at(snapshot))

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
