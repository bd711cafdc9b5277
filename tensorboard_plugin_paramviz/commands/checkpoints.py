"""paramviz checkpoints: a timeline of a training that is over."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.commands.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard_plugin_paramviz.capture.checkpoints.timeline import Timeline

NAME = "checkpoints"
HELP = "turn saved checkpoints into a run"
DESCRIPTION = (
    "Log the checkpoints of a training that is over as one run: files of torch.save (.pt, .pth, .bin, .ckpt) and of "
    "safetensors, nanoGPT's, Lightning's, and folders of Hugging Face. Nothing in them is executed."
)

_EXIT_INTERRUPTED = 130  # as shells have it
_MEGABYTE = 1_000_000
_NAMED_AT_MOST = 3  # tensors that are left out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="checkpoints, files or folders, in any order")
    parser.add_argument("--logdir", required=True, help="directory of the run; it is made if it does not exist")
    parser.add_argument(
        "--steps",
        type=_steps,
        help="the step of each checkpoint, in the order of the files: 0,500,1000; "
        "as the checkpoints or their names tell unless given",
    )
    parser.add_argument("--labels", metavar="TEXTFILE", help="labels of the token embedding, one token a line")
    parser.add_argument("--include", metavar="PATTERN", action="append", help="log parameters named so: '*.attn.*'")
    parser.add_argument("--exclude", metavar="PATTERN", action="append", help="leave out parameters named so")
    parser.add_argument("--max-bytes", type=int, help="what a snapshot may take; 524288 unless given")
    parser.add_argument("--force", action="store_true", help="log into a directory that holds a run already")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    from tensorboard_plugin_paramviz.capture.checkpoints.labels import read_tokens  # noqa: PLC0415  # torch takes long
    from tensorboard_plugin_paramviz.capture.checkpoints.log import log_checkpoints  # noqa: PLC0415  # likewise

    progress = _Progress()
    try:
        timeline = log_checkpoints(
            options.files,
            options.logdir,
            steps=options.steps,
            tokens=None if options.labels is None else read_tokens(Path(options.labels)),
            include=options.include,
            exclude=options.exclude,
            force=options.force,
            on_progress=progress.show,
            **({} if options.max_bytes is None else {"max_bytes": options.max_bytes}),
        )
    except KeyboardInterrupt:
        print(f"\nended; {progress.logged} checkpoints are logged in {printable(str(options.logdir))}")
        return _EXIT_INTERRUPTED
    steps = timeline.steps
    span = f"step {steps[0]}" if len(steps) == 1 else f"{len(steps)} steps, {steps[0]} to {steps[-1]}"
    logdir = printable(str(options.logdir))
    print(f"logged {span}, in {logdir}; look at it with: tensorboard --logdir {logdir}")
    if timeline.left_out:
        print(f"left out: {_few(timeline.left_out)}")
    return 0


class _Progress:
    """Says how far it is: to somebody who looks, and what is unusual to everybody."""

    def __init__(self) -> None:
        self.logged = 0

    def show(self, timeline: Timeline, logged: int) -> None:
        """Show how many checkpoints are logged."""
        self.logged = logged
        if not logged and timeline.unmapped:
            others = f" and {len(timeline.unmapped) - 1} more" if len(timeline.unmapped) > 1 else ""
            print(
                f"{printable(str(timeline.unmapped[0]))}{others}: in the format of before PyTorch 1.6, which is "
                "read as a whole and needs memory of its size",
                file=sys.stderr,
            )
        if sys.stderr.isatty():
            count = len(timeline.entries)
            done_bytes = sum(entry.size_bytes for entry in timeline.entries[:logged])
            megabytes = f"{done_bytes / _MEGABYTE:,.0f} of {timeline.size_bytes / _MEGABYTE:,.0f} MB"
            end = "\n" if logged == count else ""
            print(f"\r{logged} of {count} checkpoints, {megabytes}", end=end, file=sys.stderr, flush=True)


def _steps(text: str) -> list[int]:
    try:
        return [int(step) for step in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected whole numbers with commas, 0,500,1000; found {text!r}") from None


def _few(left_out: Mapping[str, str]) -> str:
    """Names and reasons of some tensors."""
    named = [f"{printable(name)} ({printable(reason)})" for name, reason in left_out.items()]
    more = f" and {len(named) - _NAMED_AT_MOST} more" if len(named) > _NAMED_AT_MOST else ""
    return f"{', '.join(named[:_NAMED_AT_MOST])}{more}"
