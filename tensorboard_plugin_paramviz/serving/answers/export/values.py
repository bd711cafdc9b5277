"""The values of some arrays, read from a run segment by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from tensorboard_plugin_paramviz.format.codes import decode
from tensorboard_plugin_paramviz.format.tags import Tag
from tensorboard_plugin_paramviz.serving.reading.conversion import convert_statistics
from tensorboard_plugin_paramviz.serving.reading.rows import RowBlock, read_rows, row_segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout
    from tensorboard_plugin_paramviz.serving.answers.export.plan import ExportArray, Plan
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, RunSegment
    from tensorboard_plugin_paramviz.serving.reading.series import Series

_SCALES = {"weights": "weight_scale", "gradients": "grad_scale"}


class Block(NamedTuple):
    """Some steps of some arrays.

    Attributes:
        steps: int64 `[t]`, increasing.
        values: for each array float32 `[t, *shape]`; None where nothing of it was logged at these steps.
    """

    steps: Int64Array
    values: list[Float32Array | None]


Blocks: TypeAlias = "Iterator[Block]"


def read_blocks(plan: Plan, arrays: Sequence[ExportArray]) -> Blocks:
    """Read arrays, in one pass over the segments that hold steps of the plan.

    Codes are decoded with their own scale and type, so that a value does not depend on what else is read. What was not
    finite, or has no place in the layout of its time, is NaN.

    Args:
        plan: the export.
        arrays: some of its arrays, all of the same `series`.

    Returns:
        One block per segment, in order of steps; steps that were not logged, or are damaged, are in none.

    Raises:
        DataUnavailableError: the source does not answer, or lacks what it listed.
    """
    kind = arrays[0].kind
    if arrays[0].cloud is not None:
        return _row_blocks(plan, arrays, arrays[0].cloud)
    return _statistics_blocks(plan, arrays) if kind == "statistics" else _tile_blocks(plan, arrays)


def _statistics_blocks(plan: Plan, arrays: Sequence[ExportArray]) -> Blocks:
    tags = _tags(plan, arrays)
    for (segment, _), statistics in zip(tags, plan.run.read(tags), strict=True):
        steps = _common_steps(plan, segment, statistics)
        values = convert_statistics(_at(statistics, steps), segment.index.layout, plan.layout)  # (t, P, S)
        yield Block(steps, [values[:, array.index] for array in arrays])


def _tile_blocks(plan: Plan, arrays: Sequence[ExportArray]) -> Blocks:
    tags = _tags(plan, arrays)
    series = plan.run.read([wanted for segment, tag in tags for wanted in ((segment, tag), _statistics(segment))])
    for segment, _ in tags:
        codes, statistics = next(series), next(series)
        steps = _common_steps(plan, segment, codes, statistics)
        tiles = _Tiles(segment.index.layout, _at(codes, steps), _at(statistics, steps))
        yield Block(steps, [tiles.decoded(array) for array in arrays])


def _row_blocks(plan: Plan, arrays: Sequence[ExportArray], cloud: CloudLayout) -> Blocks:
    segments = [rows for rows in row_segments(plan.run, cloud) if np.isin(rows.segment.steps, plan.steps).any()]
    for block in read_rows(plan.run, cloud, segments):
        chosen = np.isin(block.steps, plan.steps)  # (T of the segment,)
        kept = RowBlock(block.steps[chosen], block.codes[chosen], block.statistics[chosen])
        yield Block(kept.steps, [kept.values() if array.kind == "rows" else kept.statistics for array in arrays])


class _Tiles:
    """The tiles of some steps of one segment.

    Args:
        layout: the segment's own.
        codes: int8 or int16 `[t, W]`.
        statistics: float32 `[t, P, S]`, for the scales.
    """

    def __init__(self, layout: Layout, codes: npt.NDArray[Any], statistics: Float32Array) -> None:
        self._codes = codes
        self._statistics = statistics
        self._columns = {name: index for index, name in enumerate(layout.statistic_names)}
        self._places = {
            (parameter.name, parameter.shape, parameter.tile_shape): (index, parameter.tile_offset)
            for index, parameter in enumerate(layout.parameters)
        }

    def decoded(self, array: ExportArray) -> Float32Array | None:
        """The values of an array: float32 `[t, r, c]`; None where the segment has no such tile, or not its scale."""
        parameter = array.parameter
        place = self._places.get((parameter.name, parameter.shape, parameter.tile_shape))
        column = self._columns.get(_SCALES[array.kind])
        if place is None or column is None:
            return None
        index, offset = place
        codes = self._codes[:, offset : offset + parameter.tile_cells]  # (t, cells)
        scales = self._statistics[:, index, column, np.newaxis]  # (t, 1)
        return decode(codes, scales).reshape(-1, *parameter.tile_shape)  # (t, r, c)


def _tags(plan: Plan, arrays: Sequence[ExportArray]) -> list[tuple[RunSegment, Tag]]:
    """The tags of the arrays' kind, of segments that hold steps of the plan."""
    tags = plan.run.state.tags(arrays[0].kind)
    return [(segment, tag) for segment, tag in tags if np.isin(segment.steps, plan.steps).any()]


def _statistics(segment: RunSegment) -> tuple[RunSegment, Tag]:
    return segment, Tag("statistics", segment.index.segment)


def _common_steps(plan: Plan, segment: RunSegment, *series: Series) -> Int64Array:
    """The steps of the plan that a segment has in each of some series."""
    steps = np.intersect1d(segment.steps, plan.steps)  # (t,)
    for some in series:
        steps = np.intersect1d(steps, some.steps)
    return steps


def _at(series: Series, steps: Int64Array) -> npt.NDArray[Any]:
    """The values of some of a series' steps."""
    return series.values if len(steps) == len(series.steps) else series.values[np.isin(series.steps, steps)]
