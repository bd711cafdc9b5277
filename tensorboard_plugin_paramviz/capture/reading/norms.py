"""Norms and non-finite counts over full tensors, in one pass.

On the host a norm that is not finite is what tells that there is something to count, so the count costs a healthy model
nothing. Long tensors are taken in pieces whose sums meet in float64: torch adds up a float32 tensor's squares in
float32, which is 0.2 % off for the 38 million weights of a GPT-2's token embedding. In pieces it is off by a
hundred-thousandth at most, at the same speed. (Norms along an axis would be more exact and faster still, but they wait
for a second thread, and so for whoever else is at work on the machine.)

On an accelerator nobody looks at a norm before the host has it, so non-finite values are always counted: memory is
read a second time, at its hundreds of gigabytes a second.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.reading.host_copy import HostCopy
from tensorboard_plugin_paramviz.capture.reading.tensors import dense_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt
    from torch import Tensor

_HOST_PIECE_WEIGHTS = 1 << 18
_ACCELERATOR_PIECE_WEIGHTS = 1 << 25  # bounds the memory that counting takes
_EXACT = frozenset({torch.float32, torch.float64})
_WIDENED = frozenset({torch.float16, torch.bfloat16})  # torch adds these up in float32 when asked to


@dataclass(frozen=True)
class Norms:
    """What is known of full tensors.

    Attributes:
        norms: float64 `[P]`, the Euclidean norm; not finite where a value is not, NaN where it was not taken.
        nonfinite: float64 `[P]`, number of values that are NaN or infinite, NaN where they were not counted.
        sampled: bool `[P]` or `[]`, where there is a tensor of which norm and count were not taken.
    """

    norms: npt.NDArray[np.float64]
    nonfinite: npt.NDArray[np.float64]
    sampled: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros((), np.bool_))

    @classmethod
    def unknown(cls, count: int) -> Norms:
        """Nothing known of so many tensors, none of which is there."""
        return cls(np.full(count, np.nan), np.full(count, np.nan), np.zeros(count, np.bool_))


@dataclass(frozen=True)
class PendingNorms:
    """Norms on their way to the host.

    Attributes:
        known: those that are there already.
        coming: numbers of tensors, with their norms and counts, which may still be on a device.
    """

    known: Norms
    coming: list[tuple[list[int], HostCopy, HostCopy]] = field(default_factory=list)

    def result(self) -> Norms:
        """All of them."""
        for indices, norms, counts in self.coming:
            self.known.norms[indices] = norms.result()
            self.known.nonfinite[indices] = counts.result()
        return self.known


def exact_norms(tensors: Sequence[Tensor | None]) -> Norms:
    """Take the norms of tensors of any dtype, on any device, and wait for them.

    Args:
        tensors: dense or sparse; None where there is none.
    """
    pending = PendingNorms(Norms.unknown(len(tensors)))
    take_norms(tensors, range(len(tensors)), pending)
    return pending.result()


def take_norms(tensors: Sequence[Tensor | None], indices: Iterable[int], pending: PendingNorms) -> None:
    """Take the norms of some tensors, without waiting for an accelerator.

    Args:
        tensors: dense or sparse; None where there is none.
        indices: which of them.
        pending: where the norms go to.
    """
    by_device: defaultdict[torch.device, list[tuple[int, Tensor]]] = defaultdict(list)
    for index in indices:
        tensor = tensors[index]
        if tensor is not None:
            by_device[tensor.device].append((index, dense_values(tensor)))
    for device, group in by_device.items():
        numbers = [index for index, _ in group]
        dense = [tensor for _, tensor in group]
        if device.type == "cpu":
            pending.known.norms[numbers], pending.known.nonfinite[numbers] = _host_norms(dense)
        else:
            pending.coming.append((numbers, *_accelerator_norms(dense)))


def _host_norms(tensors: Sequence[Tensor]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    pieces = [_pieces(tensor, _HOST_PIECE_WEIGHTS) for tensor in tensors]
    norms = np.sqrt(_sums_of_squares(pieces))
    nonfinite = np.zeros(len(tensors))
    for index in np.flatnonzero(~np.isfinite(norms)):
        of_tensor = pieces[index]
        floating = of_tensor if of_tensor[0].dtype in _EXACT | _WIDENED else _converted(of_tensor, torch.float32)
        nonfinite[index] = sum(piece.numel() - int(torch.count_nonzero(torch.isfinite(piece))) for piece in floating)
        if nonfinite[index] == 0:  # finite values, the squares of which are not
            doubles = [torch.linalg.vector_norm(piece) for piece in _converted(of_tensor, torch.float64)]
            norms[index] = torch.linalg.vector_norm(torch.stack(doubles)).item()
    return norms, nonfinite


def _accelerator_norms(tensors: Sequence[Tensor]) -> tuple[HostCopy, HostCopy]:
    norms, counts = [], []
    for tensor in tensors:
        pieces = _pieces(tensor, _ACCELERATOR_PIECE_WEIGHTS)
        norms.append(torch.linalg.vector_norm(torch.stack([_float32_norm(piece) for piece in pieces])))
        counts.append(torch.stack([torch.count_nonzero(~torch.isfinite(_floating(piece))) for piece in pieces]).sum())
    return HostCopy(torch.stack(norms)), HostCopy(torch.stack(counts))


def _pieces(tensor: Tensor, weights: int) -> Sequence[Tensor]:
    """The tensor's values, in whatever order they lie, cut into vectors."""
    if not tensor.is_contiguous():  # transposed, or channels last: its axes in the order of its memory
        strides = tensor.stride()
        tensor = tensor.permute(sorted(range(tensor.ndim), key=lambda axis: -strides[axis]))
    flat = tensor.reshape(-1)
    pieces: Sequence[Tensor] = flat.split(weights) if flat.numel() > weights else (flat,)  # type: ignore[no-untyped-call]  # torch's own
    return pieces


def _sums_of_squares(pieces: Sequence[Sequence[Tensor]]) -> npt.NDArray[np.float64]:
    by_dtype: defaultdict[torch.dtype, list[tuple[int, Tensor]]] = defaultdict(list)
    for index, of_tensor in enumerate(pieces):
        for piece in of_tensor:
            by_dtype[piece.dtype].append((index, piece))
    sums = np.zeros(len(pieces))
    for dtype, group in by_dtype.items():
        squares = torch.stack(_norms([piece for _, piece in group], dtype)).to(torch.float64).square()
        sums += np.bincount([index for index, _ in group], squares.numpy(), len(pieces))
    return sums


def _norms(pieces: list[Tensor], dtype: torch.dtype) -> list[Tensor]:
    if dtype in _EXACT:
        return list(torch._foreach_norm(pieces))  # noqa: SLF001  # what torch's own gradient clipping calls
    return [torch.linalg.vector_norm(piece) for piece in _converted(pieces, torch.float32)]


def _converted(pieces: Sequence[Tensor], dtype: torch.dtype) -> Iterator[Tensor]:
    """The pieces in another dtype, one at a time in the same memory: torch would leave each its own."""
    buffer = torch.empty(max(piece.numel() for piece in pieces), dtype=dtype, device="cpu")
    for piece in pieces:
        yield buffer[: piece.numel()].copy_(piece)


def _float32_norm(piece: Tensor) -> Tensor:
    dtype = torch.float32 if piece.dtype in _WIDENED else None
    norm: Tensor = torch.linalg.vector_norm(_floating(piece), dtype=dtype)
    return norm


def _floating(piece: Tensor) -> Tensor:
    return piece if piece.dtype in _EXACT or piece.dtype in _WIDENED else piece.to(torch.float32)
