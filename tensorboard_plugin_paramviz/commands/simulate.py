"""paramviz simulate: runs to look at, without a training."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

NAME = "simulate"
HELP = "make runs to look at, without a training"
DESCRIPTION = "Log runs of a GPT whose weights move from noise to structure, in seconds or live."

_STEPS = 200
_LIVE_RATE = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("out", metavar="OUT", help="directory that the runs go to, each into one of its own")
    parser.add_argument("--scenario", default="convergence", help="how the training goes; convergence unless given")
    parser.add_argument("--runs", type=int, default=1, help="how many runs, side by side; 1 unless given")
    parser.add_argument("--steps", type=int, help=f"steps to log; {_STEPS}, or with --live no end, unless given")
    parser.add_argument("--model", default="tiny", help="tiny, unless given, or gpt2 with its 124 million weights")
    parser.add_argument("--points", type=int, help="how many labelled tokens; the model's number unless given")
    parser.add_argument("--seed", type=int, default=0, help="the same seed makes the same runs")
    parser.add_argument("--live", action="store_true", help="log at a steady rate, until Ctrl-C or the last step")
    parser.add_argument("--rate", type=float, default=_LIVE_RATE, help="with --live: steps a second; 1 unless given")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
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
