"""What is said about series that are damaged or lack steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.format.snapshot import snapshot_to_summary
from tensorboard_plugin_paramviz.serving.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot
    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tests.serving.conftest import OpenRunWriter, RunWriter

    OpenSource = Callable[[Path], ProviderSource]
    MakeSnapshot = Callable[..., Snapshot]

WTE = "transformer.wte.weight"


def log_without(writer: RunWriter, snapshot: Snapshot, *absent: str) -> None:
    """Log a step without some of its series."""
    summary = snapshot_to_summary(snapshot, writer.segment)
    for value in list(summary.value):
        if value.tag.split("/")[1] in absent:
            summary.value.remove(value)
    writer.add(snapshot.step, summary)


def all_problems(source: ProviderSource) -> list[str]:
    reader = Reader()
    (run,) = reader.open(source, ["a"])
    return reader.check(run)


def test_a_sound_run_has_none(tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource) -> None:
    write_run(tmp_path / "a").log(0, 10).cut().log(20)
    write_run(tmp_path / "a", session=1).log(15, 25)
    assert all_problems(open_source(tmp_path)) == []


def test_steps_that_a_series_lacks_are_counted_and_named(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout, make_snapshot: MakeSnapshot
) -> None:
    writer = write_run(tmp_path / "a").log(0)
    for step in (10, 20, 30, 40):
        log_without(writer, make_snapshot(layout, step), "weights", "gradients")
    log_without(writer, make_snapshot(layout, 50), "rows")
    writer.log(60)
    assert all_problems(open_source(tmp_path)) == [
        "weights: 4 of 7 steps are missing: 10, 20, 30, …",
        f"rows of {WTE}: 1 of 7 steps is missing: 50",
    ]


def test_what_was_not_read_yet_is_not_judged(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout, make_snapshot: MakeSnapshot
) -> None:
    writer = write_run(tmp_path / "a").log(0)
    log_without(writer, make_snapshot(layout, 10), "weights")
    writer.log(20)
    reader, source = Reader(), open_source(tmp_path)
    (run,) = reader.open(source, ["a"])
    assert reader.problems(run.state) == []
    list(run.read(run.state.tags("weights")))
    assert reader.problems(run.state) == ["weights: 1 of 3 steps is missing: 10"]


def test_a_segment_without_a_series_is_known_from_the_list(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout, make_snapshot: MakeSnapshot
) -> None:
    writer = write_run(tmp_path / "a").log(0).cut()
    summary = snapshot_to_summary(make_snapshot(layout, 10), writer.segment, writer.header())
    for value in [value for value in summary.value if not value.tag.startswith("paramviz/statistics/")]:
        summary.value.remove(value)
    writer.add(10, summary)
    reader = Reader()
    (run,) = reader.open(open_source(tmp_path), ["a"])
    assert reader.problems(run.state) == []  # the newest step may be on its way
    writer.cut().log(20)
    (run,) = reader.open(open_source(tmp_path), ["a"])
    assert reader.problems(run.state) == [
        "weights: 1 of 3 steps is missing: 10",
        f"rows of {WTE}: 1 of 3 steps is missing: 10",
        f"row statistics of {WTE}: 1 of 3 steps is missing: 10",
    ]


def test_steps_that_a_later_session_wrote_again_are_not_missing(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout, make_snapshot: MakeSnapshot
) -> None:
    writer = write_run(tmp_path / "a").log(0)
    log_without(writer, make_snapshot(layout, 10), "weights", "rows", "row_statistics")
    write_run(tmp_path / "a", session=1).log(10, 20)
    assert all_problems(open_source(tmp_path)) == []


def test_a_step_that_came_after_its_series_was_read_is_not_missing(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout, make_snapshot: MakeSnapshot
) -> None:
    writer = write_run(tmp_path / "a").log(0)
    log_without(writer, make_snapshot(layout, 10), "weights")
    reader = Reader()
    (run,) = reader.open(open_source(tmp_path), ["a"])
    list(run.read(run.state.tags("weights")))
    assert reader.problems(run.state) == ["weights: 1 of 2 steps is missing: 10"]
    log_without(writer, make_snapshot(layout, 10), "statistics", "gradients", "rows", "row_statistics")
    (run,) = reader.open(open_source(tmp_path), ["a"])
    assert reader.problems(run.state) == []
