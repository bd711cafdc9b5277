"""What a person can do wrong, and how the commands say so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class UsageError(Exception):
    """A wrong argument or environment; the text says what was found, what was expected and what to do."""


class ArgumentError(UsageError):
    """A wrong value of one argument.

    Args:
        argument: The option's name without dashes.
        problem: What was found, what was expected, what to do.
    """

    def __init__(self, argument: str, problem: str) -> None:
        self.argument = argument
        super().__init__(f"argument --{argument}: {problem}")


def run_command(name: str, command: Callable[[], int]) -> int:
    """Run a command and turn what goes wrong by the user's hand into one clear line.

    Args:
        name: The command's name, which opens the line.
        command: Returns the exit status.

    Returns:
        The command's exit status; 2 after a `UsageError`, 130 after Ctrl-C.
    """
    try:
        return command()
    except UsageError as error:
        print(f"{name}: error: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print(f"\n{name}: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
