"""Records with hardware checksums, byte for byte those of TensorBoard's own writer.

TensorBoard computes each record's CRC-32C in Python and holds the interpreter lock while it does: the training stands
still for it. Without google-crc32c's C library, records are written as ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard.summary.writer.record_writer import RecordWriter

from tensorboard_plugin_paramviz.format.checksums import hardware_crc32c
from tensorboard_plugin_paramviz.format.records import frame_record

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.checksums import Crc32c


class ChecksumRecordWriter(RecordWriter):  # type: ignore[misc]  # shipped without types
    """TensorBoard's record writer, with another implementation of the same checksum.

    Args:
        file: where records go.
        crc32c: computes the CRC-32C of bytes.
    """

    def __init__(self, file: object, crc32c: Crc32c) -> None:
        super().__init__(file)
        self._crc32c = crc32c

    def write(self, data: bytes) -> None:
        """Write a record."""
        self._writer.write(frame_record(data, self._crc32c))


def fastest_record_writer(file: object) -> RecordWriter:
    """A writer of records into `file`: with hardware checksums where the machine has them, else TensorBoard's own."""
    crc32c = hardware_crc32c()
    return RecordWriter(file) if crc32c is None else ChecksumRecordWriter(file, crc32c)
