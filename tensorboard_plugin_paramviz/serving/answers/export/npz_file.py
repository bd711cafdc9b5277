"""An export as NPZ, for `numpy.load`: an archive of arrays, and of the header as JSON. Nothing in it is pickled.

A name in an archive may become a path when somebody unpacks it. Each parameter's name is therefore percent-encoded, as
in a URL: no slash, backslash or colon of it is left, and ordinary names stay as they are.
"""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from tensorboard_plugin_paramviz.serving.answers.export.gathering import gather
from tensorboard_plugin_paramviz.serving.answers.export.header import header_with_arrays, json_bytes
from tensorboard_plugin_paramviz.serving.answers.export.numbers import little_endian
from tensorboard_plugin_paramviz.serving.answers.export.zip_archive import Entry, archive, check_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.serving.answers.export.plan import ExportArray, Plan

HEADER = "header.json"

_VALUE = np.dtype("<f4")


def entry_name(kind: str, parameter: str) -> str:
    """The key of an array in the loaded file; `urllib.parse.unquote` gives the parameter's name back."""
    return f"{kind}/{quote(parameter, safe='')}"


def check(plan: Plan) -> None:
    """Refuse what the format cannot hold.

    Raises:
        ExportLimitError: the name of a parameter is too long for it.
    """
    for array in plan.arrays:
        check_name(_file_name(entry_name(array.kind, array.parameter.name)))


def chunks(plan: Plan) -> Iterator[bytes]:
    """The file, piece by piece."""
    return archive(_entries(plan))


def _entries(plan: Plan) -> Iterator[Entry]:
    yield from _first_entries(plan)
    for array, values in gather(plan):
        yield _value_entry(plan, array, values)


def _first_entries(plan: Plan) -> Iterator[Entry]:
    """What is known before anything is read."""
    yield Entry(HEADER, [json_bytes(header_with_arrays(plan))])
    yield _array_entry("steps", np.dtype("<i8"), plan.steps.shape, little_endian(plan.steps))
    for cloud in plan.clouds:
        row_ids = np.array(cloud.row_ids, np.int64)
        name = entry_name("row_ids", cloud.parameter)
        yield _array_entry(name, np.dtype("<i8"), row_ids.shape, little_endian(row_ids))


def _value_entry(plan: Plan, array: ExportArray, values: Iterable[Float32Array]) -> Entry:
    name = entry_name(array.kind, array.parameter.name)
    content = (piece for chunk in values for piece in little_endian(chunk))
    return _array_entry(name, _VALUE, (len(plan.steps), *array.shape), content)


def _array_entry(name: str, dtype: np.dtype[np.generic], shape: tuple[int, ...], content: Iterable[bytes]) -> Entry:
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": dtype.str, "fortran_order": False, "shape": shape})
    return Entry(_file_name(name), itertools.chain([stream.getvalue()], content))


def _file_name(name: str) -> str:
    return f"{name}.npy"
