"""The peaks of a cloud's density, and how far each stands out: persistence (Chazal, Guibas, Oudot and Skraba 2013).

Sinking from the densest point to the thinnest, a place appears at each peak and two places meet at each saddle. The one
with the lower peak then ends in the other. How much thinner the saddle is than that peak is its *prominence*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.clusters.density import NEIGHBORS, measure_density
from tensorboard_plugin_paramviz.serving.analysis.clusters.spanning_tree import spanning_trees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tensorboard_plugin_paramviz.serving.analysis.clusters.density import FloatArray

FEWEST_MEMBERS = NEIGHBORS + 1  # so many points it takes to have a density of their own


@dataclass(frozen=True)
class Meeting:
    """Two places meet at a saddle.

    Attributes:
        higher: the point at the higher peak; it stands for both from here on.
        lower: the point at the lower peak.
        prominence: of the lower peak, as the natural logarithm of a ratio of densities; 0 where either place is too
            small for a density of its own.
        higher_prominence: of the higher peak above this saddle.
    """

    higher: int
    lower: int
    prominence: float
    higher_prominence: float


@dataclass(frozen=True)
class Peaks:
    """A cloud's density: its meetings from dense to thin, and the dimension of what its points lie on."""

    meetings: Sequence[Meeting]
    dimension: float

    @property
    def prominence(self) -> float:
        """Of the second of its peaks, 0 where there is one only."""
        return max((meeting.prominence for meeting in self.meetings), default=0.0)


@dataclass(frozen=True)
class Place:
    """Points around one peak.

    Attributes:
        points: their numbers, increasing.
        prominence: of the peak above the saddle at which it meets the next place.
        tested: the prominence of the lower one of the two peaks that meet there.
    """

    points: tuple[int, ...]
    prominence: float
    tested: float


def find_peaks(clouds: FloatArray) -> list[Peaks]:
    """The peaks of some clouds.

    Args:
        clouds: `[B, n, K]`, see `measure_density`.
    """
    density = measure_density(clouds)
    trees = spanning_trees(density.crossings)
    order = np.argsort(trees.lengths, axis=1, kind="stable")  # (B, n - 1)
    lengths = np.take_along_axis(trees.lengths, order, axis=1).tolist()
    ends = np.take_along_axis(trees.ends, order[:, :, None], axis=1).tolist()
    every = zip(lengths, ends, density.reaches.tolist(), density.dimensions.tolist(), strict=True)
    return [Peaks(_meet(*cloud), cloud[-1]) for cloud in every]


def _meet(lengths: list[float], ends: list[list[int]], reaches: list[float], dimension: float) -> list[Meeting]:
    peaks = list(range(len(reaches)))  # a forest: each point's next one on the way to its place's peak
    sizes = [1] * len(reaches)

    def peak_of(point: int) -> int:
        while peaks[point] != point:
            peaks[point] = peaks[peaks[point]]
            point = peaks[point]
        return point

    meetings = []
    for length, (one, other) in zip(lengths, ends, strict=True):
        higher, lower = sorted((peak_of(one), peak_of(other)), key=reaches.__getitem__)
        prominences = (0.0, 0.0)
        if min(sizes[higher], sizes[lower]) >= FEWEST_MEMBERS:
            prominences = (
                dimension * math.log(length / reaches[lower]),
                dimension * math.log(length / reaches[higher]),
            )
        meetings.append(Meeting(higher, lower, *prominences))
        peaks[lower] = higher
        sizes[higher] += sizes[lower]
    return meetings


def nested_places(peaks: Peaks, prominence: float) -> list[list[int]]:
    """The points of every place whose peak stands out at least so far, and of those that they make together."""
    points = {index: [index] for index in range(len(peaks.meetings) + 1)}
    found = []
    for meeting in peaks.meetings:
        if 0 < meeting.prominence >= prominence:
            found += [list(points[meeting.lower]), list(points[meeting.higher])]
        points[meeting.higher] += points.pop(meeting.lower)
    return found


def places(peaks: Peaks, prominence: float) -> list[Place]:
    """The places whose peaks stand out at least so far, from dense to thin.

    A place ends at the saddle where it meets another of them: points further out belong to none.

    Args:
        peaks: of one cloud.
        prominence: how far.
    """
    points = {index: [index] for index in range(len(peaks.meetings) + 1)}
    ended: set[int] = set()  # peaks that stand for places found already
    found = []
    for meeting in peaks.meetings:
        if 0 < meeting.prominence >= prominence:
            for peak, own in ((meeting.lower, meeting.prominence), (meeting.higher, meeting.higher_prominence)):
                if peak not in ended:
                    found.append(Place(tuple(sorted(points[peak])), own, meeting.prominence))
            ended.add(meeting.higher)
        elif meeting.lower in ended:
            ended.add(meeting.higher)
        points[meeting.higher] += points.pop(meeting.lower)
    return found
