"""Tensors that lie in files, and the reading of them without filling the memory.

A file is mapped: its bytes come into memory when a tensor is read, and leave it again when `release` is called. No
tensor is copied as a whole.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import torch

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor


class TensorSource(Protocol):
    """Where tensors lie."""

    def tensor(self, stored: StoredTensor) -> Tensor:
        """One of them."""

    def release(self) -> None:
        """Give back the memory that reading took, as far as it can be."""


@dataclass(frozen=True)
class StoredTensor:
    """A tensor that lies in a file. Two of them are equal where they share their values.

    Attributes:
        source: the file.
        offset_bytes: where its first value lies.
        dtype: type of its values.
        shape: its shape.
        stride: distance between neighbours along each axis, in values.
    """

    source: TensorSource
    offset_bytes: int
    dtype: torch.dtype
    shape: tuple[int, ...]
    stride: tuple[int, ...]

    @property
    def values(self) -> int:
        """How many values it has."""
        return torch.Size(self.shape).numel()

    @property
    def span(self) -> int:
        """How many values lie from its first to its last one."""
        if not self.values:
            return 0
        return 1 + sum((size - 1) * step for size, step in zip(self.shape, self.stride, strict=True))

    @property
    def size_bytes(self) -> int:
        """Size of its values."""
        return self.values * self.dtype.itemsize

    def tensor(self) -> Tensor:
        """The tensor itself; nothing is read of it yet."""
        return self.source.tensor(self)


@dataclass(frozen=True)
class UnstoredTensor:
    """A tensor of which no values can be had.

    Attributes:
        reason: why, as what it is.
    """

    reason: str


class MappedFile:
    """A file whose bytes are tensors.

    Args:
        path: the file; it is opened when the first tensor is asked for.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _mapping(self) -> mmap.mmap:
        with self._path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)  # closed with the last tensor

    def tensor(self, stored: StoredTensor) -> Tensor:
        """A view of the file.

        Raises:
            ValueError: the file is shorter than it was.
        """
        if not stored.values:
            return torch.empty(stored.shape, dtype=stored.dtype)
        flat = torch.frombuffer(self._mapping, dtype=stored.dtype, count=stored.span, offset=stored.offset_bytes)
        return flat.as_strided(stored.shape, stored.stride)

    def release(self) -> None:
        """Take what was read out of this process's memory; whatever is read again comes back."""
        if "_mapping" in self.__dict__ and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
            self._mapping.madvise(mmap.MADV_DONTNEED)


class LoadedMemory:
    """Memory that tensors lie in, where a file's format cannot be mapped.

    Args:
        storage: the memory.
    """

    def __init__(self, storage: torch.UntypedStorage) -> None:
        self._storage = storage

    def tensor(self, stored: StoredTensor) -> Tensor:
        """A view of the memory."""
        first = stored.offset_bytes // stored.dtype.itemsize
        return torch.empty(0, dtype=stored.dtype).set_(self._storage, first, stored.shape, stored.stride)

    def release(self) -> None:
        """Keep it: the values lie nowhere else."""
