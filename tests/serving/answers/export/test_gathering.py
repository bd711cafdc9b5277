"""From segments to arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.format.codes import INT8, INT16
from tensorboard_plugin_paramviz.format.snapshot import snapshot_to_summary
from tensorboard_plugin_paramviz.serving.answers.export.gathering import BUFFER_BYTES, gather
from tensorboard_plugin_paramviz.serving.answers.export.values import read_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.codes import CodeType
    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot
    from tensorboard_plugin_paramviz.serving.answers.export.plan import ExportArray, Plan
    from tensorboard_plugin_paramviz.serving.answers.export.values import Block
    from tests.serving.conftest import OpenRunWriter

WTE = "transformer.wte.weight"
NAMES = (WTE, "h.0.weight", "h.1.weight", "h.2.weight")


def gathered(plan: Plan, buffer_bytes: int = BUFFER_BYTES) -> dict[str, np.ndarray]:
    return {array.name: np.concatenate(list(values)) for array, values in gather(plan, buffer_bytes)}


def assert_equal_to_load_run(found: dict[str, np.ndarray], directory: Path, steps: list[int]) -> None:
    run = load_run(directory)
    places = np.searchsorted(run.steps, steps)
    for name, values in found.items():
        kind, _, parameter = name.partition("/")
        if kind == "statistics":
            index = [logged.name for logged in run.parameters].index(parameter)
            expected = run.statistics[:, index]
        else:
            expected = getattr(run, kind)(parameter)
        np.testing.assert_array_equal(values, expected[places])
        assert values.dtype == np.float32


@pytest.mark.parametrize("buffer_bytes", [0, 500, 2_000, BUFFER_BYTES])
@pytest.mark.parametrize("code_type", [INT8, INT16])
@pytest.mark.parametrize("steps", ["0-50", "10,40", "last"])
def test_it_gives_what_load_run_gives_whatever_fits_the_buffer(
    tmp_path: Path,
    *,
    write_run: OpenRunWriter,
    make_layout: Callable[..., Layout],
    plan_run: Callable[..., Plan],
    buffer_bytes: int,
    code_type: CodeType,
    steps: str,
) -> None:
    writer = write_run(tmp_path, make_layout(names=NAMES), code_type=code_type)
    writer.log(0, 10).cut().log(20).cut().log(30, 40, 50)
    plan = plan_run(tmp_path, steps=steps)
    found = gathered(plan, buffer_bytes)
    assert list(found) == [array.name for array in plan.arrays]
    assert_equal_to_load_run(found, tmp_path, plan.steps.tolist())


@pytest.mark.parametrize("buffer_bytes", [0, BUFFER_BYTES])
def test_a_resumed_run_with_another_layout(
    tmp_path: Path,
    write_run: OpenRunWriter,
    make_layout: Callable[..., Layout],
    plan_run: Callable[..., Plan],
    buffer_bytes: int,
) -> None:
    write_run(tmp_path, make_layout(names=NAMES[:3])).log(0, 10, 20, 30)
    newest = make_layout(names=(WTE, "h.2.weight", "h.0.weight"), rows=8)
    same = replace(
        newest,
        parameters=tuple(
            replace(p, shape=(6, 5), tile_shape=(6, 5), tile_offset=40 + 30 * (p.name == "h.0.weight"))
            if p.name != WTE
            else p
            for p in newest.parameters
        ),
    )
    write_run(tmp_path, same, session=1).log(15, 25)
    plan = plan_run(tmp_path)
    assert plan.steps.tolist() == [0, 10, 15, 25]
    found = gathered(plan, buffer_bytes)
    assert_equal_to_load_run(found, tmp_path, [0, 10, 15, 25])
    assert np.isfinite(found["weights/h.0.weight"]).all()
    assert np.isnan(found["weights/h.2.weight"][:2]).all()
    assert np.isfinite(found[f"rows/{WTE}"][:2, :6]).all()
    assert np.isnan(found[f"rows/{WTE}"][:2, 6:]).all()


@pytest.mark.parametrize("buffer_bytes", [0, BUFFER_BYTES])
def test_steps_that_are_damaged_or_were_not_logged_are_nan(
    tmp_path: Path,
    *,
    write_run: OpenRunWriter,
    layout: Layout,
    make_snapshot: Callable[..., Snapshot],
    plan_run: Callable[..., Plan],
    buffer_bytes: int,
) -> None:
    writer = write_run(tmp_path).log(0)
    snapshot = make_snapshot(layout, 10)
    writer.add(10, snapshot_to_summary(replace(snapshot, weights=snapshot.weights[:-1]), writer.segment))
    writer.log(20)
    writer.add(30, snapshot_to_summary(replace(snapshot, gradients=None, rows={}), writer.segment))
    found = gathered(plan_run(tmp_path), buffer_bytes)
    assert_equal_to_load_run(found, tmp_path, [0, 10, 20, 30])
    absent = {name: np.isnan(values).reshape(4, -1).all(axis=1).tolist() for name, values in found.items()}
    assert absent[f"weights/{WTE}"] == [False, True, False, False]
    assert absent[f"gradients/{WTE}"] == absent[f"rows/{WTE}"] == [False, False, False, True]


def test_codes_of_two_types_are_each_decoded_as_logged(
    tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan]
) -> None:
    write_run(tmp_path, code_type=INT8).log(0)
    early = gathered(plan_run(tmp_path, kinds="weights"))
    write_run(tmp_path, code_type=INT16, session=1).log(10)
    both = gathered(plan_run(tmp_path, kinds="weights"))
    np.testing.assert_array_equal(both[f"weights/{WTE}"][:1], early[f"weights/{WTE}"])


def test_values_that_are_not_finite(
    tmp_path: Path,
    write_run: OpenRunWriter,
    layout: Layout,
    make_snapshot: Callable[..., Snapshot],
    plan_run: Callable[..., Plan],
) -> None:
    snapshot = make_snapshot(layout, 0)
    snapshot.statistics[0, 5] = np.inf
    snapshot.statistics[1, 5] = np.nan
    snapshot.weights[3] = np.iinfo(snapshot.weights.dtype).min
    writer = write_run(tmp_path)
    writer.add(0, snapshot_to_summary(snapshot, writer.segment, writer.header()))
    found = gathered(plan_run(tmp_path))
    assert_equal_to_load_run(found, tmp_path, [0])
    assert found[f"statistics/{WTE}"][0, 5] == np.inf
    assert np.isnan(found[f"weights/{WTE}"].ravel()[3])


def test_a_pass_gathers_as_much_as_fits(
    tmp_path: Path,
    write_run: OpenRunWriter,
    make_layout: Callable[..., Layout],
    plan_run: Callable[..., Plan],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passes: list[list[str]] = []

    def counted(plan: Plan, arrays: list[ExportArray]) -> Iterator[Block]:
        passes.append([array.name for array in arrays])
        return read_blocks(plan, arrays)

    monkeypatch.setattr(f"{gather.__module__}.read_blocks", counted)
    write_run(tmp_path, make_layout(names=NAMES)).log(0, 10)
    plan = plan_run(tmp_path, kinds="weights,rows,row_statistics")
    gathered(plan)
    assert passes == [[f"weights/{name}" for name in NAMES], [f"rows/{WTE}", f"row_statistics/{WTE}"]]
    passes.clear()
    gathered(plan, 2 * plan.arrays[0].step_bytes * len(plan.steps))
    assert [len(group) for group in passes] == [2, 2, 2]
    passes.clear()
    gathered(plan, 1)
    assert [len(group) for group in passes] == [1] * 6
