"""Runs to look at, without a training: realistic evolutions of a GPT's weights, made in seconds or live.

Everything but the weights is real: they pass through the same sampling, encoding and writing as those of a training.
"""

from __future__ import annotations

import difflib
import itertools
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from tensorboard_plugin_paramviz.capture.errors import SimulationError
from tensorboard_plugin_paramviz.capture.simulation.faults import FAULTS
from tensorboard_plugin_paramviz.capture.simulation.model import GPTShape
from tensorboard_plugin_paramviz.capture.simulation.run import RunPlan, SimulatedModel, SimulatedRun
from tensorboard_plugin_paramviz.capture.simulation.scenarios.choice import SCENARIO_TYPES

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

DEFAULT_STEPS = 200

_SPEEDS = (1.0, 0.6, 1.5, 0.8)  # of the runs, one after the other, as if their learning rates differed
_NEAR = 0.5

MODELS: Mapping[str, SimulatedModel] = {
    "tiny": SimulatedModel(GPTShape(n_layer=4, n_head=4, width=128, tokens=128, positions=64), points=128),
    "gpt2": SimulatedModel(GPTShape(n_layer=12, n_head=12, width=768, tokens=50_304, positions=1024), points=2048),
}


def simulate(
    out: str | os.PathLike[str],
    scenario: str = "convergence",
    *,
    runs: int = 1,
    steps: int | None = DEFAULT_STEPS,
    model: str = "tiny",
    points: int | None = None,
    width: int | None = None,
    seed: int = 0,
    max_bytes: int | None = None,
    rate: float | None = None,
    fault: str | None = None,
    on_step: Callable[[int], None] | None = None,
) -> list[Path]:
    """Log runs of a training that never took place.

    Args:
        out: directory that the runs go to, each into one of its own: `convergence-1`, `convergence-2`, the next that
            are free; `convergence-checksum-1` where there is a fault.
        scenario: how the training goes; one of `SCENARIO_TYPES`.
        runs: how many, side by side; they differ in their seed and in how fast they learn.
        steps: steps after the untouched model, which is step 0; each is logged. None: without end; the scenario takes
            its course in the first 200.
        model: "tiny" or "gpt2", which has GPT-2's 124 million weights.
        points: how many tokens are words that form clusters; None: the model's number.
        width: of the model; None: the model's own.
        seed: the same seed, the same runs, apart from times and the name of the session.
        max_bytes: what a snapshot may take; None: as usual, or what the points need if that is more.
        rate: snapshots a second; None: as fast as possible.
        fault: what is wrong with each run's event file, for testing what reads it; one of `FAULTS`. Faults of a
            snapshot hit the one in the middle of the run, faults of the layout all of it. None: nothing.
        on_step: called with each step that is logged for all runs.

    Returns:
        The runs' directories.

    Raises:
        SimulationError: there is no such scenario, model, fault or size.
        LogDirectoryError: `out` cannot be written.
    """
    _check_name("scenario", scenario, SCENARIO_TYPES)
    _check_name("model", model, MODELS)
    if fault is not None:
        _check_name("fault", fault, FAULTS)
    _check_sizes(runs=runs, steps=steps, points=points, width=width, rate=rate, max_bytes=max_bytes)
    size = _sized(MODELS[model], points, width)
    plans = [
        RunPlan(
            scenario=scenario,
            model=size,
            steps=DEFAULT_STEPS if steps is None else steps,
            speed=_SPEEDS[index % len(_SPEEDS)],
            seed=seed + index,
            max_bytes=max_bytes,
            fault=fault,
        )
        for index in range(runs)
    ]
    numbers = range(steps + 1) if steps is not None else itertools.count()
    with ExitStack() as stack:
        stack.enter_context(_single_thread())
        simulated = []
        for directory, plan in zip(_free_directories(Path(out), plans[0].name, runs), plans, strict=True):
            run = SimulatedRun(directory, plan)
            stack.callback(run.close)
            simulated.append((directory, run))
        for step in numbers if rate is None else _paced(numbers, rate):
            for _, run in simulated:
                run.log(step)
            if on_step is not None:
                on_step(step)
    return [directory for directory, _ in simulated]


def _check_name(argument: str, value: str, known: Collection[str]) -> None:
    if value in known:
        return
    near = difflib.get_close_matches(value, known, n=2, cutoff=_NEAR)
    question = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise SimulationError(f"{argument} is {value!r}; there are {', '.join(map(repr, known))}{question}")


def _check_sizes(**sizes: float | None) -> None:
    for argument, number in sizes.items():
        if number is not None and not number > 0:
            raise SimulationError(f"{argument} is {number!r}; expected a number above 0")


def _sized(size: SimulatedModel, points: int | None, width: int | None) -> SimulatedModel:
    """The model with as many points, and as wide, as wanted; a vocabulary that is all words stays that."""
    shape = size.shape
    kept_points = points or size.points
    tokens = kept_points if size.points == shape.tokens else max(shape.tokens, kept_points)
    return SimulatedModel(replace(shape, tokens=tokens, width=width or shape.width), kept_points)


def _free_directories(out: Path, name: str, count: int) -> list[Path]:
    candidates = (out / f"{name}-{number}" for number in itertools.count(1))
    return list(itertools.islice((directory for directory in candidates if not directory.exists()), count))


@contextmanager
def _single_thread() -> Iterator[None]:
    """Let torch use one thread: matrices so small are not worth waiting for a second one on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _paced(numbers: Iterable[int], rate: float) -> Iterable[int]:
    """The numbers, so many a second; if what is done with each takes longer, none is skipped."""
    due_seconds = time.monotonic()
    for number in numbers:
        time.sleep(max(due_seconds - time.monotonic(), 0))
        yield number
        due_seconds = max(due_seconds, time.monotonic() - 1 / rate) + 1 / rate
