"""Runs that were not written by us: each costs itself alone, whoever loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import google_crc32c
import numpy as np
import pytest
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.compat.tensorflow_stub import pywrap_tensorflow

from tensorboard_plugin_paramviz.format import plugin_data_pb2
from tensorboard_plugin_paramviz.format.layout import layout_to_proto
from tensorboard_plugin_paramviz.format.metadata import SegmentHeader, header_to_bytes, summary_metadata
from tensorboard_plugin_paramviz.format.records import frame_record
from tensorboard_plugin_paramviz.format.snapshot import array_to_proto, snapshot_to_summary
from tensorboard_plugin_paramviz.format.tags import Segment, Tag
from tensorboard_plugin_paramviz.serving.answers.runs import RunDescriptions
from tensorboard_plugin_paramviz.serving.reading.history import snapshots
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot
    from tensorboard_plugin_paramviz.serving.reading.reader import RunState
    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tensorboard_plugin_paramviz.serving.sources.source import Source
    from tests.serving.conftest import OpenRunWriter, RunWriter

    OpenRun = Callable[[Path], Source]

SEGMENT = Segment(1, 0)
FARTHEST_STEP = 2**63 - 1


@pytest.fixture(params=["loader", "path"])
def open_run(
    request: pytest.FixtureRequest, open_source: Callable[[Path], ProviderSource], monkeypatch: pytest.MonkeyPatch
) -> OpenRun:
    """Opens the directory of one run, with TensorBoard's loader and without."""
    monkeypatch.setattr(pywrap_tensorflow, "crc32c", google_crc32c.value)  # as the plugin does, so that no test is slow
    return open_source if request.param == "loader" else EventFileSource


def log_statistics(
    writer: RunWriter, content: bytes, array: npt.NDArray[Any], segment: Segment = SEGMENT, step: int = 0
) -> None:
    value = summary_pb2.Summary.Value(
        tag=str(Tag("statistics", segment)), metadata=summary_metadata(content), tensor=array_to_proto(array)
    )
    writer.add(step, summary_pb2.Summary(value=[value]))


def described(source: Source) -> tuple[RunState, list[str], str]:
    """The only run: its state, its problems with every series read, and what `runs` says."""
    reader = Reader()
    (state,) = reader.runs(source)
    (run,) = reader.open(source, [state.name])
    problems = reader.check(run)
    return state, problems, RunDescriptions().describe([state], [problems], is_disk_full=False)


def test_layouts_of_a_million_parameters_are_refused_before_they_are_built(
    tmp_path: Path, write_run: OpenRunWriter, open_run: OpenRun
) -> None:
    message = plugin_data_pb2.PluginData(format_version=1, session="1", segment=0)
    for _ in range(10**6):
        message.layout.parameters.add()
    log_statistics(write_run(tmp_path), message.SerializeToString(), np.zeros((0, 26), np.float32))
    state, problems, _ = described(open_run(tmp_path))
    assert state.layout is None
    assert problems == [f"segment {SEGMENT} is left out: found 1000000 parameters, a layout has 131072 at most"]


def test_a_layout_of_100_megabytes_is_refused(tmp_path: Path, open_run: OpenRun) -> None:
    message = plugin_data_pb2.PluginData(format_version=1, session="1", segment=0)
    message.layout.model_class = "x" * 10**8
    value = summary_pb2.Summary.Value(
        tag=str(Tag("statistics", SEGMENT)),
        metadata=summary_metadata(message.SerializeToString()),
        tensor=array_to_proto(np.zeros((0, 26), np.float32)),
    )
    event = event_pb2.Event(summary=summary_pb2.Summary(value=[value]))
    fast = frame_record(event.SerializeToString(), google_crc32c.value)  # TensorBoard's own writer would take a minute
    (tmp_path / "events.out.tfevents.1").write_bytes(fast)
    _, (problem,), text = described(open_run(tmp_path))
    assert "bytes of plugin data, expected 16777216 at most" in problem
    assert len(text) < 10_000


def test_row_numbers_that_no_int64_holds_are_refused(
    tmp_path: Path, write_run: OpenRunWriter, open_run: OpenRun, layout: Layout
) -> None:
    message = plugin_data_pb2.PluginData(format_version=1, session="1", segment=0, layout=layout_to_proto(layout))
    message.layout.parameters[0].shape[:] = [2**64 - 1, 5]
    message.layout.clouds[0].row_ids[0] = 2**64 - 2
    log_statistics(write_run(tmp_path), message.SerializeToString(), np.zeros((2, 26), np.float32))
    _, (problem,), _ = described(open_run(tmp_path))
    assert "names row 18446744073709551614" in problem


