"""Event files with hardware checksums, byte for byte those of TensorBoard's own writer.

TensorBoard computes each record's CRC-32C in Python, some megabytes a second, and holds the interpreter lock while it
does: the training stands still for it. The package google-crc32c takes a thousandth of the time. It is used where it is
installed with its C library; without, files are written as ever.
"""

from __future__ import annotations

import struct
import warnings
from typing import TYPE_CHECKING

from tensorboard.summary.writer.record_writer import RecordWriter

from tensorboard_plugin_paramviz.capture.failures import LOGGER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard.summary.writer.event_file_writer import EventFileWriter

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


def use_hardware_checksums(event_writer: EventFileWriter) -> bool:
    """Let an event file's writer compute its checksums in hardware, from the next record on.

    Args:
        event_writer: TensorBoard's writer, with nothing waiting to be written.

    Returns:
        Whether it does so now; otherwise it goes on as it did, to the same effect.
    """
    crc32c = _hardware_crc32c()
    if crc32c is None:
        return False
    try:
        asynchronous = event_writer._async_writer  # noqa: SLF001  # there is no public place to put another record writer
        worker, file = asynchronous._worker, event_writer._general_file_writer  # noqa: SLF001  # likewise
        parts_are_known = asynchronous._writer is worker._record_writer  # noqa: SLF001  # likewise
    except AttributeError:
        parts_are_known = False
    if not parts_are_known:
        LOGGER.debug("this TensorBoard writes event files in a way of its own; checksums stay as slow as they are")
        return False
    asynchronous._writer = worker._record_writer = ChecksumRecordWriter(file, crc32c)  # noqa: SLF001  # likewise
    return True


def _hardware_crc32c() -> Callable[[bytes], int] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a missing C library, which is what is asked for here
            import google_crc32c  # noqa: PLC0415  # optional
    except ImportError:
        return None
    value: Callable[[bytes], int] = google_crc32c.value
    return value if google_crc32c.implementation == "c" else None
