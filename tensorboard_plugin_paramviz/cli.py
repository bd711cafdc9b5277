"""The command `paramviz`.

paramviz simulate runs --runs 2      two runs to look at, in seconds
paramviz simulate runs --live        a run that goes on until Ctrl-C, to watch it grow
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NoReturn

from tensorboard_plugin_paramviz import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_EXIT_USAGE = 2
_STEPS = 200
_LIVE_RATE = 1.0


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
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return _simulate(options)
    except (ImportError, OSError, ValueError) as error:
        print(f"{parser.prog} {options.command}: error: {error}", file=sys.stderr)
        return _EXIT_USAGE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="paramviz", description="Runs for TensorBoard's ParamViz tab.")
    parser.add_argument("--version", action="version", version=f"paramviz {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    simulate = commands.add_parser(
        "simulate",
        help="make runs to look at, without a training",
        description="Log runs of a GPT whose weights move from noise to structure, in seconds or live.",
    )
    simulate.add_argument("out", metavar="OUT", help="directory that the runs go to, each into one of its own")
    simulate.add_argument("--scenario", default="convergence", help="how the training goes; convergence unless given")
    simulate.add_argument("--runs", type=int, default=1, help="how many runs, side by side; 1 unless given")
    simulate.add_argument("--steps", type=int, help=f"steps to log; {_STEPS}, or with --live no end, unless given")
    simulate.add_argument("--model", default="tiny", help="tiny, unless given, or gpt2 with its 124 million weights")
    simulate.add_argument("--points", type=int, help="how many labelled tokens; the model's number unless given")
    simulate.add_argument("--seed", type=int, default=0, help="the same seed makes the same runs")
    simulate.add_argument("--live", action="store_true", help="log at a steady rate, until Ctrl-C or the last step")
    simulate.add_argument("--rate", type=float, default=_LIVE_RATE, help="with --live: steps a second; 1 unless given")
    return parser


def _simulate(options: argparse.Namespace) -> int:
    from tensorboard_plugin_paramviz.capture.simulate import simulate  # noqa: PLC0415  # torch takes seconds to import

    steps = options.steps if options.steps is not None or options.live else _STEPS
    if options.live:
        print(f"logging into {options.out}; watch it with: tensorboard --logdir {options.out} (Ctrl-C ends the run)")
    try:
        directories = simulate(
            options.out,
            options.scenario,
            runs=options.runs,
            steps=steps,
            model=options.model,
            points=options.points,
            seed=options.seed,
            rate=options.rate if options.live else None,
            on_step=_progress(steps),
        )
    except KeyboardInterrupt:
        print(f"\nended; look at what is logged with: tensorboard --logdir {options.out}")
        return 0
    print(f"logged {', '.join(map(str, directories))}; look at it with: tensorboard --logdir {options.out}")
    return 0


def _progress(steps: int | None) -> Callable[[int], None] | None:
    """Shows how far it is, to somebody who looks."""
    if not sys.stderr.isatty():
        return None
    last = "" if steps is None else f" of {steps}"

    def show(step: int) -> None:
        end = "\n" if step == steps else ""
        print(f"\rstep {step}{last}", end=end, file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    sys.exit(main())
