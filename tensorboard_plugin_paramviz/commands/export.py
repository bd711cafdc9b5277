"""paramviz export: a selection of a run as a file."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.commands.output_file import output_file
from tensorboard_plugin_paramviz.commands.printable import printable

if TYPE_CHECKING:
    import argparse
    from typing import BinaryIO

    from tensorboard_plugin_paramviz.serving.answers.export.download import Download

NAME = "export"
HELP = "write the numbers of a run into a file"
DESCRIPTION = (
    "Write what was logged of a run into a file: the same bytes as the route export of the tab gives. The file says "
    "itself what its numbers mean. Memory stays small, whatever is exported."
)

FORMATS = ("csv", "json", "npz", "safetensors")
KINDS = ("statistics", "weights", "gradients", "rows", "row_statistics")

_STANDARD_OUTPUT = "-"
_EXIT_INTERRUPTED = 130  # as shells have it
_EXIT_BROKEN_PIPE = 141  # likewise
_MEGABYTE = 1_000_000
_SILENT_SECONDS = 1.0
_SECONDS_BETWEEN = 0.2
_NAMED_AT_MOST = 3  # problems


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("logdir", metavar="LOGDIR", help="what tensorboard --logdir takes")
    parser.add_argument("--run", help="the run's name as TensorBoard shows it; needed where LOGDIR has several")
    parser.add_argument("--format", required=True, choices=FORMATS, help="what to write")
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write it; - is standard output")
    parser.add_argument("--steps", help="steps and ranges of steps: 0,100,200-400,last; all unless given")
    parser.add_argument(
        "--parameters",
        metavar="PATTERN",
        action="append",
        default=[],
        help="names, or patterns such as '*.attn.*', with commas or one option each; all unless given",
    )
    parser.add_argument("--kinds", help=f"some of {','.join(KINDS)}; all that the run has unless given")
    parser.add_argument("--rows", help="of rows and row_statistics only these: 0,17,100-200; all unless given")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    try:
        return _export(options)
    except KeyboardInterrupt:
        print("\nended; nothing is written", file=sys.stderr)
        return _EXIT_INTERRUPTED
    except BrokenPipeError:  # whoever read standard output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes it once more
        return _EXIT_BROKEN_PIPE


def _export(options: argparse.Namespace) -> int:
    from tensorboard_plugin_paramviz.serving.answers.export.download import export  # noqa: PLC0415  # numpy, TensorBoard
    from tensorboard_plugin_paramviz.serving.answers.export.plan import Selection  # noqa: PLC0415  # likewise
    from tensorboard_plugin_paramviz.serving.reading.log_directory import open_run  # noqa: PLC0415  # likewise

    logged = open_run(Path(options.logdir), options.run)
    selection = Selection(options.steps, tuple(options.parameters), options.kinds, options.rows)
    download = export(logged.opened, options.format, selection)
    if options.out == _STANDARD_OUTPUT:
        _write(download, sys.stdout.buffer)
        sys.stdout.flush()
    else:
        out = Path(options.out)
        with output_file(out) as file:
            written_bytes = _write(download, file)
        print(f"exported {logged.opened.state.name!r} to {printable(str(out))}, {written_bytes / _MEGABYTE:,.1f} MB")
    for problem in logged.problems[:_NAMED_AT_MOST]:
        print(f"problem: {printable(problem)}", file=sys.stderr)
    if len(logged.problems) > _NAMED_AT_MOST:
        print(f"… and {len(logged.problems) - _NAMED_AT_MOST} problems more", file=sys.stderr)
    return 0


def _write(download: Download, file: BinaryIO) -> int:
    """Write all of it, and return how many bytes that was."""
    progress = _Progress(download.length_bytes)
    written_bytes = 0
    for chunk in download.chunks():
        file.write(chunk)
        written_bytes += len(chunk)
        progress.show(written_bytes)
    progress.end()
    return written_bytes


class _Progress:
    """Says how far it is, to somebody who looks and has to wait.

    Args:
        total_bytes: how much it will be, where that is known.
    """

    def __init__(self, total_bytes: int | None) -> None:
        self._total = "" if total_bytes is None else f" of {total_bytes / _MEGABYTE:,.0f}"
        self._next = time.monotonic() + _SILENT_SECONDS
        self._shown = False

    def show(self, written_bytes: int) -> None:
        """Show how much is written."""
        now = time.monotonic()
        if now >= self._next and sys.stderr.isatty():
            print(f"\r{written_bytes / _MEGABYTE:,.0f}{self._total} MB", end="", file=sys.stderr, flush=True)
            self._next = now + _SECONDS_BETWEEN
            self._shown = True

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            print(file=sys.stderr)
