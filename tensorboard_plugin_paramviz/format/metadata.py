"""The metadata that makes TensorBoard keep the values for this plugin, and what it carries about the run."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.message import DecodeError
from tensorboard.compat.proto import summary_pb2

from tensorboard_plugin_paramviz.format import plugin_data_pb2
from tensorboard_plugin_paramviz.format.errors import LayoutError, TagError, VersionError
from tensorboard_plugin_paramviz.format.layout import Layout, layout_from_proto, layout_to_proto
from tensorboard_plugin_paramviz.format.names import FORMAT_VERSION, PLUGIN_NAME
from tensorboard_plugin_paramviz.format.tags import Segment, parse_segment

MOST_CONTENT_BYTES = 16 * 1024 * 1024  # a layout of the most parameters, with labels, has half of that


@dataclass(frozen=True)
class SegmentHeader:
    """What the first event of a segment says: the layout, or in which earlier segment of the session it stands."""

    segment: Segment
    layout: Layout | None
    layout_segment: int | None = None


def summary_metadata(content: bytes = b"") -> summary_pb2.SummaryMetadata:
    """The metadata of one value; without a data class TensorBoard would not show the tag to any plugin."""
    return summary_pb2.SummaryMetadata(
        plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name=PLUGIN_NAME, content=content),
        data_class=summary_pb2.DATA_CLASS_TENSOR,
    )


def header_to_bytes(header: SegmentHeader) -> bytes:
    """Serialize a header for `plugin_data.content`."""
    message = plugin_data_pb2.PluginData(
        format_version=FORMAT_VERSION, session=header.segment.session, segment=header.segment.number
    )
    if header.layout is not None:
        message.layout.CopyFrom(layout_to_proto(header.layout))
    elif header.layout_segment is not None:
        message.layout_segment = header.layout_segment
    return message.SerializeToString(deterministic=True)


def header_from_bytes(content: bytes) -> SegmentHeader:
    """Parse the content of `plugin_data`.

    Raises:
        VersionError: it was written in a format version that this reader does not know.
        LayoutError: it is no PluginData message or larger than one can be, or its layout contradicts itself.
    """
    if len(content) > MOST_CONTENT_BYTES:
        raise LayoutError(f"found {len(content)} bytes of plugin data, expected {MOST_CONTENT_BYTES} at most")
    try:
        message = plugin_data_pb2.PluginData.FromString(content)
    except DecodeError as error:
        raise LayoutError(f"the {len(content)} bytes of plugin data are no PluginData message: {error}") from error
    if message.format_version != FORMAT_VERSION:
        raise VersionError(
            f"found format version {message.format_version}, this reader knows {FORMAT_VERSION}; "
            "update tensorboard-plugin-paramviz to see this run"
        )
    try:
        session_start_ms = parse_segment(f"{message.session}-0000").session_start_ms
    except TagError as error:
        raise LayoutError(
            f"the session {message.session[:100]!r} is no hexadecimal number of 16 digits at most"
        ) from error
    segment = Segment(session_start_ms, message.segment)
    source = message.WhichOneof("layout_source")
    if source is None:
        raise LayoutError(f"segment {segment} carries neither a layout nor the number of the segment that does")
    if source == "layout":
        return SegmentHeader(segment, layout_from_proto(message.layout))
    return SegmentHeader(segment, None, message.layout_segment)
