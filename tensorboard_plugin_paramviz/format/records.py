"""The records of event files: how one is framed, and reading those of a file one after the other.

A record is its length (uint64, little-endian), the masked checksum of the length, its data, and the masked checksum of
the data.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, NamedTuple

from tensorboard_plugin_paramviz.format.checksums import fastest_crc32c, masked
from tensorboard_plugin_paramviz.format.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from tensorboard_plugin_paramviz.format.checksums import Crc32c

LENGTH = struct.Struct("<Q")
CHECKSUM = struct.Struct("<I")
HEADER_BYTES = LENGTH.size + CHECKSUM.size
FOOTER_BYTES = CHECKSUM.size


class Record(NamedTuple):
    """A record: where it begins in the file, and its data."""

    offset_bytes: int
    data: bytes

    @property
    def data_offset_bytes(self) -> int:
        """Where its data begin."""
        return self.offset_bytes + HEADER_BYTES


def frame_record(data: bytes, crc32c: Crc32c) -> bytes:
    """The bytes of a record, of which `crc32c` computes the checksums."""
    length = LENGTH.pack(len(data))
    return b"".join((length, CHECKSUM.pack(masked(crc32c(length))), data, CHECKSUM.pack(masked(crc32c(data)))))


def read_records(file: BinaryIO) -> Iterator[Record]:
    """Read a file's records, none of which takes more memory than the file has bytes.

    Args:
        file: an event file, open at its beginning.

    Raises:
        RecordError: after the last sound record, where the file does not end with it. TensorBoard's Python loader stops
            at the same place.
    """
    crc32c = fastest_crc32c()
    size_bytes = os.fstat(file.fileno()).st_size
    offset = 0
    while header := file.read(HEADER_BYTES):
        if len(header) < HEADER_BYTES:
            raise RecordError(offset, "is not complete", _left(size_bytes, offset))
        length = header[: LENGTH.size]
        if CHECKSUM.pack(masked(crc32c(length))) != header[LENGTH.size :]:
            raise RecordError(
                offset, "is damaged: its length does not have the checksum beside it", _left(size_bytes, offset)
            )
        (length_bytes,) = LENGTH.unpack(length)
        rest_bytes = length_bytes + FOOTER_BYTES
        start = offset + HEADER_BYTES
        if start + rest_bytes > size_bytes:
            raise RecordError(offset, f"is to have {length_bytes} bytes and is not complete", _left(size_bytes, offset))
        rest = file.read(rest_bytes)
        data = rest[:length_bytes]
        if CHECKSUM.pack(masked(crc32c(data))) != rest[length_bytes:]:
            raise RecordError(
                offset, "is damaged: its data do not have the checksum behind them", _left(size_bytes, offset)
            )
        yield Record(offset, data)
        offset = start + rest_bytes


def _left(size_bytes: int, offset: int) -> int:
    """How much of the file lies behind the last sound record; it may have grown since it was measured."""
    return max(size_bytes - offset, 0)
