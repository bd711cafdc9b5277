"""Where the arrays of an event file lie in it, so that none of them is read before it is wanted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from google.protobuf.message import DecodeError
from tensorboard.compat.proto import event_pb2

from tensorboard_plugin_paramviz.format.errors import RecordError, ValueShapeError
from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.format.records import read_records
from tensorboard_plugin_paramviz.format.snapshot import array_from_bytes, tensor_form
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    import numpy as np
    import numpy.typing as npt
    from tensorboard.compat.proto import summary_pb2

    from tensorboard_plugin_paramviz.format.records import Record


class StoredArray(NamedTuple):
    """An array in an event file: where its bytes begin, and what they are."""

    path: Path
    offset_bytes: int
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """Its size."""
        return self.dtype.itemsize * math.prod(self.shape)

    def read(self, file: BinaryIO) -> npt.NDArray[Any]:
        """The array itself, read-only.

        Args:
            file: the event file, open.

        Raises:
            DataUnavailableError: the file has become shorter.
        """
        file.seek(self.offset_bytes)
        content = file.read(self.nbytes)
        if len(content) < self.nbytes:
            raise DataUnavailableError(f"{self.path} has become shorter since it was opened; load the run again")
        return array_from_bytes(content, self.dtype, self.shape)


class StoredValue(NamedTuple):
    """A value of a series of this plugin.

    Attributes:
        tag: which series.
        content: what it says about the series: `plugin_data.content`; None where it leaves that to an earlier value.
        step: its step.
        wall_time: when it was written, in seconds since 1970.
        array: its array, or why it has none that can be read.
    """

    tag: str
    content: bytes | None
    step: int
    wall_time: float
    array: StoredArray | ValueShapeError


def stored_values(path: Path, problems: list[str]) -> Iterator[StoredValue]:
    """The values of an event file that are this plugin's or may be: those without metadata follow an earlier one.

    Args:
        path: the event file.
        problems: gets what of the file cannot be read, and why.
    """
    with path.open("rb") as file:
        try:
            for record in read_records(file):
                yield from _values(path, record, _event(path, record, problems))
        except RecordError as error:
            problems.append(f"{path.name}: {error}")


def _event(path: Path, record: Record, problems: list[str]) -> event_pb2.Event:
    """The event in a record; one without values where it is none."""
    try:
        return event_pb2.Event.FromString(record.data)
    except DecodeError as error:
        problems.append(f"{path.name}: the record at byte {record.offset_bytes} is no event: {error}")
        return event_pb2.Event()


def _values(path: Path, record: Record, event: event_pb2.Event) -> Iterator[StoredValue]:
    position = 0
    for value in event.summary.value:
        if not value.HasField("tensor"):
            continue
        plugin_name = value.metadata.plugin_data.plugin_name
        if plugin_name not in ("", PLUGIN_NAME):
            continue
        # A message holds the bytes of its fields as they are, in order; equal bytes are as good as those meant.
        content = value.tensor.tensor_content
        position = max(record.data.find(content, position), 0)
        yield StoredValue(
            value.tag,
            value.metadata.plugin_data.content if plugin_name else None,
            event.step,
            event.wall_time,
            _array(path, record.data_offset_bytes + position, value),
        )
        position += len(content)


def _array(path: Path, offset_bytes: int, value: summary_pb2.Summary.Value) -> StoredArray | ValueShapeError:
    try:
        return StoredArray(path, offset_bytes, *tensor_form(value.tensor))
    except ValueShapeError as error:
        return error.with_traceback(None)
