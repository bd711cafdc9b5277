"""A run's snapshots over all its steps, whichever layout each step was logged under.

A run that was resumed with another model, or that got parameters late, has several layouts. What is handed out has the
shape of the newest one; an older step fills it where a parameter of the same name and tile was logged then, and is
absent (NaN, or the code of an absent value) elsewhere.
"""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.format.codes import INT16
from tensorboard_plugin_paramviz.serving.reading.conversion import convert_statistics, convert_tiles, fits_in_memory

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun

SnapshotKind = Literal["weights", "gradients", "statistics"]
SNAPSHOT_KINDS: tuple[SnapshotKind, ...] = ("weights", "gradients", "statistics")

logger = logging.getLogger("tensorboard_plugin_paramviz")


def choose_steps(steps: Int64Array, after: int | None, only: frozenset[int] | None = None) -> Int64Array:
    """Choose steps.

    Args:
        steps: int64 `[T]`, increasing.
        after: only steps above it.
        only: only these, as far as they exist.
    """
    if after is not None:
        steps = steps[np.searchsorted(steps, after, side="right") :]
    if only is not None:
        steps = steps[np.isin(steps, np.array(sorted(only), np.int64))]
    return steps


def snapshots(
    run: OpenRun,
    kind: SnapshotKind,
    after: int | None = None,
    only: frozenset[int] | None = None,
) -> tuple[Int64Array, npt.NDArray[Any]]:
    """A run's weights, gradients or statistics.

    Args:
        run: the run.
        kind: which of them.
        after: only steps above it.
        only: only these, as far as they exist.

    Returns:
        The steps, int64 `[T]`, and the values in the newest layout: codes `[T, W]`, or float32 `[T, P, S]`.

    Raises:
        DataUnavailableError: the source does not answer.
    """
    chosen = {segment: choose_steps(segment.steps, after, only) for segment, _ in run.state.tags(kind)}
    tags = [(segment, tag) for segment, tag in run.state.tags(kind) if chosen[segment].size]
    steps: list[Int64Array] = []
    parts: list[tuple[Layout, npt.NDArray[Any]]] = []
    for (segment, _), series in zip(tags, run.read(tags), strict=True):
        counted = np.isin(series.steps, chosen[segment])  # (T of the segment,)
        if counted.any():
            steps.append(series.steps[counted])
            parts.append((segment.index.layout, series.values if counted.all() else series.values[counted]))
    if not parts or run.state.layout is None:
        return np.zeros(0, np.int64), _no_snapshots(run.state.layout, kind)
    return _joined(steps, parts, run.state.layout, kind)


def _joined(
    steps: list[Int64Array], parts: list[tuple[Layout, npt.NDArray[Any]]], layout: Layout, kind: SnapshotKind
) -> tuple[Int64Array, npt.NDArray[Any]]:
    dtype = parts[-1][1].dtype
    same = [logged.parameters == layout.parameters for logged, _ in parts]
    filled = sum(len(values) for (_, values), kept in zip(parts, same, strict=True) if not kept)
    none = _no_snapshots(layout, kind)
    if not fits_in_memory(filled * math.prod(none.shape[1:]), dtype):
        logger.warning("%d steps of older layouts are left out: in the newest one they would not fit.", filled)
        steps = [step for step, kept in zip(steps, same, strict=True) if kept]
        parts = [part for part, kept in zip(parts, same, strict=True) if kept]
    if kind == "statistics":
        values = [convert_statistics(values, logged, layout) for logged, values in parts]
    else:
        values = [convert_tiles(values, logged, layout, dtype) for logged, values in parts]
    if not values:
        return np.zeros(0, np.int64), none
    return np.concatenate(steps), np.concatenate(values)  # (T,), (T, ...)


def _no_snapshots(layout: Layout | None, kind: SnapshotKind) -> npt.NDArray[Any]:
    """An array of no steps, in the shape of the layout."""
    parameters, cells, statistics = (0, 0, 0)
    if layout is not None:
        parameters, cells, statistics = len(layout.parameters), layout.cells, len(layout.statistic_names)
    return np.zeros((0, parameters, statistics), np.float32) if kind == "statistics" else np.zeros((0, cells), INT16)
