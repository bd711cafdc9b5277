"""Event files of which only an index is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tensorboard.compat.proto import summary_pb2, tensor_pb2, types_pb2

from tensorboard_plugin_paramviz.format.tags import Tag
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError, EmptyRunError, RunPathError
from tensorboard_plugin_paramviz.serving.sources.event_file_index import EventFileIndex
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tensorboard_plugin_paramviz.serving.sources.source import RawSeries, Source
    from tests.serving.conftest import OpenRunWriter


def series_of(source: Source, run: str) -> Mapping[str, RawSeries]:
    return source.read_series({run: list(source.list_series()[run])})[run]


def damage(directory: Path, write_run: OpenRunWriter) -> None:
    """A run of two sessions, one of which has a value without its bytes and one of a type that the format lacks."""
    writer = write_run(directory).log(0, 10).cut()
    tag = str(Tag("weights", writer.segment))
    tensor = tensor_pb2.TensorProto(dtype=types_pb2.DT_INT16, tensor_content=b"abc")
    tensor.tensor_shape.dim.add(size=2**40)
    writer.log(20)
    writer.add(30, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, tensor=tensor)]))
    text = tensor_pb2.TensorProto(dtype=types_pb2.DT_STRING, string_val=[b"x"])
    writer.add(40, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, tensor=text)]))
    writer.add(50, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="loss", simple_value=1.0)]))
    write_run(directory, session=1).log(25)


def test_it_gives_what_the_files_read_whole_give(tmp_path: Path, write_run: OpenRunWriter) -> None:
    damage(tmp_path, write_run)
    whole, index = EventFileSource(tmp_path), EventFileIndex("a", tmp_path)
    expected = whole.list_series()[str(tmp_path)]
    found = index.list_series()["a"]
    assert {tag: listing.content for tag, listing in found.items()} == {t: e.content for t, e in expected.items()}
    assert {tag: s.max_wall_time for tag, s in found.items()} == {tag: s.max_wall_time for tag, s in expected.items()}
    kept, read = series_of(whole, str(tmp_path)), series_of(index, "a")
    assert list(read) == list(kept)
    for tag, series in kept.items():
        assert read[tag].problems == series.problems
        assert [point.step for point in read[tag].points] == [point.step for point in series.points]
        for point, same in zip(read[tag].points, series.points, strict=True):
            np.testing.assert_array_equal(point.array, same.array)
            assert point.array.dtype == same.array.dtype


def test_it_lists_its_run_only(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0)
    index = EventFileIndex("a", tmp_path)
    assert list(index.list_series(["a", "b"])) == ["a"]
    assert index.list_series(["b"]) == {}
    assert index.read_series({"a": ["paramviz/nothing"]}) == {"a": {}}
    assert index.size_bytes == sum(file.stat().st_size for file in tmp_path.iterdir())


def test_a_file_with_a_damaged_end_is_read_as_far_as_it_goes(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    index = EventFileIndex("a", tmp_path)
    assert "damaged or not written completely" in index.problems[0]
    assert all([point.step for point in series.points] == [0] for series in series_of(index, "a").values())


def test_a_run_without_data_of_the_plugin(tmp_path: Path, write_run: OpenRunWriter) -> None:
    loss = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="loss", simple_value=1.0)])
    write_run(tmp_path / "a").add(0, loss)
    assert EventFileIndex("a", tmp_path / "a").list_series() == {}
    with pytest.raises(EmptyRunError):
        EventFileIndex(".", tmp_path)
    with pytest.raises(RunPathError):
        EventFileIndex("b", tmp_path / "b")


@pytest.mark.parametrize("fate", ["gone", "shorter"])
def test_a_file_that_goes_away_is_noticed(tmp_path: Path, write_run: OpenRunWriter, fate: str) -> None:
    write_run(tmp_path).log(0, 10)
    index = EventFileIndex("a", tmp_path)
    (path,) = tmp_path.iterdir()
    if fate == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(DataUnavailableError, match=r"cannot be read any more|has become shorter"):
        series_of(index, "a")
