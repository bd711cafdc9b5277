"""How a snapshot's bytes are spent: from shapes to tile shapes, row counts and the size of a code.

Statistics are always logged: a float32 for each statistic of each parameter. Rows may take three quarters of the bytes,
tiles take what is left. As bytes get scarce, this gives way, each as far as it goes before the next:

- of the rows: int16 becomes int8, in all clouds at once; then there are fewer rows, shared by the clouds' priorities
  (token embeddings, heads and chosen rows three times those of other clouds), while a cloud so small that its share
  holds all its rows keeps them all;
- of the tiles: int16 becomes int8; then they shrink to 8 × 8, those of embeddings and heads, which are twice as long
  and wide from the first step on, last;
- where tiles of 8 × 8 leave less than three quarters for rows: rows, down to none;
- then tiles below 8 × 8, those of embeddings and heads last;
- then nothing: the snapshot is logged although it is too large, and the run's layout says so.

What opens a segment, the layout with its labels (64 KiB of them at most), comes on top of its first event.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tensorboard_plugin_paramviz.format.codes import INT8, INT16, CodeType
from tensorboard_plugin_paramviz.format.layout import matrix_shape
from tensorboard_plugin_paramviz.format.names import ROW_STATISTIC_NAMES, STATISTIC_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Edges: TypeAlias = "tuple[int, int]"  # of most tiles, of the favoured ones

_FLOAT_BYTES = 4
_EVENT_BYTES = 64  # the record's length and checksums, wall time, step
_VALUE_BYTES = 128  # a value's tag, metadata, type and shape, apart from a parameter's name
_SERIES_PER_CLOUD = 2  # rows and their statistics
_ROW_SHARE = (3, 4)
_VECTOR_EDGES = 4  # a vector's tile is as long as four edges of a matrix's
_SMALLEST_EDGE = 8
_LAST_EDGES = (1, 2, 4)  # when nothing else gives
_FAVOURED_EDGES = 2  # a favoured tile's edge against that of the others


@dataclass(frozen=True)
class TileSize:
    """What is known of a parameter of which a tile is logged.

    Attributes:
        shape: the parameter's shape.
        is_favoured: whether its tile is the last to shrink.
    """

    shape: tuple[int, ...]
    is_favoured: bool = False


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
    tiles: Sequence[TileSize], clouds: Sequence[CloudSize], *, gradients: bool, max_bytes: int, max_tile: int
) -> Budget:
    """Decide what a snapshot consists of.

    Args:
        tiles: the logged parameters.
        clouds: the embedding-like ones among them.
        gradients: whether each tile is logged a second time, for the gradient.
        max_bytes: what a snapshot may take.
        max_tile: largest edge of a tile, in cells.
    """
    series = 2 if gradients else 1
    fixed_bytes = _EVENT_BYTES + (1 + series) * _VALUE_BYTES + len(tiles) * len(STATISTIC_NAMES) * _FLOAT_BYTES

    def shapes(edges: _Edges) -> list[tuple[int, int]]:
        return [tile_shape(tile.shape, edges[tile.is_favoured]) for tile in tiles]

    def tile_bytes(edges: _Edges, dtype: CodeType) -> int:
        return series * dtype.itemsize * sum(rows * columns for rows, columns in shapes(edges))

    small_edges = _small_edges(max_tile)
    smallest_bytes = tile_bytes(small_edges[-1], INT8)
    ladder = [*small_edges, *_large_edges(max_tile)]
    rows = _choose_rows(clouds, max_bytes * _ROW_SHARE[0] // _ROW_SHARE[1])
    if fixed_bytes + smallest_bytes + rows.size_bytes > max_bytes:
        rows = _choose_rows(clouds, max_bytes - fixed_bytes - smallest_bytes)
        ladder = small_edges
    left_bytes = max_bytes - fixed_bytes - rows.size_bytes

    edges, dtype = (max_tile, max_tile), INT16
    if tile_bytes(edges, dtype) > left_bytes:
        dtype = INT8
        fitting = bisect.bisect_right(ladder, left_bytes, key=lambda edges: tile_bytes(edges, INT8))
        edges = ladder[max(fitting - 1, 0)]
    return Budget(
        tile_shapes=tuple(shapes(edges)),
        tile_dtype=dtype,
        rows=rows,
        snapshot_bytes=fixed_bytes + rows.size_bytes + tile_bytes(edges, dtype),
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


def _small_edges(max_tile: int) -> list[_Edges]:
    """Edges of the tiles up to 8, if `max_tile` allows that: the favoured ones grow first."""
    smallest_edge = min(_SMALLEST_EDGE, max_tile)
    small = [*(edge for edge in _LAST_EDGES if edge < smallest_edge), smallest_edge]
    return [*((small[0], edge) for edge in small), *((edge, smallest_edge) for edge in small[1:])]


def _large_edges(max_tile: int) -> list[_Edges]:
    """Edges of the tiles from 8 on."""
    return [
        (edge, min(_FAVOURED_EDGES * edge, max_tile)) for edge in range(min(_SMALLEST_EDGE, max_tile), max_tile + 1)
    ]


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
