"""The header of a safetensors file, apart from its arrays: so that these can be sent as they lie.

https://github.com/huggingface/safetensors: eight bytes with the size of the header, the header as JSON, then the bytes
of the arrays without gaps.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

_DTYPES = {
    np.dtype(np.float32): "F32",
    np.dtype(np.int8): "I8",
    np.dtype(np.int16): "I16",
    np.dtype(np.int64): "I64",
}
_ALIGNMENT_BYTES = 8


def lay_out_safetensors(
    tensors: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str]
) -> tuple[bytes, list[npt.NDArray[Any]]]:
    """The header of a file, and the arrays in the order in which they follow it.

    Args:
        tensors: float32, int8, int16 or int64 of any shape, by name. One that is not contiguous is copied.
        metadata: what else the file says.

    Returns:
        The header with its size, padded so that every array is aligned; and the arrays, widest elements first.
    """
    entries: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    names = sorted(tensors, key=lambda name: (-tensors[name].dtype.itemsize, name))
    arrays = [np.ascontiguousarray(tensors[name], tensors[name].dtype.newbyteorder("<")) for name in names]
    offset = 0
    for name, array in zip(names, arrays, strict=True):
        entries[name] = {
            "dtype": _DTYPES[tensors[name].dtype],
            "shape": list(tensors[name].shape),
            "data_offsets": [offset, offset + array.nbytes],
        }
        offset += array.nbytes
    text = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % _ALIGNMENT_BYTES)
    return len(text).to_bytes(8, "little") + text, arrays
