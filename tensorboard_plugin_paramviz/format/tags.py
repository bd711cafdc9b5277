"""The tags under which a run's values lie, made and parsed.

TensorBoard hands out whole series only, so a series is cut into segments: every tag ends in the name of its segment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from tensorboard_plugin_paramviz.format.errors import TagError
from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME

Series = Literal["statistics", "weights", "gradients", "rows", "row_statistics"]
ROW_SERIES: frozenset[Series] = frozenset({"rows", "row_statistics"})

_SEGMENT = re.compile(r"(?P<session>[0-9a-f]{1,16})-(?P<number>[0-9]{4,9})")


@dataclass(frozen=True, order=True)
class Segment:
    """A stretch of a run: which session of its writer, and the how-manieth cut of it."""

    session_start_ms: int  # start of the writer, UTC
    number: int

    @property
    def session(self) -> str:
        """The session's name: its start, hexadecimal."""
        return f"{self.session_start_ms:x}"

    def __str__(self) -> str:
        return f"{self.session}-{self.number:04d}"


@dataclass(frozen=True)
class Tag:
    """One series of one segment; `parameter` is empty but for rows and row statistics."""

    series: Series
    segment: Segment
    parameter: str = ""

    def __str__(self) -> str:
        middle = f"{self.parameter}/" if self.series in ROW_SERIES else ""
        return f"{PLUGIN_NAME}/{self.series}/{middle}{self.segment}"


def parse_segment(name: str) -> Segment:
    """Read a segment's name, `<session>-<number>`.

    Raises:
        TagError: the name does not have this form.
    """
    match = _SEGMENT.fullmatch(name)
    if match is None:
        raise TagError(f"{name!r} names no segment; expected a session in hexadecimal, '-' and a number of four digits")
    return Segment(int(match["session"], 16), int(match["number"]))


def parse_tag(tag: str) -> Tag:
    """Read a tag.

    Raises:
        TagError: it is none of the format's.
    """
    prefix, _, rest = tag.partition("/")
    name, _, rest = rest.partition("/")
    parameter, _, segment = rest.rpartition("/")
    series: Series | None = next((series for series in get_args(Series) if series == name), None)
    if prefix != PLUGIN_NAME or series is None or bool(parameter) != (series in ROW_SERIES):
        raise TagError(f"{tag!r} is none of the format's tags, such as '{PLUGIN_NAME}/weights/<session>-<number>'")
    return Tag(series, parse_segment(segment), parameter)
