"""An event file that is written as ever, somewhere aside, and a copy of it that has one fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.simulation.records import RecordTail

if TYPE_CHECKING:
    from pathlib import Path

    from tensorboard_plugin_paramviz.capture.simulation.faults import Fault


class DamagedCopy:
    """Copies an event file while it grows, and damages it on the way.

    Args:
        source: the directory in which one event file grows.
        target: the directory that the copy goes to, under the same name; it exists.
        fault: what is wrong with the copy.
        step: whose snapshot is hit, where the fault hits a snapshot.
    """

    def __init__(self, source: Path, target: Path, fault: Fault, step: int) -> None:
        self._source, self._target = source, target
        self._fault, self._step = fault, step
        self._tail: RecordTail | None = None
        self._has_ended = False

    def catch_up(self) -> None:
        """Copy what was written since the last call, as far as it is complete."""
        if self._tail is None:
            (path,) = self._source.glob("*tfevents*")
            self._tail = RecordTail(path)
        with (self._target / self._tail.path.name).open("ab") as file:
            for record in self._tail.read():
                if self._has_ended:
                    return
                written = self._fault.damaged(record, self._step)
                file.write(written)
                self._has_ended = self._fault.ends_file and written != record.frame
