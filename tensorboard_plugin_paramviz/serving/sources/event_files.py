"""Event files read without TensorBoard running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.protobuf.message import DecodeError
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.backend.event_processing.io_wrapper import IsSummaryEventsFile
from tensorboard.compat.proto import event_pb2

from tensorboard_plugin_paramviz.format.errors import ValueShapeError
from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.format.snapshot import array_from_proto
from tensorboard_plugin_paramviz.serving.errors import EmptyRunError, RunPathError
from tensorboard_plugin_paramviz.serving.sources.source import Point, RawSeries, SeriesListing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from tensorboard.compat.proto import summary_pb2

_RECORD_FRAME_BYTES = 16  # length, its checksum, and the checksum of the data


def event_files(path: Path) -> list[Path]:
    """The event files of one run, in order of name.

    Args:
        path: the run's directory, or one event file.

    Raises:
        RunPathError: the path does not exist.
        EmptyRunError: there is no event file.
    """
    if not path.exists():
        raise RunPathError(f"{path} does not exist; expected the directory of a run, such as runs/baby-gpt")
    if path.is_file():
        return [path]
    files = sorted(child for child in path.iterdir() if child.is_file() and IsSummaryEventsFile(str(child)))
    if not files:
        beneath = sorted({str(file.parent) for file in path.glob("**/*tfevents*")})
        advice = f"; there are runs in {', '.join(beneath[:5])}" if beneath else ""
        raise EmptyRunError(f"{path} holds no event file of TensorBoard's{advice}")
    return files


class EventFileSource:
    """The one run that lies under a path, read whole and kept.

    Args:
        path: the run's directory, or one event file. The run's name is the path.

    Raises:
        RunPathError: the path does not exist.
        EmptyRunError: there is no event file, or none of them has ParamViz data.
    """

    def __init__(self, path: Path) -> None:
        self.run = str(path)
        self.problems: list[str] = []  # of the files, not of a series
        self._points: dict[str, list[Point]] = {}
        self._wall_times: dict[str, float] = {}
        self._contents: dict[str, bytes] = {}
        self._series_problems: dict[str, list[str]] = {}
        for file in event_files(path):
            for event in self._events(file):
                for value in event.summary.value:
                    self._add(value, event.step, event.wall_time)
        if not self._points:
            raise EmptyRunError(f"{path} has no ParamViz data; log some with SummaryWriter(...).watch(model)")

    def list_series(self, runs: Collection[str] | None = None) -> Mapping[str, Mapping[str, SeriesListing]]:
        """List the one run; see `Source`."""
        if runs is not None and self.run not in runs:
            return {}
        return {
            self.run: {
                tag: SeriesListing(max((p.step for p in points), default=0), self._wall_times[tag], self._contents[tag])
                for tag, points in self._points.items()
            }
        }

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        """Hand out what is kept; see `Source`."""
        known = [tag for tag in tags.get(self.run, ()) if tag in self._points]
        return {self.run: {tag: RawSeries(self._points[tag], tuple(self._series_problems[tag])) for tag in known}}

    def _events(self, file: Path) -> Iterator[event_pb2.Event]:
        """The file's events up to the first damaged record, as TensorBoard reads it too."""
        read_bytes = 0
        for record in RawEventFileLoader(str(file)).Load():
            read_bytes += len(record) + _RECORD_FRAME_BYTES
            try:
                yield event_pb2.Event.FromString(record)
            except DecodeError as error:
                self.problems.append(f"{file.name}: a record of {len(record)} bytes is no event: {error}")
        lost_bytes = file.stat().st_size - read_bytes
        if lost_bytes > 0:
            self.problems.append(f"{file.name}: the last {lost_bytes} bytes are damaged or not written completely")

    def _add(self, value: summary_pb2.Summary.Value, step: int, wall_time: float) -> None:
        tag = value.tag
        if tag not in self._points:
            if value.metadata.plugin_data.plugin_name != PLUGIN_NAME:
                return
            self._points[tag] = []
            self._series_problems[tag] = []
            self._contents[tag] = value.metadata.plugin_data.content  # the first one counts, as in TensorBoard
        self._wall_times[tag] = max(wall_time, self._wall_times.get(tag, wall_time))
        try:
            self._points[tag].append(Point(step, array_from_proto(value.tensor)))
        except ValueShapeError as error:
            self._series_problems[tag].append(f"{tag} at step {step} is left out: {error}")
