"""A whole step, byte by byte, and tensors that are not what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tensorboard.compat.proto import tensor_pb2, types_pb2
from tensorboard.util import tensor_util

from tensorboard_plugin_paramviz.format.errors import ValueShapeError
from tensorboard_plugin_paramviz.format.metadata import SegmentHeader, header_to_bytes
from tensorboard_plugin_paramviz.format.snapshot import (
    CloudRows,
    Snapshot,
    array_from_proto,
    array_to_proto,
    check_array,
    expected_shape,
    snapshot_to_summary,
)
from tensorboard_plugin_paramviz.format.tags import Segment, Tag

if TYPE_CHECKING:
    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.tags import Series

METADATA = "4a 0e 0a 0a 0a 08 70 61 72 61 6d 76 69 7a 20 02"  # plugin "paramviz", data class tensor, no content


def value_bytes(tag: str, length: str, tensor: str) -> str:
    """One value of a summary: its length, the tag, the tensor (field 8) and the metadata (field 9)."""
    return f"0a {length} 0a {len(tag):02x} {tag.encode().hex()} {tensor} {METADATA}"


def test_a_whole_summary_byte_by_byte(segment: Segment) -> None:
    snapshot = Snapshot(
        step=7,
        statistics=np.array([[1.0, -2.0]], np.float32),
        weights=np.array([1, -2, 258], np.int16),
        gradients=np.array([-128, 127], np.int8),
        rows={"wte": CloudRows(np.array([[3, -3]], np.int8), np.array([[1, 0.5, np.nan]], np.float32))},
    )
    # a tensor: its length; 08, the type; 12, the shape, each size after 12 02 08; 22, the content's length, the content
    values = [
        ("paramviz/statistics/1f-0000", "45", "42 16 08 01 12 08 12 02 08 01 12 02 08 02 22 08 0000803f 000000c0"),
        ("paramviz/weights/1f-0000", "3c", "42 10 08 05 12 04 12 02 08 03 22 06 0100 feff 0201"),
        ("paramviz/gradients/1f-0000", "3a", "42 0c 08 06 12 04 12 02 08 02 22 02 80 7f"),
        ("paramviz/rows/wte/1f-0000", "3d", "42 10 08 06 12 08 12 02 08 01 12 02 08 02 22 02 03 fd"),
        (
            "paramviz/row_statistics/wte/1f-0000",
            "51",
            "42 1a 08 01 12 08 12 02 08 01 12 02 08 03 22 0c 0000803f 0000003f 0000c07f",
        ),
    ]
    expected = bytes.fromhex("".join(value_bytes(*value) for value in values))
    assert snapshot_to_summary(snapshot, segment).SerializeToString(deterministic=True) == expected


def test_only_the_statistics_of_the_first_snapshot_carry_the_header(layout: Layout, segment: Segment) -> None:
    snapshot = Snapshot(0, np.zeros((2, 3), np.float32), np.zeros(8, np.int16), np.zeros(8, np.int16))
    header = SegmentHeader(segment, layout)
    first = snapshot_to_summary(snapshot, segment, header)
    assert [value.metadata.plugin_data.content for value in first.value] == [header_to_bytes(header), b"", b""]
    second = snapshot_to_summary(snapshot, segment)
    assert [value.metadata.plugin_data.content for value in second.value] == [b"", b"", b""]


def test_a_snapshot_knows_its_sizes() -> None:
    rows = {"wte": CloudRows(np.zeros((5, 7), np.int16), np.zeros((5, 3), np.float32))}
    snapshot = Snapshot(0, np.zeros((2, 3), np.float32), np.zeros(8, np.int8), None, rows)
    assert snapshot.largest_array_bytes == 70
    assert snapshot.nbytes == 24 + 8 + 70 + 60


@pytest.mark.parametrize("dtype", [np.float32, np.int8, np.int16])
@pytest.mark.parametrize("shape", [(), (3,), (0,), (2, 3), (2, 0), (2, 3, 4)])
def test_an_array_comes_back_here_and_in_tensorboard(shape: tuple[int, ...], dtype: type[np.generic]) -> None:
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    for restored in (array_from_proto(array_to_proto(array)), tensor_util.make_ndarray(array_to_proto(array))):
        assert restored.dtype == array.dtype
        np.testing.assert_array_equal(restored, array)


@pytest.mark.parametrize("layout_of_memory", [">i2", "<i2"])
def test_the_bytes_are_little_endian_whatever_the_machine_is(layout_of_memory: str) -> None:
    proto = array_to_proto(np.array([[1, 258]], layout_of_memory).astype(np.int16))
    assert proto.tensor_content == b"\x01\x00\x02\x01"


def test_the_bytes_are_row_by_row_even_of_a_transposed_array() -> None:
    proto = array_to_proto(np.array([[1, 2], [3, 4]], np.int8).T)
    assert proto.tensor_content == b"\x01\x03\x02\x04"


def _tensor(dtype: int, sizes: list[int], content: bytes) -> tensor_pb2.TensorProto:
    proto = tensor_pb2.TensorProto(dtype=dtype, tensor_content=content)
    for size in sizes:
        proto.tensor_shape.dim.add(size=size)
    return proto


@pytest.mark.parametrize(
    ("proto", "text"),
    [
        (_tensor(types_pb2.DT_DOUBLE, [1], b"12345678"), "type DT_DOUBLE"),
        (_tensor(types_pb2.DT_STRING, [1], b"a"), "type DT_STRING"),
        (_tensor(types_pb2.DT_INVALID, [], b""), "type DT_INVALID"),
        (_tensor(types_pb2.DT_FLOAT, [2], b"1234"), "found 4 bytes .* expected 8"),
        (_tensor(types_pb2.DT_INT16, [2], b"12345"), "found 5 bytes .* expected 4"),
        (_tensor(types_pb2.DT_INT8, [], b""), "found 0 bytes .* expected 1"),
        (_tensor(types_pb2.DT_INT8, [-1], b"1"), "expected -1"),
        (_tensor(types_pb2.DT_INT8, [-2, -2], b"1234"), "shape \\(-2, -2\\)"),
        (_tensor(types_pb2.DT_FLOAT, [2**40, 2**40], b"1234"), "found 4 bytes"),
        (_tensor(types_pb2.DT_FLOAT, [2**62, 4], b""), "found 0 bytes"),
    ],
)
def test_a_tensor_that_lies_is_refused_before_anything_is_allocated(proto: tensor_pb2.TensorProto, text: str) -> None:
    with pytest.raises(ValueShapeError, match=text):
        array_from_proto(proto)


@pytest.mark.parametrize(
    ("series", "parameter", "shape"),
    [
        ("statistics", "", (2, 3)),
        ("weights", "", (8,)),
        ("gradients", "", (8,)),
        ("rows", "wte", (2, 2)),
        ("row_statistics", "wte", (2, 3)),
    ],
)
def test_the_layout_gives_each_series_its_shape(
    layout: Layout, segment: Segment, series: Series, parameter: str, shape: tuple[int, ...]
) -> None:
    assert expected_shape(layout, Tag(series, segment, parameter)) == shape


def test_rows_of_which_the_layout_knows_nothing(layout: Layout, segment: Segment) -> None:
    with pytest.raises(ValueShapeError, match="rows of 'wpe', of which the layout names no cloud"):
        expected_shape(layout, Tag("rows", segment, "wpe"))


@pytest.mark.parametrize(
    ("tag", "array", "fits"),
    [
        (Tag("weights", Segment(31, 0)), np.zeros(8, np.int8), True),
        (Tag("weights", Segment(31, 0)), np.zeros(8, np.int16), True),
        (Tag("weights", Segment(31, 0)), np.zeros(8, np.float32), False),
        (Tag("weights", Segment(31, 0)), np.zeros(8, np.int32), False),
        (Tag("weights", Segment(31, 0)), np.zeros((1, 8), np.int8), False),
        (Tag("weights", Segment(31, 0)), np.zeros(7, np.int8), False),
        (Tag("statistics", Segment(31, 0)), np.zeros((2, 3), np.float32), True),
        (Tag("statistics", Segment(31, 0)), np.zeros((2, 3), np.float64), False),
        (Tag("statistics", Segment(31, 0)), np.zeros((2, 3), np.int16), False),
        (Tag("rows", Segment(31, 0), "wte"), np.zeros((2, 2), np.int8), True),
        (Tag("rows", Segment(31, 0), "wte"), np.zeros((3, 2), np.int8), False),
        (Tag("row_statistics", Segment(31, 0), "wte"), np.zeros((2, 3), np.float32), True),
    ],
)
def test_arrays_are_held_against_the_layout(
    layout: Layout, tag: Tag, array: npt.NDArray[np.generic], fits: bool
) -> None:
    if fits:
        check_array(array, layout, tag)
        return
    with pytest.raises(ValueShapeError, match=f"under {tag}, expected"):
        check_array(array, layout, tag)
