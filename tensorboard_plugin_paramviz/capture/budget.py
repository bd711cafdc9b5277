"""How a snapshot's bytes are spent: from shapes to tile shapes, row counts and the size of a code.

Statistics are always logged. Rows may take three quarters of the bytes, tiles take what is left. Rows are int16 all of
them, else int8 all of them, else int8 as many as fit, shared among the clouds. Tiles are int16 at full size, else int8
at full size, else int8 down to 8 × 8. If that is still too much, rows give way, at last all of them, and only then do
tiles shrink below 8 × 8. A snapshot that is too large even so is logged, and said to be.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.format.codes import INT8, INT16, CodeType
from tensorboard_plugin_paramviz.format.layout import matrix_shape
from tensorboard_plugin_paramviz.format.names import ROW_STATISTIC_NAMES, STATISTIC_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FLOAT_BYTES = 4
_EVENT_BYTES = 64  # the record's length and checksums, wall time, step
_VALUE_BYTES = 128  # a value's tag, metadata, type and shape, apart from a parameter's name
_SERIES_PER_CLOUD = 2  # rows and their statistics
_ROW_SHARE = (3, 4)
_VECTOR_EDGES = 4  # a vector's tile is as long as four edges of a matrix's
_SMALLEST_EDGE = 8
_LAST_EDGES = (4, 2, 1)  # when nothing else gives


@dataclass(frozen=True)
class CloudSize:
    """What is wanted of an embedding-like parameter.

    Attributes:
        parameter: its name.
        rows: how many rows could be logged.
        columns: how long each of them is.
        priority: its part of the bytes against that of the other clouds, if not all rows fit.
    """

    parameter: str
    rows: int
    columns: int
    priority: int = 1

    def row_bytes(self, dtype: CodeType) -> int:
        """Bytes of one row and its statistics."""
        return self.columns * dtype.itemsize + _FLOAT_BYTES * len(ROW_STATISTIC_NAMES)

    @property
    def framing_bytes(self) -> int:
        """Bytes of everything around the rows."""
        return _SERIES_PER_CLOUD * (_VALUE_BYTES + len(self.parameter.encode()))


@dataclass(frozen=True)
class RowBudget:
    """How many rows of each cloud are logged; 0 leaves the cloud out."""

    dtype: CodeType
    counts: tuple[int, ...]
    size_bytes: int


@dataclass(frozen=True)
class Budget:
    """What a snapshot consists of.

    Attributes:
        tile_shapes: for each parameter, rows and columns of its tile.
        tile_dtype: type of a tile's codes.
        rows: rows of each cloud.
        snapshot_bytes: upper bound of an event's size, without the layout that opens a segment.
    """

    tile_shapes: tuple[tuple[int, int], ...]
    tile_dtype: CodeType
    rows: RowBudget
    snapshot_bytes: int


def plan_budget(
    shapes: Sequence[tuple[int, ...]], clouds: Sequence[CloudSize], *, gradients: bool, max_bytes: int, max_tile: int
) -> Budget:
    """Decide what a snapshot consists of.

    Args:
        shapes: shapes of the logged parameters.
        clouds: the embedding-like ones among them.
        gradients: whether each tile is logged a second time, for the gradient.
        max_bytes: what a snapshot may take.
        max_tile: largest edge of a tile, in cells.
    """
    series = 2 if gradients else 1
    fixed_bytes = _EVENT_BYTES + (1 + series) * _VALUE_BYTES + len(shapes) * len(STATISTIC_NAMES) * _FLOAT_BYTES

    def tile_bytes(edge: int, dtype: CodeType) -> int:
        return series * dtype.itemsize * sum(rows * columns for rows, columns in (tile_shape(s, edge) for s in shapes))

    smallest_edge = min(_SMALLEST_EDGE, max_tile)
    smallest_bytes = tile_bytes(smallest_edge, INT8)
    rows = _choose_rows(clouds, max_bytes * _ROW_SHARE[0] // _ROW_SHARE[1])
    if fixed_bytes + smallest_bytes + rows.size_bytes > max_bytes:
        rows = _choose_rows(clouds, max_bytes - fixed_bytes - smallest_bytes)
    left_bytes = max_bytes - fixed_bytes - rows.size_bytes

    edge, dtype = max_tile, INT16
    if tile_bytes(edge, dtype) > left_bytes:
        dtype = INT8
        edges = [edge for edge in _LAST_EDGES[::-1] if edge < smallest_edge] + [*range(smallest_edge, max_tile + 1)]
        fitting = bisect.bisect_right(edges, left_bytes, key=lambda edge: tile_bytes(edge, INT8))
        edge = edges[max(fitting - 1, 0)]
    return Budget(
        tile_shapes=tuple(tile_shape(shape, edge) for shape in shapes),
        tile_dtype=dtype,
        rows=rows,
        snapshot_bytes=fixed_bytes + rows.size_bytes + tile_bytes(edge, dtype),
    )


def tile_shape(shape: tuple[int, ...], edge: int) -> tuple[int, int]:
    """Rows and columns of the tile of a parameter.

    Args:
        shape: the parameter's shape.
        edge: largest edge of a matrix's tile; a vector's is four times as long.
    """
    rows, columns = matrix_shape(shape)
    if len(shape) < 2:  # noqa: PLR2004  # a matrix has two axes
        return 1, tile_axis(columns, _VECTOR_EDGES * edge)
    return tile_axis(rows, edge), tile_axis(columns, edge)


def tile_axis(size: int, edge: int) -> int:
    """How many cells a tile has along an axis.

    An even division is preferred where it costs at most a quarter of the cells, because reading every k-th row is far
    cheaper than reading a list of rows.

    Args:
        size: length of the parameter's axis.
        edge: most cells that the tile may have.
    """
    if size <= edge:
        return size
    smallest = -(-3 * edge // 4)
    return next((count for count in range(edge, smallest - 1, -1) if size % count == 0), edge)


def evenly_spaced(size: int, count: int) -> Iterator[int]:
    """The numbers of `count` of `size` rows, at even distances: `i * size // count`."""
    return (index * size // count for index in range(count))


def _choose_rows(clouds: Sequence[CloudSize], limit_bytes: int) -> RowBudget:
    everything = tuple(cloud.rows for cloud in clouds)
    for dtype in (INT16, INT8):
        if _rows_bytes(clouds, everything, dtype) <= limit_bytes:
            return RowBudget(dtype, everything, _rows_bytes(clouds, everything, dtype))
    counts = _shared_counts(clouds, limit_bytes)
    return RowBudget(INT8, counts, _rows_bytes(clouds, counts, INT8))


def _rows_bytes(clouds: Sequence[CloudSize], counts: Sequence[int], dtype: CodeType) -> int:
    return sum(
        cloud.framing_bytes + count * cloud.row_bytes(dtype)
        for cloud, count in zip(clouds, counts, strict=True)
        if count
    )


def _shared_counts(clouds: Sequence[CloudSize], limit_bytes: int) -> tuple[int, ...]:
    """Share the bytes by priority; what a small cloud does not need goes to the others."""
    counts = dict.fromkeys(range(len(clouds)), 0)
    left_bytes = limit_bytes
    waiting = set(counts)
    while waiting:
        priorities = sum(clouds[index].priority for index in waiting)
        fair = {
            index: (left_bytes * clouds[index].priority // priorities - clouds[index].framing_bytes)
            // clouds[index].row_bytes(INT8)
            for index in waiting
        }
        whole = {index for index in waiting if fair[index] >= clouds[index].rows}
        for index in whole or waiting:
            counts[index] = max(0, min(fair[index], clouds[index].rows))
        for index in whole:
            left_bytes -= clouds[index].framing_bytes + clouds[index].rows * clouds[index].row_bytes(INT8)
        waiting = waiting - whole if whole else set()
    return tuple(counts.values())
