"""Records with hardware checksums are TensorBoard's own, byte for byte."""

from __future__ import annotations

import random
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import google_crc32c
from tensorboard.summary.writer.record_writer import RecordWriter

from tensorboard_plugin_paramviz.capture.writing.record_writer import ChecksumRecordWriter, fastest_record_writer

if TYPE_CHECKING:
    import pytest


def test_records_are_the_same_bytes() -> None:
    chance = random.Random(0)  # noqa: S311  # bytes, not secrets
    stock, fast = BytesIO(), BytesIO()
    for size in [0, 1, 2, 7, 8, 255, 4096, 100_001]:
        data = chance.randbytes(size)
        RecordWriter(stock).write(data)
        ChecksumRecordWriter(fast, google_crc32c.value).write(data)
    assert fast.getvalue() == stock.getvalue()


def test_checksums_are_computed_in_hardware() -> None:
    assert isinstance(fastest_record_writer(BytesIO()), ChecksumRecordWriter)


def test_without_the_package_records_are_written_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google_crc32c", None)
    assert type(fastest_record_writer(BytesIO())) is RecordWriter
