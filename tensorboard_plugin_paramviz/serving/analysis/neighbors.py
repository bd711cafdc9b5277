"""Who is near whom, in the full width of the rows: exact, never an approximation and never the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.serving.analysis.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard_plugin_paramviz.serving.analysis.projection import Float32Array

Metric = Literal["cosine", "euclidean"]
METRICS: tuple[Metric, ...] = get_args(Metric)

Indices = npt.NDArray[np.intp]

_SLABS = 16
_SMALLEST, _LARGEST = 1e-15, 1e15  # a run that diverges gets there
_CHUNK_CELLS = 4_000_000  # similarities that are in memory at once


def within_range(rows: Float32Array) -> tuple[Float32Array, float]:
    """Rows whose squares float32 can hold, and by what they were divided: 1 unless they are enormous or tiny.

    Args:
        rows: float32 `[N, D]`.
    """
    with np.errstate(invalid="ignore"):
        largest = float(np.max(np.abs(rows), initial=0.0, where=np.isfinite(rows)))
    if largest == 0 or _SMALLEST < largest < _LARGEST:
        return rows, 1.0
    return np.asarray(rows / np.float32(largest), np.float32), largest


def present(rows: Float32Array, metric: Metric) -> npt.NDArray[np.bool_]:
    """Which rows have neighbours: those that are finite and, as an angle needs a direction, not zero for the cosine.

    Args:
        rows: float32 `[N, D]`.
        metric: the distance.

    Returns:
        bool `[N]`.
    """
    lengths = _lengths(rows)
    return np.isfinite(lengths) & (lengths > 0) if metric == "cosine" else np.isfinite(lengths)


def distances_from(rows: Float32Array, query: int, metric: Metric) -> Float32Array:
    """Distances of all rows from one of them: Euclidean, or 1 − cosine.

    Args:
        rows: float32 `[N, D]`.
        query: which row.
        metric: the distance.

    Returns:
        float32 `[N]`, NaN where a row has no neighbours.
    """
    with one_thread(), np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        if metric == "euclidean":
            return _lengths(rows - rows[query])
        lengths = _lengths(rows)
        cosines = (rows @ (rows[query] / lengths[query])) / lengths
    cosines[~np.isfinite(cosines)] = np.nan
    return np.asarray(1 - np.clip(cosines, -1, 1), np.float32)


def nearest(distances: Float32Array, query: int, count: int) -> Indices:
    """The nearest rows, nearest first; of equal ones the first.

    Args:
        distances: float32 `[N]`, from `distances_from`.
        query: the row itself, which does not count.
        count: how many.

    Returns:
        int `[count]`, or fewer where there are no more.
    """
    others = np.where(np.isnan(distances), np.inf, distances)
    others[query] = np.inf
    count = min(count, int(np.isfinite(others).sum()))
    if count == 0:
        return np.zeros(0, np.intp)
    farthest = np.partition(others, count - 1)[count - 1]
    candidates = np.flatnonzero(others <= farthest)
    return candidates[np.argsort(others[candidates], kind="stable")][:count]


def neighborhoods(
    rows: Float32Array, queries: Indices, count: int, metric: Metric
) -> Iterator[tuple[Indices, npt.NDArray[np.bool_]]]:
    """Which rows are among the nearest of some of them.

    Args:
        rows: float32 `[N, D]`, all of which have neighbours.
        queries: int `[Q]`, of which rows.
        count: how many neighbours, at least 1. Rows as near as the last of them are neighbours too.
        metric: the distance.

    Yields:
        Some of the queries, int `[q]`, and their neighbours, bool `[q, N]`; all queries once, in order.
    """
    count = min(count, len(rows) - 1)
    if count < 1:
        return
    if metric == "cosine":
        points = rows / _lengths(rows)[:, np.newaxis]
    else:
        points = rows - rows.mean(axis=0, dtype=np.float64).astype(np.float32)  # keeps digits in the squares below
    half_squares = np.einsum("nd,nd->n", points, points) / 2
    chunk = max(_CHUNK_CELLS // len(rows), 1)
    for start in range(0, len(queries), chunk):
        some = queries[start : start + chunk]
        with one_thread():
            nearness = points[some] @ points.T  # (q, N)
        nearness -= half_squares  # the order of distances: |a - b|² = |a|² - 2 (a·b - |b|²/2)
        nearness[np.arange(len(some)), some] = -np.inf
        yield some, nearness >= _least_of_largest(nearness, count)[:, np.newaxis]


def neighbor_change(
    before: Float32Array, after: Float32Array, queries: Indices, count: int, metric: Metric
) -> Float32Array:
    """The share of each row's neighbours that are others than before: it does not see turns of the whole embedding.

    Args:
        before: float32 `[N, D]`, all of which have neighbours.
        after: float32 `[N, E]`, the same rows later, or in another space.
        queries: int `[Q]`, of which rows.
        count: how many neighbours.
        metric: the distance.

    Returns:
        float32 `[Q]` from 0 (the same) to 1 (all others); NaN where there are no other rows.
    """
    changes = [np.zeros(0, np.float32)]
    pairs = zip(
        neighborhoods(before, queries, count, metric), neighborhoods(after, queries, count, metric), strict=True
    )
    for (_, old), (_, new) in pairs:
        kept = (old & new).sum(axis=1) / np.maximum(old.sum(axis=1), new.sum(axis=1))
        changes.append(np.asarray(1 - kept, np.float32))
    joined = np.concatenate(changes)
    return joined if len(joined) == len(queries) else np.full(len(queries), np.nan, np.float32)


def _least_of_largest(values: Float32Array, count: int) -> Float32Array:
    """The `count`-th largest value of each row: float32 `[q, N]` to `[q]`.

    Maxima over slabs of a row, of which at least `count` values reach the `count`-th, leave few to choose from: several
    times as fast as a partition of long rows.
    """
    width = values.shape[1] // _SLABS
    if width < _SLABS * count:
        return np.asarray(np.partition(values, -count, axis=1)[:, -count], np.float32)
    maxima = values[:, : width * _SLABS].reshape(len(values), _SLABS, width).max(axis=1)  # (q, width)
    bounds = np.partition(maxima, -count, axis=1)[:, -count]  # (q,)
    return np.array(
        [np.partition(row[row >= bound], -count)[-count] for row, bound in zip(values, bounds, strict=True)], np.float32
    )


def spread_evenly(count: int, most: int) -> Indices:
    """At most `most` of `count` indices, evenly spaced: int `[min(count, most)]`."""
    chosen = min(count, most)
    return np.arange(chosen, dtype=np.intp) * count // max(chosen, 1)


def _lengths(rows: Float32Array) -> Float32Array:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(np.einsum("nd,nd->n", rows, rows)), np.float32)
