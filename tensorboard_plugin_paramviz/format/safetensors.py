"""The header of a safetensors file, apart from its arrays: so that these can be sent as they lie.

https://github.com/huggingface/safetensors: eight bytes with the size of the header, the header as JSON, then the bytes
of the arrays without gaps.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tensorboard_plugin_paramviz.format.errors import HeaderSizeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

_DTYPES = {
    np.dtype(np.float32): "F32",
    np.dtype(np.int8): "I8",
    np.dtype(np.int16): "I16",
    np.dtype(np.int64): "I64",
}
_ALIGNMENT_BYTES = 8
_LENGTH_BYTES = 8
_LARGEST_HEADER_BYTES = 100_000_000  # what readers of the format accept


class ArrayForm(NamedTuple):
    """An array of a file: its name, its type (float32, int8, int16 or int64) and its shape."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]


def safetensors_header(forms: Iterable[ArrayForm], metadata: Mapping[str, str]) -> tuple[bytes, int]:
    """What stands before the arrays of a file.

    Args:
        forms: the arrays, in the order in which they follow. Those of wider elements must come first, so that each is
            aligned.
        metadata: what else the file says.

    Returns:
        The header with its size, padded so that the first array is aligned; and how many bytes follow it.

    Raises:
        HeaderSizeError: it is larger than readers of the format accept.
    """
    entries: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    end = 0
    for name, dtype, shape in forms:
        start, end = end, end + math.prod(shape) * dtype.itemsize
        entries[name] = {"dtype": _DTYPES[dtype], "shape": shape, "data_offsets": (start, end)}
    text = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % _ALIGNMENT_BYTES)
    if len(text) > _LARGEST_HEADER_BYTES:
        raise HeaderSizeError(
            f"names and texts take {len(text)} bytes, the header of a safetensors file {_LARGEST_HEADER_BYTES} at most"
        )
    return len(text).to_bytes(_LENGTH_BYTES, "little") + text, end


def lay_out_safetensors(
    tensors: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str]
) -> tuple[bytes, list[npt.NDArray[Any]]]:
    """The header of a file, and the arrays in the order in which they follow it.

    Args:
        tensors: float32, int8, int16 or int64 of any shape, by name. One that is not contiguous is copied.
        metadata: what else the file says.

    Raises:
        HeaderSizeError: the header is larger than readers of the format accept.
    """
    names = sorted(tensors, key=lambda name: (-tensors[name].dtype.itemsize, name))
    header, _ = safetensors_header(
        (ArrayForm(name, tensors[name].dtype, tensors[name].shape) for name in names), metadata
    )
    return header, [np.ascontiguousarray(tensors[name], tensors[name].dtype.newbyteorder("<")) for name in names]
