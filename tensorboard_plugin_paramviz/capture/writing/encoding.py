"""From what was read of a model to a snapshot: statistics, scales, codes. Needs no model, so it could run elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.capture.writing.statistics import (
    TileGrid,
    statistics_table,
    tensor_statistics,
    update_ratio,
)
from tensorboard_plugin_paramviz.format.codes import encode, row_scales
from tensorboard_plugin_paramviz.format.snapshot import CloudRows, Snapshot

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.capture.planning.plan import Plan
    from tensorboard_plugin_paramviz.capture.reading.sampling import RawSample
    from tensorboard_plugin_paramviz.capture.writing.statistics import Float64Array
    from tensorboard_plugin_paramviz.format.codes import Codes, CodeType, Float32Array


@dataclass(frozen=True)
class PreviousSample:
    """The tiles of the snapshot before, float32 `[W]`, and its step."""

    step: int
    tiles: Float32Array


def encode_sample(plan: Plan, sample: RawSample, step: int, previous: PreviousSample | None) -> Snapshot:
    """Make a snapshot.

    Args:
        plan: what the sample was read by.
        sample: what was read.
        step: the updates made so far.
        previous: the snapshot before, by the same plan; None where there is none.
    """
    grid = TileGrid.of(plan.layout)
    weights = tensor_statistics(sample.tiles, sample.norms, grid)
    gradients = ratio = None
    if sample.gradients is not None:
        gradients = tensor_statistics(sample.gradients.tiles, sample.gradients.norms, grid)
    if previous is not None:
        ratio = update_ratio(sample.tiles, previous.tiles, step - previous.step, weights["rms"], grid)
    return Snapshot(
        step=step,
        statistics=statistics_table(weights, gradients, ratio),
        weights=_tile_codes(sample.tiles, weights["scale"], grid, plan.tile_dtype),
        gradients=None
        if sample.gradients is None or gradients is None
        else _tile_codes(sample.gradients.tiles, gradients["scale"], grid, plan.tile_dtype),
        rows={cloud.parameter: _cloud_rows(sample, cloud.parameter, plan.row_dtype) for cloud in plan.layout.clouds},
    )


def _tile_codes(tiles: Float32Array, scales: Float64Array, grid: TileGrid, dtype: CodeType) -> Codes:
    return encode(tiles, grid.spread(scales).astype(np.float32), dtype)


def _cloud_rows(sample: RawSample, parameter: str, dtype: CodeType) -> CloudRows:
    rows = sample.rows[parameter]  # (N, D)
    gradients = None if sample.gradients is None else sample.gradients.rows[parameter]
    scales = row_scales(rows)  # (N,)
    gradient_norms = np.full(len(rows), np.nan) if gradients is None else _row_norms(gradients)  # (N,)
    with np.errstate(over="ignore"):
        statistics = np.stack([scales, _row_norms(rows), gradient_norms], axis=1).astype(np.float32)  # (N, 3)
    return CloudRows(encode(rows, scales[:, np.newaxis], dtype), statistics)


def _row_norms(rows: Float32Array) -> Float64Array:
    """Euclidean norms, added up in float64."""
    return np.asarray(np.sqrt(np.einsum("nd,nd->n", rows, rows, dtype=np.float64)))  # (N,)
