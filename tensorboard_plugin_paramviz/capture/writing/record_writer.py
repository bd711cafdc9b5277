"""Records with hardware checksums, byte for byte those of TensorBoard's own writer.

TensorBoard computes each record's CRC-32C in Python, some megabytes a second, and holds the interpreter lock while it
does: the training stands still for it. The package google-crc32c takes a thousandth of the time. It is used where it is
installed with its C library; without, records are written as ever.
"""

from __future__ import annotations

import struct
import warnings
from typing import TYPE_CHECKING

from tensorboard.summary.writer.record_writer import RecordWriter

if TYPE_CHECKING:
    from collections.abc import Callable

_MASK = 0xA282EAD8
_WORD = 0xFFFFFFFF


class ChecksumRecordWriter(RecordWriter):  # type: ignore[misc]  # shipped without types
    """TensorBoard's record writer, with another implementation of the same checksum.

    Args:
        file: where records go.
        crc32c: computes the CRC-32C of bytes.
    """

    def __init__(self, file: object, crc32c: Callable[[bytes], int]) -> None:
        super().__init__(file)
        self._crc32c = crc32c

    def write(self, data: bytes) -> None:
        """Write a record: length, masked checksum of the length, data, masked checksum of the data."""
        length = struct.pack("<Q", len(data))
        self._writer.write(length + self._masked(length) + data + self._masked(data))

    def _masked(self, data: bytes) -> bytes:
        checksum = self._crc32c(data)
        rotated = (checksum >> 15 | checksum << 17) & _WORD
        return struct.pack("<I", (rotated + _MASK) & _WORD)


def fastest_record_writer(file: object) -> RecordWriter:
    """A writer of records into `file`: with hardware checksums where the machine has them, else TensorBoard's own."""
    crc32c = _hardware_crc32c()
    return RecordWriter(file) if crc32c is None else ChecksumRecordWriter(file, crc32c)


def _hardware_crc32c() -> Callable[[bytes], int] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a missing C library, which is what is asked for here
            import google_crc32c  # noqa: PLC0415  # optional
    except ImportError:
        return None
    value: Callable[[bytes], int] = google_crc32c.value
    return value if google_crc32c.implementation == "c" else None
