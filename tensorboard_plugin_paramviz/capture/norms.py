"""Norms and non-finite counts over full tensors, in one pass.

A norm that is not finite is what tells that there is something to count, so the count costs a healthy model nothing.
Long tensors are taken in chunks whose sums meet in float64: torch sums a float32 tensor's squares in float32, which is
0.2 % off for 38 million weights; in chunks it is better than 0.001 %, at the same speed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from tensorboard_plugin_paramviz.capture.tensors import dense_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt
    from torch import Tensor

_CHUNK_WEIGHTS = 1 << 17
_NATIVE = frozenset({torch.float32, torch.float64})
_HALF = frozenset({torch.float16, torch.bfloat16})


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
    chunks = [[] if tensor is None else _chunks(dense_values(tensor)) for tensor in tensors]
    norms = np.sqrt(_sums_of_squares(chunks))
    nonfinite = np.zeros(len(tensors))
    for index in np.flatnonzero(~np.isfinite(norms)):
        nonfinite[index] = sum(int(torch.count_nonzero(~torch.isfinite(chunk))) for chunk in _doubles(chunks[index]))
        if nonfinite[index] == 0:  # finite values, the squares of which are not
            norms[index] = torch.stack([chunk.norm() for chunk in _doubles(chunks[index])]).norm().item()
    absent = [index for index, tensor in enumerate(tensors) if tensor is None]
    norms[absent] = nonfinite[absent] = np.nan
    return Norms(norms, nonfinite)


def _chunks(tensor: Tensor) -> list[Tensor]:
    """The tensor's values, in whatever order they lie, cut into vectors."""
    if not tensor.is_contiguous():  # transposed, or channels last: its axes in the order of its memory
        strides = tensor.stride()
        tensor = tensor.permute(sorted(range(tensor.ndim), key=lambda axis: -strides[axis]))
    flat = tensor.reshape(-1)
    return [flat[start : start + _CHUNK_WEIGHTS] for start in range(0, flat.numel(), _CHUNK_WEIGHTS)]


def _doubles(chunks: Sequence[Tensor]) -> Iterator[Tensor]:
    return (chunk.to("cpu", torch.float64) for chunk in chunks)


def _sums_of_squares(chunks: Sequence[Sequence[Tensor]]) -> npt.NDArray[np.float64]:
    groups: defaultdict[tuple[torch.device, torch.dtype], list[tuple[int, Tensor]]] = defaultdict(list)
    for index, of_tensor in enumerate(chunks):
        for chunk in of_tensor:
            groups[chunk.device, chunk.dtype].append((index, chunk))
    sums = np.zeros(len(chunks))
    for (device, dtype), group in groups.items():
        norms = _norms([chunk for _, chunk in group], device, dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            np.add.at(sums, [index for index, _ in group], torch.stack(norms).double().cpu().numpy() ** 2)
    return sums


def _norms(chunks: list[Tensor], device: torch.device, dtype: torch.dtype) -> list[Tensor]:
    if dtype in _NATIVE:
        return list(torch._foreach_norm(chunks))  # noqa: SLF001  # what torch's own gradient clipping calls
    if dtype in _HALF and device.type == "cuda":
        return list(torch._foreach_norm(chunks, 2, torch.float32))  # noqa: SLF001  # likewise
    return [torch.linalg.vector_norm(chunk.to(torch.float32)) for chunk in chunks]
