"""Norms and non-finite counts over full tensors, in one pass.

A norm that is not finite is what tells that there is something to count, so the count costs a healthy model nothing.
Long tensors are taken in pieces whose sums meet in float64: torch adds up a float32 tensor's squares in float32, which
is 0.2 % off for the 38 million weights of a GPT-2's token embedding. In pieces it is off by a hundred-thousandth at
most, at the same speed. (Norms along an axis would be more exact and faster still, but they wait for a second thread,
and so for whoever else is at work on the machine.)
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.tensors import dense_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from torch import Tensor

_PIECE_WEIGHTS = 1 << 18
_EXACT = frozenset({torch.float32, torch.float64})


@dataclass(frozen=True)
class Norms:
    """What is exact over full tensors.

    Attributes:
        norms: float64 `[P]`, the Euclidean norm; not finite where a value is not, NaN where there is no tensor.
        nonfinite: float64 `[P]`, number of values that are NaN or infinite, NaN where there is no tensor.
    """

    norms: npt.NDArray[np.float64]
    nonfinite: npt.NDArray[np.float64]


def exact_norms(tensors: Sequence[Tensor | None]) -> Norms:
    """Take the norms of tensors of any dtype, on any device.

    Args:
        tensors: dense or sparse; None where there is none.
    """
    pieces = [[] if tensor is None else _pieces(dense_values(tensor)) for tensor in tensors]
    norms = np.sqrt(_sums_of_squares(pieces))
    nonfinite = np.zeros(len(tensors))
    for index in np.flatnonzero(~np.isfinite(norms)):
        doubles = [piece.to("cpu", torch.float64) for piece in pieces[index]]
        nonfinite[index] = sum(int(torch.count_nonzero(~torch.isfinite(piece))) for piece in doubles)
        if nonfinite[index] == 0:  # finite values, the squares of which are not
            norms[index] = torch.stack([piece.norm() for piece in doubles]).norm().item()
    absent = [index for index, tensor in enumerate(tensors) if tensor is None]
    norms[absent] = nonfinite[absent] = np.nan
    return Norms(norms, nonfinite)


def _pieces(tensor: Tensor) -> list[Tensor]:
    """The tensor's values, in whatever order they lie, cut into vectors."""
    if not tensor.is_contiguous():  # transposed, or channels last: its axes in the order of its memory
        strides = tensor.stride()
        tensor = tensor.permute(sorted(range(tensor.ndim), key=lambda axis: -strides[axis]))
    flat = tensor.reshape(-1)
    return [flat[start : start + _PIECE_WEIGHTS] for start in range(0, flat.numel(), _PIECE_WEIGHTS)]


def _sums_of_squares(pieces: Sequence[Sequence[Tensor]]) -> npt.NDArray[np.float64]:
    groups: defaultdict[tuple[torch.device, torch.dtype], list[tuple[int, Tensor]]] = defaultdict(list)
    for index, of_tensor in enumerate(pieces):
        for piece in of_tensor:
            groups[piece.device, piece.dtype].append((index, piece))
    sums = np.zeros(len(pieces))
    for (_, dtype), group in groups.items():
        norms = torch.stack(_norms([piece for _, piece in group], dtype)).cpu().to(torch.float64)
        sums += np.bincount([index for index, _ in group], norms.square().numpy(), len(pieces))
    return sums


def _norms(pieces: list[Tensor], dtype: torch.dtype) -> list[Tensor]:
    if dtype in _EXACT:
        return list(torch._foreach_norm(pieces))  # noqa: SLF001  # what torch's own gradient clipping calls
    return [torch.linalg.vector_norm(piece.to(torch.float32)) for piece in pieces]
