"""The tools that make distributions, run to their end."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

from release.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_LAST_LINES = 25


class CommandFailedError(ReleaseError):
    """A tool has ended with an error."""


def run(
    command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None, umask: int = -1
) -> subprocess.CompletedProcess[str]:
    """Run a command and keep what it prints.

    Args:
        command: the program and its arguments.
        cwd: the folder in which it runs.
        environment: all of its variables; None: those of this process.
        umask: which permissions its files do not get; -1: as in this process.

    Raises:
        CommandFailedError: its exit status is not 0; the text ends in its last lines.
    """
    result = subprocess.run(
        command, cwd=cwd, env=environment, umask=umask, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if result.returncode != 0:
        lines = (result.stdout + result.stderr).splitlines()[-_LAST_LINES:]
        raise CommandFailedError(
            f"{shlex.join(command)} in {cwd} ended with status {result.returncode}, expected 0; its last lines:\n"
            + "\n".join(lines)
        )
    return result
