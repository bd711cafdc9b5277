"""Event files of which only an index is kept, so that a run of gigabytes needs no such memory."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from google.protobuf.message import DecodeError
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto import event_pb2

from tensorboard_plugin_paramviz.format.errors import ValueShapeError
from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.format.snapshot import array_from_proto
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError
from tensorboard_plugin_paramviz.serving.sources.event_files import event_files
from tensorboard_plugin_paramviz.serving.sources.source import Point, RawSeries, SeriesListing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any, BinaryIO

    import numpy.typing as npt
    from tensorboard.compat.proto import summary_pb2

_RECORD_HEAD_BYTES = 12  # length, and its checksum
_RECORD_FRAME_BYTES = 16  # these, and the checksum of the data


class _Place(NamedTuple):
    """Where a value's bytes lie, and what they are."""

    step: int
    file: Path
    offset_bytes: int
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    def read(self, opened: BinaryIO) -> npt.NDArray[Any]:
        """The value, from its file."""
        opened.seek(self.offset_bytes)
        count = math.prod(self.shape)
        content = opened.read(count * self.dtype.itemsize)
        if len(content) < count * self.dtype.itemsize:
            raise DataUnavailableError(f"{self.file} has become shorter while it was read")
        return np.frombuffer(content, self.dtype.newbyteorder("<")).astype(self.dtype, copy=False).reshape(self.shape)


@dataclass
class _Indexed:
    """What is known of one series."""

    content: bytes  # of its first value, which counts in TensorBoard too
    places: list[_Place] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    max_step: int = 0
    max_wall_time: float = 0.0


class EventFileIndex:
    """A run's event files, read once for an index; values are read from them again when they are wanted.

    Args:
        run: the run's name.
        path: the run's directory, or one event file.

    Attributes:
        problems: what is wrong with the files.
        size_bytes: that of the files together.

    Raises:
        RunPathError: the path does not exist.
        EmptyRunError: there is no event file.
    """

    def __init__(self, run: str, path: Path) -> None:
        self.run = run
        self.problems: list[str] = []
        self.size_bytes = 0
        self._series: dict[str, _Indexed] = {}
        for file in event_files(path):
            self.size_bytes += file.stat().st_size
            for offset_bytes, record in self._records(file):
                self._index(file, offset_bytes, record)

    def list_series(self, runs: Collection[str] | None = None) -> Mapping[str, Mapping[str, SeriesListing]]:
        """List the one run; see `Source`."""
        if not self._series or (runs is not None and self.run not in runs):
            return {}
        return {
            self.run: {
                tag: SeriesListing(series.max_step, series.max_wall_time, series.content)
                for tag, series in self._series.items()
            }
        }

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        """Read values from the files; see `Source`."""
        wanted = [tag for tag in tags.get(self.run, ()) if tag in self._series]
        try:
            return {self.run: {tag: self._read(self._series[tag]) for tag in wanted}}
        except OSError as error:
            raise DataUnavailableError(f"the run {self.run!r} cannot be read any more: {error}") from error

    def _read(self, series: _Indexed) -> RawSeries:
        points: list[Point] = []
        for file in dict.fromkeys(place.file for place in series.places):  # a series may go on in another file
            with file.open("rb") as opened:
                points += [Point(place.step, place.read(opened)) for place in series.places if place.file == file]
        return RawSeries(points, tuple(series.problems))

    def _records(self, file: Path) -> Iterator[tuple[int, bytes]]:
        """The file's records up to the first damaged one, as TensorBoard reads it too, and where their data begin."""
        read_bytes = 0
        for record in RawEventFileLoader(str(file)).Load():
            yield read_bytes + _RECORD_HEAD_BYTES, record
            read_bytes += len(record) + _RECORD_FRAME_BYTES
        lost_bytes = file.stat().st_size - read_bytes
        if lost_bytes > 0:
            self.problems.append(f"{file.name}: the last {lost_bytes} bytes are damaged or not written completely")

    def _index(self, file: Path, offset_bytes: int, record: bytes) -> None:
        try:
            event = event_pb2.Event.FromString(record)
        except DecodeError as error:
            self.problems.append(f"{file.name}: a record of {len(record)} bytes is no event: {error}")
            return
        behind = 0  # values lie in the record one behind the other
        for value in event.summary.value:
            series = self._series_of(value)
            if series is None:
                continue
            series.max_step = max(series.max_step, event.step)
            series.max_wall_time = max(series.max_wall_time, event.wall_time)
            try:
                array = array_from_proto(value.tensor)
            except ValueShapeError as error:
                series.problems.append(f"{value.tag} at step {event.step} is left out: {error}")
                continue
            content = value.tensor.tensor_content
            start = record.index(content, behind)
            behind = start + len(content)
            series.places.append(_Place(event.step, file, offset_bytes + start, array.dtype, array.shape))

    def _series_of(self, value: summary_pb2.Summary.Value) -> _Indexed | None:
        """The series of a value; None where it is none of the plugin's."""
        series = self._series.get(value.tag)
        if series is None and value.metadata.plugin_data.plugin_name == PLUGIN_NAME:
            series = self._series[value.tag] = _Indexed(value.metadata.plugin_data.content)
        return series
