"""When to try again what failed: after pauses that grow, and shrink only when it has worked for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
CALM_SECONDS = 60.0


class Retries:
    """The failures of one thing, and the next time to try it.

    A failure soon after it worked again continues the former trouble: a disk that is full and not full in turns is
    neither tried every second nor mentioned every second.

    Args:
        clock: a steady time, in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._causes: set[tuple[type[Exception], int | None]] = set()
        self._pause_seconds = FIRST_PAUSE_SECONDS
        self._retry_seconds = 0.0
        self._working_since_seconds: float | None = None
        self.is_failing = False

    @property
    def is_due(self) -> bool:
        """Whether to try now: it works, or the pause is over."""
        return not self.is_failing or self._clock() >= self._retry_seconds

    def note_failure(self, error: Exception) -> bool:
        """Take note that it failed.

        Returns:
            Whether the cause is new.
        """
        now_seconds = self._clock()
        if self._working_since_seconds is not None and now_seconds - self._working_since_seconds >= CALM_SECONDS:
            self._causes.clear()
            self._pause_seconds = FIRST_PAUSE_SECONDS
        self._working_since_seconds = None
        self.is_failing = True
        self._retry_seconds = now_seconds + self._pause_seconds
        self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)
        cause = type(error), getattr(error, "errno", None)
        is_new = cause not in self._causes
        self._causes.add(cause)
        return is_new

    def note_success(self) -> None:
        """Take note that it works again."""
        self.is_failing = False
        self._working_since_seconds = self._clock()
