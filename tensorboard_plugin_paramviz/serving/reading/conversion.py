"""Arrays that were logged under one layout, in the shape of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.format.codes import absent_code, largest_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tensorboard_plugin_paramviz.format.layout import Layout


_LARGEST_CONVERTED_BYTES = 256 * 1024 * 1024


def fits_in_memory(cells: int, dtype: np.dtype[Any]) -> bool:
    """Whether so many cells may be filled in: a layout is only a claim, and a claim must not set an allocation."""
    return cells * dtype.itemsize <= _LARGEST_CONVERTED_BYTES


def convert_statistics(values: npt.NDArray[Any], old: Layout, new: Layout) -> npt.NDArray[Any]:
    """Match statistics by the names of parameter and statistic.

    Args:
        values: float32 `[T, P, S]` of the old layout.
        old: the layout they were logged under.
        new: the layout wanted.

    Returns:
        float32 `[T, P, S]` of the new layout, NaN where the old one has no such parameter or statistic.
    """
    old_rows = [parameter.name for parameter in old.parameters]
    new_rows = [parameter.name for parameter in new.parameters]
    if old_rows == new_rows and old.statistic_names == new.statistic_names:
        return values
    rows, from_rows = _matches(old_rows, new_rows)
    columns, from_columns = _matches(old.statistic_names, new.statistic_names)
    converted = np.full((len(values), len(new_rows), len(new.statistic_names)), np.nan, np.float32)  # (T, P, S)
    converted[:, rows[:, np.newaxis], columns] = values[:, from_rows[:, np.newaxis], from_columns]
    return converted


def convert_tiles(
    values: npt.NDArray[Any], old: Layout, new: Layout, dtype: np.dtype[np.signedinteger[Any]]
) -> npt.NDArray[Any]:
    """Match tiles by the parameter's name, shape and tile.

    Args:
        values: codes `[T, W]` of the old layout.
        old: the layout they were logged under.
        new: the layout wanted.
        dtype: the type of codes wanted.

    Returns:
        Codes `[T, W]` of the new layout, absent where the old one has no such tile.
    """
    values = convert_codes(values, dtype)
    if old.parameters == new.parameters:
        return values
    tiles = {(tile.name, tile.shape, tile.tile_shape): tile.tile_offset for tile in old.parameters}
    converted = np.full((len(values), new.cells), absent_code(dtype), dtype)  # (T, W)
    for tile in new.parameters:
        offset = tiles.get((tile.name, tile.shape, tile.tile_shape))
        if offset is not None:
            target = slice(tile.tile_offset, tile.tile_offset + tile.tile_cells)
            converted[:, target] = values[:, offset : offset + tile.tile_cells]
    return converted


def convert_codes(codes: npt.NDArray[Any], dtype: np.dtype[np.signedinteger[Any]]) -> npt.NDArray[Any]:
    """Codes of another type for the same values, to within half a code of the coarser type."""
    if codes.dtype == dtype:
        return codes
    ratio = np.float32(largest_code(dtype) / largest_code(codes.dtype))
    converted: npt.NDArray[Any] = np.rint(codes * ratio).astype(dtype)
    converted[codes == absent_code(codes.dtype)] = absent_code(dtype)
    return converted


def convert_rows(
    values: npt.NDArray[Any], positions: npt.NDArray[np.intp], absent: float, count: int
) -> npt.NDArray[Any]:
    """Move rows to where another layout has them.

    Args:
        values: `[T, N, D]`, logged rows.
        positions: int `[count]`, which of them each wanted row is; -1 where it was not logged.
        absent: what stands for a row that was not logged.
        count: number of wanted rows.

    Returns:
        `[T, count, D]`.
    """
    converted = np.full((len(values), count, values.shape[2]), absent, values.dtype)  # (T, count, D)
    logged = positions >= 0
    converted[:, logged] = values[:, positions[logged]]
    return converted


def _matches(old: Sequence[str], new: Sequence[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Where the names of both stand: positions in `new`, and the same names' positions in `old`."""
    position = {name: index for index, name in enumerate(old)}
    pairs = [(index, position[name]) for index, name in enumerate(new) if name in position]
    array = np.array(pairs, np.intp).reshape(-1, 2)
    return array[:, 0], array[:, 1]
