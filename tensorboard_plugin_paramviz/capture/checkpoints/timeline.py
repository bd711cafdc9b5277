"""The checkpoints of one training in the order of their steps, looked through before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.checkpoints.checkpoint import open_checkpoint
from tensorboard_plugin_paramviz.capture.checkpoints.folders import ARCHITECTURE
from tensorboard_plugin_paramviz.capture.checkpoints.skeleton import Slots, slots_of
from tensorboard_plugin_paramviz.capture.checkpoints.steps import assign_steps
from tensorboard_plugin_paramviz.capture.checkpoints.stored import MappedFile

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from tensorboard_plugin_paramviz.format.layout import ConfigValue

_CLASS_NAME = "Checkpoint"  # of a model whose checkpoints do not tell it


@dataclass(frozen=True)
class Entry:
    """A checkpoint that was looked through and closed again.

    Attributes:
        path: the file or folder.
        slots: its parameters, without their values.
        size_bytes: size of the values.
        facts: numbers and strings that it holds.
        left_out: what of it is not logged, and why.
        is_mapped: whether it can be read tensor by tensor.
    """

    path: Path
    slots: Slots
    size_bytes: int
    facts: Mapping[str, ConfigValue]
    left_out: Mapping[str, str]
    is_mapped: bool


@dataclass(frozen=True)
class Timeline:
    """The checkpoints of a training, in the order of their steps.

    Attributes:
        steps: the steps.
        entries: the checkpoints.
    """

    steps: tuple[int, ...]
    entries: tuple[Entry, ...]

    @property
    def size_bytes(self) -> int:
        """Size of all values."""
        return sum(entry.size_bytes for entry in self.entries)

    @property
    def unmapped(self) -> tuple[Path, ...]:
        """The checkpoints that have to be read as a whole."""
        return tuple(entry.path for entry in self.entries if not entry.is_mapped)

    @property
    def left_out(self) -> dict[str, str]:
        """What of the checkpoints is not logged, and why."""
        return {name: reason for entry in self.entries for name, reason in entry.left_out.items()}

    @property
    def class_name(self) -> str:
        """What the model is called."""
        name = str(self.entries[0].facts.get(ARCHITECTURE, ""))
        return name if name.isidentifier() else _CLASS_NAME

    @property
    def config(self) -> dict[str, ConfigValue]:
        """What all checkpoints say: of the model and its training, not of a step."""
        first, *others = (entry.facts for entry in self.entries)
        return {
            name: value
            for name, value in first.items()
            if name != ARCHITECTURE and all(name in facts and facts[name] == value for facts in others)
        }


def open_timeline(paths: Sequence[str | os.PathLike[str]], steps: Sequence[int] | None = None) -> Timeline:
    """Look through checkpoints, and put them in order.

    Args:
        paths: files, or folders of Hugging Face.
        steps: the step of each; None: as the checkpoints or their names tell.

    Raises:
        CheckpointError: one of them cannot be read, or the steps are not clear.
    """
    entries = [_look_through(Path(path)) for path in paths]
    found = assign_steps([(entry.path, entry.facts) for entry in entries], steps)
    order = sorted(range(len(entries)), key=found.__getitem__)
    return Timeline(tuple(found[index] for index in order), tuple(entries[index] for index in order))


def _look_through(path: Path) -> Entry:
    checkpoint = open_checkpoint(path)
    return Entry(
        path=path,
        slots=slots_of(checkpoint.parameters),
        size_bytes=checkpoint.size_bytes,
        facts=checkpoint.facts,
        left_out=checkpoint.left_out,
        is_mapped=all(isinstance(source, MappedFile) for source in checkpoint.sources),
    )
