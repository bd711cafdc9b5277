"""Files of safetensors: which tensors they hold, and where these lie.

The format: eight bytes that give the length of a header, the header in JSON, and the values of all tensors. The library
checks a file when it opens it; where its tensors begin is read from the header.
"""

from __future__ import annotations

import json
import math
import struct
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError, safe_open

from tensorboard_plugin_paramviz.capture.checkpoints.contents import METADATA
from tensorboard_plugin_paramviz.capture.checkpoints.errors import DamagedCheckpointError, first_line
from tensorboard_plugin_paramviz.capture.checkpoints.order import in_order_of_use
from tensorboard_plugin_paramviz.capture.checkpoints.stored import MappedFile, StoredTensor, UnstoredTensor
from tensorboard_plugin_paramviz.capture.checkpoints.tied import with_noted_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LENGTH = struct.Struct("<Q")
_DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F8_E4M3": torch.float8_e4m3fn,
    "F8_E5M2": torch.float8_e5m2,
    "C64": torch.complex64,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


def read_safetensors(path: Path) -> dict[str, object]:
    """Look through a file.

    Returns:
        A `StoredTensor` for each name, and the file's metadata as `METADATA`.

    Raises:
        DamagedCheckpointError: it is cut short, or contradicts itself.
    """
    try:
        with safe_open(path, framework="np"), path.open("rb") as file:
            (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
            header = json.loads(file.read(length))
    except (SafetensorError, ValueError, struct.error) as error:
        raise DamagedCheckpointError(f"{path} is cut short or damaged: {first_line(error)}") from None
    source, start_bytes = MappedFile(path), _LENGTH.size + length
    metadata = header.pop(METADATA, {})
    tensors = {name: _stored(source, start_bytes, header[name]) for name in in_order_of_use(header)}
    return {**with_noted_names(tensors, metadata), METADATA: metadata}


def _stored(source: MappedFile, start_bytes: int, entry: Mapping[str, Any]) -> StoredTensor | UnstoredTensor:
    dtype = _DTYPES.get(entry["dtype"])
    if dtype is None:
        return UnstoredTensor(f"of {entry['dtype']}, which torch cannot add up")
    shape = tuple(entry["shape"])
    stride = tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))
    return StoredTensor(source, start_bytes + entry["data_offsets"][0], dtype, shape, stride)
