"""Making sure that a log directory can be written to, before a thread of the writer's finds out that it cannot."""

from __future__ import annotations

import os
from pathlib import Path

from tensorboard_plugin_paramviz.capture.errors import LogDirectoryError


def make_log_directory(log_dir: str | os.PathLike[str]) -> None:
    """Make a log directory, unless it is there or lies in a file system of TensorBoard's own ("://").

    Raises:
        LogDirectoryError: it cannot be made, or nothing can be written to it.
    """
    if "://" in os.fspath(log_dir):
        return
    try:
        Path(log_dir).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise LogDirectoryError(
            f"log_dir={str(log_dir)!r} cannot be made: {_obstacle(Path(log_dir), error)}"
        ) from error
    if not os.access(log_dir, os.W_OK | os.X_OK):
        raise LogDirectoryError(f"log_dir={str(log_dir)!r} is not writable; choose another, or change its permissions")


def _obstacle(path: Path, error: Exception) -> str:
    """What stands where a directory should be, and what to do."""
    for place in (path, *path.parents):
        if os.path.lexists(place) and not place.is_dir():
            found = "a link that leads nowhere" if place.is_symlink() and not place.exists() else "a file"
            return f"{str(place)!r} is {found}, not a directory; choose another path, or move what is there away"
    return f"{error}; choose another"
