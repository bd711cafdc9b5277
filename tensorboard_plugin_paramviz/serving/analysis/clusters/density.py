"""How dense a cloud is at each of its points, and on the way between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.serving.analysis.threads import one_thread

FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]

_ROUNDING = 1e-6  # of the cloud's size: distances below it are as good as none, and their ratios mean nothing
NEIGHBORS = 5  # fewer make the density noisy, more blur small clusters (digits: ten points)


@dataclass(frozen=True)
class Density:
    """The density of some clouds of n points each, as distances: the denser, the smaller.

    Attributes:
        reaches: `[B, n]`, each point's distance to its fifth neighbour.
        crossings: `[B, n, n]`, how far one has to reach to get from one point to another at once: their distance, or
            the reach of either where that is larger (the mutual reachability of Campello, Moulavi and Sander 2013).
        dimensions: `[B]`, the dimension of what the points lie on: 1 on a curve, 2 on a surface; K at most.
    """

    reaches: FloatArray
    crossings: FloatArray
    dimensions: FloatArray


def measure_density(clouds: FloatArray) -> Density:
    """Measure how dense clouds are.

    The dimension is the maximum-likelihood estimate over all points' neighbours (Levina and Bickel 2005, their
    inverses averaged as MacKay and Ghahramani advise).

    Args:
        clouds: float32 or float64 `[B, n, K]`, points around the origin, not all of them equal, n > 5.
    """
    with one_thread():
        squares = np.einsum("bnk,bnk->bn", clouds, clouds)  # (B, n)
        distances = clouds @ (-2 * clouds.transpose(0, 2, 1))  # (B, n, n), in place from here on
    distances += squares[:, :, None]
    distances += squares[:, None, :]
    np.sqrt(np.maximum(distances, 0, out=distances), out=distances)
    count = distances.shape[1]
    distances[:, np.arange(count), np.arange(count)] = 0
    nearest = np.sort(np.partition(distances, NEIGHBORS, axis=2)[:, :, 1 : NEIGHBORS + 1], axis=2)  # (B, n, 5)
    rounding = _ROUNDING * np.sqrt(squares.mean(axis=1))  # (B,)
    nearest = np.maximum(nearest, rounding[:, None, None])
    reaches = nearest[:, :, -1]  # (B, n)
    logarithms = np.log(reaches[:, :, None] / nearest[:, :, :-1]).mean(axis=(1, 2))  # (B,)
    dimensions = 1 / np.maximum(logarithms, 1 / clouds.shape[2])  # (B,), equally far neighbours would make it infinite
    np.maximum(distances, reaches[:, :, None], out=distances)
    np.maximum(distances, reaches[:, None, :], out=distances)
    return Density(reaches, distances, dimensions)
