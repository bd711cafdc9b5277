"""Event files with hardware checksums are TensorBoard's own, byte for byte."""

from __future__ import annotations

import random
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import google_crc32c
from tensorboard.compat.proto import event_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.summary.writer.record_writer import RecordWriter
from torch.utils.tensorboard import SummaryWriter as TorchSummaryWriter

from tensorboard_plugin_paramviz import SummaryWriter
from tensorboard_plugin_paramviz.capture.event_file import ChecksumRecordWriter, use_hardware_checksums

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_records_are_the_same_bytes() -> None:
    chance = random.Random(0)  # noqa: S311  # bytes, not secrets
    stock, fast = BytesIO(), BytesIO()
    for size in [0, 1, 2, 7, 8, 255, 4096, 100_001]:
        data = chance.randbytes(size)
        RecordWriter(stock).write(data)
        ChecksumRecordWriter(fast, google_crc32c.value).write(data)
    assert fast.getvalue() == stock.getvalue()


def test_a_record_is_length_checksum_data_checksum() -> None:
    file = BytesIO()
    ChecksumRecordWriter(file, google_crc32c.value).write(b"123456789")
    # CRC-32C of "123456789" is e3069283, rotated by 15 bits and masked: c78ab0e5
    assert file.getvalue().hex() == "0900000000000000" + "37f97139" + b"123456789".hex() + "e5b08ac7"


def write(writer: TorchSummaryWriter) -> None:
    """Some of everything, at fixed times."""
    for step in range(3):
        writer.add_scalar("loss", 0.5 * step, step, walltime=1.0 + step)
        writer.add_text("note", "text " * 1000, step, walltime=1.0 + step)
    writer.close()


def events_of(directory: Path) -> bytes:
    """The file's bytes behind the first record, which holds the time of its making."""
    (path,) = directory.iterdir()
    content = path.read_bytes()
    first = 16 + int.from_bytes(content[:8], "little")
    assert event_pb2.Event.FromString(content[12 : first - 4]).file_version == "brain.Event:2"
    return content[first:]


def test_files_are_the_same_bytes(tmp_path: Path) -> None:
    write(TorchSummaryWriter(tmp_path / "stock"))
    write(SummaryWriter(tmp_path / "fast"))
    assert len(events_of(tmp_path / "stock")) > 15_000
    assert events_of(tmp_path / "fast") == events_of(tmp_path / "stock")


def test_checksums_are_computed_in_hardware(tmp_path: Path) -> None:
    writer = EventFileWriter(str(tmp_path))
    assert use_hardware_checksums(writer)
    assert isinstance(writer._async_writer._worker._record_writer, ChecksumRecordWriter)
    writer.close()


def test_without_the_package_files_are_written_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google_crc32c", None)
    write(TorchSummaryWriter(tmp_path / "stock"))
    write(SummaryWriter(tmp_path / "slow"))
    assert events_of(tmp_path / "slow") == events_of(tmp_path / "stock")


def test_without_its_c_library_the_package_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_crc32c, "implementation", "python")
    writer = EventFileWriter(str(tmp_path))
    assert not use_hardware_checksums(writer)
    writer.close()


def test_a_tensorboard_that_is_built_otherwise_is_left_alone() -> None:
    assert not use_hardware_checksums(object())
