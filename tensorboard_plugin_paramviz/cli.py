"""The command `paramviz`.

paramviz simulate runs --runs 2      two runs to look at, in seconds
paramviz simulate runs --live        a run that goes on until Ctrl-C, to watch it grow
paramviz checkpoints step*.pt --logdir runs/old      a training that is over, from its checkpoints
paramviz info runs                   what was logged there
paramviz export runs --run a --format npz --out a.npz      its numbers as a file
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn, Protocol

from tensorboard_plugin_paramviz import __version__
from tensorboard_plugin_paramviz.commands import checkpoints, export, info, simulate
from tensorboard_plugin_paramviz.commands.printable import printable
from tensorboard_plugin_paramviz.serving.errors import ServingError

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXIT_USAGE = 2
_EXIT_NO_READER = 128 + 13  # as a shell has it: ended by SIGPIPE


class _Command(Protocol):
    """What a module in `commands` offers."""

    NAME: str
    HELP: str
    DESCRIPTION: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Run the command and return its exit status."""


_COMMANDS: tuple[_Command, ...] = (simulate, checkpoints, info, export)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(_EXIT_USAGE, f"{self.prog}: error: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what follows its name; None: those of the process.

    Returns:
        The exit status: 0, or 2 after an error, of which one line tells on standard error.
    """
    parser = _Parser(
        prog="paramviz", description="Runs for TensorBoard's ParamViz tab: made, told about, and read out."
    )
    parser.add_argument("--version", action="version", version=f"paramviz {__version__}")
    parsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_arguments(parsers.add_parser(command.NAME, help=command.HELP, description=command.DESCRIPTION))
    options = parser.parse_args(arguments)
    chosen = next(command for command in _COMMANDS if options.command == command.NAME)
    try:
        return chosen.run(options)
    except BrokenPipeError:  # whoever read what is printed has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python would complain at its end
        return _EXIT_NO_READER
    except (ImportError, OSError, ValueError, ServingError) as error:
        print(f"{parser.prog} {options.command}: error: {printable(str(error))}", file=sys.stderr)
        return _EXIT_USAGE


if __name__ == "__main__":
    sys.exit(main())
