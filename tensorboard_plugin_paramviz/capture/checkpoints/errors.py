"""What can be wrong with checkpoints, one error per way; each names the file and fits on a line."""

from __future__ import annotations

from tensorboard_plugin_paramviz.capture.errors import CaptureError


class CheckpointError(CaptureError):
    """A checkpoint that cannot be logged."""


class CheckpointMissingError(CheckpointError, FileNotFoundError):
    """There is no such file, or no checkpoint in the folder."""


class CheckpointUnreadableError(CheckpointError):
    """The operating system does not let it be read."""


class EmptyCheckpointError(CheckpointError):
    """A file without a byte."""


class ForeignFileError(CheckpointError):
    """A file of another format."""


class DamagedCheckpointError(CheckpointError):
    """A checkpoint that was cut short, or that says what cannot be."""


class PickledCodeError(CheckpointError):
    """A checkpoint that names functions or classes which would have to be run."""


class TensorsMissingError(CheckpointError):
    """A checkpoint without parameters."""


class ShardMissingError(CheckpointError):
    """An index names a file that is not there."""


class ShardIndexError(CheckpointError):
    """An index that is none, or that its shards contradict."""


class CheckpointStepsError(CheckpointError):
    """Steps that are unknown, contradictory, equal, or not one for each checkpoint."""


class CheckpointLabelsError(CheckpointError):
    """Labels that cannot be read, or that fit no token embedding."""


class RunExistsError(CheckpointError):
    """A log directory that holds a run already."""


class TorchTooOldError(CheckpointError):
    """A PyTorch that cannot read checkpoints safely."""


def first_line(error: BaseException, limit: int = 200) -> str:
    """An error's text on one line, after its type."""
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), "no detail")
    return f"{type(error).__name__}: {line[:limit]}"
