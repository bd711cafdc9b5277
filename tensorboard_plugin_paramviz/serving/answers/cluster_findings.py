"""Clusters that formed together, in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.clusters.find import central_rows
from tensorboard_plugin_paramviz.serving.analysis.findings import Finding
from tensorboard_plugin_paramviz.serving.analysis.wording import times

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout
    from tensorboard_plugin_paramviz.serving.analysis.clusters.find import Cluster, Clustering
    from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence

_EXAMPLES = 8
_EXAMPLES_IN_SENTENCE = 3
_CLUSTERS_IN_SENTENCE = 4
_LONGEST_LABEL = 20
_HARDLY_MOVED = 0.1  # of what the rows moved that moved furthest


@dataclass(frozen=True)
class ClustersSeen:
    """Clusters of one cloud that formed together.

    Attributes:
        cloud: whose rows they are.
        clusters: those that formed together.
        clustering: all clusters of that step.
        significance: the level that they were found at.
        rows: the rows at that step, float32 `[N, D]`.
        first_rows: the rows at the first logged step, float32 `[N, D]`.
        step: the step at which the clusters were found.
        absent_step: the last step at which they were not there.
        there_step: the first step from which on they are there.
    """

    cloud: CloudLayout
    clusters: tuple[Cluster, ...]
    clustering: Clustering
    significance: float
    rows: Float32Array
    first_rows: Float32Array
    step: int
    absent_step: int
    there_step: int


@dataclass(frozen=True)
class _Described:
    """A cluster, with examples from its middle and how far its rows moved, relative to those that moved furthest."""

    cluster: Cluster
    examples: list[str]
    movement: float | None

    @property
    def phrase(self) -> str:
        names = ", ".join(f"“{label}”" for label in self.examples[:_EXAMPLES_IN_SENTENCE])
        hardly_moved = self.movement is not None and self.movement < _HARDLY_MOVED
        return f"{len(self.cluster.rows)} ({names}, …)" + (" that hardly moved since the start" if hardly_moved else "")

    @property
    def evidence(self) -> dict[str, Evidence]:
        return {
            "size": len(self.cluster.rows),
            "density_ratio": round(self.cluster.density_ratio, 2),
            "p_value": self.cluster.p_value,
            "examples": self.examples,
            "relative_movement": None if self.movement is None else round(self.movement, 3),
        }


def describe_formation(seen: ClustersSeen) -> Finding:
    """Clusters that formed together, as a finding with its sentence and its evidence."""
    described = [_describe(seen, cluster) for cluster in seen.clusters]
    return Finding(
        name="clusters",
        first_step=seen.absent_step,
        last_step=seen.there_step,
        sentence=_sentence(seen, described),
        evidence={
            "step": seen.step,
            "clusters": [cluster.evidence for cluster in described],
            "clusters_at_step": len(seen.clustering.clusters),
            "density_ratio_by_chance": round(seen.clustering.density_ratio_by_chance, 2),
            "significance": seen.significance,
            "rows": len(seen.rows),
            "rows_tested": seen.clustering.rows_tested,
            "columns": seen.cloud.columns,
            "directions": seen.clustering.directions,
        },
        parameters=(seen.cloud.parameter,),
    )


def _sentence(seen: ClustersSeen, described: list[_Described]) -> str:
    shown = "; ".join(cluster.phrase for cluster in described[:_CLUSTERS_IN_SENTENCE])
    more = len(described) - _CLUSTERS_IN_SENTENCE
    count = "a cluster" if len(described) == 1 else f"{len(described)} clusters"
    lowest = min(cluster.cluster.density_ratio for cluster in described)
    return (
        f"Between steps {seen.absent_step} and {seen.there_step}, {count} formed among the rows of "
        f"{seen.cloud.parameter}: {shown}{f'; and {more} more' if more > 0 else ''}. At step {seen.step} it is at "
        f"least {times(lowest)} as dense in the middle as in the gap around; without clusters, a ratio above "
        f"{seen.clustering.density_ratio_by_chance:.1f} comes by chance in fewer than 1 of {1 / seen.significance:.0f} "
        "clouds of the same spread."
    )


def _describe(seen: ClustersSeen, cluster: Cluster) -> _Described:
    central = central_rows(seen.rows, cluster.rows, _EXAMPLES)
    return _Described(cluster, [_label(seen.cloud, int(row)) for row in central], _movement(seen, cluster))


def _label(cloud: CloudLayout, row: int) -> str:
    if not cloud.labels:
        return f"row {cloud.row_ids[row]}"
    label = cloud.labels[row]
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"


def _movement(seen: ClustersSeen, cluster: Cluster) -> float | None:
    """How far the cluster's rows moved (median), relative to the tenth of all rows that moved furthest."""
    if seen.first_rows.shape != seen.rows.shape:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        moved = np.linalg.norm(seen.rows - seen.first_rows, axis=1)  # (N,)
    own, everywhere = moved[cluster.rows], moved[np.isfinite(moved)]
    if not np.isfinite(own).all():
        return None
    furthest = float(np.quantile(everywhere, 0.9))
    return float(np.median(own)) / furthest if furthest > 0 else None