def test_two_parameters_of_one_name_are_refused(
    tmp_path: Path, write_run: OpenRunWriter, open_run: OpenRun, layout: Layout
) -> None:
    message = plugin_data_pb2.PluginData(format_version=1, session="1", segment=0, layout=layout_to_proto(layout))
    message.layout.parameters[1].name = message.layout.parameters[0].name
    log_statistics(write_run(tmp_path), message.SerializeToString(), np.zeros((2, 26), np.float32))
    _, (problem,), _ = described(open_run(tmp_path))
    assert "two of the parameters have the name 'transformer.wte.weight'" in problem


@pytest.fixture
def one_snapshot(layout: Layout, make_snapshot: Callable[..., Snapshot]) -> Snapshot:
    """What is logged at each step where it does not matter."""
    return make_snapshot(layout, 0)


@pytest.mark.parametrize("steps", [[-5, 0, 5], [-(2**63), -1], [0, FARTHEST_STEP - 1, FARTHEST_STEP], [FARTHEST_STEP]])
def test_any_step_of_64_bits_is_a_step(
    tmp_path: Path, write_run: OpenRunWriter, open_run: OpenRun, one_snapshot: Snapshot, steps: list[int]
) -> None:
    writer = write_run(tmp_path)
    for number, step in enumerate(steps):
        header = writer.header() if number == 0 else None
        writer.add(step, snapshot_to_summary(one_snapshot, writer.segment, header))
    source = open_run(tmp_path)
    state, problems, _ = described(source)
    assert (state.steps.tolist(), problems) == (steps, [])
    (run,) = Reader().open(source, [state.name])
    assert snapshots(run, "weights", after=steps[0])[0].tolist() == steps[1:]


def test_segments_of_any_number_and_any_order(
    tmp_path: Path, write_run: OpenRunWriter, open_run: OpenRun, layout: Layout
) -> None:
    writer = write_run(tmp_path)
    statistics = np.zeros((2, 26), np.float32)
    numbers = [999_999_999, 10_000, 9_999, 0]
    for number in numbers:
        segment = Segment(1, number)
        log_statistics(writer, header_to_bytes(SegmentHeader(segment, layout)), statistics, segment, step=number)
    state, _, _ = described(open_run(tmp_path))
    assert state.steps.tolist() == sorted(numbers)
    assert [segment.index.segment.number for segment in state.segments] == sorted(numbers)


def test_thousands_of_segments(tmp_path: Path, write_run: OpenRunWriter, open_run: OpenRun, layout: Layout) -> None:
    writer = write_run(tmp_path)
    for number in range(3000):
        segment = Segment(1, number)
        header = SegmentHeader(segment, layout) if number == 0 else SegmentHeader(segment, None, 0)
        log_statistics(writer, header_to_bytes(header), np.zeros((2, 26), np.float32), segment, step=number)
    state, problems, _ = described(open_run(tmp_path))
    assert len(state.steps) == 3000
    assert problems == [
        "weights: 2999 of 3000 steps are missing: 0, 1, 2, …",
        "rows of transformer.wte.weight: 2999 of 3000 steps are missing: 0, 1, 2, …",
        "row statistics of transformer.wte.weight: 2999 of 3000 steps are missing: 0, 1, 2, …",
    ]


def test_thousands_of_tags_that_are_none_of_the_format_s(
    tmp_path: Path, write_run: OpenRunWriter, open_run: OpenRun
) -> None:
    writer = write_run(tmp_path).log(0, 10)
    tensor = array_to_proto(np.zeros(1, np.int8))
    tags = [f"paramviz/weights/{number:x}-1" for number in range(10_000)]
    values = [summary_pb2.Summary.Value(tag=tag, metadata=summary_metadata(), tensor=tensor) for tag in tags]
    writer.add(10, summary_pb2.Summary(value=values))
    state, problems, _ = described(open_run(tmp_path))
    assert (state.steps.tolist(), problems) == ([0, 10], [])


@pytest.mark.parametrize("array", [np.zeros(0, np.int16), np.zeros((1, 0), np.float32), np.zeros((3, 3, 3), np.int8)])
def test_arrays_without_cells_or_of_other_axes(
    tmp_path: Path, write_run: OpenRunWriter, open_run: OpenRun, array: npt.NDArray[Any]
) -> None:
    writer = write_run(tmp_path).log(0)
    tags = [Tag("weights", writer.segment), Tag("rows", writer.segment, "transformer.wte.weight")]
    values = [summary_pb2.Summary.Value(tag=str(tag), tensor=array_to_proto(array)) for tag in tags]
    writer.add(10, summary_pb2.Summary(value=values))
    state, problems, _ = described(open_run(tmp_path))
    assert state.steps.tolist() == [0]
    assert len(problems) == 2
    assert all("step 10 is left out: found " in problem for problem in problems)
