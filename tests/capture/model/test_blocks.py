"""Which block of a tensor a process holds."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from torch.distributed.tensor import Partial, Placement, Replicate, Shard
from torch.distributed.tensor.placement_types import _StridedShard

from tensorboard_plugin_paramviz.capture.model.blocks import block_of, divisions_of

SQUARE = (2, 2)


def blocks(shape: tuple[int, ...], mesh_shape: tuple[int, ...], *placements: Placement) -> list[list[tuple[int, int]]]:
    """Start and length along each axis, for each process in turn."""
    divisions = divisions_of(placements, mesh_shape)
    assert divisions is not None
    return [
        list(zip(*block_of(shape, divisions, mesh_shape, coordinate), strict=True))
        for coordinate in product(*map(range, mesh_shape))
    ]


@pytest.mark.parametrize(
    ("rows", "processes", "expected"),
    [
        (6, 3, [(0, 2), (2, 2), (4, 2)]),
        (5, 3, [(0, 2), (2, 2), (4, 1)]),
        (4, 3, [(0, 2), (2, 2), (4, 0)]),
        (2, 4, [(0, 1), (1, 1), (2, 0), (2, 0)]),
        (7, 1, [(0, 7)]),
    ],
)
def test_the_last_pieces_are_shorter_or_empty(rows: int, processes: int, expected: list[tuple[int, int]]) -> None:
    assert blocks((rows,), (processes,), Shard(0)) == [[piece] for piece in expected]


def test_a_copy_is_the_whole() -> None:
    assert blocks((3, 4), (2,), Replicate()) == [[(0, 3), (0, 4)]] * 2
    assert blocks((), (2,), Replicate()) == [[], []]


def test_each_axis_of_the_mesh_divides_an_axis_of_its_own() -> None:
    first, second, third, fourth = blocks((4, 6), SQUARE, Shard(0), Shard(1))
    assert first == [(0, 2), (0, 3)]
    assert second == [(0, 2), (3, 3)]
    assert third == [(2, 2), (0, 3)]
    assert fourth == [(2, 2), (3, 3)]


@pytest.mark.parametrize(
    ("left", "starts"),
    [(Shard(0), [0, 2, 4, 6]), (_StridedShard(0, split_factor=2), [0, 4, 2, 6])],  # as in torch's own table
)
def test_a_strided_division_comes_after_the_one_to_its_right(left: Placement, starts: list[int]) -> None:
    assert blocks((8,), SQUARE, left, Shard(0)) == [[(start, 2)] for start in starts]


@pytest.mark.parametrize(
    ("placements", "divisions"),
    [
        ((_StridedShard(0, split_factor=4), _StridedShard(0, split_factor=2), Shard(0)), ((2, 0), (1, 0), (0, 0))),
        ((_StridedShard(0, split_factor=2), Shard(1), Shard(0)), ((1, 1), (2, 0), (0, 0))),
        ((Shard(0), _StridedShard(0, split_factor=2), Shard(0)), ((0, 0), (2, 0), (1, 0))),
    ],
)
def test_a_strided_division_comes_after_as_many_pieces_as_it_says(
    placements: tuple[Placement, ...], divisions: tuple[tuple[int, int], ...]
) -> None:
    assert divisions_of(placements, (2, 2, 2)) == divisions


@pytest.mark.parametrize(
    "placements", [(Shard(0), Shard(0)), (Shard(0), Shard(1)), (Shard(1), Shard(1)), (Shard(2), Shard(0))]
)
def test_every_weight_lies_in_one_block(placements: tuple[Placement, ...]) -> None:
    shape = (5, 7, 3)
    times = np.zeros(shape, np.int64)
    for block in blocks(shape, (3, 2), *placements):
        times[tuple(slice(start, start + length) for start, length in block)] += 1
    assert (times == 1).all()


@pytest.mark.parametrize("placements", [(Partial(), Shard(0)), (_StridedShard(0, split_factor=3), Shard(0))])
def test_what_is_no_block_is_not_taken_for_one(placements: tuple[Placement, ...]) -> None:
    assert divisions_of(placements, SQUARE) is None
