"""The scalars that a run logs beside its parameters, above all its loss: only read, whoever wrote them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from google.protobuf.message import DecodeError
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.data.provider import RunTagFilter
from tensorboard.plugins.scalar import metadata
from tensorboard.util import tensor_util

from tensorboard_plugin_paramviz.serving.sources.event_files import event_files
from tensorboard_plugin_paramviz.serving.sources.provider import ALL_POINTS, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tensorboard.compat.proto import event_pb2, tensor_pb2


class ScalarPoint(NamedTuple):
    """One value of a scalar."""

    step: int
    wall_time: float
    value: float


class ScalarListing(NamedTuple):
    """What can be known about a scalar without reading it; one that grows changes at least one of these."""

    max_step: int
    max_wall_time: float


@dataclass(frozen=True)
class ScalarSeries:
    """A scalar over time.

    Attributes:
        steps: int64 `[T]`, increasing.
        wall_times: float64 `[T]`, when each value was written, in seconds since 1970.
        values: float64 `[T]`, as logged: not all need be finite.
    """

    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]


class ScalarSource(Protocol):
    """A place that holds the scalars of runs."""

    def list_scalars(self, run: str) -> Mapping[str, ScalarListing]:
        """The tags of a run's scalars; none where it has none.

        Raises:
            DataUnavailableError: the place does not answer.
        """

    def read_scalar(self, run: str, tag: str) -> ScalarSeries | None:
        """One scalar of a run; None where there is none of this tag.

        Raises:
            DataUnavailableError: the place does not answer.
        """


class ProviderScalars:
    """Scalars that TensorBoard has loaded, by default an even choice of 1,000 of each tag.

    Args:
        provider: TensorBoard's data provider.
        context: TensorBoard's context of the request.
        experiment_id: which experiment the request is about.
    """

    def __init__(self, provider: Any, context: Any, experiment_id: str) -> None:  # noqa: ANN401  # tensorboard is untyped
        self._provider = provider
        self._context = context
        self._asked = {"experiment_id": experiment_id, "plugin_name": metadata.PLUGIN_NAME}

    def list_scalars(self, run: str) -> Mapping[str, ScalarListing]:
        """List with one call; see `ScalarSource`."""
        try:
            listed = self._provider.list_scalars(self._context, **self._asked, run_tag_filter=RunTagFilter(runs={run}))
        except Exception as error:
            raise unavailable(error) from error
        return {tag: ScalarListing(its.max_step, its.max_wall_time) for tag, its in listed.get(run, {}).items()}

    def read_scalar(self, run: str, tag: str) -> ScalarSeries | None:
        """Read one tag with one call; see `ScalarSource`."""
        try:
            found = self._provider.read_scalars(
                self._context,
                **self._asked,
                downsample=ALL_POINTS,
                run_tag_filter=RunTagFilter(runs={run}, tags={tag}),
            )
        except Exception as error:
            raise unavailable(error) from error
        data = found.get(run, {}).get(tag)
        return None if data is None else in_order(ScalarPoint(d.step, d.wall_time, d.value) for d in data)


class EventFileScalars:
    """The scalars of the one run that lies under a path, read whole and kept.

    Args:
        path: the run's directory, or one event file. The run's name is the path.

    Raises:
        RunPathError: the path does not exist.
        EmptyRunError: there is no event file.
    """

    def __init__(self, path: Path) -> None:
        self.run = str(path)
        self._points: dict[str, list[ScalarPoint]] = {}
        foreign: set[str] = set()
        for file in event_files(path):
            for event in _events(file):
                for value in event.summary.value:
                    if value.metadata.plugin_data.plugin_name not in ("", metadata.PLUGIN_NAME):
                        foreign.add(value.tag)  # a tag belongs to the plugin that its first value names
                    elif value.tag not in foreign and (scalar := _scalar(value.tensor)) is not None:
                        point = ScalarPoint(event.step, event.wall_time, scalar)
                        self._points.setdefault(value.tag, []).append(point)

    def list_scalars(self, run: str) -> Mapping[str, ScalarListing]:
        """List the one run's; see `ScalarSource`."""
        return {
            tag: ScalarListing(max(p.step for p in points), max(p.wall_time for p in points))
            for tag, points in self._points.items()
            if run == self.run
        }

    def read_scalar(self, run: str, tag: str) -> ScalarSeries | None:
        """Hand out what is kept; see `ScalarSource`."""
        points = self._points.get(tag)
        return None if points is None or run != self.run else in_order(points)


def in_order(points: Iterable[ScalarPoint]) -> ScalarSeries:
    """Put values in order of their steps, as for snapshots: one removes those of its step and of later ones before it.

    So a resumed run counts once, and TensorBoard's two loaders give the same.

    Args:
        points: in the order in which they were written.
    """
    kept: list[ScalarPoint] = []
    for point in points:
        while kept and kept[-1].step >= point.step:
            kept.pop()
        kept.append(point)
    return ScalarSeries(
        steps=np.array([point.step for point in kept], np.int64),  # (T,)
        wall_times=np.array([point.wall_time for point in kept], np.float64),  # (T,)
        values=np.array([point.value for point in kept], np.float64),  # (T,)
    )


def _events(file: Path) -> Iterable[event_pb2.Event]:
    """The file's events up to the first that cannot be read; TensorBoard's loader makes all scalars tensors."""
    with contextlib.suppress(DecodeError):
        yield from EventFileLoader(str(file)).Load()


def _scalar(tensor: tensor_pb2.TensorProto) -> float | None:
    try:
        array = tensor_util.make_ndarray(tensor)
    except (TypeError, ValueError):
        return None
    return float(array) if array.ndim == 0 and array.dtype.kind in "fiub" else None
