"""TensorBoard's own loader as a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tensorboard.compat.proto import summary_pb2, tensor_pb2, types_pb2
from tensorboard.context import RequestContext

from tensorboard_plugin_paramviz.format.metadata import summary_metadata
from tensorboard_plugin_paramviz.format.tags import Segment, Tag
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource
from tensorboard_plugin_paramviz.serving.sources.prefetched import PrefetchedSource
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
from tensorboard_plugin_paramviz.serving.sources.source import RawSeries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.serving.conftest import OpenRunWriter, RunWriter

SEGMENT = Segment(0x19ABCDEF012, 0)
WEIGHTS = str(Tag("weights", SEGMENT))
STATISTICS = str(Tag("statistics", SEGMENT))


def test_both_sources_say_the_same(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    write_run(tmp_path / "a").log(0, 10).cut().log(20)
    provider, path = open_source(tmp_path), EventFileSource(tmp_path / "a")
    listed, expected = provider.list_series()["a"], path.list_series()[path.run]
    assert listed == expected
    series = provider.read_series({"a": list(listed)})["a"]
    expected_series = path.read_series({path.run: list(listed)})[path.run]
    for tag, raw in expected_series.items():
        assert [point.step for point in series[tag].points] == [point.step for point in raw.points]
        assert all(
            (found.array == point.array).all() and found.array.dtype == point.array.dtype
            for found, point in zip(series[tag].points, raw.points, strict=True)
        )


def test_runs_can_be_chosen(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    for name in "ab":
        write_run(tmp_path / name).log(0)
    source = open_source(tmp_path)
    assert sorted(source.list_series()) == ["a", "b"]
    assert sorted(source.list_series(["b", "absent"])) == ["b"]
    assert source.read_series({"absent": [WEIGHTS]}) == {"absent": {}}
    both = source.read_series({"a": [WEIGHTS], "b": [STATISTICS]})
    assert {run: list(tags) for run, tags in both.items()} == {"a": [WEIGHTS], "b": [STATISTICS]}


def test_an_empty_directory_has_no_runs(tmp_path: Path, open_source: Callable[[Path], ProviderSource]) -> None:
    assert open_source(tmp_path).list_series() == {}


def write_lying_value(writer: RunWriter, step: int, tag: str = WEIGHTS) -> None:
    """Weights that claim 2⁴⁰ cells and have three bytes."""
    lying = tensor_pb2.TensorProto(dtype=types_pb2.DT_INT16, tensor_content=b"abc")
    lying.tensor_shape.dim.add(size=2**40)
    writer.add(step, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, tensor=lying)]))


def test_one_damaged_value_is_lost_alone(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    writer = write_run(tmp_path / "a").log(0)
    write_lying_value(writer, 10)
    writer.log(20)
    series = open_source(tmp_path).read_series({"a": [WEIGHTS, STATISTICS]})["a"]
    assert [point.step for point in series[WEIGHTS].points] == [0, 20]
    (problem,) = series[WEIGHTS].problems
    assert problem.startswith(f"{WEIGHTS} at step 10 is left out: found 3 bytes")
    assert [point.step for point in series[STATISTICS].points] == [0, 20]


def test_a_provider_of_an_unknown_kind_loses_the_damaged_series_alone(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    write_lying_value(write_run(tmp_path / "a").log(0), 10)

    class Unknown:
        def __init__(self, provider: Any) -> None:  # noqa: ANN401  # tensorboard is untyped
            self.read_tensors = provider.read_tensors

    unknown = ProviderSource(Unknown(open_source(tmp_path)._provider), RequestContext(), "")
    series = unknown.read_series({"a": [WEIGHTS, STATISTICS]})["a"]
    assert series[WEIGHTS].points == ()
    assert series[WEIGHTS].problems[0].startswith(f"{WEIGHTS} cannot be read: ")
    assert [point.step for point in series[STATISTICS].points] == [0]


def test_a_run_that_cannot_be_listed_takes_no_other_along(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    hollow = summary_pb2.Summary.Value(tag="paramviz/weights/1-0000", metadata=summary_metadata())
    write_run(tmp_path / "hollow").log(0)
    write_run(tmp_path / "hollow", session=1).add(10, summary_pb2.Summary(value=[hollow]))
    write_run(tmp_path / "sound").log(0)
    source = open_source(tmp_path)
    listed = source.list_series()
    assert listed["hollow"] == {}
    assert WEIGHTS in listed["sound"]
    assert source.list_series(["sound"]) == {"sound": listed["sound"]}


class _Broken:
    """A provider whose data server is gone."""

    def list_tensors(self, *_: object, **__: object) -> None:
        raise ConnectionError("gone")

    read_tensors = list_tensors


_BROKEN = ProviderSource(_Broken(), RequestContext(), "")


def test_a_data_server_that_is_gone_is_no_damaged_run() -> None:
    with pytest.raises(DataUnavailableError, match=r"cannot be read just now \(ConnectionError: gone\)"):
        _BROKEN.list_series()
    with pytest.raises(DataUnavailableError, match="gone"):
        _BROKEN.read_series({"a": [WEIGHTS]})


def test_what_was_read_before_is_not_read_again(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    write_run(tmp_path / "a").log(0)
    source = open_source(tmp_path)
    kept = RawSeries((), ("kept",))
    prefetched = PrefetchedSource(source, {"a": {WEIGHTS: kept}})
    assert prefetched.list_series() == source.list_series()
    series = prefetched.read_series({"a": [WEIGHTS, STATISTICS], "b": [WEIGHTS]})
    assert series["a"][WEIGHTS] is kept
    assert [point.step for point in series["a"][STATISTICS].points] == [0]
    assert series["b"] == {}
    assert PrefetchedSource(_BROKEN, {"a": {WEIGHTS: kept}}).read_series({"a": [WEIGHTS]}) == {"a": {WEIGHTS: kept}}
