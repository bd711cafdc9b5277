"""Ctrl-C as a wish that the training loop fulfils between two steps, where its state is whole."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from typing_extensions import Self

SAME_WISH_SECONDS = 0.5  # launchers pass on a signal that the terminal sent to all: the same Ctrl-C twice
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_NOTICE = b"\nstopping after this step (Ctrl-C again: at once, without a checkpoint)\n"


class Interruption:
    """While entered, the first SIGINT or SIGTERM is noted; a second one raises `KeyboardInterrupt`.

    Signals reach the main thread alone: entered in another one, it notes nothing.

    Attributes:
        received: The signal's number, 0 as long as none came.
    """

    def __init__(self) -> None:
        self.received = 0
        self._received_at_seconds = 0.0
        self._previous: dict[int, object] = {}

    @property
    def exit_status(self) -> int:
        """0, or the status by which a shell knows that a signal ended the command."""
        return 128 + self.received if self.received else 0

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._previous = {number: signal.signal(number, self._note) for number in _SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal() returned

    def _note(self, number: int, _frame: FrameType | None) -> None:
        now_seconds = time.monotonic()
        if self.received and now_seconds - self._received_at_seconds >= SAME_WISH_SECONDS:
            raise KeyboardInterrupt
        if self.received:
            return
        self.received = number
        self._received_at_seconds = now_seconds
        os.write(2, _NOTICE)  # print() must not be entered twice
