"""An export as CSV: a line per number, for spreadsheets and data frames.

`pandas.read_csv(file, comment="#")` reads it. Names and labels stand in quotes, so that commas, quotes, line breaks and
`#` in them are theirs. A spreadsheet would take one that begins with `=`, `+`, `-` or `@` for a formula, in quotes or
not: it gets an apostrophe in front, as does one that begins with an apostrophe, so that taking it off gives the text.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from tensorboard_plugin_paramviz.format.names import ROW_STATISTIC_NAMES
from tensorboard_plugin_paramviz.serving.answers.export.gathering import gather
from tensorboard_plugin_paramviz.serving.answers.export.header import explanations, header, json_bytes
from tensorboard_plugin_paramviz.serving.answers.export.numbers import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.answers.export.plan import ExportArray, Plan

COLUMNS = {
    "kind": "which kind of number, see above",
    "parameter": "whose",
    "step": "when",
    "row": "row of the full matrix, from 0; empty for statistics",
    "label": "the row's label, if it has one",
    "column": "column of the full matrix, from 0; empty for statistics and row_statistics",
    "statistic": "which statistic; empty for weights, gradients and rows",
    "value": "the number",
}
# What spreadsheets take for the beginning of a formula, also in its wide form or behind white space.
_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_GUARD = "'"

_GUARDED = "a parameter, label or statistic that begins with = + - @ ' or white space has one more ' in front"
_MISSING = "an empty value"
_SPECIAL = {"nan": ""}  # inf and -inf are read by everybody
_LINES_PER_PIECE = 4096


class _Frame(NamedTuple):
    """An array as a table: what each line says about its row, and about its column."""

    rows: Sequence[str]
    columns: Sequence[str]


def chunks(plan: Plan) -> Iterator[bytes]:
    """The file, piece by piece."""
    yield _comments(plan).encode()
    yield f"{','.join(COLUMNS)}\n".encode()
    for array, values in gather(plan):
        steps = iter(plan.steps.tolist())
        frame = _frame(array, plan.layout)
        start = f"{array.kind},{quote(array.parameter.name)}"
        for chunk in values:
            for snapshot in chunk:
                yield from _lines(f"{start},{next(steps)}", frame, snapshot)


def quote(text: str) -> str:
    """A name or a label as a field."""
    guarded = text.startswith((*_FORMULA_STARTS, _GUARD)) or text[:1].isspace()
    guard = _GUARD if guarded else ""
    return f'"{guard}{text.replace(chr(34), chr(34) * 2)}"'


def _comments(plan: Plan) -> str:
    lines = [
        f"ParamViz export of the run {json_bytes(plan.run.state.name).decode()}",
        *(f"{name}: {text}" for name, text in explanations(plan, _MISSING).items()),
        *(f"column {name}: {text}" for name, text in COLUMNS.items()),
        _GUARDED,
        f"lines of numbers: {len(plan.steps) * sum(math.prod(array.shape) for array in plan.arrays)}",
        f"header: {json_bytes(header(plan)).decode()}",
    ]
    return "".join(f"# {line}\n" for line in lines)


def _frame(array: ExportArray, layout: Layout) -> _Frame:
    """What the lines of an array say beside their step and value; a row is `row,label`, a column `column,statistic`."""
    if array.kind == "statistics":
        return _Frame([","], [f",{quote(name)}" for name in layout.statistic_names])
    if array.cloud is not None:
        labels = map(quote, array.cloud.labels) if array.cloud.labels else [""] * len(array.cloud.row_ids)
        rows = [f"{row},{label}" for row, label in zip(array.cloud.row_ids, labels, strict=True)]
        if array.kind == "rows":
            return _Frame(rows, [f"{column}," for column in range(array.cloud.columns)])
        return _Frame(rows, [f",{quote(name)}" for name in ROW_STATISTIC_NAMES])
    rows_and_columns = zip(array.parameter.matrix_shape, array.parameter.tile_shape, strict=True)
    row_numbers, column_numbers = ([i * full // kept for i in range(kept)] for full, kept in rows_and_columns)
    return _Frame([f"{row}," for row in row_numbers], [f"{column}," for column in column_numbers])


def _lines(start: str, frame: _Frame, snapshot: Float32Array) -> Iterator[bytes]:
    """The lines of one step of an array."""
    width = len(frame.columns)
    values = snapshot.reshape(len(frame.rows), width)
    batch = max(1, _LINES_PER_PIECE // max(1, width))
    for first in range(0, len(values), batch):
        written = iter(texts(values[first : first + batch], _SPECIAL))
        lines = [
            f"{start},{row},{column},{text}\n"
            for row in frame.rows[first : first + batch]
            for column, text in zip(frame.columns, written, strict=False)  # a row at a time
        ]
        yield "".join(lines).encode()
