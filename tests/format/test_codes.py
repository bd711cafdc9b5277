"""Weights as codes, against literal numbers."""

from __future__ import annotations

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.codes import (
    INT8,
    INT16,
    CodeType,
    absent_code,
    decode,
    encode,
    largest_code,
    rounding_floor,
    row_scales,
    tile_scales,
)

SCALE = np.array([2.0], np.float32)


@pytest.mark.parametrize(("dtype", "largest", "absent"), [(INT8, 127, -128), (INT16, 32_767, -32_768)])
def test_the_scale_itself_has_the_largest_code_and_the_minimum_is_free(
    dtype: CodeType, largest: int, absent: int
) -> None:
    assert (largest_code(dtype), absent_code(dtype)) == (largest, absent)
    assert encode(np.array([2.0, -2.0], np.float32), SCALE, dtype).tolist() == [largest, -largest]


def test_codes_are_little_endian_integers() -> None:
    codes = encode(np.array([2.0, 1.0, -2.0, 0.0, np.nan], np.float32), SCALE, INT16)
    # 32767, 16384 (16383.5 rounded to even), -32767, 0, absent
    assert codes.astype("<i2").tobytes() == bytes.fromhex("ff7f 0040 0180 0000 0080")


def test_halves_are_rounded_to_even() -> None:
    halves = np.array([0.5, 1.5, 2.5, -0.5, -1.5], np.float32)
    assert encode(halves, np.array([127.0], np.float32), INT8).tolist() == [0, 2, 2, 0, -2]


def test_scale_zero_makes_every_finite_code_zero() -> None:
    values = np.array([0.0, 3.0, np.inf], np.float32)
    assert encode(values, np.zeros(1, np.float32), INT8).tolist() == [0, 0, -128]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_absent(value: float) -> None:
    codes = encode(np.array([value], np.float32), SCALE, INT16)
    assert codes.tolist() == [-32_768]
    assert np.isnan(decode(codes, SCALE)).all()


@pytest.mark.parametrize("dtype", [INT8, INT16])
@pytest.mark.parametrize("magnitude", [1e-30, 1.0, 3e38])
def test_a_value_comes_back_to_within_half_a_code(dtype: CodeType, magnitude: float) -> None:
    values = np.random.default_rng(0).uniform(-magnitude, magnitude, (7, 11)).astype(np.float32)
    scales = row_scales(values)[:, np.newaxis]
    error = np.abs(decode(encode(values, scales, dtype), scales).astype(np.float64) - values) / scales
    assert error.max() <= rounding_floor(dtype) * 1.01  # float32 has 24 bits, a code of 16 leaves little


def test_row_scales_are_the_largest_finite_magnitudes() -> None:
    rows = np.array([[1, -3, 2], [np.nan, np.inf, 0.5], [np.nan, np.nan, np.nan], [0, 0, 0]], np.float32)
    scales = row_scales(rows)
    assert scales.dtype == np.float32
    assert scales.tolist() == [3, 0.5, 0, 0]


def test_tile_scales_follow_the_offsets() -> None:
    values = np.array([1, -4, 2, np.inf, -0.25], np.float32)
    assert tile_scales(values, np.array([0, 2, 4], np.int64)).tolist() == [4, 2, 0.25]


def test_no_tiles_have_no_scales() -> None:
    assert tile_scales(np.zeros(0, np.float32), np.zeros(0, np.int64)).shape == (0,)
    assert row_scales(np.zeros((0, 4), np.float32)).shape == (0,)
