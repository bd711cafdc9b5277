"""From the full width of rows to the directions in which there is more than noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.serving.analysis.threads import one_thread

Float64Array: TypeAlias = npt.NDArray[np.float64]

MOST_DIRECTIONS = 16  # in more of them all neighbours are about equally far, and nothing can be told apart
_ROUNDING = 1e-6  # relative to the largest singular value: what codes of 16 bits leave open


@dataclass(frozen=True)
class SignalSpace:
    """Rows in the directions in which they differ by more than noise.

    Attributes:
        coordinates: float64 `[n, K]`, around the origin.
        deviations: float64 `[K]`, the standard deviation along each direction, decreasing.
    """

    coordinates: Float64Array
    deviations: Float64Array

    @property
    def directions(self) -> int:
        """How many there are: K."""
        return len(self.deviations)

    def leading(self, directions: int) -> SignalSpace:
        """The same in the directions of most variance alone."""
        return SignalSpace(self.coordinates[:, :directions], self.deviations[:directions])


def to_signal_space(rows: Float64Array) -> SignalSpace:
    """Keep the principal directions that stand out of noise, 16 at most.

    In full width the noise of all columns adds up, until neighbours are hardly nearer than strangers. What is noise is
    told from all directions: of rows wider than 16 columns those stay whose singular value exceeds a multiple of the
    median one (Gavish and Donoho 2014, "The optimal hard threshold for singular values is 4/√3"). Narrower rows keep
    all of theirs. Rows of nothing but equal noise have no direction left.

    Args:
        rows: float64 `[n, D]`, finite.
    """
    count, columns = rows.shape
    with one_thread():
        centered = rows - rows.mean(axis=0)  # (n, D)
        squares, vectors = np.linalg.eigh(centered @ centered.T)  # (n,), (n, n), ascending
    rank = min(count - 1, columns)
    singular_values = np.sqrt(np.maximum(squares[::-1][:rank], 0))  # (rank,), decreasing
    kept = singular_values > _ROUNDING * singular_values[:1]
    if columns > MOST_DIRECTIONS:
        aspect = rank / max(count - 1, columns)
        kept &= singular_values > _threshold_over_median(aspect) * np.median(singular_values)
    directions = min(int(kept.sum()), MOST_DIRECTIONS)
    leading = singular_values[:directions]  # (K,)
    coordinates = vectors[:, ::-1][:, :directions] * leading  # (n, K)
    return SignalSpace(coordinates, leading / np.sqrt(max(count - 1, 1)))


def _threshold_over_median(aspect: float) -> float:
    """The optimal threshold in units of the median singular value, for a matrix of that aspect (their equation 5)."""
    return float(np.polyval([0.56, -0.95, 1.82, 1.43], aspect))
