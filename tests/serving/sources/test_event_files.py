"""Runs read from a path, whole or damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import google_crc32c
import numpy as np
import pytest
from tensorboard.compat.proto import summary_pb2, tensor_pb2, types_pb2

from tensorboard_plugin_paramviz.format.metadata import summary_metadata
from tensorboard_plugin_paramviz.format.records import frame_record
from tensorboard_plugin_paramviz.format.snapshot import array_to_proto
from tensorboard_plugin_paramviz.format.tags import Segment, Tag
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError, EmptyRunError, RunPathError
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serving.conftest import OpenRunWriter

SESSION_START_MS = 0x19ABCDEF012
WEIGHTS = str(Tag("weights", Segment(SESSION_START_MS, 0)))


def steps(source: EventFileSource, tag: str = WEIGHTS) -> list[int]:
    return [point.step for point in source.read_series({source.run: [tag]})[source.run][tag].points]


def event_file(directory: Path) -> Path:
    (path,) = directory.glob("*tfevents*")
    return path


def test_a_run_has_its_tags_with_what_can_be_known_about_them(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10, 30)
    source = EventFileSource(tmp_path)
    listing = source.list_series()[str(tmp_path)]
    assert sorted(tag.split("/")[1] for tag in listing) == [
        "gradients",
        "row_statistics",
        "rows",
        "statistics",
        "weights",
    ]
    assert listing[WEIGHTS].max_step == 30
    assert listing[WEIGHTS].content == b""
    assert listing[WEIGHTS.replace("weights", "statistics")].content.startswith(b"\x08\x01")
    assert steps(source) == [0, 10, 30]


def test_there_is_no_other_run_and_no_other_tag(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0)
    source = EventFileSource(tmp_path)
    assert source.list_series(["other"]) == {}
    assert source.read_series({"other": [WEIGHTS]}) == {source.run: {}}
    assert source.read_series({source.run: ["paramviz/other"]}) == {source.run: {}}


def test_several_files_are_read_in_order_of_name(tmp_path: Path, write_run: OpenRunWriter) -> None:
    run = tmp_path / "run"
    run.mkdir()
    for name, logged in (("2", (0, 10)), ("1", (5,))):
        write_run(tmp_path / name).log(*logged)
        event_file(tmp_path / name).rename(run / f"events.out.tfevents.{name}")
    assert steps(EventFileSource(run)) == [5, 0, 10]


def test_one_file_is_a_run_too(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10)
    assert steps(EventFileSource(event_file(tmp_path))) == [0, 10]


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(RunPathError, match="absent does not exist; expected the directory of a run"):
        EventFileSource(tmp_path / "absent")


def test_a_directory_of_runs_names_them(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path / "one").log(0)
    with pytest.raises(EmptyRunError, match=r"holds no event file .*; there are runs in .*/one$"):
        EventFileSource(tmp_path)


def test_an_empty_directory(tmp_path: Path) -> None:
    with pytest.raises(EmptyRunError, match="holds no event file"):
        EventFileSource(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not an event file at all", bytes(1000)])
def test_a_file_that_is_none_of_tensorboards(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "events.out.tfevents.1").write_bytes(content)
    with pytest.raises(EmptyRunError, match="has no ParamViz data; log some with"):
        EventFileSource(tmp_path)


def test_a_run_without_paramviz_data(tmp_path: Path, write_run: OpenRunWriter) -> None:
    writer = write_run(tmp_path)
    writer.add(0, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="loss", simple_value=1.0)]))
    with pytest.raises(EmptyRunError, match="has no ParamViz data"):
        EventFileSource(tmp_path)


def test_a_file_that_is_cut_gives_what_is_whole_and_says_so(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10, 20)
    path = event_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-5])
    source = EventFileSource(tmp_path)
    assert steps(source) == [0, 10]
    assert len(source.problems) == 1
    assert source.problems[0].startswith(f"{path.name}: the record at byte ")
    assert "is not complete; the last" in source.problems[0]


def test_a_flipped_bit_ends_the_file_there(tmp_path: Path, write_run: OpenRunWriter) -> None:
    writer = write_run(tmp_path).log(0)
    size = event_file(tmp_path).stat().st_size
    writer.log(10, 20)
    path = event_file(tmp_path)
    content = bytearray(path.read_bytes())
    content[size + 40] ^= 1
    path.write_bytes(content)
    source = EventFileSource(tmp_path)
    assert steps(source) == [0]
    assert f"the record at byte {size} is damaged: its data do not have the checksum" in source.problems[0]
    assert f"the last {len(content) - size} bytes of the file are left out" in source.problems[0]


def test_a_whole_file_has_no_problems(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0)
    assert EventFileSource(tmp_path).problems == []


def test_a_tensor_that_lies_is_left_out_alone(tmp_path: Path, write_run: OpenRunWriter) -> None:
    writer = write_run(tmp_path).log(0)
    lying = tensor_pb2.TensorProto(dtype=types_pb2.DT_INT16, tensor_content=b"abc")
    lying.tensor_shape.dim.add(size=2**40)
    writer.add(10, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=WEIGHTS, tensor=lying)]))
    writer.log(20)
    source = EventFileSource(tmp_path)
    series = source.read_series({source.run: [WEIGHTS]})[source.run][WEIGHTS]
    assert [point.step for point in series.points] == [0, 20]
    (problem,) = series.problems
    assert "at step 10 is left out: found 3 bytes" in problem


def test_the_first_value_of_a_tag_says_what_it_is(tmp_path: Path, write_run: OpenRunWriter) -> None:
    writer = write_run(tmp_path).log(0)
    tensor = tensor_pb2.TensorProto(dtype=types_pb2.DT_INT8, tensor_content=b"a")
    later = summary_pb2.Summary.Value(tag=WEIGHTS, tensor=tensor, metadata=summary_metadata(b"other"))
    writer.add(10, summary_pb2.Summary(value=[later]))
    source = EventFileSource(tmp_path)
    assert source.list_series()[source.run][WEIGHTS].content == b""


def test_arrays_share_the_bytes_that_were_read(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0)
    source = EventFileSource(tmp_path)
    (point,) = source.read_series({source.run: [WEIGHTS]})[source.run][WEIGHTS].points
    assert point.array.dtype == np.int16
    assert not point.array.flags.owndata


def test_nothing_is_read_before_it_is_wanted(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10)
    source = EventFileSource(tmp_path)
    path = event_file(tmp_path)
    content = path.read_bytes()
    path.write_bytes(bytes(len(content)))
    (first, _) = source.read_series({source.run: [WEIGHTS]})[source.run][WEIGHTS].points
    assert not first.array.any()
    path.write_bytes(content)
    (first, _) = source.read_series({source.run: [WEIGHTS]})[source.run][WEIGHTS].points
    assert first.array.any()


def test_equal_arrays_of_one_event_are_each_their_own(tmp_path: Path, write_run: OpenRunWriter) -> None:
    writer = write_run(tmp_path)
    array = np.arange(4, dtype=np.int16)
    tags = [str(Tag(series, writer.segment)) for series in ("weights", "gradients")]
    arrays = zip(
        [*tags, "paramviz/weights/1-0001", "paramviz/weights/1-0002"], [array, array, array[:0], array[1:]], strict=True
    )
    values = [
        summary_pb2.Summary.Value(tag=tag, metadata=summary_metadata(), tensor=array_to_proto(its))
        for tag, its in arrays
    ]
    writer.add(0, summary_pb2.Summary(value=values))
    source = EventFileSource(tmp_path)
    read = source.read_series({source.run: [value.tag for value in values]})[source.run]
    assert [read[value.tag].points[0].array.tolist() for value in values] == [[0, 1, 2, 3], [0, 1, 2, 3], [], [1, 2, 3]]


@pytest.mark.parametrize("is_removed", [True, False])
def test_a_file_that_is_gone_or_shorter_by_now(tmp_path: Path, write_run: OpenRunWriter, *, is_removed: bool) -> None:
    write_run(tmp_path).log(0)
    source = EventFileSource(tmp_path)
    path = event_file(tmp_path)
    if is_removed:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(DataUnavailableError, match=r"cannot be read any more|has become shorter since it was opened"):
        source.read_series({source.run: [WEIGHTS]})


def test_a_record_that_is_no_event_costs_itself_alone(tmp_path: Path, write_run: OpenRunWriter) -> None:
    writer = write_run(tmp_path).log(0)
    path = event_file(tmp_path)
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(frame_record(b"\xff\xff no event", google_crc32c.value))
    writer.log(10)
    source = EventFileSource(tmp_path)
    assert steps(source) == [0, 10]
    (problem,) = source.problems
    assert problem.startswith(f"{path.name}: the record at byte {size} is no event: ")


def test_a_tensor_of_more_axes_than_an_array_can_have(tmp_path: Path, write_run: OpenRunWriter) -> None:
    writer = write_run(tmp_path).log(0)
    lying = tensor_pb2.TensorProto(dtype=types_pb2.DT_INT16, tensor_content=b"ab")
    for _ in range(100):
        lying.tensor_shape.dim.add(size=1)
    writer.add(10, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=WEIGHTS, tensor=lying)]))
    source = EventFileSource(tmp_path)
    assert steps(source) == [0]
    (problem,) = source.read_series({source.run: [WEIGHTS]})[source.run][WEIGHTS].problems
    assert "found a tensor of 100 axes" in problem


def test_a_run_may_have_a_name_and_has_a_size(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0)
    source = EventFileSource(tmp_path, run="baby-gpt")
    assert list(source.list_series()) == ["baby-gpt"]
    assert steps(source) == [0]
    assert source.size_bytes == event_file(tmp_path).stat().st_size
