"""How prominent the second peak of a cloud is by chance: the null that clusters are held against."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.clusters.peaks import find_peaks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz.serving.analysis.clusters.density import FloatArray
    from tensorboard_plugin_paramviz.serving.analysis.clusters.signal_space import Float64Array

_CLOUDS = 100
_SEED = 0
_TAIL_SHARE = 0.25
_SMALLEST_TAIL = 0.25  # what small clouds would show if they had two peaks often enough to tell
_CURVE_DIMENSION = 2.0  # below it, points may lie on a curve that noise makes wider
_MOST_DISTANCES = 1_000_000  # at once: they fit a processor's cache, nearly


@dataclass(frozen=True)
class Chance:
    """The upper tail of the prominences of clouds without clusters, as an exponential (Pickands 1975).

    A fitted tail tells chances smaller than one in the number of clouds drawn.

    Attributes:
        share: of the clouds that have more than `start`: a quarter, or less where few have a second peak at all.
        start: where the tail begins.
        scale: by how much those clouds exceed it, on average.
    """

    share: float
    start: float
    scale: float

    def p_value(self, prominence: float) -> float:
        """The chance that a cloud without clusters has a second peak as prominent, 1 where it is common."""
        if prominence <= self.start:
            return 1.0
        return self.share * math.exp((self.start - prominence) / self.scale)

    def prominence(self, p_value: float) -> float:
        """What is exceeded with a chance of `p_value` at most, which is below one quarter."""
        return self.start + self.scale * max(math.log(self.share / p_value), 0.0)


def chance_of_clouds(count: int, deviations: Float64Array) -> Chance:
    """The prominences of Gaussian clouds, which have one peak.

    Args:
        count: points in the cloud.
        deviations: float64 `[K]`, the standard deviation along each axis.
    """
    random = np.random.default_rng(_SEED)
    scales = (deviations / deviations[0]).astype(np.float32)  # (K,)

    def draw(clouds: int) -> FloatArray:
        return np.asarray(random.standard_normal((clouds, count, len(scales)), np.float32) * scales)

    return _chance(draw, count)


@functools.lru_cache(maxsize=64)
def chance_of_curves(count: int) -> Chance:
    """The prominences of points that lie at random on a closed curve, which has no peak at all."""
    random = np.random.default_rng(_SEED)

    def draw(clouds: int) -> FloatArray:
        angles = random.uniform(0, 2 * math.pi, (clouds, count))  # (B, n)
        return np.stack([np.cos(angles), np.sin(angles)], axis=2)  # (B, n, 2)

    return _chance(draw, count)


def stricter(dimension: float, count: int, clouds: Chance, p_value: float) -> Chance:
    """The null that a cloud has to stand: on a curve there are wider gaps by chance than in a cloud.

    Args:
        dimension: of what the cloud's points lie on.
        count: of its points.
        clouds: what Gaussian clouds show.
        p_value: where the two are compared.
    """
    if dimension >= _CURVE_DIMENSION:
        return clouds
    curves = chance_of_curves(count)
    width = max(dimension, 1.0)  # what noise adds to a curve's dimension, its gaps get by no right of their own
    curves = Chance(curves.share, curves.start * width, curves.scale * width)
    return max(clouds, curves, key=lambda chance: chance.prominence(p_value))


def _chance(draw: Callable[[int], FloatArray], count: int) -> Chance:
    at_once = max(1, min(_CLOUDS, _MOST_DISTANCES // count**2))
    batches = [min(at_once, _CLOUDS - start) for start in range(0, _CLOUDS, at_once)]
    prominences = np.array([peaks.prominence for batch in batches for peaks in find_peaks(draw(batch))])  # (clouds,)
    start = float(np.quantile(prominences, 1 - _TAIL_SHARE))
    excess = prominences[prominences > start] - start
    share = max(excess.size, 1) / _CLOUDS
    return Chance(share, start, max(float(excess.mean()) if excess.size else 0.0, _SMALLEST_TAIL))
