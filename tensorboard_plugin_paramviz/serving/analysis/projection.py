"""From the full width of an embedding to three coordinates, in one basis for all steps.

The basis is fitted once, on the rows of all chosen steps and runs together, so that a point moves only because the
model moved: nothing is re-fitted, flipped or scaled from step to step. Positions are in the units of the embedding.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.serving.analysis.threads import one_thread

Float32Array: TypeAlias = npt.NDArray[np.float32]
Float64Array: TypeAlias = npt.NDArray[np.float64]

Blocks: TypeAlias = Callable[[], Iterable[Float32Array]]
"""Gives the rows anew each time it is called: float32 `[..., D]` each."""

AXES = 3

_WIDEST_COVARIANCE = 2048  # columns: 32 MiB, decomposed in a second; both grow fast
_OVERSAMPLING = 13
_MOST_ITERATIONS = 40
_TOLERANCE = 1e-7  # relative change of the variance that the axes explain
_LARGEST_VARIANCE = 1e30  # a run that diverges reaches weights whose squares float32 cannot hold
_NO_AXES: tuple[Float64Array, Float64Array] = (np.zeros(0), np.zeros((0, 0)))


@dataclass(frozen=True)
class Basis:
    """Three directions in the space of the rows.

    Attributes:
        center: float64 `[D]`, the point that becomes the origin.
        axes: float64 `[D, 3]`, orthonormal columns; a column is zero where the rows have no further direction.
        explained_variance: the share of the rows' variance along each axis.
    """

    center: Float64Array
    axes: Float64Array
    explained_variance: tuple[float, float, float]

    @property
    def columns(self) -> int:
        """Width of the rows: D."""
        return len(self.center)

    def project(self, rows: Float32Array) -> Float32Array:
        """Positions of rows.

        Args:
            rows: float32 `[..., D]`.

        Returns:
            float32 `[..., 3]`, NaN for a row that is not finite.
        """
        with one_thread(), np.errstate(invalid="ignore", over="ignore"):
            centered = rows.reshape(-1, self.columns) - self.center.astype(np.float32)  # (n, D)
            positions = centered @ self.axes.astype(np.float32)  # (n, 3)
        positions[~np.isfinite(positions).all(axis=1)] = np.nan
        return positions.reshape(*rows.shape[:-1], AXES)


def fit_principal_axes(blocks: Blocks, columns: int) -> Basis:
    """The directions in which the rows vary most: principal component analysis (Pearson 1901, Hotelling 1933).

    Rows that are not finite are left out. The sign of each axis is chosen such that its largest coordinate is positive.
    Up to 2,048 columns the axes are eigenvectors of the exact covariance; above, they come from subspace iteration over
    the rows (Halko, Martinsson and Tropp 2011, section 4.5), which needs no matrix of D × D.

    Args:
        blocks: the rows.
        columns: D.
    """
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        mean, total, values, vectors = _principal_axes(blocks, columns)
        if not total < _LARGEST_VARIANCE:
            scale = max(float(np.abs(rows).max()) for rows in _finite_rows(blocks, columns))
            scaled = functools.partial(_divided, blocks, np.float32(scale))
            mean, total, values, vectors = _principal_axes(scaled, columns)
            mean *= scale
    axes = np.zeros((columns, AXES))  # (D, 3)
    explained = np.zeros(AXES)
    for index, value in enumerate(values):
        if value > total * np.finfo(np.float32).eps:  # below that there is only rounding
            vector = vectors[:, index]
            axes[:, index] = vector * np.sign(vector[np.argmax(np.abs(vector))])
            explained[index] = value
    return Basis(mean, axes, _shares(explained, total))


def _principal_axes(blocks: Blocks, columns: int) -> tuple[Float64Array, float, Float64Array, Float64Array]:
    """Mean `[D]`, total variance, and the largest variances, `[3]` or fewer, with their directions `[D, 3]`.

    Where the total is too large for float32, or NaN, there are no directions.
    """
    if columns > _WIDEST_COVARIANCE:
        mean, variances = _mean_and_variances(blocks, columns)
        total = float(variances.sum())
        values, vectors = _iterate_subspace(blocks, mean) if total < _LARGEST_VARIANCE else _NO_AXES
        return mean, total, values, vectors
    mean, covariance = _mean_and_covariance(blocks, columns)
    total = float(np.trace(covariance))
    values, vectors = np.linalg.eigh(covariance) if total < _LARGEST_VARIANCE else _NO_AXES  # ascending
    return mean, total, values[::-1][:AXES], vectors[:, ::-1][:, :AXES]


def _divided(blocks: Blocks, scale: np.float32) -> Iterator[Float32Array]:
    return (np.divide(block, scale, dtype=np.float32) for block in blocks())


def first_columns(blocks: Blocks, columns: int) -> Basis:
    """The first three columns as they are: no fit, and the origin of the embedding stays the origin.

    Args:
        blocks: the rows, for the share of their variance that is seen.
        columns: D.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        _, variances = _mean_and_variances(blocks, columns)
    seen = np.zeros(AXES)
    if np.isfinite(variances).all():
        seen[: min(AXES, columns)] = variances[:AXES]
    return Basis(np.zeros(columns), np.eye(columns, AXES), _shares(seen, float(variances.sum())))


