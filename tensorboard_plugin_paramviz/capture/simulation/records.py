"""The records of event files: reading those of a file that grows, and framing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tensorboard_plugin_paramviz.format.checksums import fastest_crc32c
from tensorboard_plugin_paramviz.format.records import FOOTER_BYTES, HEADER_BYTES, LENGTH, frame_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Record(NamedTuple):
    """A record as it lies in a file: `frame` is `data` between its length and its checksums."""

    frame: bytes
    data: bytes


class RecordTail:
    """Reads what is new in an event file, without looking at its checksums.

    Args:
        path: the file, which somebody else appends to.
    """

    def __init__(self, path: Path) -> None:
        self.path, self._position = path, 0

    def read(self) -> Iterator[Record]:
        """The records that were completed since the last call."""
        with self.path.open("rb") as file:
            file.seek(self._position)
            while len(header := file.read(HEADER_BYTES)) == HEADER_BYTES:
                (length_bytes,) = LENGTH.unpack_from(header)
                rest = file.read(length_bytes + FOOTER_BYTES)
                if len(rest) < length_bytes + FOOTER_BYTES:
                    return
                self._position += len(header) + len(rest)
                yield Record(header + rest, rest[:length_bytes])


def frame(data: bytes) -> bytes:
    """A record with valid checksums."""
    return frame_record(data, fastest_crc32c())
