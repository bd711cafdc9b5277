"""Tensors of every dtype and layout as rows and columns of real numbers. Views where they do, copies of little else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

_ROWS_CELLS = 1 << 15  # torch's own measure of what is worth a second thread
_SLICEABLE = frozenset({torch.float32, torch.float64, torch.float16, torch.bfloat16})


def real(tensor: Tensor) -> Tensor:
    """The tensor with each complex number as two real ones along a last axis of their own."""
    return torch.view_as_real(tensor.resolve_conj()) if tensor.is_complex() else tensor


def dense_values(tensor: Tensor) -> Tensor:
    """All numbers that are stored, as a dense tensor: of a sparse gradient those of the rows that it touches."""
    if tensor.layout is torch.strided:
        return real(tensor)
    if tensor.layout is torch.sparse_coo:
        return real(tensor.coalesce().values())
    return real(tensor.to_dense())


def tile_of(tensor: Tensor, tile_shape: tuple[int, int]) -> Tensor:
    """An evenly spaced selection of the tensor as a matrix.

    Args:
        tensor: any shape (but empty) and dtype.
        tile_shape: number of rows and columns to select.

    Returns:
        A tensor of `tile_shape`; of the tensor's own dtype, or float32 if torch cannot select from that.
    """
    if tensor.layout is not torch.strided:
        row_ids = even_index(tensor.shape[0], tile_shape[0], tensor.device)
        rows = _flat_rows(rows_of(tensor, row_ids))
    else:
        plain = _sliceable(real(tensor))
        rows = _flat_rows(_select(plain if plain.ndim > 1 else plain.reshape(1, -1), 0, tile_shape[0]))  # (r, C)
    return _as_it_was(_select(rows, 1, tile_shape[1]), tensor)  # (r, c)


def rows_of(tensor: Tensor, row_ids: Tensor) -> Tensor:
    """Full rows of a tensor with at least two axes.

    Args:
        tensor: any dtype, dense or sparse, its first axis counting the rows.
        row_ids: int64 `[N]`, on the tensor's device.

    Returns:
        A new float32 tensor `[N, D]`.
    """
    if tensor.layout is torch.sparse_coo and tensor.sparse_dim() == 1:
        rows = _sparse_rows(tensor.coalesce(), row_ids)
    else:
        dense = tensor if tensor.layout is torch.strided else tensor.to_dense()
        rows = _as_it_was(_gather(_sliceable(dense), row_ids), dense)
    return _flat_rows(real(rows)).to(torch.float32)  # (N, D)


@lru_cache(maxsize=1024)
def even_index(size: int, count: int, device: torch.device) -> Tensor:
    """The numbers of `count` of `size` items at even distances, int64 `[count]`."""
    return torch.arange(count, dtype=torch.int64, device=device) * size // count


def _select(tensor: Tensor, axis: int, count: int) -> Tensor:
    """Evenly spaced items along an axis: a view where the distance is a whole number, for it is far cheaper to read."""
    size = tensor.shape[axis]
    if count == size:
        return tensor
    if size % count == 0:
        distance = size // count
        return tensor[::distance] if axis == 0 else tensor[:, ::distance]
    return tensor.index_select(axis, even_index(size, count, tensor.device))


def _gather(tensor: Tensor, row_ids: Tensor) -> Tensor:
    """Rows by their numbers; on the host so few at a time that torch does not wake (and wait for) a second thread."""
    if tensor.device.type != "cpu":
        return tensor.index_select(0, row_ids)
    rows = tensor.new_empty((row_ids.numel(), *tensor.shape[1:]))
    few = max(_ROWS_CELLS // max(tensor[0].numel(), 1), 1)
    for start in range(0, row_ids.numel(), few):
        torch.index_select(tensor, 0, row_ids[start : start + few], out=rows[start : start + few])
    return rows


def _flat_rows(tensor: Tensor) -> Tensor:
    return tensor.reshape(tensor.shape[0], -1)


def _sliceable(tensor: Tensor) -> Tensor:
    """The tensor, or its bytes, or a copy: something that torch can select from, at the least cost."""
    if tensor.dtype in _SLICEABLE or tensor.is_complex():
        return tensor
    return tensor.view(torch.uint8) if tensor.itemsize == 1 else tensor.to(torch.float32)


def _as_it_was(selected: Tensor, tensor: Tensor) -> Tensor:
    """What was selected of a tensor's bytes, in its own dtype."""
    return selected.view(tensor.dtype) if selected.dtype is torch.uint8 else selected


def _sparse_rows(tensor: Tensor, row_ids: Tensor) -> Tensor:
    """Rows of a coalesced tensor of which only some rows are stored; the others are zero."""
    stored_ids, values = tensor.indices()[0].contiguous(), tensor.values()  # (K,), (K, ...)
    rows = values.new_zeros((row_ids.numel(), *values.shape[1:]))  # (N, ...)
    if stored_ids.numel():
        positions = torch.searchsorted(stored_ids, row_ids).clamp(max=stored_ids.numel() - 1)  # (N,)
        is_stored = stored_ids[positions] == row_ids  # (N,)
        rows[is_stored] = values[positions[is_stored]]
    return rows
