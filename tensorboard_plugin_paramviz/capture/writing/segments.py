"""Cutting a run into segments, and saying at the start of each what it holds.

TensorBoard hands out a tag's whole series or nothing, so a series must stay short enough to be read again and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.format.metadata import SegmentHeader
from tensorboard_plugin_paramviz.format.tags import Segment

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import Layout

SEGMENT_LIMIT_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Placement:
    """Where a snapshot goes, and the header that goes with it if it is the first of its segment."""

    segment: Segment
    header: SegmentHeader | None


class SegmentCutter:
    """Decides which segment of one session each snapshot goes to.

    Args:
        session_start_ms: start of the session, UTC milliseconds.
    """

    def __init__(self, session_start_ms: int) -> None:
        self.session_start_ms = session_start_ms
        self._number = -1
        self._layout: Layout | None = None
        self._tag_bytes = 0
        self._written_layouts: dict[int, Layout] = {}

    def place(self, layout: Layout, largest_array_bytes: int) -> Placement:
        """Where a snapshot goes; `commit` afterwards when it is written, `abandon` when that failed.

        Args:
            layout: the snapshot's.
            largest_array_bytes: size of its largest array; a segment ends when a tag reaches 4 MiB.
        """
        if layout == self._layout and self._tag_bytes + largest_array_bytes <= SEGMENT_LIMIT_BYTES:
            return Placement(Segment(self.session_start_ms, self._number), None)
        segment = Segment(self.session_start_ms, self._number + 1)
        source = next((number for number, written in self._written_layouts.items() if written == layout), None)
        return Placement(segment, SegmentHeader(segment, layout if source is None else None, source))

    def commit(self, placement: Placement, layout: Layout, largest_array_bytes: int) -> None:
        """Take note that a snapshot is written."""
        if placement.header is not None:
            self._number = placement.segment.number
            self._layout = layout
            self._tag_bytes = 0
            if placement.header.layout is not None:
                self._written_layouts[self._number] = layout
        self._tag_bytes += largest_array_bytes

    def end_segment(self) -> None:
        """Let what comes next go into a new segment."""
        self._layout = None

    def abandon(self, placement: Placement) -> None:
        """Take note that a snapshot may or may not be written: nothing more goes into its segment, or refers to it."""
        self._number = placement.segment.number
        self._layout = None
