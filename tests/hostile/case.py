"""What a case of the corpus is: a folder of a log directory, what lies in it, and what must become of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.simulation.records import frame
from tests.serving.conftest import RunWriter, build_layout

if TYPE_CHECKING:
    from tensorboard.compat.proto import event_pb2

    from tensorboard_plugin_paramviz.format.layout import Layout

STEPS = (0, 10, 20)  # of every run, before something happens to it
FILE_NAME = "events.out.tfevents.1700000000.host"


@dataclass(frozen=True)
class Case:
    """A hostile run.

    Attributes:
        run: the name of its folder, which says what was done to it.
        content: its event file.
        steps: what a reader that looks at checksums finds sound of it; None where that is left to chance.
        fault: words that such a reader must say of it, as a regular expression; empty where all of it is sound, however
            strange, and None where it is left to chance.
    """

    run: str
    content: bytes
    steps: tuple[int, ...] | None = STEPS
    fault: str | None = ""

    def write(self, logdir: Path) -> None:
        """Write the run below a log directory."""
        directory = logdir / self.run
        directory.mkdir(parents=True)
        (directory / FILE_NAME).write_bytes(self.content)


class _Kept:
    """Takes events in place of a file."""

    def __init__(self) -> None:
        self.events: list[event_pb2.Event] = []

    def add_event(self, event: event_pb2.Event) -> None:
        self.events.append(event)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""


def events_of_a_run(layout: Layout | None = None) -> list[event_pb2.Event]:
    """The events of a sound run, one a step, the same at each call."""
    kept = _Kept()
    writer = RunWriter(Path(), layout or build_layout(), events=kept)
    writer.clock = lambda: 1_700_000_000.0
    writer.log(*STEPS)
    return kept.events


def framed(events: list[event_pb2.Event]) -> bytes:
    """The event file of some events, its checksums right."""
    return b"".join(frame(event.SerializeToString()) for event in events)


def flipped(content: bytes, place: int, bit: int) -> bytes:
    """The same with one bit of one byte changed."""
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
