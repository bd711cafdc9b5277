"""Snapshots over all steps, whichever layout each was logged under."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.codes import INT8, INT16
from tensorboard_plugin_paramviz.format.snapshot import Snapshot, snapshot_to_summary
from tensorboard_plugin_paramviz.serving.reading.history import SNAPSHOT_KINDS, choose_steps, snapshots
from tensorboard_plugin_paramviz.serving.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.reading.history import SnapshotKind
    from tensorboard_plugin_paramviz.serving.reading.reader import OpenRun
    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tests.serving.conftest import OpenRunWriter

    MakeSnapshot = Callable[..., Snapshot]
    OpenSource = Callable[[Path], ProviderSource]

STEPS = np.array([0, 10, 20, 30], np.int64)


def open_run(source: ProviderSource, name: str = "a") -> OpenRun:
    (run,) = Reader().open(source, [name])
    return run


@pytest.mark.parametrize(
    ("after", "only", "chosen"),
    [
        (None, None, [0, 10, 20, 30]),
        (10, None, [20, 30]),
        (9, None, [10, 20, 30]),
        (-1, None, [0, 10, 20, 30]),
        (30, None, []),
        (2**63 - 1, None, []),
        (None, {30, 0, 99}, [0, 30]),
        (0, {0, 10}, [10]),
        (None, set(), []),
    ],
)
def test_steps_are_chosen(after: int | None, only: set[int] | None, chosen: list[int]) -> None:
    assert choose_steps(STEPS, after, None if only is None else frozenset(only)).tolist() == chosen


def test_what_was_logged_comes_back_from_all_segments(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, make_snapshot: MakeSnapshot, layout: Layout
) -> None:
    write_run(tmp_path / "a").log(0, 10).cut().log(20).cut().log(30, 40)
    run = open_run(open_source(tmp_path))
    for kind in SNAPSHOT_KINDS:
        steps, values = snapshots(run, kind)
        assert steps.tolist() == [0, 10, 20, 30, 40]
        expected = np.stack([getattr(make_snapshot(layout, step), kind) for step in steps.tolist()])
        np.testing.assert_array_equal(values, expected)
        assert values.dtype == expected.dtype
        steps, values = snapshots(run, kind, 10, frozenset({0, 20, 40}))
        assert steps.tolist() == [20, 40]
        np.testing.assert_array_equal(values, expected[[2, 4]])


@pytest.mark.parametrize("kind", SNAPSHOT_KINDS)
def test_no_steps_are_empty_arrays_of_the_right_shape(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout, kind: SnapshotKind
) -> None:
    write_run(tmp_path / "a").log(0)
    steps, values = snapshots(open_run(open_source(tmp_path)), kind, after=0)
    assert (steps.shape, steps.dtype.name) == ((0,), "int64")
    shape = (0, 2, len(layout.statistic_names)) if kind == "statistics" else (0, layout.cells)
    assert values.shape == shape


def test_gradients_that_are_not_logged(
    tmp_path: Path,
    write_run: OpenRunWriter,
    open_source: OpenSource,
    make_snapshot: MakeSnapshot,
    layout: Layout,
) -> None:
    writer = write_run(tmp_path / "a")
    snapshot = replace(make_snapshot(layout, 0), gradients=None)
    writer.add(0, snapshot_to_summary(snapshot, writer.segment, writer.header()))
    run = open_run(open_source(tmp_path))
    assert snapshots(run, "gradients")[1].shape == (0, layout.cells)
    assert snapshots(run, "weights")[0].tolist() == [0]


def test_a_step_whose_weights_are_damaged_has_none(
    tmp_path: Path,
    write_run: OpenRunWriter,
    open_source: OpenSource,
    make_snapshot: MakeSnapshot,
    layout: Layout,
) -> None:
    writer = write_run(tmp_path / "a").log(0)
    damaged = replace(make_snapshot(layout, 10), weights=np.zeros(3, np.int16))
    writer.add(10, snapshot_to_summary(damaged, writer.segment))
    writer.log(20)
    run = open_run(open_source(tmp_path))
    assert snapshots(run, "weights")[0].tolist() == [0, 20]
    assert snapshots(run, "statistics")[0].tolist() == [0, 10, 20]


def test_steps_removed_by_a_later_session_are_removed_in_every_series(
    tmp_path: Path,
    write_run: OpenRunWriter,
    open_source: OpenSource,
    make_snapshot: MakeSnapshot,
    layout: Layout,
) -> None:
    write_run(tmp_path / "a").log(0, 10, 20)
    write_run(tmp_path / "a", session=1, seed=7).log(10)
    steps, values = snapshots(open_run(open_source(tmp_path)), "weights")
    assert steps.tolist() == [0, 10]
    np.testing.assert_array_equal(values[1], make_snapshot(layout, 10, seed=7).weights)


def test_a_parameter_that_appears_late_is_absent_before(
    tmp_path: Path,
    write_run: OpenRunWriter,
    open_source: OpenSource,
    make_snapshot: MakeSnapshot,
    make_layout: Callable[..., Layout],
) -> None:
    old = make_layout()
    late = make_layout(names=(*(parameter.name for parameter in old.parameters), "late.weight"))
    write_run(tmp_path / "a", old).log(0).cut(late).log(10)
    run = open_run(open_source(tmp_path))
    steps, weights = snapshots(run, "weights")
    assert steps.tolist() == [0, 10]
    np.testing.assert_array_equal(weights[0, : old.cells], make_snapshot(old, 0).weights)
    assert (weights[0, old.cells :] == np.iinfo(np.int16).min).all()
    np.testing.assert_array_equal(weights[1], make_snapshot(late, 10).weights)
    _, statistics = snapshots(run, "statistics")
    assert np.isnan(statistics[0, 2]).all()
    assert np.isfinite(statistics[0, :2]).all()


def test_codes_of_two_types_come_in_that_of_the_newest(
    tmp_path: Path,
    write_run: OpenRunWriter,
    open_source: OpenSource,
    make_snapshot: MakeSnapshot,
    layout: Layout,
) -> None:
    write_run(tmp_path / "a", code_type=INT8).log(0)
    write_run(tmp_path / "a", session=1, code_type=INT16).log(10)
    _, weights = snapshots(open_run(open_source(tmp_path)), "weights")
    assert weights.dtype == np.int16
    assert np.abs(weights[0] - make_snapshot(layout, 0).weights.astype(int)).max() <= 32767 / 127 / 2 + 1


def test_older_steps_that_would_not_fit_are_left_out(
    tmp_path: Path,
    write_run: OpenRunWriter,
    open_source: OpenSource,
    make_layout: Callable[..., Layout],
    caplog: pytest.LogCaptureFixture,
) -> None:
    old, claim = make_layout(), make_layout(rows=20_000, columns=10_000, max_tile=10_000)
    writer = write_run(tmp_path / "a", old).log(0, 10)
    writer.cut(replace(claim, clouds=()))
    statistics = np.zeros((2, len(claim.statistic_names)), np.float32)
    lying = snapshot_to_summary(Snapshot(20, statistics, np.zeros(1, np.int8)), writer.segment, writer.header())
    writer.add(20, lying)
    run = open_run(open_source(tmp_path))
    assert run.state.layout is not None
    assert run.state.steps.tolist() == [0, 10, 20]
    steps, weights = snapshots(run, "weights")
    assert (steps.size, weights.shape[0]) == (0, 0)
    assert "2 steps of older layouts are left out" in caplog.text
