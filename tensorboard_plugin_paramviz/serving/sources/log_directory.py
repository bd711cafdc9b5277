"""The runs under a log directory, named as TensorBoard names them."""

from __future__ import annotations

import os
from pathlib import Path

from tensorboard.backend.event_processing.io_wrapper import IsSummaryEventsFile

from tensorboard_plugin_paramviz.serving.errors import RunPathError


def find_runs(logdir: Path) -> dict[str, Path]:
    """The directories that hold event files, whosever data lies in them.

    Args:
        logdir: what `tensorboard --logdir` takes.

    Returns:
        Each run's directory by its name, its path relative to `logdir` (`.` for `logdir` itself), in order of name.

    Raises:
        RunPathError: there is no such directory.
    """
    if not logdir.is_dir():
        raise RunPathError(f"{logdir} is no directory; expected what tensorboard --logdir takes, such as runs")
    directories = [folder for folder, _, files in os.walk(logdir) if any(map(IsSummaryEventsFile, files))]
    return {os.path.relpath(directory, logdir): Path(directory) for directory in sorted(directories)}
