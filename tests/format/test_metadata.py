"""What the first value of a segment carries, byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.format.errors import FormatError, LayoutError, VersionError
from tensorboard_plugin_paramviz.format.layout import Layout, ParameterLayout
from tensorboard_plugin_paramviz.format.metadata import (
    MOST_CONTENT_BYTES,
    SegmentHeader,
    header_from_bytes,
    header_to_bytes,
    summary_metadata,
)
from tensorboard_plugin_paramviz.format.tags import Segment

if TYPE_CHECKING:
    from collections.abc import Callable

REFERENCE = bytes.fromhex(
    "08 01"  # format_version = 1
    "12 02 31 66"  # session = "1f"
    "18 02"  # segment = 2
    "28 01"  # layout_segment = 1
)
WITH_LAYOUT = bytes.fromhex(
    "08 01"  # format_version = 1
    "12 02 31 66"  # session = "1f"; segment 0 is not written
    "22 2a"  # layout, 42 bytes
    "0a 03 47 50 54"  # model_class = "GPT"
    "18 06"  # parameter_count = 6
    "32 04 6e 6f 72 6d"  # statistic_names = "norm"
    "42 1b"  # parameters, 27 bytes
    "0a 01 77"  # name = "w"
    "1a 02 03 02"  # shape = 3, 2
    "22 07 66 6c 6f 61 74 33 32"  # dtype = "float32"
    "2a 03 6d 6c 70"  # kind = "mlp"
    "30 00"  # layer = 0, present
    "40 01"  # tile_rows = 1; tile_columns and tile_offset follow
    "48 02"  # tile_columns = 2; tile_offset 0 is not written
)


def test_the_metadata_makes_tensorboard_keep_the_value() -> None:
    assert summary_metadata(b"content").SerializeToString(deterministic=True) == bytes.fromhex(
        "0a 13"  # plugin_data, 19 bytes
        "0a 08 70 61 72 61 6d 76 69 7a"  # plugin_name = "paramviz"
        "12 07 63 6f 6e 74 65 6e 74"  # content = "content"
        "20 02"  # data_class = DATA_CLASS_TENSOR
    )


def test_a_header_that_refers_to_an_earlier_segment() -> None:
    header = SegmentHeader(Segment(0x1F, 2), None, 1)
    assert header_to_bytes(header) == REFERENCE
    assert header_from_bytes(REFERENCE) == header


def test_a_header_that_refers_to_segment_0() -> None:
    header = SegmentHeader(Segment(0x1F, 1), None, 0)
    assert header_from_bytes(header_to_bytes(header)) == header


def test_a_header_with_a_layout() -> None:
    parameter = ParameterLayout("w", (3, 2), "float32", "mlp", (1, 2), 0, layer=0)
    layout = Layout("GPT", 6, (parameter,), statistic_names=("norm",))
    header = SegmentHeader(Segment(0x1F, 0), layout)
    assert header_to_bytes(header) == WITH_LAYOUT
    assert header_from_bytes(WITH_LAYOUT) == header


def test_every_field_comes_back(layout: Layout, segment: Segment) -> None:
    header = SegmentHeader(segment, layout)
    assert header_from_bytes(header_to_bytes(header)) == header


def test_equal_headers_are_equal_bytes(layout: Layout, segment: Segment) -> None:
    assert header_to_bytes(SegmentHeader(segment, layout)) == header_to_bytes(SegmentHeader(segment, layout))


@pytest.mark.parametrize("version", [0, 2, 2**32 - 1])
def test_another_version_is_refused_before_it_is_misread(version: int, segment: Segment) -> None:
    content = header_to_bytes(SegmentHeader(segment, None, 0))
    claimed = content + b"\x08" + _varint(version)  # the last value of a field counts
    with pytest.raises(VersionError, match=f"found format version {version}, this reader knows 1; update"):
        header_from_bytes(claimed)


@pytest.mark.parametrize(
    ("damage", "text"),
    [
        (lambda content: content[:-1], "no PluginData message"),
        (lambda content: b"\xff" + content, "no PluginData message"),
        (lambda content: content.replace(b"1f", b"xy"), "'xy' is no hexadecimal number"),
        (lambda content: content.replace(b"\x12\x021f", b""), "'' is no hexadecimal number"),
        (
            lambda content: content.replace(b"\x12\x021f", b"\x12\x11" + b"f" * 17),
            "is no hexadecimal number of 16 digits",
        ),
        (lambda content: content.replace(b"\x28\x01", b""), "carries neither a layout"),
        (lambda _: b"\x08\x01\x12\x021f\x22\x02\x42\x00", "the tile of ''"),
    ],
)
def test_damaged_headers(damage: Callable[[bytes], bytes], text: str) -> None:
    with pytest.raises(LayoutError, match=text):
        header_from_bytes(damage(REFERENCE))


def test_no_content_is_no_header() -> None:
    with pytest.raises(FormatError):
        header_from_bytes(b"")


def _varint(value: int) -> bytes:
    digits = []
    while value >= 0x80:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*digits, value])


def test_more_bytes_than_any_layout_has_are_not_parsed() -> None:
    with pytest.raises(LayoutError, match=f"found {MOST_CONTENT_BYTES + 1} bytes of plugin data, expected"):
        header_from_bytes(bytes(MOST_CONTENT_BYTES + 1))
