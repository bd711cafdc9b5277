"""How a snapshot's bytes are spent."""

from __future__ import annotations

import random

import pytest

from tensorboard_plugin_paramviz.capture.planning.budget import (
    Budget,
    CloudSize,
    TileSize,
    evenly_spaced,
    plan_budget,
    tile_axis,
    tile_shape,
)
from tensorboard_plugin_paramviz.format.codes import INT8, INT16
from tensorboard_plugin_paramviz.format.layout import matrix_shape

HALF_A_MEGABYTE = 524_288


def gpt2(layers: int = 12, width: int = 768, tokens: int = 50_257) -> list[tuple[int, ...]]:
    """The shapes of a GPT-2, head tied to the token embedding."""
    block: list[tuple[int, ...]] = [
        *[(width,), (width,), (3 * width, width), (3 * width,), (width, width), (width,)],
        *[(width,), (width,), (4 * width, width), (4 * width,), (width, 4 * width), (width,)],
    ]
    return [(tokens, width), (1024, width), *(block * layers), (width,), (width,)]


def gpt2_clouds(width: int = 768, tokens: int = 50_257) -> list[CloudSize]:
    return [CloudSize("transformer.wte.weight", tokens, width, 3), CloudSize("transformer.wpe.weight", 1024, width)]


def budget_of(
    shapes: list[tuple[int, ...]],
    clouds: list[CloudSize] | None = None,
    *,
    max_bytes: int = HALF_A_MEGABYTE,
    max_tile: int = 64,
) -> Budget:
    tiles = [TileSize(shape) for shape in shapes]
    return plan_budget(tiles, clouds or [], gradients=True, max_bytes=max_bytes, max_tile=max_tile)


@pytest.mark.parametrize(
    ("size", "edge", "cells"),
    [
        (10, 64, 10),  # all of a short axis
        (768, 32, 32),  # divides
        (768, 64, 64),
        (50_257, 32, 29),  # 29 divides, and is more than three quarters of 32
        (50_257, 64, 64),  # nothing from 48 on divides
        (1000, 64, 50),
        (97, 64, 64),
        (100, 8, 8),  # 7 does not divide, 5 is too few
    ],
)
def test_tiles_divide_an_axis_evenly_where_that_costs_little(size: int, edge: int, cells: int) -> None:
    assert tile_axis(size, edge) == cells


@pytest.mark.parametrize(
    ("shape", "cells"),
    [
        ((), (1, 1)),
        ((768,), (1, 256)),  # four edges
        ((100,), (1, 100)),
        ((1, 197, 768), (1, 64)),  # one row of a matrix is no vector
        ((64, 3, 7, 7), (64, 49)),  # 49 of 147 columns
        ((2304, 768), (64, 64)),
    ],
)
def test_a_tile_has_at_most_max_tile_rows_and_columns(shape: tuple[int, ...], cells: tuple[int, int]) -> None:
    assert tile_shape(shape, 64) == cells


def test_rows_are_evenly_spaced() -> None:
    assert list(evenly_spaced(10, 4)) == [0, 2, 5, 7]
    assert list(evenly_spaced(3, 3)) == [0, 1, 2]


def test_what_fits_is_logged_whole_as_int16() -> None:
    budget = budget_of([(100, 64), (64,)], [CloudSize("wte", 100, 64)])
    assert (budget.tile_dtype, budget.tile_shapes) == (INT16, ((50, 64), (1, 64)))
    assert (budget.rows.dtype, budget.rows.counts) == (INT16, (100,))


def test_int8_comes_before_smaller_tiles() -> None:
    shapes: list[tuple[int, ...]] = [(64, 64)] * 20  # 82 thousand cells, as many gradients
    assert budget_of(shapes, max_bytes=340_000).tile_dtype == INT16
    smaller = budget_of(shapes, max_bytes=330_000)
    assert (smaller.tile_dtype, smaller.tile_shapes[0]) == (INT8, (64, 64))
    smallest = budget_of(shapes, max_bytes=100_000)
    assert (smallest.tile_dtype, smallest.tile_shapes[0]) == (INT8, (49, 49))


def test_int8_comes_before_fewer_rows() -> None:
    clouds = [CloudSize("wte", 1000, 100)]
    assert budget_of([(1000, 100)], clouds, max_bytes=300_000).rows.dtype == INT16  # 212 of 225 thousand
    whole = budget_of([(1000, 100)], clouds, max_bytes=200_000).rows
    assert (whole.dtype, whole.counts) == (INT8, (1000,))  # 112 of 150 thousand
    some = budget_of([(1000, 100)], clouds, max_bytes=100_000).rows
    assert (some.dtype, some.counts) == (INT8, (667,))  # (75,000 - 262) // 112


