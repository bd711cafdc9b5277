"""A bounded sample of a run's snapshots: what its phases are found in, read and kept segment by segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.format.codes import Float32Array, absent_code, decode
from tensorboard_plugin_paramviz.serving.reading.conversion import convert_statistics, convert_tiles, fits_in_memory

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import Layout, ParameterLayout
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array
    from tensorboard_plugin_paramviz.serving.reading.series import Series

STATISTICS = ("norm", "nonfinite", "grad_norm", "grad_q50", "update_ratio", "weight_scale")

_MOST_CELLS = 2048  # a random direction in so many dimensions has a cosine of 0.02 to any other
_MOST_UNITS = 64  # of a layer
_UNIT_KINDS = frozenset({"mlp", "conv", "other"})  # rows of embeddings and heads are tokens: those that never come rest


@dataclass(frozen=True)
class SampledUnits:
    """Units of one layer: rows (or columns) of a tile.

    Attributes:
        parameter: the matrix.
        total: how many units the layer has.
        cells: int64 `[U, n]`, each unit's cells among those of a snapshot.
    """

    parameter: ParameterLayout
    total: int
    cells: Int64Array


@dataclass(frozen=True)
class SamplePlan:
    """Which of a snapshot's numbers are kept; the same for all snapshots.

    Attributes:
        layout: the newest layout.
        cells: int64 `[C]`, numbers of cells among those of a snapshot, increasing.
        cell_parameters: int64 `[C]`, the number of each one's parameter.
        units: the layers whose units could die.
    """

    layout: Layout
    cells: Int64Array
    cell_parameters: Int64Array
    units: tuple[SampledUnits, ...]

    @classmethod
    def of(cls, layout: Layout) -> SamplePlan:
        """Spread the cells over the parameters: each has as many as any other, as far as it has them."""
        parameters = layout.parameters
        fair = max(_MOST_CELLS // max(len(parameters), 1), 1)
        chosen = [_evenly(its.tile_cells, fair) + its.tile_offset for its in parameters][:_MOST_CELLS]
        counts = [len(cells) for cells in chosen]
        return cls(
            layout=layout,
            cells=np.concatenate([np.zeros(0, np.int64), *chosen]),
            cell_parameters=np.repeat(np.arange(len(chosen)), counts),
            units=tuple(_units(its) for its in parameters if _has_units(its)),
        )


@dataclass(frozen=True)
class SegmentSample:
    """What is kept of the snapshots of a segment.

    Attributes:
        layout: the one whose parameters it is about.
        steps: int64 `[t]`.
        cells: float32 `[t, C]`.
        statistics: float32 `[t, P, S]`, columns as `STATISTICS` says.
        zero_gradients: bool `[t, U]` for each layer, as `Units.has_zero_gradient`.
        changes: float32 `[t, U]` for each layer, as `Units.changes`; NaN at the first snapshot of the segment.
    """

    layout: Layout
    steps: Int64Array
    cells: Float32Array
    statistics: Float32Array
    zero_gradients: tuple[npt.NDArray[np.bool_], ...]
    changes: tuple[Float32Array, ...]

    @property
    def nbytes(self) -> int:
        """Size of all arrays."""
        arrays: tuple[npt.NDArray[Any], ...] = (
            self.steps,
            self.cells,
            self.statistics,
            *self.zero_gradients,
            *self.changes,
        )
        return sum(array.nbytes for array in arrays)


def sample_segment(
    plan: SamplePlan,
    logged: Layout,
    steps: Int64Array,
    *,
    statistics: Series,
    weights: Series | None,
    gradients: Series | None,
) -> SegmentSample:
    """Take the sample of some steps of a segment.

    Args:
        plan: what to take.
        logged: the layout that the segment was logged under.
        steps: int64 `[t]`, which of its steps.
        statistics: the segment's statistics, which have all of the steps.
        weights: its weights, where there are any.
        gradients: its gradients, likewise.
    """
    layout = plan.layout
    names = {name: index for index, name in enumerate(layout.statistic_names)}
    all_statistics = _at(statistics, steps, convert_statistics(statistics.values, logged, layout), np.nan)
    absent = np.full((len(steps), len(layout.parameters)), np.nan, np.float32)
    columns = [all_statistics[:, :, names[name]] if name in names else absent for name in STATISTICS]
    kept = np.stack(columns, axis=2)  # (t, P, S)
    scales = kept[:, :, STATISTICS.index("weight_scale")]  # (t, P)
    weight_codes = _Codes(plan, logged, steps, weights)
    gradient_codes = _Codes(plan, logged, steps, gradients)
    zero_gradients, changes = [], []
    index = {parameter.name: number for number, parameter in enumerate(layout.parameters)}
    for units in plan.units:
        scale = scales[:, index[units.parameter.name], np.newaxis, np.newaxis]
        values = decode(weight_codes.at(units.cells), scale)  # (t, U, n)
        zero_gradients.append((gradient_codes.at(units.cells) == 0).all(axis=2))
        changes.append(_changes(values))
    cells = decode(weight_codes.at(plan.cells), scales[:, plan.cell_parameters])
    return SegmentSample(layout, steps, cells, kept, tuple(zero_gradients), tuple(changes))


class _Codes:
    """Codes of some steps in the newest layout; absent where they were not logged, or would not fit in memory."""

    def __init__(self, plan: SamplePlan, logged: Layout, steps: Int64Array, series: Series | None) -> None:
        self._count = len(steps)
        self._dtype = np.dtype(np.int16) if series is None else series.values.dtype
        self._codes: npt.NDArray[Any] | None = None
        if series is None:
            return
        wanted = np.isin(series.steps, steps)
        is_same = logged.parameters == plan.layout.parameters
        if is_same or fits_in_memory(int(wanted.sum()) * plan.layout.cells, self._dtype):
            self._codes = convert_tiles(series.values[wanted], logged, plan.layout, self._dtype)  # (t or less, W)
            self._places = np.searchsorted(steps, series.steps[wanted])

    def at(self, cells: Int64Array) -> npt.NDArray[Any]:
        """Those of some cells, `[t, *cells.shape]`."""
        placed = np.full((self._count, *cells.shape), absent_code(self._dtype), self._dtype)
        if self._codes is not None:
            placed[self._places] = self._codes[:, cells]
        return placed


def _at(series: Series, steps: Int64Array, values: npt.NDArray[Any], absent: float) -> npt.NDArray[Any]:
    placed = np.full((len(steps), *values.shape[1:]), absent, values.dtype)
    wanted = np.isin(series.steps, steps)
    placed[np.searchsorted(steps, series.steps[wanted])] = values[wanted]
    return placed


def _changes(values: Float32Array) -> Float32Array:
    """Root mean square of each unit's change since the snapshot before, float32 `[t, U]`, NaN at the first."""
    changes = np.full(values.shape[:2], np.nan, np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        changes[1:] = np.sqrt(np.mean(np.diff(values, axis=0) ** 2, axis=2))
    return changes


def _evenly(total: int, most: int) -> Int64Array:
    """At most `most` numbers out of `total`, evenly spaced."""
    count = min(total, most)
    return np.arange(count, dtype=np.int64) * total // max(count, 1)


def _has_units(parameter: ParameterLayout) -> bool:
    """Whether the rows of a parameter are units that an activation follows."""
    names = {part.name for part in parameter.parts}
    is_matrix = len(parameter.shape) > 1 and parameter.kind in _UNIT_KINDS
    return is_matrix and "projection" not in names and "output" not in names


def _units(parameter: ParameterLayout) -> SampledUnits:
    rows, columns = parameter.tile_shape
    grid = np.arange(rows * columns).reshape(rows, columns) + parameter.tile_offset
    total_rows, total_columns = parameter.matrix_shape
    is_transposed = any(part.name == "fc" and part.axis == 1 for part in parameter.parts)  # as Conv1D stores it
    by_unit, total = (grid.T, total_columns) if is_transposed else (grid, total_rows)
    return SampledUnits(parameter, total, by_unit[_evenly(len(by_unit), _MOST_UNITS)])
