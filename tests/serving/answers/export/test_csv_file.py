"""Exports as CSV."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.snapshot import snapshot_to_summary
from tensorboard_plugin_paramviz.serving.answers.export.csv_file import COLUMNS, chunks, quote
from tests.serving.answers.export.conftest import csv_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot
    from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan
    from tests.serving.conftest import OpenRunWriter

WTE = "transformer.wte.weight"


def test_a_file_word_for_word(
    tmp_path: Path,
    write_run: OpenRunWriter,
    make_layout: Callable[..., Layout],
    make_snapshot: Callable[..., Snapshot],
    plan_run: Callable[..., Plan],
) -> None:
    layout = make_layout(rows=2, columns=2, names=(WTE,))
    layout = replace(layout, statistic_names=("norm", "weight_scale", "grad_scale"))
    layout = replace(layout, clouds=(replace(layout.clouds[0], row_ids=(1,), labels=("=a",)),))
    snapshot = make_snapshot(layout, 0)
    snapshot.statistics[:] = 0.1, 2, np.inf
    snapshot.weights[:] = 0, -32768, 32767, 3
    writer = write_run(tmp_path, layout)
    writer.add(0, snapshot_to_summary(replace(snapshot, gradients=None), writer.segment, writer.header()))
    comments, _ = csv_lines(body := b"".join(chunks(plan_run(tmp_path, kinds="statistics,weights"))))
    assert body.decode().split("\n")[len(comments) :] == [
        "kind,parameter,step,row,label,column,statistic,value",
        f'statistics,"{WTE}",0,,,,"norm",0.1',
        f'statistics,"{WTE}",0,,,,"weight_scale",2.0',
        f'statistics,"{WTE}",0,,,,"grad_scale",inf',
        f'weights,"{WTE}",0,0,,0,,0.0',
        f'weights,"{WTE}",0,0,,1,,',
        f'weights,"{WTE}",0,1,,0,,2.0',
        f'weights,"{WTE}",0,1,,1,,0.00018311106',
        "",
    ]
    _, lines = csv_lines(b"".join(chunks(plan_run(tmp_path, kinds="rows,row_statistics"))))
    assert [(line["row"], line["label"], line["column"], line["statistic"]) for line in lines] == [
        ("1", "'=a", "0", ""),
        ("1", "'=a", "1", ""),
        ("1", "'=a", "", "scale"),
        ("1", "'=a", "", "norm"),
        ("1", "'=a", "", "grad_norm"),
    ]


def test_rows_and_columns_count_in_the_full_matrix(
    tmp_path: Path,
    write_run: OpenRunWriter,
    make_layout: Callable[..., Layout],
    true_weights: Callable[..., dict[str, np.ndarray]],
    plan_run: Callable[..., Plan],
) -> None:
    layout = make_layout(rows=9, columns=7, max_tile=4)
    write_run(tmp_path, layout).log(10)
    _, lines = csv_lines(b"".join(chunks(plan_run(tmp_path, kinds="weights", parameters=(WTE,)))))
    assert sorted({int(line["row"]) for line in lines}) == [0, 2, 4, 6]
    assert sorted({int(line["column"]) for line in lines}) == [0, 1, 3, 5]
    weights = true_weights(layout, 10)[WTE]
    for line in lines:
        assert float(line["value"]) == pytest.approx(weights[int(line["row"]), int(line["column"])], abs=1e-4)


def test_the_comments_explain_every_column(
    tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan]
) -> None:
    write_run(tmp_path).log(0)
    comments, lines = csv_lines(b"".join(chunks(plan_run(tmp_path))))
    assert all(any(comment.startswith(f"column {name}: ") for comment in comments) for name in COLUMNS)
    assert f"lines of numbers: {len(lines)}" in comments
    assert tuple(lines[0]) == tuple(COLUMNS)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("a", '"a"'),
        ('say "hi", #1', '"say ""hi"", #1"'),
        ("=1+1", '"\'=1+1"'),
        ("+", '"\'+"'),
        ("-", '"\'-"'),
        ("@x", '"\'@x"'),
        ("\t=1", '"\'\t=1"'),
        (" =1", '"\' =1"'),
        ("\n", '"\'\n"'),
        ("'", "\"''\""),
        ("＝1", '"\'＝1"'),  # noqa: RUF001  # spreadsheets take the wide sign for the narrow one
        ("a=1", '"a=1"'),
        ("", '""'),
    ],
)
def test_no_text_is_a_formula_and_each_can_be_told_again(text: str, field: str) -> None:
    assert quote(text) == field
    inside = field[1:-1].replace('""', '"')
    assert inside.removeprefix("'") == text
