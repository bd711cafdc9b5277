"""Scalars from TensorBoard's loader."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.context import RequestContext
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto

from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError
from tensorboard_plugin_paramviz.serving.sources.scalars import (
    ProviderScalars,
    ScalarPoint,
    ScalarSource,
    in_order,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serving.conftest import OpenRunWriter

LOSSES = ((0, 3.5), (10, 2.5), (20, math.nan), (10, 2.25), (30, 1.5))  # resumed at step 10


def simple(tag: str, value: float) -> summary_pb2.Summary.Value:
    """A scalar as `SummaryWriter.add_scalar` writes it."""
    return summary_pb2.Summary.Value(tag=tag, simple_value=value)


def tensor(tag: str, value: float, plugin: str = "scalars") -> summary_pb2.Summary.Value:
    """A scalar as TensorFlow writes it, and `add_scalar(new_style=True)`."""
    metadata = summary_pb2.SummaryMetadata(
        plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name=plugin),
        data_class=summary_pb2.DATA_CLASS_SCALAR,
    )
    return summary_pb2.Summary.Value(tag=tag, tensor=make_tensor_proto(np.float32(value)), metadata=metadata)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter) -> Path:
    """A run with a loss in each of the two ways to write one, and data of other plugins beside."""
    directory = tmp_path_factory.mktemp("runs") / "a"
    writer = EventFileWriter(str(directory))
    for index, (step, value) in enumerate(LOSSES):
        values = [simple("loss/train", value), tensor("loss/new_style", value), tensor("foreign", 1, "others")]
        writer.add_event(event_pb2.Event(step=step, wall_time=100.0 + index, summary=summary_pb2.Summary(value=values)))
    writer.close()
    write_run(directory, session=1).log(0, 10)
    return directory


def open_provider(logdir: Path) -> ProviderScalars:
    multiplexer = EventMultiplexer()
    multiplexer.AddRunsFromDirectory(str(logdir))
    multiplexer.Reload()
    return ProviderScalars(MultiplexerDataProvider(multiplexer, str(logdir)), RequestContext(), "")


@pytest.fixture
def opened(run: Path) -> tuple[ScalarSource, str]:
    """The run's scalars, and the run's name."""
    return open_provider(run.parent), run.name


@pytest.mark.parametrize("tag", ["loss/train", "loss/new_style"])
def test_a_resumed_loss_is_read_once(opened: tuple[ScalarSource, str], tag: str) -> None:
    source, name = opened
    series = source.read_scalar(name, tag)
    assert series is not None
    assert series.steps.tolist() == [0, 10, 30]
    assert series.values.tolist() == [3.5, 2.25, 1.5]
    assert series.wall_times.tolist() == [100.0, 103.0, 104.0]
    assert (str(series.steps.dtype), str(series.values.dtype)) == ("int64", "float64")


def test_scalars_alone_are_listed(opened: tuple[ScalarSource, str]) -> None:
    source, name = opened
    listing = source.list_scalars(name)
    assert sorted(listing) == ["loss/new_style", "loss/train"]
    assert listing["loss/train"] == (30, 104.0)


def test_what_does_not_exist_is_none(opened: tuple[ScalarSource, str]) -> None:
    source, name = opened
    assert source.list_scalars("absent") == {}
    assert source.read_scalar("absent", "loss/train") is None
    assert source.read_scalar(name, "absent") is None
    assert source.read_scalar(name, "foreign") is None


def test_values_that_are_not_finite_are_kept() -> None:
    series = in_order([ScalarPoint(0, 0.0, math.nan), ScalarPoint(1, 1.0, math.inf)])
    assert np.isnan(series.values[0])
    assert series.values[1] == math.inf


def test_no_values_are_an_empty_series() -> None:
    series = in_order([])
    assert (str(series.steps.dtype), len(series.steps), len(series.values)) == ("int64", 0, 0)


def test_a_provider_that_does_not_answer() -> None:
    scalars = ProviderScalars(object(), RequestContext(), "")
    with pytest.raises(DataUnavailableError):
        scalars.list_scalars("a")
    with pytest.raises(DataUnavailableError):
        scalars.read_scalar("a", "loss")
