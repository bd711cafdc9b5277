"""Arrays of one layout in the shape of another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.format.codes import INT8, INT16, decode, encode
from tensorboard_plugin_paramviz.serving.reading.conversion import (
    convert_codes,
    convert_rows,
    convert_statistics,
    convert_tiles,
    fits_in_memory,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz.format.layout import Layout


def test_equal_layouts_need_no_copy(layout: Layout) -> None:
    statistics = np.zeros((3, 2, len(layout.statistic_names)), np.float32)
    assert convert_statistics(statistics, layout, replace(layout, model_name="renamed")) is statistics
    codes = np.zeros((3, layout.cells), np.int16)
    assert convert_tiles(codes, layout, replace(layout, model_name="renamed"), INT16) is codes


def test_statistics_are_matched_by_parameter_and_by_statistic(make_layout: Callable[..., Layout]) -> None:
    old = replace(make_layout(names=("a", "b")), statistic_names=("norm", "mean"))
    new = replace(make_layout(names=("c", "b", "a")), statistic_names=("mean", "rms", "norm"))
    values = np.array([[[1, 2], [3, 4]]], np.float32)  # a: norm 1, mean 2; b: norm 3, mean 4
    converted = convert_statistics(values, old, new)
    np.testing.assert_array_equal(converted, [[[np.nan, np.nan, np.nan], [4, np.nan, 3], [2, np.nan, 1]]])
    assert converted.dtype == np.float32


def test_tiles_are_matched_by_parameter_shape_and_tile(make_layout: Callable[..., Layout]) -> None:
    old = make_layout(rows=2, columns=2, names=("a", "b", "gone"))
    same = make_layout(rows=2, columns=2, names=("late", "b", "a"))
    smaller = replace(same.parameters[2], tile_shape=(1, 2))
    new = replace(same, parameters=(*same.parameters[:2], smaller), clouds=())
    values = np.arange(12, dtype=np.int16)[np.newaxis]
    absent = -32_768
    assert convert_tiles(values, old, new, INT16).tolist() == [[absent] * 4 + [4, 5, 6, 7] + [absent] * 2]


def test_codes_keep_their_values_in_another_type() -> None:
    values = np.array([1.0, -1.0, 0.3, 0.0, np.nan], np.float32)
    scale = np.ones(1, np.float32)
    for old, new in ((INT8, INT16), (INT16, INT8)):
        converted = convert_codes(encode(values, scale, old), new)
        assert converted.dtype == new
        np.testing.assert_allclose(decode(converted, scale), values, atol=1 / 127)
        assert converted[0] == np.iinfo(new).max
        assert converted[-1] == np.iinfo(new).min


def test_rows_move_and_absent_ones_are_filled() -> None:
    rows = np.array([[[1, 1], [2, 2]]], np.int8)
    assert convert_rows(rows, np.array([1, -1, 0]), -128, 3).tolist() == [[[2, 2], [-128, -128], [1, 1]]]


def test_a_claim_sets_no_allocation() -> None:
    assert fits_in_memory(256 * 1024 * 1024, np.dtype(np.int8))
    assert not fits_in_memory(256 * 1024 * 1024, np.dtype(np.int16))
