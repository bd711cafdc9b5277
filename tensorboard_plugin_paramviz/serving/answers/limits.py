"""How large an answer may be, and all answers together: held before anything is read."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Reserve = Callable[[int, int], None]
    """Takes the steps and the bytes of an answer that is about to be made; raises where it may not be."""

LARGEST_ANSWER_BYTES = 256 * 1024 * 1024  # as much as TensorBoard's own data server puts into a message
ANSWERS_BYTES = 64 * 1024 * 1024  # of all large answers that are made or sent at once

_LONGEST_WAIT_SECONDS = 60.0
_SMALL_ANSWER_BYTES = 4 * 1024 * 1024  # a poll's: it waits for nobody
_MIB = 1024 * 1024


def check_answer_size(step_count: int, answer_bytes: int) -> None:
    """Refuse to make an answer that would be too large.

    Args:
        step_count: how many steps are asked for, those of all runs together.
        answer_bytes: the most that the answer's arrays can take.

    Raises:
        TooLargeError: that is above the limit; the text says how many steps fit.
    """
    if answer_bytes <= LARGEST_ANSWER_BYTES:
        return
    fitting = step_count * LARGEST_ANSWER_BYTES // answer_bytes
    advice = f"ask for at most {fitting} at a time with steps=, or for new ones with after="
    raise TooLargeError(
        f"{step_count} steps would make an answer of up to {answer_bytes / _MIB:.1f} MiB, "
        f"the limit is {LARGEST_ANSWER_BYTES // _MIB} MiB; "
        + (advice if fitting else "not even one of them fits, so read the run with load_run")
    )


class AnswerSpace:
    """The memory that large answers share: of fifty people who open the tab at once, some wait for a moment.

    Args:
        capacity_bytes: how much answers may take together. A larger one is made while there is no other.
        longest_wait_seconds: after that an answer is refused instead.
    """

    def __init__(
        self, capacity_bytes: int = ANSWERS_BYTES, longest_wait_seconds: float = _LONGEST_WAIT_SECONDS
    ) -> None:
        self._capacity_bytes = capacity_bytes
        self._longest_wait_seconds = longest_wait_seconds
        self._taken_bytes = 0
        self._changed = threading.Condition()

    @contextmanager
    def hold(self, answer_bytes: int) -> Iterator[None]:
        """Hold the space of an answer, from before it is made until it has been sent.

        Raises:
            DataUnavailableError: others took too long.
        """
        if answer_bytes <= _SMALL_ANSWER_BYTES:
            yield
            return
        with self._changed:
            if not self._changed.wait_for(lambda: self._has_room(answer_bytes), self._longest_wait_seconds):
                raise DataUnavailableError("the server is busy with other large answers; ask again")
            self._taken_bytes += answer_bytes
        try:
            yield
        finally:
            with self._changed:
                self._taken_bytes -= answer_bytes
                self._changed.notify_all()

    def _has_room(self, answer_bytes: int) -> bool:
        return self._taken_bytes == 0 or self._taken_bytes + answer_bytes <= self._capacity_bytes
