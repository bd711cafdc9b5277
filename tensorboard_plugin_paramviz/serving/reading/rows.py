"""The logged rows of one parameter over all steps of a run, matched by their numbers in the full matrix."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.format.codes import Float32Array, absent_code, decode
from tensorboard_plugin_paramviz.serving.errors import UnknownParameterError
from tensorboard_plugin_paramviz.serving.reading.conversion import convert_rows, fits_in_memory
from tensorboard_plugin_paramviz.serving.reading.history import choose_steps

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from tensorboard_plugin_paramviz.format.layout import CloudLayout
    from tensorboard_plugin_paramviz.format.tags import Tag
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun, RunSegment, RunState
    from tensorboard_plugin_paramviz.serving.reading.series import Series

logger = logging.getLogger("tensorboard_plugin_paramviz")


@dataclass(frozen=True)
class RowBlock:
    """The rows of some steps.

    Attributes:
        steps: int64 `[T]`.
        codes: int8 or int16 `[T, N, D]`.
        statistics: float32 `[T, N, 3]`: scale, norm and gradient norm.
    """

    steps: Int64Array
    codes: npt.NDArray[Any]
    statistics: Float32Array

    def values(self) -> Float32Array:
        """The rows themselves: float32 `[T, N, D]`, NaN where a value was not finite or is absent."""
        return decode(self.codes, self.statistics[:, :, :1])

    @property
    def norms(self) -> Float32Array:
        """Norm of each row: float32 `[T, N]`."""
        return self.statistics[:, :, 1]

    @property
    def grad_norms(self) -> Float32Array:
        """Norm of each row's gradient: float32 `[T, N]`, NaN where there is none."""
        return self.statistics[:, :, 2]

    def at(self, steps: Int64Array) -> RowBlock:
        """The same with only some of its steps, as far as it has them."""
        chosen = np.isin(self.steps, steps)  # (T,)
        if chosen.all():
            return self
        return RowBlock(self.steps[chosen], self.codes[chosen], self.statistics[chosen])


@dataclass(frozen=True)
class RowSegment:
    """Where rows lie.

    Attributes:
        segment: the segment.
        codes_tag: the tag of the codes.
        statistics_tag: the tag of their scales and norms.
        logged: which rows the segment holds.
        version: changes with the block that reading gives.
    """

    segment: RunSegment
    codes_tag: Tag
    statistics_tag: Tag
    logged: CloudLayout
    version: Hashable


def find_cloud(state: RunState, name: str) -> CloudLayout:
    """The cloud of a parameter or of one of its aliases.

    Raises:
        UnknownParameterError: the run logs no rows of such a parameter.
    """
    clouds = {cloud.parameter: cloud for cloud in state.layout.clouds} if state.layout is not None else {}
    if name in clouds:
        return clouds[name]
    for parameter in state.layout.parameters if state.layout is not None else ():
        if name in parameter.aliases and parameter.name in clouds:
            return clouds[parameter.name]
    raise UnknownParameterError(state.name, name, list(clouds), what="rows of a parameter")


def row_segments(
    run: OpenRun, cloud: CloudLayout, after: int | None = None, only: frozenset[int] | None = None
) -> list[RowSegment]:
    """The segments that hold rows of a cloud, in order, without reading them.

    Steps logged in another width are left out: they have no place in the same picture.

    Args:
        run: the run.
        cloud: which rows, as the newest layout says.
        after: only segments with steps above it.
        only: only segments with some of these steps.
    """
    statistics_tags = dict(run.state.tags("row_statistics", cloud.parameter))
    found = []
    for segment, codes_tag in run.state.tags("rows", cloud.parameter):
        logged = segment.index.layout.cloud(cloud.parameter)
        statistics_tag = statistics_tags.get(segment)
        if logged is not None and logged.columns == cloud.columns and statistics_tag is not None:
            listings = (run.state.listing[str(codes_tag)], run.state.listing[str(statistics_tag)])
            version = (*listings, segment.steps.tobytes(), cloud.row_ids)
            found.append(RowSegment(segment, codes_tag, statistics_tag, logged, version))
    return [rows for rows in found if choose_steps(rows.segment.steps, after, only).size]


def read_rows(run: OpenRun, cloud: CloudLayout, segments: Sequence[RowSegment]) -> Iterator[RowBlock]:
    """The rows of some segments, one block per segment.

    Rows are those of the newest layout; a step that was logged with other rows has them where the numbers are the same,
    and absent values elsewhere.

    Args:
        run: the run.
        cloud: which rows, as the newest layout says.
        segments: from `row_segments`.

    Raises:
        DataUnavailableError: the source does not answer.
    """
    tags = [(rows.segment, tag) for rows in segments for tag in (rows.codes_tag, rows.statistics_tag)]
    series = run.read(tags)
    for rows in segments:
        codes, statistics = next(series), next(series)
        steps = np.intersect1d(np.intersect1d(codes.steps, statistics.steps), rows.segment.steps)  # (T,)
        block = RowBlock(steps, _at(codes, steps), _at(statistics, steps))
        yield block if rows.logged.row_ids == cloud.row_ids else _with_newest_rows(block, rows.logged, cloud)


def block_at(run: OpenRun, cloud: CloudLayout, step: int) -> RowBlock | None:
    """The rows of one step with their statistics, or None where there are none.

    Args:
        run: the run.
        cloud: which rows, as the newest layout says.
        step: the step.

    Raises:
        DataUnavailableError: the source does not answer.
    """
    for block in read_rows(run, cloud, row_segments(run, cloud, only=frozenset({step}))):
        chosen = block.at(np.array([step]))
        if chosen.steps.size:
            return chosen
    return None


def rows_at(run: OpenRun, cloud: CloudLayout, step: int) -> Float32Array | None:
    """The rows of one step.

    Returns:
        float32 `[N, D]`, NaN where a value was not finite or is absent; None where the step has no rows.

    Raises:
        DataUnavailableError: the source does not answer.
    """
    block = block_at(run, cloud, step)
    return None if block is None else block.values()[0]


def _at(series: Series, steps: Int64Array) -> npt.NDArray[Any]:
    """The values of some of a series' steps."""
    return series.values if len(steps) == len(series.steps) else series.values[np.isin(series.steps, steps)]


def _with_newest_rows(block: RowBlock, logged: CloudLayout, cloud: CloudLayout) -> RowBlock:
    count = len(cloud.row_ids)
    if not fits_in_memory(len(block.steps) * count * cloud.columns, block.codes.dtype):
        logger.warning("%d steps of %s do not fit in memory with the newest rows.", len(block.steps), cloud.parameter)
        block = block.at(np.zeros(0, np.int64))
    position = {row: index for index, row in enumerate(logged.row_ids)}
    positions = np.array([position.get(row, -1) for row in cloud.row_ids], np.intp)  # (N,)
    return RowBlock(
        steps=block.steps,
        codes=convert_rows(block.codes, positions, absent_code(block.codes.dtype), count),
        statistics=convert_rows(block.statistics, positions, np.nan, count),
    )
