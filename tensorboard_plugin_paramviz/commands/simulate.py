"""paramviz simulate: runs to look at, without a training."""

from __future__ import annotations

import argparse
import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAME = "simulate"
HELP = "make runs to look at, without a training"
DESCRIPTION = "Log runs of a GPT whose weights move as those of a training do, in seconds or live."

SCENARIOS = {
    "convergence": "learns, and comes to rest",
    "divergence": "the loss spikes, then one layer after the other runs away",
    "oscillation": "swings around what it has learned, and learns no more",
    "dead": "units of some layers stop learning for good",
    "nan": "one layer shows values that are not finite, then all do",
}
FAULTS = {
    "truncated": "the file ends in half a record",
    "checksum": "one bit of a record is flipped",
    "dtype": "the weights of a step have a type that the format does not know",
    "shape": "the weights of a step are one cell short",
    "size": "the weights of a step claim more bytes than they have",
    "missing": "a step has no weights",
    "layout": "the layout claims smaller tiles than were logged",
    "gigabytes": "the layout claims tiles of gigabytes",
    "version": "the format's version is one of the future",
}

_STEPS = 200
_LIVE_RATE = 1.0
_HELP_WIDTH = 80


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"{_listed('scenarios', SCENARIOS)}\n\n{_listed('faults', FAULTS)}"
    parser.add_argument("out", metavar="OUT", help="directory that the runs go to, each into one of its own")
    parser.add_argument("--scenario", default="convergence", help="how the training goes; convergence unless given")
    parser.add_argument("--runs", type=int, default=1, help="how many runs, side by side; 1 unless given")
    parser.add_argument("--steps", type=int, help=f"steps to log; {_STEPS}, or with --live no end, unless given")
    parser.add_argument("--model", default="tiny", help="tiny, unless given, or gpt2 with its 124 million weights")
    parser.add_argument("--points", type=int, help="how many labelled tokens; the model's number unless given")
    parser.add_argument("--seed", type=int, default=0, help="the same seed makes the same runs")
    parser.add_argument("--live", action="store_true", help="log at a steady rate, until Ctrl-C or the last step")
    parser.add_argument("--rate", type=float, help="with --live: steps a second; 1 unless given")
    parser.add_argument(
        "--fault", metavar="KIND", help="damage the runs' event files, to test what reads them; none unless given"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    try:
        return _simulate(options)
    except KeyboardInterrupt:
        print(f"\nended; look at what is logged with: tensorboard --logdir {options.out}")
        return 0


def _simulate(options: argparse.Namespace) -> int:
    from tensorboard_plugin_paramviz.capture.errors import SimulationError  # noqa: PLC0415  # torch takes seconds
    from tensorboard_plugin_paramviz.capture.simulate import simulate  # noqa: PLC0415  # likewise

    if options.rate is not None and not options.live:
        raise SimulationError(f"--rate {options.rate:g} is of use with --live only; add --live, or leave it out")
    steps = options.steps if options.steps is not None or options.live else _STEPS
    rate = _LIVE_RATE if options.rate is None else options.rate
    if options.live:
        print(f"logging into {options.out}; watch it with: tensorboard --logdir {options.out} (Ctrl-C ends the run)")
    directories = simulate(
        options.out,
        options.scenario,
        runs=options.runs,
        steps=steps,
        model=options.model,
        points=options.points,
        seed=options.seed,
        rate=rate if options.live else None,
        fault=options.fault,
        on_step=_progress(steps),
    )
    print(f"logged {', '.join(map(str, directories))}; look at it with: tensorboard --logdir {options.out}")
    return 0


def _listed(title: str, phrases: Mapping[str, str]) -> str:
    """Names and phrases as a part of the help."""
    indent = " " * (4 + max(map(len, phrases)))
    lines = [
        textwrap.fill(phrase, _HELP_WIDTH, initial_indent=f"  {name}".ljust(len(indent)), subsequent_indent=indent)
        for name, phrase in phrases.items()
    ]
    return "\n".join([f"{title}:", *lines])


def _progress(steps: int | None) -> Callable[[int], None] | None:
    """Shows how far it is, to somebody who looks."""
    if not sys.stderr.isatty():
        return None
    last = "" if steps is None else f" of {steps}"

    def show(step: int) -> None:
        end = "\n" if step == steps else ""
        print(f"\rstep {step}{last}", end=end, file=sys.stderr, flush=True)

    return show
