"""Clusters that formed in a run's embeddings, as events."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.clusters.find import SIGNIFICANCE, find_clusters, members_at
from tensorboard_plugin_paramviz.serving.analysis.clusters.formation import formation
from tensorboard_plugin_paramviz.serving.answers.cluster_findings import ClustersSeen, describe_formation
from tensorboard_plugin_paramviz.serving.reading.cache import ByteCache
from tensorboard_plugin_paramviz.serving.reading.rows import row_segments, rows_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout
    from tensorboard_plugin_paramviz.serving.analysis.clusters.find import Clustering, Int64Array
    from tensorboard_plugin_paramviz.serving.analysis.findings import Finding
    from tensorboard_plugin_paramviz.serving.reading.reader import OpenRun

_EMBEDDING_KINDS = ("token_embedding", "position_embedding", "head")
_MOST_CLOUDS = 4
_CACHE_BYTES = 4 * 1024 * 1024
_FINDING_BYTES = 16 * 1024
_FEWEST_SNAPSHOTS = 8
_LOOKS = 4  # snapshots at which a cloud is searched, from its last one backwards at even intervals
_SIGNIFICANCE_OF_LATER_LOOKS = SIGNIFICANCE / 10  # who looks again and again finds something at last


class ClusterEvents:
    """Finds the clusters that formed in the embeddings of runs; what was found is kept."""

    def __init__(self) -> None:
        self._kept: ByteCache[_Kept] = ByteCache(_CACHE_BYTES)

    def of(self, run: OpenRun) -> list[Finding]:
        """The clusters that formed in a run's embeddings, one finding for those of a cloud that formed together.

        A finding begins at the last step at which its clusters were not there yet, and ends at the first from which on
        they are. Clusters that were there from the first step on did not form, and are not told. Where there is no
        embedding, the first clouds of any kind are looked at; four clouds at most. A run that grows is searched again
        each time it has grown by a quarter or less.

        Args:
            run: the run.

        Returns:
            Findings of the name `clusters`, in order of steps.

        Raises:
            DataUnavailableError: the source does not answer.
        """
        found = [finding for cloud in _clouds(run) for finding in self._of_cloud(run, cloud)]
        return sorted(found, key=lambda finding: (finding.last_step, finding.first_step))

    def _of_cloud(self, run: OpenRun, cloud: CloudLayout) -> tuple[Finding, ...]:
        snapshots = _Snapshots(run, cloud)
        key = (run.state.name, cloud.parameter)
        kept = self._kept.get(key, snapshots.version)
        if kept is None:
            kept = _Kept(tuple(_events(snapshots, cloud)))
            self._kept.put(key, snapshots.version, kept)
        return kept.findings


@dataclass(frozen=True)
class _Kept:
    findings: tuple[Finding, ...]

    @property
    def nbytes(self) -> int:
        return _FINDING_BYTES * len(self.findings)


def _clouds(run: OpenRun) -> list[CloudLayout]:
    layout = run.state.layout
    if layout is None:
        return []
    kinds = {parameter.name: parameter.kind for parameter in layout.parameters}
    embeddings = [cloud for cloud in layout.clouds if kinds[cloud.parameter] in _EMBEDDING_KINDS]
    return list(embeddings or layout.clouds)[:_MOST_CLOUDS]


@dataclass(frozen=True)
class _Seen:
    snapshot: int
    rows: Float32Array
    clustering: Clustering
    significance: float


class _Snapshots:
    """A cloud's snapshots by number, in order of steps, without the latest few.

    Attributes:
        steps: int64 `[T]`.
        version: changes with the steps, the segments that they lie in, and the rows.
    """

    def __init__(self, run: OpenRun, cloud: CloudLayout) -> None:
        self._run = run
        self._cloud = cloud
        segments = row_segments(run, cloud)
        steps = np.concatenate([np.zeros(0, np.int64), *(rows.segment.steps for rows in segments)])  # (T,)
        self.steps: Int64Array = steps[: _settled(len(steps))]
        names = [rows.codes_tag.segment for rows in segments if rows.segment.steps[0] in self.steps]
        self.version = (self.steps.tobytes(), tuple(names), cloud.row_ids)

    def rows(self, snapshot: int) -> Float32Array:
        """The rows of a snapshot, float32 `[N, D]`; no rows where it cannot be read."""
        rows = rows_at(self._run, self._cloud, int(self.steps[snapshot]))
        return np.zeros((0, self._cloud.columns), np.float32) if rows is None else rows


def _settled(count: int) -> int:
    """The largest number of snapshots up to `count` that is 4 to 7 times a power of two, and 8 or more."""
    unit = 1 << max(count.bit_length() - 3, 1)
    settled = count // unit * unit
    return settled if settled >= _FEWEST_SNAPSHOTS else 0


def _events(snapshots: _Snapshots, cloud: CloudLayout) -> Iterator[Finding]:
    seen = _latest_clusters(snapshots)
    if seen is None:
        return

    @functools.cache
    def clusters_at(snapshot: int) -> list[Int64Array]:
        return members_at(snapshots.rows(snapshot), seen.clustering)

    count = seen.clustering.rows_tested
    formed = [
        (formation(cluster.rows, count, seen.snapshot, clusters_at), cluster) for cluster in seen.clustering.clusters
    ]
    formed.sort(key=lambda item: item[0])
    first_rows = snapshots.rows(0)
    for (absent, there), together in groupby(formed, key=lambda item: item[0]):
        if absent < there:
            yield describe_formation(
                ClustersSeen(
                    cloud=cloud,
                    clusters=tuple(cluster for _, cluster in together),
                    clustering=seen.clustering,
                    significance=seen.significance,
                    rows=seen.rows,
                    first_rows=first_rows,
                    step=int(snapshots.steps[seen.snapshot]),
                    absent_step=int(snapshots.steps[absent]),
                    there_step=int(snapshots.steps[there]),
                )
            )


def _latest_clusters(snapshots: _Snapshots) -> _Seen | None:
    """The clusters of the last snapshot that has any, among a few: a run that diverges ends in dust."""
    last = len(snapshots.steps) - 1
    significance = SIGNIFICANCE
    for snapshot in dict.fromkeys(last * look // _LOOKS for look in range(_LOOKS, 0, -1)):
        if snapshot <= 0:
            break
        rows = snapshots.rows(snapshot)
        clustering = find_clusters(rows, significance)
        if clustering.clusters:
            return _Seen(snapshot, rows, clustering, significance)
        if clustering.rows_tested:
            significance = _SIGNIFICANCE_OF_LATER_LOOKS
    return None
