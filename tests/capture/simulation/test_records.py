"""Records of an event file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader

from tensorboard_plugin_paramviz.capture.simulation.records import RecordTail, frame

if TYPE_CHECKING:
    from pathlib import Path

DATA = [b"first", b"", b"third" * 1000]


def test_tensorboard_reads_what_is_framed(tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(b"".join(map(frame, DATA)))
    assert list(RawEventFileLoader(str(path)).Load()) == DATA


def test_a_tail_reads_each_record_once_and_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(frame(DATA[0]))
    tail = RecordTail(path)
    assert [record.data for record in tail.read()] == DATA[:1]
    assert list(tail.read()) == []
    rest = frame(DATA[1]) + frame(DATA[2])
    for end in (5, 20, len(rest) - 1):
        path.write_bytes(frame(DATA[0]) + rest[:end])
        found = [record.data for record in tail.read()]
        assert found == (DATA[1:2] if end == 20 else [])
    path.write_bytes(frame(DATA[0]) + rest)
    assert [(record.data, record.frame) for record in tail.read()] == [(DATA[2], frame(DATA[2]))]
