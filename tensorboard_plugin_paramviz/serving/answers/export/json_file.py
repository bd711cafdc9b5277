"""An export as one JSON document: a header, and arrays as nested lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.answers.export.gathering import gather
from tensorboard_plugin_paramviz.serving.answers.export.header import header_with_arrays, json_bytes
from tensorboard_plugin_paramviz.serving.answers.export.numbers import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan

_MISSING = "null"
_SPECIAL = {"nan": _MISSING, "inf": '"inf"', "-inf": '"-inf"'}  # JSON has no such numbers
_CELLS_PER_PIECE = 4096


def chunks(plan: Plan) -> Iterator[bytes]:
    """The file, piece by piece."""
    yield b'{"header": ' + json_bytes(header_with_arrays(plan, _MISSING))
    yield b',\n"arrays": {\n"steps": ' + json_bytes(plan.steps.tolist())
    for cloud in plan.clouds:
        yield b",\n" + json_bytes(f"row_ids/{cloud.parameter}") + b": " + json_bytes(cloud.row_ids)
    for array, values in gather(plan):
        yield b",\n" + json_bytes(array.name) + b": ["
        separator = b"\n"
        for chunk in values:
            for snapshot in chunk:
                yield separator
                yield from _nested(snapshot)
                separator = b",\n"
        yield b"]"
    yield b"\n}}\n"


def _nested(snapshot: Float32Array) -> Iterator[bytes]:
    """One step of an array, `[S]` or `[rows, columns]`, as lists."""
    if snapshot.ndim == 1:
        yield f"[{','.join(texts(snapshot, _SPECIAL))}]".encode()
        return
    width = snapshot.shape[1]
    batch = max(1, _CELLS_PER_PIECE // max(1, width))
    yield b"["
    for first in range(0, len(snapshot), batch):
        rows = snapshot[first : first + batch]
        written = texts(rows, _SPECIAL)
        lists = (",".join(written[row * width : (row + 1) * width]) for row in range(len(rows)))
        yield (b"," if first else b"") + ",".join(f"[{row}]" for row in lists).encode()
    yield b"]"
