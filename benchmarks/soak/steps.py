"""Which steps lie in a run's event files, in the order in which they lie there."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tensorboard.compat.proto import event_pb2

from tensorboard_plugin_paramviz.format.errors import RecordError, TagError
from tensorboard_plugin_paramviz.format.records import read_records
from tensorboard_plugin_paramviz.format.tags import parse_tag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def logged_steps(directory: Path) -> list[int]:
    """The steps of all snapshots in a run's files; of a file that is being written, as far as it goes."""
    return [step for path in sorted(directory.glob("events.out.tfevents.*")) for step in _steps_in(path)]


def logged_bytes(logdir: Path) -> int:
    """Size of all event files below a directory."""
    return sum(path.stat().st_size for path in logdir.rglob("events.out.tfevents.*"))


def _steps_in(path: Path) -> Iterator[int]:
    with path.open("rb") as file, contextlib.suppress(RecordError):
        for record in read_records(file):
            event = event_pb2.Event.FromString(record.data)
            if any(_is_snapshot(value.tag) for value in event.summary.value):
                yield int(event.step)


def _is_snapshot(tag: str) -> bool:
    try:
        return parse_tag(tag).series == "statistics"
    except TagError:
        return False
