"""What becomes of a failure while a training runs: a line in the log, a number, a longer pause before the next try."""

from __future__ import annotations

import logging
import traceback

from tensorboard_plugin_paramviz.capture.errors import PermanentError

LOGGER = logging.getLogger("tensorboard_plugin_paramviz")

_LARGEST_PAUSE_FACTOR = 16  # so that a fault that passes tears no hole larger than a few snapshots
_GIVE_UP_SECONDS = 180.0
_GIVE_UP_TRIES = 5


class Failures:
    """The failures of one watcher."""

    def __init__(self) -> None:
        self.count = 0
        self._causes: set[tuple[str, str, int]] = set()
        self._in_a_row = 0
        self._row_start_seconds = 0.0

    def note(self, error: Exception, step: object, now_seconds: float) -> None:
        """Count a failure, and log it if its cause is new.

        Args:
            error: what happened.
            step: the step that could not be logged.
            now_seconds: time of the failure, on any steady clock.
        """
        self.count += 1
        if self._in_a_row == 0:
            self._row_start_seconds = now_seconds
        self._in_a_row += 1
        innermost = traceback.extract_tb(error.__traceback__)[-1:]
        cause = type(error).__name__, *((innermost[0].filename, innermost[0].lineno or 0) if innermost else ("", 0))
        if cause not in self._causes:
            self._causes.add(cause)
            LOGGER.warning("step %s could not be logged, training goes on (%s: %s)", step, type(error).__name__, error)
            LOGGER.debug("where it failed", exc_info=error)

    def note_unreadable(self, parameter: str, error: Exception) -> None:
        """Count a parameter that a snapshot had to do without, and log it if that is new."""
        self.count += 1
        cause = type(error).__name__, parameter, 0
        if cause not in self._causes:
            self._causes.add(cause)
            LOGGER.warning("%s cannot be read, the rest is logged (%s: %s)", parameter, type(error).__name__, error)
            LOGGER.debug("where it failed", exc_info=error)

    def note_success(self) -> None:
        """Take note that logging works (again)."""
        self._in_a_row = 0

    @property
    def pause_factor(self) -> int:
        """How many times longer than usual to wait before the next try."""
        return min(1 << self._in_a_row, _LARGEST_PAUSE_FACTOR)

    def is_permanent(self, error: Exception, now_seconds: float) -> bool:
        """Whether there is no point in trying again.

        The writer is closed, another process is lost, or the file cannot be written for minutes.
        """
        if isinstance(error, PermanentError) or isinstance(error.__cause__, PermanentError):
            return True
        is_lasting = self._in_a_row >= _GIVE_UP_TRIES and now_seconds - self._row_start_seconds >= _GIVE_UP_SECONDS
        return isinstance(error, OSError) and is_lasting
