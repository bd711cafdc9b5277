"""What a person can do wrong, and how the commands say so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_FAILURE = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class CommandError(Exception):
    """What ends a command with one clear line: it says what was found, what was expected and what to do."""

    exit_status = EXIT_FAILURE


class UsageError(CommandError):
    """A wrong argument or environment."""

    exit_status = EXIT_USAGE


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
    """Run a command and turn what ends it early into one clear line.

    Args:
        name: The command's name, which opens the line.
        command: Returns the exit status.

    Returns:
        The command's exit status; that of a `CommandError`; 130 after Ctrl-C.
    """
    try:
        return command()
    except CommandError as error:
        print(f"{name}: error: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print(f"\n{name}: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
