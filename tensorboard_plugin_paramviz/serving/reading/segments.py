"""From the tags of a run to its segments, each with its layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.format.errors import FormatError, LayoutError
from tensorboard_plugin_paramviz.format.metadata import SegmentHeader, header_from_bytes
from tensorboard_plugin_paramviz.format.tags import Segment, Tag, parse_tag

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.sources.source import SeriesListing

LARGEST_ARRAY_BYTES = 256 * 1024 * 1024  # a message of TensorBoard's data server


@dataclass(frozen=True)
class SegmentIndex:
    """A segment that can be read: its layout, and the tags that there are of it."""

    segment: Segment
    layout: Layout
    tags: frozenset[Tag]


@dataclass
class _Draft:
    tags: set[Tag] = field(default_factory=set)
    content: bytes | None = None


def index_segments(
    listing: Mapping[str, SeriesListing], headers: MutableMapping[bytes, SegmentHeader]
) -> tuple[list[SegmentIndex], list[str]]:
    """Sort a run's tags into segments.

    Args:
        listing: the run's series, by tag.
        headers: headers parsed before, by their bytes; those parsed now are added.

    Returns:
        The segments that can be read, in order, and what is wrong with the others. Tags that are none of the format's
        are ignored, as a later writer may add some.
    """
    drafts: dict[Segment, _Draft] = {}
    for name, series in listing.items():
        try:
            tag = parse_tag(name)
        except FormatError:
            continue
        draft = drafts.setdefault(tag.segment, _Draft())
        draft.tags.add(tag)
        if tag.series == "statistics":
            draft.content = series.content

    layouts: dict[Segment, Layout] = {}
    segments: list[SegmentIndex] = []
    problems: list[str] = []
    for segment in sorted(drafts):
        draft = drafts[segment]
        try:
            layouts[segment] = _layout(segment, draft.content, layouts, headers)
        except FormatError as error:
            problems.append(f"segment {segment} is left out: {error}")
        else:
            segments.append(SegmentIndex(segment, layouts[segment], frozenset(draft.tags)))
    return segments, problems


def _check_size(layout: Layout) -> None:
    """Reject a layout of arrays that cannot exist: what it claims is allocated later."""
    statistics_bytes = len(layout.parameters) * len(layout.statistic_names) * np.dtype(np.float32).itemsize
    rows_bytes = max((len(cloud.row_ids) * cloud.columns for cloud in layout.clouds), default=0)
    claimed_bytes = max(statistics_bytes, layout.cells, rows_bytes)  # a code has one byte or two
    if claimed_bytes > LARGEST_ARRAY_BYTES:
        raise LayoutError(
            f"its layout claims arrays of {claimed_bytes} bytes; TensorBoard hands out {LARGEST_ARRAY_BYTES} at most"
        )


def _layout(
    segment: Segment,
    content: bytes | None,
    layouts: Mapping[Segment, Layout],
    headers: MutableMapping[bytes, SegmentHeader],
) -> Layout:
    if content is None:
        raise LayoutError("it has no statistics, which would carry its layout")
    header = headers.get(content)
    if header is None:
        header = header_from_bytes(content)
        if header.layout is not None:
            _check_size(header.layout)
        headers[content] = header
    if header.segment != segment:
        raise LayoutError(f"its layout is that of segment {header.segment}")
    if header.layout is not None:
        return header.layout
    source = Segment(segment.session_start_ms, header.layout_segment or 0)
    if source not in layouts:
        raise LayoutError(f"it has the layout of segment {source}, which cannot be read")
    return layouts[source]
