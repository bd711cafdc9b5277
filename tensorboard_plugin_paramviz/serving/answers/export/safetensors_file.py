"""An export as safetensors: a header of JSON, then the arrays as they lie in memory."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.answers.export.gathering import gather
from tensorboard_plugin_paramviz.serving.answers.export.header import header_with_arrays, json_bytes
from tensorboard_plugin_paramviz.serving.answers.export.numbers import little_endian
from tensorboard_plugin_paramviz.serving.errors import ExportLimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan

_LARGEST_HEADER_BYTES = 100_000_000  # what readers of the format accept
_LENGTH_BYTES = 8
_ALIGNMENT_BYTES = 8
_ITEM_BYTES = {"I64": 8, "F32": 4}


def length_bytes(plan: Plan) -> int:
    """Size of the file.

    Raises:
        ExportLimitError: what the file says about itself is more than the format allows.
    """
    head, data_bytes = _head(plan)
    return len(head) + data_bytes


def chunks(plan: Plan) -> Iterator[bytes]:
    """The file, piece by piece."""
    head, _ = _head(plan)
    yield head
    yield from little_endian(plan.steps)
    for cloud in plan.clouds:
        yield from little_endian(np.array(cloud.row_ids, np.int64))
    for _, values in gather(plan):
        for chunk in values:
            yield from little_endian(chunk)


def _head(plan: Plan) -> tuple[bytes, int]:
    """What stands before the data, and the size of the data."""
    described = {"header": json_bytes(header_with_arrays(plan)).decode()}
    entries: dict[str, object] = {"__metadata__": described}
    count = len(plan.steps)
    shapes: list[tuple[str, str, tuple[int, ...]]] = [
        ("steps", "I64", (count,)),
        *((f"row_ids/{cloud.parameter}", "I64", (len(cloud.row_ids),)) for cloud in plan.clouds),
        *((array.name, "F32", (count, *array.shape)) for array in plan.arrays),
    ]
    end = 0
    for name, dtype, shape in shapes:
        start, end = end, end + math.prod(shape) * _ITEM_BYTES[dtype]
        entries[name] = {"dtype": dtype, "shape": shape, "data_offsets": (start, end)}
    text = json_bytes(entries)
    text += b" " * (-len(text) % _ALIGNMENT_BYTES)
    if len(text) > _LARGEST_HEADER_BYTES:
        raise ExportLimitError(
            f"names, labels and explanations take {len(text)} bytes, safetensors holds {_LARGEST_HEADER_BYTES}; choose "
            "fewer parameters, or another format"
        )
    return len(text).to_bytes(_LENGTH_BYTES, "little") + text, end
