"""A checkpoint: the parameters that a file or a folder holds, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.checkpoints.errors import PickledCodeError, TensorsMissingError
from tensorboard_plugin_paramviz.capture.checkpoints.folders import read_path
from tensorboard_plugin_paramviz.capture.checkpoints.names import find_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tensorboard_plugin_paramviz.capture.checkpoints.stored import StoredTensor, TensorSource
    from tensorboard_plugin_paramviz.format.layout import ConfigValue


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that was looked through; values are read when they are asked for.

    Attributes:
        path: the file or folder.
        parameters: by name in the model, in the order in which they were saved.
        left_out: what else is among them, and why it is not logged.
        facts: numbers and strings that it holds.
    """

    path: Path
    parameters: Mapping[str, StoredTensor]
    left_out: Mapping[str, str]
    facts: Mapping[str, ConfigValue]

    @property
    def size_bytes(self) -> int:
        """Size of the parameters' values, tied ones once."""
        return sum(stored.size_bytes for stored in set(self.parameters.values()))

    @property
    def sources(self) -> list[TensorSource]:
        """The files that the parameters lie in."""
        return list({id(stored.source): stored.source for stored in self.parameters.values()}.values())


def open_checkpoint(path: Path) -> Checkpoint:
    """Look through a checkpoint.

    Raises:
        CheckpointError: it cannot be read, see `read_path`.
        PickledCodeError: it holds a pickled module instead of weights.
        TensorsMissingError: it holds no parameters.
    """
    contents = read_path(path)
    found = find_parameters(contents.tensors)
    if not found.parameters:
        if contents.modules:
            raise PickledCodeError(
                f"{path} holds a whole {contents.modules[0]}, pickled, which only its own code could make again, and "
                "that is never run here; load it where it was written, and save torch.save(model.state_dict(), path)"
            )
        reasons = "; ".join(f"{name!r:.80} is {reason}" for name, reason in list(found.left_out.items())[:3])
        known = reasons or contents.found or "nothing"
        raise TensorsMissingError(f"{path} holds no parameters: expected a dictionary of named tensors, found {known}")
    return Checkpoint(path, found.parameters, found.left_out, contents.facts)
