"""A command that runs beside this one, out of reach of the terminal's Ctrl-C, and whose last words are kept."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KEPT_BYTES = 16_384
_KILL_PATIENCE_SECONDS = 5


class Child:
    """A command in a session of its own: it ends when it wants, or when `stop` tells it.

    Attributes:
        name: What people call it.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        is_shown: bool = False,
    ) -> None:
        """Start the command.

        Args:
            name: What people call it.
            command: The program and its arguments.
            environment: Variables to set beside those of this process.
            is_shown: Whether its output appears on this process's standard output, too.
        """
        self.name = name
        self.is_shown = is_shown
        self._process = subprocess.Popen(  # noqa: S603 - callers give their own commands
            command,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._output = bytearray()
        self._reader = threading.Thread(target=self._read, name=f"output of {name}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The number by which the system knows it."""
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """The status with which it ended; None while it runs."""
        return self._process.poll()

    def last_words(self, lines: int = 20) -> str:
        """Return the end of what it printed, in a sentence; of a progress bar the last state."""
        if self.exit_status is not None:
            self._reader.join(_KILL_PATIENCE_SECONDS)
        text = bytes(self._output).decode(errors="replace")
        printed = [re.split(r"\r(?!$)", line)[-1].rstrip() for line in text.split("\n")]
        kept = [line for line in printed if line][-lines:]
        return "its last output:\n" + "\n".join(kept) if kept else "it printed nothing"

    def stop(self, first: signal.Signals, patience_seconds: float) -> int:
        """Ask it to end, wait, and end its whole session if it does not.

        Args:
            first: The signal that asks.
            patience_seconds: How long to wait for it.

        Returns:
            Its exit status.
        """
        if self.exit_status is None:
            self._process.send_signal(first)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience_seconds)
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nothing is left of it: the usual case
            os.killpg(self._process.pid, signal.SIGKILL)
        status = self._process.wait()
        self._reader.join(_KILL_PATIENCE_SECONDS)
        return status

    def _read(self) -> None:
        with self._process.stdout as pipe:  # type: ignore[union-attr]  # it was asked for
            while chunk := os.read(pipe.fileno(), 65_536):
                self._output += chunk
                del self._output[:-_KEPT_BYTES]
                if self.is_shown:
                    sys.stdout.buffer.write(chunk)
                    sys.stdout.buffer.flush()
