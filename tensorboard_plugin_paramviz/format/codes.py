"""Weights as small integers and back.

A code is `round_half_even(value * M / scale)` with M = 127 (int8) or 32,767 (int16) and `scale` the largest finite
magnitude of the tile or row. Scale 0 makes every code 0. A value that is not finite, or absent, is the dtype's minimum.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Codes: TypeAlias = npt.NDArray[np.int8] | npt.NDArray[np.int16]
Float32Array: TypeAlias = npt.NDArray[np.float32]
CodeType: TypeAlias = "np.dtype[np.int8] | np.dtype[np.int16]"

INT8: CodeType = np.dtype(np.int8)
INT16: CodeType = np.dtype(np.int16)


def largest_code(dtype: np.dtype[Any]) -> int:
    """The code of the scale itself: M of the module's formula."""
    return int(np.iinfo(dtype).max)


def absent_code(dtype: np.dtype[Any]) -> int:
    """The code of a value that is not finite, and of a gradient that does not exist."""
    return int(np.iinfo(dtype).min)


def rounding_floor(dtype: np.dtype[Any]) -> float:
    """Largest difference between a value and its code, as a share of the scale: half a code."""
    return 0.5 / largest_code(dtype)


def _finite_magnitudes(values: Float32Array) -> Float32Array:
    return np.where(np.isfinite(values), np.abs(values), np.float32(0))


def row_scales(values: Float32Array) -> Float32Array:
    """The scale of each row.

    Args:
        values: float32 `[N, D]`.

    Returns:
        float32 `[N]`: the largest finite magnitude of each row, 0 where there is none.
    """
    return np.asarray(_finite_magnitudes(values).max(axis=1, initial=0), np.float32)  # (N,)


def tile_scales(values: Float32Array, offsets: npt.NDArray[np.int64]) -> Float32Array:
    """The scale of each tile.

    Args:
        values: float32 `[W]`, the tiles one after the other, none of them empty.
        offsets: int64 `[P]`, where each tile starts.

    Returns:
        float32 `[P]`: the largest finite magnitude of each tile, 0 where there is none.
    """
    if offsets.size == 0:
        return np.zeros(0, np.float32)
    return np.asarray(np.maximum.reduceat(_finite_magnitudes(values), offsets), np.float32)  # (P,)


def encode(values: Float32Array, scales: Float32Array, dtype: CodeType) -> Codes:
    """Round values to codes.

    Args:
        values: float32 of any shape.
        scales: float32 that broadcasts against `values`.
        dtype: `INT8` or `INT16`.

    Returns:
        Codes of the shape of `values`.
    """
    scale = scales.astype(np.float64)
    ratio = np.divide(largest_code(dtype), scale, out=np.zeros_like(scale), where=scale > 0)
    with np.errstate(invalid="ignore"):
        codes = values * ratio  # float64
    np.rint(codes, out=codes)
    finite = np.isfinite(values)
    if not finite.all():
        codes[~finite] = absent_code(dtype)
    return codes.astype(np.int8) if dtype == INT8 else codes.astype(np.int16)


def decode(codes: Codes, scales: Float32Array) -> Float32Array:
    """Turn codes back into values, to within half a code.

    Args:
        codes: int8 or int16 of any shape.
        scales: float32 that broadcasts against `codes`.

    Returns:
        float32 of the shape of `codes`; NaN where the value was not finite or absent.
    """
    values = codes.astype(np.float32)
    values /= largest_code(codes.dtype)  # before the scale comes in: a tiny one divided by M would lose its digits
    values[codes == absent_code(codes.dtype)] = np.nan
    values *= scales
    return values
