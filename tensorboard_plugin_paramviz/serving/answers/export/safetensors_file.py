"""An export as safetensors: a header of JSON, then the arrays as they lie in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.format.errors import HeaderSizeError
from tensorboard_plugin_paramviz.format.safetensors import ArrayForm, safetensors_header
from tensorboard_plugin_paramviz.serving.answers.export.gathering import gather
from tensorboard_plugin_paramviz.serving.answers.export.header import header_with_arrays, json_bytes
from tensorboard_plugin_paramviz.serving.answers.export.numbers import little_endian
from tensorboard_plugin_paramviz.serving.errors import ExportLimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan

_INDEX, _VALUE = np.dtype(np.int64), np.dtype(np.float32)


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
    count = len(plan.steps)
    forms = [
        ArrayForm("steps", _INDEX, (count,)),
        *(ArrayForm(f"row_ids/{cloud.parameter}", _INDEX, (len(cloud.row_ids),)) for cloud in plan.clouds),
        *(ArrayForm(array.name, _VALUE, (count, *array.shape)) for array in plan.arrays),
    ]
    try:
        return safetensors_header(forms, {"header": json_bytes(header_with_arrays(plan)).decode()})
    except HeaderSizeError as error:
        raise ExportLimitError(f"{error}; choose fewer parameters, or another format") from error
