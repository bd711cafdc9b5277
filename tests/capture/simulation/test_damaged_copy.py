"""A copy of an event file that grows, damaged on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.capture.simulation.damaged_copy import DamagedCopy
from tensorboard_plugin_paramviz.capture.simulation.faults import Fault
from tensorboard_plugin_paramviz.capture.simulation.records import Record, frame

if TYPE_CHECKING:
    from pathlib import Path

NAME = "events.out.tfevents.1.host"


def damaged(record: Record, step: int) -> bytes:
    """Stands in for the record of a number."""
    return b"damaged" if record.data == str(step).encode() else record.frame


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("source", "target"):
        (tmp_path / name).mkdir()
    return tmp_path / "source", tmp_path / "target"


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_it_follows_the_file_record_by_record(folders: tuple[Path, Path]) -> None:
    source, target = folders
    copy = DamagedCopy(source, target, Fault(damaged), step=1)
    frames = [frame(str(number).encode()) for number in range(3)]
    append(source / NAME, frames[0] + frames[1][:5])
    copy.catch_up()
    assert (target / NAME).read_bytes() == frames[0]
    append(source / NAME, frames[1][5:] + frames[2])
    copy.catch_up()
    copy.catch_up()
    assert (target / NAME).read_bytes() == frames[0] + b"damaged" + frames[2]
    assert (source / NAME).read_bytes() == b"".join(frames)


def test_nothing_follows_a_fault_that_ends_the_file(folders: tuple[Path, Path]) -> None:
    source, target = folders
    copy = DamagedCopy(source, target, Fault(damaged, ends_file=True), step=1)
    for number in range(4):
        append(source / NAME, frame(str(number).encode()))
        copy.catch_up()
    assert (target / NAME).read_bytes() == frame(b"0") + b"damaged"
