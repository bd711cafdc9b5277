"""What an error of `torch.load` means to somebody who wants to look at a checkpoint.

Torch's own texts advise to load the file again and let it run its code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.checkpoints.errors import (
    CheckpointError,
    DamagedCheckpointError,
    ForeignFileError,
    PickledCodeError,
    first_line,
)

if TYPE_CHECKING:
    from pathlib import Path

RESAVE = (
    "it is never run here; load the checkpoint where it was written, and save the weights alone: "
    "torch.save(model.state_dict(), path)"
)

_REFUSED_NAME = re.compile(r"GLOBAL (\S+) (?:was not an allowed global|whose module)")
_ADVICE = ("Weights only load failed", "Check the documentation of torch.load")  # around what went wrong


def refused_name(error: Exception) -> str | None:
    """The function or class that torch has refused because it might be code; None where it has not."""
    match = _REFUSED_NAME.search(str(error))
    if match is None:
        return None
    return match[1] if "." in match[1] else f"builtins.{match[1]}"  # as torch leaves that word out


def code_fault(path: Path, name: str) -> PickledCodeError:
    """The error of a file that names code."""
    return PickledCodeError(f"{path} names {name}, which would have to be run: {RESAVE}")


def fault_of(path: Path, error: Exception) -> CheckpointError | OSError:
    """The error to raise in the place of torch's.

    Args:
        path: what was read.
        error: what torch raised, whatever it is.
    """
    text, name = str(error), refused_name(error)
    if isinstance(error, CheckpointError | OSError):
        return error
    if name is not None:
        return code_fault(path, name)
    if "persistent_load" in text:  # so the old format wrote modules
        return PickledCodeError(f"{path} holds a whole module, pickled, which only its own code could make: {RESAVE}")
    if "Unsupported operand" in text:
        return ForeignFileError(
            f"{path} was pickled in a way of which torch cannot tell whether it runs code (pickle_protocol of "
            "torch.save?); save it again with the usual one"
        )
    what = "cut short or damaged"
    if isinstance(error, MemoryError) or "memory" in text:
        what = "damaged, or too large for this machine"
    return DamagedCheckpointError(f"{path} is {what}: {_essence(error)}")


def _essence(error: Exception) -> str:
    """What went wrong, without the advice around it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip() and not line.startswith(_ADVICE)]
    return lines[-1] if str(error).startswith(_ADVICE) and lines else first_line(error)
