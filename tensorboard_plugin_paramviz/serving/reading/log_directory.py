"""The runs of a log directory without TensorBoard running, in little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.errors import RunPathError, UnknownRunError
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource
from tensorboard_plugin_paramviz.serving.sources.log_directory import find_runs

if TYPE_CHECKING:
    from pathlib import Path


class LoggedRun:
    """A run that has ParamViz data.

    Args:
        files: its event files.

    Attributes:
        opened: the run.
        size_bytes: that of its event files, whatever lies in them.
    """

    def __init__(self, files: EventFileSource) -> None:
        self._files_problems = tuple(files.problems)
        self._reader = Reader(cache_bytes=0)
        (self.opened,) = self._reader.open(files, [files.run])
        self.size_bytes = files.size_bytes

    @property
    def problems(self) -> list[str]:
        """What is wrong with the run, as far as it was read until now."""
        return [*self._reader.problems(self.opened.state), *self._files_problems]


def open_run(logdir: Path, name: str | None) -> LoggedRun:
    """One run.

    Args:
        logdir: what `tensorboard --logdir` takes.
        name: the run's name, as TensorBoard shows it; None: the only one there is.

    Raises:
        RunPathError: there is no such directory, or no run was named and there are several.
        UnknownRunError: there is no such run.
        EmptyRunError: it has no ParamViz data.
    """
    found = find_runs(logdir)
    if name is None:
        if len(found) != 1:
            there = f"the runs {', '.join(map(repr, found))}" if found else "no run"
            raise RunPathError(f"{logdir} holds {there}; name one of them")
        (name,) = found
    if name not in found:
        raise UnknownRunError(name, list(found))
    return open_directory(name, found[name])


def open_directory(name: str, directory: Path) -> LoggedRun:
    """The run of a directory from `find_runs`.

    Raises:
        EmptyRunError: it has no ParamViz data.
    """
    return LoggedRun(EventFileSource(directory, name))
