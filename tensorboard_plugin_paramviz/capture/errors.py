"""What can be wrong with what capture is asked to do, one error per way.

Each is raised before the training starts, names the argument and says what to do. Once a training runs, faults are
logged and counted instead.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class MissingTorchError(ImportError):
    """PyTorch is not installed."""


class CaptureError(ValueError):
    """An argument that cannot be followed."""


class ModelTypeError(CaptureError):
    """A model that is no `torch.nn.Module`."""


class EmptyModelError(CaptureError):
    """A model without parameters."""


class PatternError(CaptureError):
    """A pattern of `include` that names no parameter, or patterns that leave none."""


class LabelsError(CaptureError):
    """Labels for an unknown parameter, of the wrong type or the wrong number."""


class RowsError(CaptureError):
    """Rows of an unknown parameter, of one that has no rows, or rows that it does not have."""


class ConfigError(CaptureError):
    """A `config` that is no mapping."""


class BudgetError(CaptureError):
    """A `max_bytes` or `max_tile` with which nothing could be logged."""


class ScheduleError(CaptureError):
    """An `every`, or an argument of `Schedule`, by which no step would ever be due."""


class StepError(CaptureError):
    """A step that is no whole number from 0 on."""


class WriterTypeError(CaptureError):
    """A writer that is no `torch.utils.tensorboard.SummaryWriter`."""


class SecondModelError(CaptureError):
    """A writer that already logs another model, or is watched already."""


class SimulationError(CaptureError):
    """A simulation that does not exist, or of a size that does not."""


class NothingToLogError(CaptureError):
    """A model of which no logged parameter has values yet."""


class PermanentError(RuntimeError):
    """What no later try can mend."""


class ClosedWriterError(PermanentError):
    """A writer that was closed before the snapshot was written."""


class WritingEndedError(RuntimeError):
    """The thread that writes was ended in the middle of a snapshot."""


class EventFileError(OSError):
    """An event file that cannot be written at present: a full disk, a directory that is gone."""


class LogDirectoryError(OSError):
    """A log directory in which no event file can be written."""


def near_matches(name: str, names: Iterable[str]) -> str:
    """The names that `name` may have meant, for the end of an error's text."""
    known = list(names)
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or known[:3]
    return f"near matches are {', '.join(map(repr, near))}" if near else "there are no parameters"
