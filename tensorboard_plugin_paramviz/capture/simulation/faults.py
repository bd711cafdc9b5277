"""Damage on request, one kind at a time: what stands in an event file in place of a sound record.

Where the fault lies in what a record says, its checksums are right, so that readers get to see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tensorboard.compat.proto import event_pb2, types_pb2

from tensorboard_plugin_paramviz.capture.simulation.records import frame
from tensorboard_plugin_paramviz.format import plugin_data_pb2
from tensorboard_plugin_paramviz.format.names import FORMAT_VERSION, PLUGIN_NAME
from tensorboard_plugin_paramviz.format.snapshot import array_from_proto, array_to_proto

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tensorboard.compat.proto import summary_pb2

    from tensorboard_plugin_paramviz.capture.simulation.records import Record

_WEIGHTS = f"{PLUGIN_NAME}/weights/"
_CLAIMED_CELLS = 2**40
_CLAIMED_EDGE = 2**20


@dataclass(frozen=True)
class Fault:
    """A kind of damage.

    Attributes:
        damaged: what stands in the file in place of a record, given the step whose snapshot is to be hit.
        ends_file: whether nothing follows what was damaged.
    """

    damaged: Callable[[Record, int], bytes]
    ends_file: bool = False


def _in_frame(edit: Callable[[bytes, bytes], bytes]) -> Callable[[Record, int], bytes]:
    """Damages the record of a snapshot as it lies in the file."""

    def damaged(record: Record, step: int) -> bytes:
        weights = _weights(event_pb2.Event.FromString(record.data), step)
        return record.frame if weights is None else edit(record.frame, weights.tensor.tensor_content)

    return damaged


def _in_weights(edit: Callable[[event_pb2.Event, summary_pb2.Summary.Value], None]) -> Callable[[Record, int], bytes]:
    """Damages the weights of a snapshot."""

    def damaged(record: Record, step: int) -> bytes:
        event = event_pb2.Event.FromString(record.data)
        weights = _weights(event, step)
        if weights is None:
            return record.frame
        edit(event, weights)
        return frame(event.SerializeToString())

    return damaged


def _in_headers(edit: Callable[[plugin_data_pb2.PluginData], None]) -> Callable[[Record, int], bytes]:
    """Damages what every segment says about itself."""

    def damaged(record: Record, step: int) -> bytes:  # noqa: ARG001  # none of them is spared
        event = event_pb2.Event.FromString(record.data)
        carriers = [value.metadata.plugin_data for value in event.summary.value if value.metadata.plugin_data.content]
        carriers = [carrier for carrier in carriers if carrier.plugin_name == PLUGIN_NAME]
        for carrier in carriers:
            header = plugin_data_pb2.PluginData.FromString(carrier.content)
            edit(header)
            carrier.content = header.SerializeToString(deterministic=True)
        return frame(event.SerializeToString()) if carriers else record.frame

    return damaged


def _weights(event: event_pb2.Event, step: int) -> summary_pb2.Summary.Value | None:
    """The weights of a snapshot, if the event is that of the step."""
    values = event.summary.value if event.step == step else ()
    return next((value for value in values if value.tag.startswith(_WEIGHTS)), None)


def _cut(record_frame: bytes, content: bytes) -> bytes:  # noqa: ARG001  # as every edit
    return record_frame[: len(record_frame) // 2]


def _flip_bit(record_frame: bytes, content: bytes) -> bytes:
    """Flip one among the weights, so that the event can be parsed as ever."""
    flipped = bytearray(record_frame)
    flipped[record_frame.index(content) + len(content) // 2] ^= 1
    return bytes(flipped)


def _change_type(event: event_pb2.Event, weights: summary_pb2.Summary.Value) -> None:  # noqa: ARG001  # likewise
    codes = array_from_proto(weights.tensor)
    weights.tensor.dtype = types_pb2.DT_DOUBLE
    weights.tensor.tensor_content = codes.astype("<f8").tobytes()


def _drop_cell(event: event_pb2.Event, weights: summary_pb2.Summary.Value) -> None:  # noqa: ARG001  # likewise
    weights.tensor.CopyFrom(array_to_proto(array_from_proto(weights.tensor)[:-1]))


def _claim_cells(event: event_pb2.Event, weights: summary_pb2.Summary.Value) -> None:  # noqa: ARG001  # likewise
    weights.tensor.tensor_shape.dim[0].size = _CLAIMED_CELLS


def _remove(event: event_pb2.Event, weights: summary_pb2.Summary.Value) -> None:
    event.summary.value.remove(weights)


def _halve_tile(header: plugin_data_pb2.PluginData) -> None:
    """Halve the first tile that has two columns; those behind it move up, so that the layout as such is sound."""
    offset, is_halved = 0, False
    for parameter in header.layout.parameters:
        if parameter.tile_columns > 1 and not is_halved:
            parameter.tile_columns //= 2
            is_halved = True
        parameter.tile_offset = offset
        offset += parameter.tile_rows * parameter.tile_columns


def _claim_gigabytes(header: plugin_data_pb2.PluginData) -> None:
    for last in header.layout.parameters[-1:]:
        last.shape[:] = [_CLAIMED_EDGE, _CLAIMED_EDGE]
        last.tile_rows = last.tile_columns = _CLAIMED_EDGE


def _raise_version(header: plugin_data_pb2.PluginData) -> None:
    header.format_version = FORMAT_VERSION + 1


FAULTS: Mapping[str, Fault] = {
    "truncated": Fault(_in_frame(_cut), ends_file=True),
    "checksum": Fault(_in_frame(_flip_bit)),
    "dtype": Fault(_in_weights(_change_type)),
    "shape": Fault(_in_weights(_drop_cell)),
    "size": Fault(_in_weights(_claim_cells)),
    "missing": Fault(_in_weights(_remove)),
    "layout": Fault(_in_headers(_halve_tile)),
    "gigabytes": Fault(_in_headers(_claim_gigabytes)),
    "version": Fault(_in_headers(_raise_version)),
}