def _shares(variance: Float64Array, total: float) -> tuple[float, float, float]:
    first, second, third = (float(share) for share in (variance / total if total > 0 else np.zeros(AXES)))
    return first, second, third


def _finite_rows(blocks: Blocks, columns: int) -> Iterator[Float32Array]:
    """The rows that are finite, float32 `[n, D]` at a time."""
    for block in blocks():
        rows = block.reshape(-1, columns)
        finite = np.isfinite(rows).all(axis=1)
        if finite.any():
            yield rows if finite.all() else rows[finite]


def _mean_and_covariance(blocks: Blocks, columns: int) -> tuple[Float64Array, Float64Array]:
    """Mean, float64 `[D]`, and covariance, float64 `[D, D]`, of all rows in one pass.

    Each block's products are float32 and their sums float64, both relative to the first block's mean: so an offset that
    all rows share costs no digits.
    """
    count = 0
    shift = np.zeros(columns, np.float32)
    total, products = np.zeros(columns), np.zeros((columns, columns))
    for rows in _finite_rows(blocks, columns):
        if count == 0:
            shift = rows.mean(axis=0)
        shifted = rows - shift  # (n, D)
        count += len(rows)
        total += shifted.sum(axis=0, dtype=np.float64)
        products += shifted.T @ shifted
    mean = total / max(count, 1)
    return shift + mean, products / max(count, 1) - np.outer(mean, mean)


def _mean_and_variances(blocks: Blocks, columns: int) -> tuple[Float64Array, Float64Array]:
    """Mean and variance of each column, float64 `[D]` both, like `_mean_and_covariance` without the products."""
    count = 0
    shift = np.zeros(columns, np.float32)
    total, squares = np.zeros(columns), np.zeros(columns)
    for rows in _finite_rows(blocks, columns):
        if count == 0:
            shift = rows.mean(axis=0)
        shifted = rows - shift  # (n, D)
        count += len(rows)
        total += shifted.sum(axis=0, dtype=np.float64)
        squares += np.einsum("nd,nd->d", shifted, shifted, dtype=np.float64)
    mean = total / max(count, 1)
    return shift + mean, np.maximum(squares / max(count, 1) - mean**2, 0)


def _iterate_subspace(blocks: Blocks, mean: Float64Array) -> tuple[Float64Array, Float64Array]:
    """The three largest eigenvalues of the covariance, `[3]`, and their vectors, `[D, 3]`, from a fixed start."""
    start = np.random.default_rng(0).standard_normal((len(mean), AXES + _OVERSAMPLING))
    subspace, _ = np.linalg.qr(start)  # (D, k)
    explained = 0.0
    for _ in range(_MOST_ITERATIONS):
        image = _covariance_times(blocks, mean, subspace)  # (D, k)
        values, rotation = np.linalg.eigh(subspace.T @ image)  # (k,), (k, k), ascending
        vectors = subspace @ rotation  # (D, k)
        before, explained = explained, float(values[-AXES:].sum())
        if explained - before <= _TOLERANCE * explained:
            break
        subspace, _ = np.linalg.qr(image)
    return values[::-1][:AXES], vectors[:, ::-1][:, :AXES]


def _covariance_times(blocks: Blocks, mean: Float64Array, subspace: Float64Array) -> Float64Array:
    count = 0
    image = np.zeros_like(subspace)
    for rows in _finite_rows(blocks, len(mean)):
        centered = rows - mean.astype(np.float32)  # (n, D)
        image += centered.T @ (centered @ subspace.astype(np.float32))
        count += len(rows)
    return image / max(count, 1)
