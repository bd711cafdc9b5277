"""One logged step: the arrays of a snapshot, and the summary values that carry them.

The arrays lie as the screen takes them at the end: little-endian, all tiles one after the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tensorboard.compat.proto import summary_pb2, tensor_pb2, types_pb2

from tensorboard_plugin_paramviz.format.errors import ValueShapeError
from tensorboard_plugin_paramviz.format.metadata import SegmentHeader, header_to_bytes, summary_metadata
from tensorboard_plugin_paramviz.format.names import ROW_STATISTIC_NAMES
from tensorboard_plugin_paramviz.format.tags import Segment, Series, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tensorboard_plugin_paramviz.format.codes import Codes, Float32Array
    from tensorboard_plugin_paramviz.format.layout import Layout

_DATA_TYPES: dict[np.dtype[Any], int] = {
    np.dtype(np.float32): types_pb2.DT_FLOAT,
    np.dtype(np.int8): types_pb2.DT_INT8,
    np.dtype(np.int16): types_pb2.DT_INT16,
}
_DTYPES = {data_type: dtype for dtype, data_type in _DATA_TYPES.items()}
_MOST_AXES = 32  # of an array in numpy


@dataclass(frozen=True)
class CloudRows:
    """The logged rows of one parameter: codes `[N, D]`, and float32 `[N, 3]` scale, norm and gradient norm."""

    codes: Codes
    statistics: Float32Array


@dataclass(frozen=True)
class Snapshot:
    """One logged step.

    Attributes:
        step: the updates made so far.
        statistics: float32 `[P, S]`, a row per parameter, a column per statistic.
        weights: int8 or int16 `[W]`, the tiles of all parameters.
        gradients: likewise, or None where no gradients are logged.
        rows: the logged rows of each cloud, by parameter name.
    """

    step: int
    statistics: Float32Array
    weights: Codes
    gradients: Codes | None = None
    rows: Mapping[str, CloudRows] = field(default_factory=dict)

    @property
    def largest_array_bytes(self) -> int:
        """Size of the largest array: what decides when a segment is full."""
        return max(array.nbytes for _, _, array in self.arrays())

    @property
    def nbytes(self) -> int:
        """Size of all arrays."""
        return sum(array.nbytes for _, _, array in self.arrays())

    def arrays(self) -> Iterator[tuple[Series, str, npt.NDArray[Any]]]:
        """Each array with its series and, for rows, its parameter."""
        yield "statistics", "", self.statistics
        yield "weights", "", self.weights
        if self.gradients is not None:
            yield "gradients", "", self.gradients
        for parameter, cloud in self.rows.items():
            yield "rows", parameter, cloud.codes
            yield "row_statistics", parameter, cloud.statistics


def snapshot_to_summary(
    snapshot: Snapshot, segment: Segment, header: SegmentHeader | None = None
) -> summary_pb2.Summary:
    """The summary that carries a snapshot.

    Args:
        snapshot: the step's arrays.
        segment: the segment that the step belongs to.
        header: what the segment says about itself; goes with its first snapshot only.

    Returns:
        One value per array, with the step left to the event.
    """
    summary = summary_pb2.Summary()
    for series, parameter, array in snapshot.arrays():
        content = header_to_bytes(header) if header is not None and series == "statistics" else b""
        summary.value.add(
            tag=str(Tag(series, segment, parameter)),
            metadata=summary_metadata(content),
            tensor=array_to_proto(array),
        )
    return summary


def array_to_proto(array: npt.NDArray[Any]) -> tensor_pb2.TensorProto:
    """A tensor whose bytes are the array's, little-endian (`make_tensor_proto` would write integers as varints)."""
    proto = tensor_pb2.TensorProto(dtype=_DATA_TYPES[array.dtype])
    for size in array.shape:
        proto.tensor_shape.dim.add(size=size)
    proto.tensor_content = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    return proto


def tensor_form(proto: tensor_pb2.TensorProto) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """Dtype and shape of a tensor that `array_to_proto` wrote; its bytes fit them.

    Raises:
        ValueShapeError: another dtype than the format's, more axes, or a size that contradicts the shape.
    """
    dtype = _DTYPES.get(proto.dtype)
    if dtype is None:
        name = types_pb2.DataType.Name(proto.dtype) if proto.dtype in types_pb2.DataType.values() else proto.dtype
        raise ValueShapeError(f"found a tensor of type {name}, expected float32, int8 or int16")
    if len(proto.tensor_shape.dim) > _MOST_AXES:
        raise ValueShapeError(f"found a tensor of {len(proto.tensor_shape.dim)} axes, expected {_MOST_AXES} at most")
    shape = tuple(dimension.size for dimension in proto.tensor_shape.dim)
    expected_bytes = dtype.itemsize * math.prod(shape)
    found_bytes = len(proto.tensor_content)
    if any(size < 0 for size in shape) or found_bytes != expected_bytes:
        raise ValueShapeError(f"found {found_bytes} bytes for a tensor of shape {shape}, expected {expected_bytes}")
    return dtype, shape


def array_from_bytes(content: bytes, dtype: np.dtype[Any], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """The array whose bytes `array_to_proto` wrote, without copying them on a little-endian machine."""
    return np.frombuffer(content, dtype.newbyteorder("<")).astype(dtype, copy=False).reshape(shape)


def array_from_proto(proto: tensor_pb2.TensorProto) -> npt.NDArray[Any]:
    """Read a tensor that `array_to_proto` wrote.

    Raises:
        ValueShapeError: see `tensor_form`.
    """
    return array_from_bytes(proto.tensor_content, *tensor_form(proto))


def expected_shape(layout: Layout, tag: Tag) -> tuple[int, ...]:
    """The shape that the layout gives to the arrays of a tag.

    Raises:
        ValueShapeError: rows of a parameter of which the layout knows no cloud.
    """
    if tag.series == "statistics":
        return len(layout.parameters), len(layout.statistic_names)
    if tag.series in ("weights", "gradients"):
        return (layout.cells,)
    cloud = layout.cloud(tag.parameter)
    if cloud is None:
        raise ValueShapeError(f"found rows of {tag.parameter!r}, of which the layout names no cloud")
    return len(cloud.row_ids), cloud.columns if tag.series == "rows" else len(ROW_STATISTIC_NAMES)


def check_array(array: npt.NDArray[Any], layout: Layout, tag: Tag) -> None:
    """Hold an array against the layout.

    Raises:
        ValueShapeError: its dtype or its shape is another.
    """
    shape = expected_shape(layout, tag)
    kinds = "f" if tag.series in ("statistics", "row_statistics") else "i"
    if array.dtype not in _DATA_TYPES or array.dtype.kind != kinds or array.shape != shape:
        raise ValueShapeError(
            f"found {array.dtype}{list(array.shape)} under {tag}, expected "
            f"{'float32' if kinds == 'f' else 'int8 or int16'}{list(shape)}"
        )
