"""Records of event files, whole and damaged."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import TYPE_CHECKING

import google_crc32c
import pytest
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.summary.writer.record_writer import RecordWriter

from tensorboard_plugin_paramviz.format.errors import RecordError
from tensorboard_plugin_paramviz.format.records import FOOTER_BYTES, HEADER_BYTES, frame_record, read_records

if TYPE_CHECKING:
    from pathlib import Path

DATA = [b"first", b"", b"third" * 1000]
FRAMES = [frame_record(data, google_crc32c.value) for data in DATA]
WHOLE = b"".join(FRAMES)
SECOND = len(FRAMES[0])


def read(path: Path, content: bytes) -> tuple[list[bytes], str]:
    """The records that are read of a file, and why no more; TensorBoard's own loader must read the same."""
    path.write_bytes(content)
    found = []
    problem = ""
    with path.open("rb") as file:
        try:
            for record in read_records(file):
                assert content[record.data_offset_bytes :].startswith(record.data)
                found.append(record.data)
        except RecordError as error:
            problem = str(error)
    assert found == list(RawEventFileLoader(str(path)).Load())
    return found, problem


def test_a_frame_is_length_checksum_data_checksum() -> None:
    # CRC-32C of "123456789" is e3069283, rotated by 15 bits and masked: c78ab0e5
    frame = "0900000000000000" + "37f97139" + b"123456789".hex() + "e5b08ac7"
    assert frame_record(b"123456789", google_crc32c.value).hex() == frame


def test_frames_are_tensorboards_own() -> None:
    file = BytesIO()
    for data in DATA:
        RecordWriter(file).write(data)
    assert file.getvalue() == WHOLE


def test_a_whole_file_is_read_whole(tmp_path: Path) -> None:
    assert read(tmp_path / "events", WHOLE) == (DATA, "")
    assert read(tmp_path / "events", b"") == ([], "")


def test_it_is_read_without_the_c_library_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google_crc32c", None)
    assert read(tmp_path / "events", WHOLE) == (DATA, "")


@pytest.mark.parametrize("kept_bytes", [1, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 2, len(FRAMES[2]) - 1])
def test_a_file_that_is_cut_gives_what_is_complete(tmp_path: Path, kept_bytes: int) -> None:
    start = len(WHOLE) - len(FRAMES[2])
    found, problem = read(tmp_path / "events", WHOLE[: start + kept_bytes])
    assert found == DATA[:2]
    assert problem.startswith(f"the record at byte {start} is ")
    assert "is not complete" in problem or "is to have 5000 bytes and is not complete" in problem
    assert problem.endswith(f"; the last {kept_bytes} bytes of the file are left out")


@pytest.mark.parametrize(
    ("position", "fault"),
    [
        (0, "its length does not have the checksum beside it"),
        (9, "its length does not have the checksum beside it"),
        (HEADER_BYTES, "its data do not have the checksum behind them"),
    ],
)
def test_a_flipped_bit_ends_the_file_there(tmp_path: Path, position: int, fault: str) -> None:
    content = bytearray(WHOLE)
    content[SECOND + position] ^= 1
    found, problem = read(tmp_path / "events", bytes(content))
    assert found == DATA[:1]
    assert problem.startswith(f"the record at byte {SECOND} is damaged: {fault}; ")


def test_a_length_that_lies_claims_no_memory(tmp_path: Path) -> None:
    class Lying(bytes):
        def __len__(self) -> int:
            return 2**62

    lying = FRAMES[0] + frame_record(Lying(b"short"), google_crc32c.value)
    path = tmp_path / "events"
    path.write_bytes(lying)
    with path.open("rb") as file, pytest.raises(RecordError, match=r"is to have 4611686018427387904 bytes and is not"):
        list(read_records(file))


def test_bytes_that_are_no_records(tmp_path: Path) -> None:
    assert FOOTER_BYTES == 4
    found, problem = read(tmp_path / "events", b"not an event file at all")
    assert found == []
    assert problem == (
        "the record at byte 0 is damaged: its length does not have the checksum beside it; "
        "the last 24 bytes of the file are left out"
    )
