"""Which numbers of a snapshot lie in a shard, where in the shard, and where in the snapshot.

A snapshot's numbers stand in one line: all tiles, then the rows of one cloud after the other. What a shard holds of
them are runs of that line; few, for what lies side by side in the model mostly does so in the snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import torch

from tensorboard_plugin_paramviz.capture.reading.tensors import real, rows_of
from tensorboard_plugin_paramviz.format.layout import matrix_shape

if TYPE_CHECKING:
    from torch import Tensor

    from tensorboard_plugin_paramviz.capture.model.shards import Shard

Ids: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Box:
    """Where a shard lies in its parameter, along the axes under which the parameter is logged.

    Attributes:
        starts: where it begins along each axis.
        lengths: how far it goes.
        shape: the parameter's.
    """

    starts: tuple[int, ...]
    lengths: tuple[int, ...]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, shard: Shard) -> Box:
        """The place of a shard."""
        halves = (2,) if shard.values.is_complex() else ()
        starts = (*shard.starts, *(0 for _ in halves))
        return cls(starts, (*shard.values.shape, *halves), (*shard.shape, *halves))


@dataclass(frozen=True)
class Cells:
    """Some rows and columns of a shard, and where their numbers go.

    Attributes:
        rows: numbers of the rows within the shard, int64 `[r]`.
        columns: numbers of the columns within it, int64 `[c]`.
        runs: places in the snapshot's line of numbers and their counts, in the order of the cells, int64 `[K, 2]`.
    """

    rows: Ids
    columns: Ids
    runs: Ids

    @property
    def count(self) -> int:
        """How many there are."""
        return self.rows.size * self.columns.size

    def read(self, values: Tensor) -> Tensor:
        """The numbers of the cells, `[r, c]`, of the tensor's dtype or float32: a view where that can be.

        Args:
            values: the shard.
        """
        plain = real(values)
        matrix = plain if plain.ndim > 1 else plain.reshape(1, -1)
        rows, columns = self._slices
        picked = matrix[rows] if rows else rows_of(matrix, torch.from_numpy(self.rows).to(matrix.device))
        picked = picked.reshape(self.rows.size, -1)  # (r, C)
        if columns:
            return picked[:, columns]
        return picked.to(torch.float32).index_select(1, torch.from_numpy(self.columns).to(picked.device))

    @cached_property
    def _slices(self) -> tuple[slice | None, slice | None]:
        """Rows and columns as slices, which are far cheaper to read; None where their distances differ."""
        return _evenly(self.rows), _evenly(self.columns)


def tile_cells(box: Box, tile_shape: tuple[int, int], offset: int) -> Cells:
    """The cells of a parameter's tile that lie in a shard.

    Args:
        box: the shard.
        tile_shape: rows and columns of the tile.
        offset: where it begins in the snapshot's line.
    """
    height, width = matrix_shape(box.shape)
    rows, columns = (
        np.arange(count, dtype=np.int64) * size // count
        for count, size in zip(tile_shape, (height, width), strict=True)
    )
    return _cells_within(box, rows, columns, offset)


def row_cells(box: Box, row_ids: Ids, offset: int) -> Cells:
    """The cells of a cloud's rows that lie in a shard.

    Args:
        box: the shard.
        row_ids: the rows that are logged, int64 `[N]`.
        offset: where they begin in the snapshot's line.
    """
    _, width = matrix_shape(box.shape)
    return _cells_within(box, row_ids, np.arange(width, dtype=np.int64), offset)


def place(line: npt.NDArray[np.float32], runs: Ids, values: npt.NDArray[np.float32]) -> None:
    """Put numbers where they belong.

    Args:
        line: the snapshot's numbers, float32 `[V]`.
        runs: int64 `[K, 2]`, as in `Cells`.
        values: as many as the runs have places.
    """
    starts, counts = runs.T
    ends = np.cumsum(counts)
    line[np.arange(values.size) + np.repeat(starts - (ends - counts), counts)] = values


def _cells_within(box: Box, rows: Ids, columns: Ids, offset: int) -> Cells:
    """Those cells of some rows and columns of the parameter that lie in a shard.

    Args:
        box: the shard.
        rows: int64 `[R]`.
        columns: int64 `[C]`.
        offset: where the first of these cells is in the snapshot's line; the others follow row by row.
    """
    if len(box.shape) > 1:
        row_places, inner_rows = _within(box.starts[:1], box.lengths[:1], box.shape[:1], rows)
        column_places, inner_columns = _within(box.starts[1:], box.lengths[1:], box.shape[1:], columns)
    else:
        row_places = inner_rows = rows
        column_places, inner_columns = _within(box.starts, box.lengths, box.shape, columns)
    places = offset + row_places[:, None] * columns.size + column_places  # (r, c)
    return Cells(inner_rows, inner_columns, _runs(places.ravel()))


def _within(starts: tuple[int, ...], lengths: tuple[int, ...], shape: tuple[int, ...], ids: Ids) -> tuple[Ids, Ids]:
    """Which of some items lie in a box: their positions in the list, and their numbers in the box.

    Items are numbered row by row, in the whole as in the box.
    """
    inner = np.zeros_like(ids)
    is_within = np.ones(ids.size, np.bool_)
    for start, length, coordinates in zip(starts, lengths, np.unravel_index(ids, shape or (1,)), strict=False):
        is_within &= (start <= coordinates) & (coordinates < start + length)
        inner = inner * length + (coordinates - start)
    positions = np.flatnonzero(is_within)
    return positions, inner[positions]


def _runs(places: Ids) -> Ids:
    """Places as starts and counts of what follows one on the other, int64 `[K, 2]`."""
    starts = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    return np.stack([places[starts], np.diff(starts, append=places.size)], axis=1)


def _evenly(ids: Ids) -> slice | None:
    """The slice that picks these items; None where their distances differ."""
    distances = np.diff(ids)
    distance = int(distances[0]) if distances.size else 1
    if ids.size == 0 or distance < 1 or (distances != distance).any():
        return None
    return slice(int(ids[0]), int(ids[-1]) + 1, distance)