def test_rows_take_at_most_three_quarters() -> None:
    budget = budget_of(gpt2(), gpt2_clouds())
    assert 0.74 * HALF_A_MEGABYTE < budget.rows.size_bytes <= 0.75 * HALF_A_MEGABYTE
    assert budget.rows.counts == (377, 125)  # three to one
    assert budget.tile_shapes[0] == (29, 24)
    assert budget.snapshot_bytes <= HALF_A_MEGABYTE


def test_a_small_cloud_is_whole_and_leaves_the_rest_to_the_others() -> None:
    clouds = [CloudSize("wte", 50_000, 100, 3), CloudSize("wpe", 10, 100), CloudSize("head", 50_000, 100, 3)]
    token_count, position_count, head_count = budget_of([(50_000, 100)], clouds).rows.counts
    assert position_count == 10
    assert token_count == head_count
    assert token_count * 112 > 0.48 * 0.75 * HALF_A_MEGABYTE


def test_rows_give_way_before_tiles_shrink_below_8() -> None:
    many: list[tuple[int, ...]] = [(512, 512)] * 1900  # 1,900 × (104 bytes of statistics + 2 × 64 cells)
    budget = budget_of(many, [CloudSize("0", 512, 512)])
    assert budget.tile_shapes[0] == (8, 8)
    assert 0 < budget.rows.counts[0] < 200
    assert budget.snapshot_bytes <= HALF_A_MEGABYTE


def test_tiles_shrink_below_8_when_nothing_else_gives() -> None:
    budget = budget_of([(512, 512)] * 3000, [CloudSize("0", 512, 512)])
    assert (budget.tile_shapes[0], budget.rows.counts) == ((4, 4), (0,))
    assert budget.snapshot_bytes <= HALF_A_MEGABYTE


def test_statistics_are_logged_even_if_they_alone_exceed_the_budget() -> None:
    budget = budget_of([(512, 512)] * 6000)
    assert budget.tile_shapes[0] == (1, 1)
    assert budget.snapshot_bytes > HALF_A_MEGABYTE


@pytest.mark.parametrize(("layers", "width"), [(12, 768), (24, 1024), (36, 1280), (48, 1600)])
def test_every_gpt2_fits(layers: int, width: int) -> None:
    budget = budget_of(gpt2(layers, width), gpt2_clouds(width))
    assert 0.9 * HALF_A_MEGABYTE < budget.snapshot_bytes <= HALF_A_MEGABYTE
    assert min(budget.rows.counts) > 0
    assert min(min(shape) for shape in budget.tile_shapes if shape[0] > 1) >= 8


def test_any_model_fits() -> None:
    chance = random.Random(0)  # noqa: S311  # shapes, not secrets
    for _ in range(200):
        axes = [1, 2, 3, 7, 10, 64, 97, 100, 384, 513, 1000, 4096]
        shapes = [
            tuple(chance.choice(axes) for _ in range(chance.randint(0, 4))) for _ in range(chance.randint(1, 400))
        ]
        matrices = [shape for shape in shapes if len(shape) > 1]
        clouds = [
            CloudSize(f"parameter.{index}", *matrix_shape(shape), priority=chance.choice([1, 3]))
            for index, shape in enumerate(chance.sample(matrices, min(len(matrices), 3)))
        ]
        max_tile = chance.choice([4, 8, 17, 64, 128])
        max_bytes = chance.choice([100_000, 262_144, HALF_A_MEGABYTE])
        budget = budget_of(shapes, clouds, max_bytes=max_bytes, max_tile=max_tile)
        assert budget.snapshot_bytes <= max_bytes
        assert budget == budget_of(shapes, clouds, max_bytes=max_bytes, max_tile=max_tile)
        for shape, (rows, columns) in zip(shapes, budget.tile_shapes, strict=True):
            assert 1 <= rows <= min(matrix_shape(shape)[0], max_tile)
            assert 1 <= columns <= min(matrix_shape(shape)[1], max_tile if len(shape) > 1 else 4 * max_tile)
        for cloud, count in zip(clouds, budget.rows.counts, strict=True):
            assert 0 <= count <= cloud.rows


def test_more_bytes_never_show_less() -> None:
    cells, rows = 0, 0
    for max_bytes in range(100_000, 3_000_000, 50_000):
        budget = budget_of(gpt2(), gpt2_clouds(), max_bytes=max_bytes)
        now_rows = sum(budget.rows.counts)
        assert now_rows >= rows
        rows = now_rows
        if budget.tile_dtype == INT8:
            now_cells = sum(rows * columns for rows, columns in budget.tile_shapes)
            assert now_cells >= cells
            cells = now_cells
