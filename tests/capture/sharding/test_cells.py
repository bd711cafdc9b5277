"""Which cells of tiles and rows lie in a shard: put together they are those of the whole."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
import torch

from tensorboard_plugin_paramviz.capture.model.shards import Shard
from tensorboard_plugin_paramviz.capture.reading.tensors import rows_of, tile_of
from tensorboard_plugin_paramviz.capture.sharding.cells import Box, place, row_cells, tile_cells

OFFSET = 3  # of a tile that is not the first one


def cut(tensor: torch.Tensor, cuts: tuple[tuple[int, ...], ...]) -> list[Shard]:
    """The blocks between cuts along each axis."""
    edges = [(0, *inner, size) for inner, size in zip(cuts, tensor.shape, strict=True)]
    return [
        Shard(tensor[tuple(slice(*pair) for pair in ranges)], tuple(pair[0] for pair in ranges), tuple(tensor.shape))
        for ranges in product(*(pairwise(edge) for edge in edges))
    ]


CUT_TENSORS = [
    (torch.arange(50.0), ((20, 20, 41),)),  # the second piece is empty
    (torch.arange(35.0).reshape(5, 7), ((2, 4), ())),
    (torch.arange(35.0).reshape(5, 7), ((), (3,))),
    (torch.arange(35.0).reshape(5, 7), ((1, 3), (2, 5))),
    (torch.arange(600.0).reshape(20, 30), ((7,), (11, 22))),
    (torch.arange(360.0).reshape(6, 5, 4, 3), ((3,), (1, 4), (), (2,))),
    (torch.arange(600.0).reshape(20, 30).to(torch.bfloat16), ((7,), (11,))),
    (torch.arange(600).reshape(20, 30) % 2 == 0, ((7,), (11,))),
    (torch.arange(600.0).reshape(20, 30).to(torch.float8_e5m2), ((7,), (11,))),
    (torch.complex(torch.arange(35.0), -torch.arange(35.0)).reshape(5, 7), ((2,), (4,))),
    (torch.complex(torch.arange(35.0), -torch.arange(35.0)), ((9,),)),
    (torch.arange(35.0).reshape(7, 5).T, ((2,), (3,))),
]


@pytest.mark.parametrize(("tensor", "cuts"), CUT_TENSORS)
@pytest.mark.parametrize("edge", [1, 3, 5, 64])
def test_the_tiles_of_shards_are_the_tile_of_the_whole(
    tensor: torch.Tensor, cuts: tuple[tuple[int, ...], ...], edge: int
) -> None:
    real_shape = (*tensor.shape, *((2,) if tensor.is_complex() else ()))
    rows, columns = (1, real_shape[0]) if len(real_shape) == 1 else (real_shape[0], int(np.prod(real_shape[1:])))
    tile_shape = min(edge, rows), min(edge, columns)
    expected = tile_of(tensor, tile_shape).to(torch.float32).numpy()

    line = np.full(OFFSET + expected.size, np.nan, np.float32)
    count = 0
    for shard in cut(tensor, cuts):
        cells = tile_cells(Box.of(shard), tile_shape, OFFSET)
        count += cells.count
        if cells.count:
            place(line, cells.runs, cells.read(shard.values).to(torch.float32).numpy().ravel())
    assert count == expected.size
    assert line[OFFSET:].tolist() == expected.ravel().tolist()


@pytest.mark.parametrize(("tensor", "cuts"), [pair for pair in CUT_TENSORS if pair[0].ndim > 1])
@pytest.mark.parametrize("row_ids", [[4, 0, 3], [1], [0, 1, 2, 3, 4], [0, 2, 4]])
def test_the_rows_of_shards_are_the_rows_of_the_whole(
    tensor: torch.Tensor, cuts: tuple[tuple[int, ...], ...], row_ids: list[int]
) -> None:
    expected = rows_of(tensor, torch.tensor(row_ids)).numpy()
    line = np.full(OFFSET + expected.size, np.nan, np.float32)
    for shard in cut(tensor, cuts):
        cells = row_cells(Box.of(shard), np.array(row_ids), OFFSET)
        if cells.count:
            place(line, cells.runs, cells.read(shard.values).to(torch.float32).numpy().ravel())
    assert line[OFFSET:].reshape(expected.shape).tolist() == expected.tolist()


def test_what_lies_side_by_side_is_one_run() -> None:
    first, second = cut(torch.zeros(8, 6), ((4,), ()))
    assert tile_cells(Box.of(first), (8, 6), 0).runs.tolist() == [[0, 24]]
    assert tile_cells(Box.of(second), (8, 6), 0).runs.tolist() == [[24, 24]]
    left, _ = cut(torch.zeros(2, 6), ((), (3,)))
    assert tile_cells(Box.of(left), (2, 6), 10).runs.tolist() == [[10, 3], [16, 3]]


def test_even_distances_are_read_without_a_copy() -> None:
    shard, _ = cut(torch.zeros(64, 64), ((32,), ()))
    cells = tile_cells(Box.of(shard), (16, 16), 0)
    assert cells.read(shard.values).data_ptr() == shard.values.data_ptr()
