"""What is read, what is read again, and what of a run counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tensorboard.compat.proto import summary_pb2

from tensorboard_plugin_paramviz.format.metadata import SegmentHeader, header_to_bytes, summary_metadata
from tensorboard_plugin_paramviz.format.snapshot import array_to_proto
from tensorboard_plugin_paramviz.format.tags import Segment, Tag
from tensorboard_plugin_paramviz.serving.answers.cloud import CloudRequest, Clouds
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError, UnknownRunError
from tensorboard_plugin_paramviz.serving.reading.history import snapshots
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tests.serving.counting_source import CountingSource

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.reading.reader import RunState
    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tensorboard_plugin_paramviz.serving.sources.source import RawSeries, SeriesListing, Source
    from tests.serving.conftest import OpenRunWriter

    OpenSource = Callable[[Path], ProviderSource]

WTE = "transformer.wte.weight"


def only(states: list[RunState]) -> RunState:
    (state,) = states
    return state


def test_runs_are_in_order_of_name_with_all_their_steps(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "b").log(0)
    write_run(tmp_path / "a").log(0, 10).cut().log(20)
    states = Reader().runs(open_source(tmp_path))
    assert [(state.name, state.steps.tolist()) for state in states] == [("a", [0, 10, 20]), ("b", [0])]
    assert states[0].steps.dtype == np.int64
    assert [state.problems for state in states] == [(), ()]


@pytest.mark.parametrize(
    ("sessions", "steps"),
    [
        ([[0, 10, 20, 30], [15, 25]], [0, 10, 15, 25]),
        ([[0, 10, 20], [20, 30]], [0, 10, 20, 30]),
        ([[0, 10], [20]], [0, 10, 20]),
        ([[0, 10, 20], [0]], [0]),
        ([[0, 10, 20], [15, 25], [12]], [0, 10, 12]),
        ([[0, 10], [100, 110], [5]], [0, 5]),
        ([[10, 20], [30], [15, 40], [35]], [10, 15, 35]),
    ],
)
def test_a_later_session_removes_what_it_repeats(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, sessions: list[list[int]], steps: list[int]
) -> None:
    for number, session in enumerate(sessions):
        write_run(tmp_path / "a", session=number).log(*session)
    assert only(Reader().runs(open_source(tmp_path))).steps.tolist() == steps


def test_steps_that_go_back_within_a_segment(tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource) -> None:
    write_run(tmp_path / "a").log(0, 10, 20, 30, 15, 25)
    assert only(Reader().runs(open_source(tmp_path))).steps.tolist() == [0, 10, 15, 25]


def test_nothing_is_read_again_while_nothing_changes(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "a").log(0, 10)
    reader, source = Reader(), CountingSource(open_source(tmp_path))
    first = only(reader.runs(source))
    source.read.clear()
    assert only(reader.runs(source)) is first
    assert source.read == []


def test_a_poll_reads_the_newest_segment_alone(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    writer = write_run(tmp_path / "a").log(0).cut().log(10)
    reader = Reader()
    reader.runs(open_source(tmp_path))
    writer.log(20)
    source = CountingSource(open_source(tmp_path))
    assert only(reader.runs(source)).steps.tolist() == [0, 10, 20]
    assert source.read == [f"a {Tag('statistics', writer.segment)}"]


def test_a_poll_for_values_reads_the_newest_segment_alone(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    writer = write_run(tmp_path / "a").log(0).cut().log(10)
    reader = Reader()
    clouds = Clouds(reader)
    before = clouds.cloud(open_source(tmp_path), CloudRequest(["a"], WTE))
    (run,) = reader.open(open_source(tmp_path), ["a"])
    snapshots(run, "weights")
    writer.log(20)
    source = CountingSource(open_source(tmp_path))
    (run,) = reader.open(source, ["a"])
    assert snapshots(run, "weights", after=10)[0].tolist() == [20]
    after = clouds.cloud(source, CloudRequest(["a"], WTE, after=10, basis=before.basis))
    assert [its.points.steps.tolist() for its in after.runs] == [[20]]
    assert sorted(source.read) == [
        f"a {tag}"
        for tag in (
            Tag("row_statistics", writer.segment, WTE),
            Tag("rows", writer.segment, WTE),
            Tag("statistics", writer.segment),
            Tag("weights", writer.segment),
        )
    ]


def test_many_runs_are_read_with_one_call(tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource) -> None:
    writers = [write_run(tmp_path / name).log(0) for name in "abcdef"]
    reader, source = Reader(), CountingSource(open_source(tmp_path))
    assert [state.steps.tolist() for state in reader.runs(source)] == [[0]] * 6
    assert source.calls == 1
    for writer in writers[:3]:
        writer.log(10)
    source = CountingSource(open_source(tmp_path))
    assert [len(state.steps) for state in reader.runs(source)] == [2, 2, 2, 1, 1, 1]
    assert (source.calls, len(source.read)) == (1, 3)


def test_runs_that_cannot_be_read_together_are_read_apart(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    for name in "ab":
        write_run(tmp_path / name).log(0)
    states = Reader().runs(Gone(open_source(tmp_path)))
    assert [state.problems for state in states] == [("gone: a",), ("gone: b",)]


def test_steps_stay_known_when_their_arrays_are_forgotten(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    writer = write_run(tmp_path / "a").log(0).cut().log(10)
    reader = Reader(cache_bytes=0)
    reader.runs(open_source(tmp_path))
    writer.cut().log(20)
    source = CountingSource(open_source(tmp_path))
    assert only(reader.runs(source)).steps.tolist() == [0, 10, 20]
    assert source.read == [f"a {Tag('statistics', writer.segment)}"]


def test_a_run_that_is_written_anew_is_read_anew(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "a").log(0, 10)
    reader = Reader()
    reader.runs(open_source(tmp_path))
    for path in (tmp_path / "a").iterdir():
        path.unlink()
    write_run(tmp_path / "a", session=1).log(0, 5)
    assert only(reader.runs(open_source(tmp_path))).steps.tolist() == [0, 5]


def test_a_run_that_is_gone_is_forgotten(tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource) -> None:
    write_run(tmp_path / "a").log(0)
    reader = Reader()
    reader.runs(open_source(tmp_path))
    assert reader.runs(open_source(tmp_path / "empty")) == []
    assert (reader._states, reader._headers, reader._problems._outcomes) == ({}, {}, {})


def test_an_unknown_run_is_named_with_those_there_are(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "gpt-1").log(0)
    with pytest.raises(UnknownRunError, match="no run 'gpt-2' has ParamViz data; did you mean 'gpt-1'"):
        Reader().open(open_source(tmp_path), ["gpt-1", "gpt-2"])


def test_the_layout_is_that_of_the_newest_segment(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, make_layout: Callable[..., Layout]
) -> None:
    old, new = make_layout(), make_layout(names=("transformer.wte.weight", "late.weight"))
    write_run(tmp_path / "a", old).log(0).cut(new).log(10).cut().log(20)
    state = only(Reader().runs(open_source(tmp_path)))
    assert state.layout == new
    assert [segment.index.layout == new for segment in state.segments] == [False, True, True]


def test_a_damaged_run_takes_no_other_along(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout
) -> None:
    segment = Segment(1, 0)
    content = header_to_bytes(SegmentHeader(segment, layout))
    damaged: dict[str, tuple[npt.NDArray[Any], bytes]] = {
        "another shape": (np.zeros((3, 3), np.float32), content),
        "another type": (np.zeros((2, 26), np.int16), content),
        "no header": (np.zeros((2, 26), np.float32), b""),
        "a later version": (np.zeros((2, 26), np.float32), b"\x08\x02" + content[2:]),
        "nonsense": (np.zeros((2, 26), np.float32), b"\xff"),
    }
    for name, (array, header) in damaged.items():
        value = summary_pb2.Summary.Value(
            tag=str(Tag("statistics", segment)), metadata=summary_metadata(header), tensor=array_to_proto(array)
        )
        write_run(tmp_path / name).add(0, summary_pb2.Summary(value=[value]))
    write_run(tmp_path / "sound").log(0, 10)
    states = {state.name: state for state in Reader().runs(open_source(tmp_path))}
    assert states["sound"].steps.tolist() == [0, 10]
    assert states["sound"].problems == ()
    for name in damaged:
        assert states[name].steps.size == 0
        assert len(states[name].problems) == 1, name
    assert "found format version 2" in states["a later version"].problems[0]


def test_an_older_part_of_a_run_survives_a_later_format(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource, layout: Layout
) -> None:
    writer = write_run(tmp_path / "a").log(0, 10)
    content = header_to_bytes(SegmentHeader(writer.cut().segment, layout)) + b"\x08\x02"
    value = summary_pb2.Summary.Value(
        tag=str(Tag("statistics", writer.segment)),
        metadata=summary_metadata(content),
        tensor=array_to_proto(np.zeros((2, 26), np.float32)),
    )
    writer.add(20, summary_pb2.Summary(value=[value]))
    state = only(Reader().runs(open_source(tmp_path)))
    assert state.steps.tolist() == [0, 10]
    assert "found format version 2" in state.problems[0]


def test_problems_of_series_read_later_are_remembered(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    writer = write_run(tmp_path / "a").log(0)
    tag = Tag("weights", writer.segment)
    bad = summary_pb2.Summary.Value(tag=str(tag), tensor=array_to_proto(np.zeros(3, np.int16)))
    writer.add(10, summary_pb2.Summary(value=[bad]))
    reader, source = Reader(), open_source(tmp_path)
    assert reader.problems(only(reader.runs(source))) == []
    (run,) = reader.open(source, ["a"])
    (series,) = run.read(run.state.tags("weights"))
    assert series.steps.tolist() == [0]
    (problem,) = reader.problems(only(reader.runs(source)))
    assert problem.startswith("step 10 is left out: found int16[3]")


class Gone:
    """A data server that lists and then goes away."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def list_series(self, runs: Collection[str] | None = None) -> Mapping[str, Mapping[str, SeriesListing]]:
        return self.source.list_series(runs)

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        raise DataUnavailableError(f"gone: {', '.join(tags)}")


def test_a_failure_of_the_moment_is_not_kept(tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource) -> None:
    write_run(tmp_path / "a").log(0)
    reader, source = Reader(), open_source(tmp_path)
    assert only(reader.runs(Gone(source))).problems == ("gone: a",)
    with pytest.raises(DataUnavailableError):
        reader.open(Gone(source), ["a"])
    state = only(reader.runs(source))
    assert (state.steps.tolist(), state.problems) == ([0], ())
