"""Runs to look at, without a training: realistic evolutions of a GPT's weights, made in seconds or live.

Everything but the weights is real: they pass through the same sampling, encoding and writing as those of a training.
"""

from __future__ import annotations

import itertools
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from tensorboard_plugin_paramviz.capture.budget import evenly_spaced
from tensorboard_plugin_paramviz.capture.errors import SimulationError
from tensorboard_plugin_paramviz.capture.options import MAX_BYTES
from tensorboard_plugin_paramviz.capture.simulation.model import GPTShape, build_gpt
from tensorboard_plugin_paramviz.capture.simulation.training import SimulatedTraining
from tensorboard_plugin_paramviz.capture.simulation.vocabulary import vocabulary
from tensorboard_plugin_paramviz.capture.writer import SummaryWriter

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping

SCENARIOS = ("convergence",)
DEFAULT_STEPS = 200

_SPEEDS = (1.0, 0.6, 1.5, 0.8)  # of the runs, one after the other, as if their learning rates differed
_LEARNING_RATE = 1e-3


@dataclass(frozen=True)
class SimulatedModel:
    """A model to choose: its size, and how many of its tokens are words whose rows are logged."""

    shape: GPTShape
    points: int


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
    on_step: Callable[[int], None] | None = None,
) -> list[Path]:
    """Log runs of a training that never took place.

    Args:
        out: directory that the runs go to, each into one of its own: `convergence-1`, `convergence-2`, the next that
            are free.
        scenario: how the training goes; one of `SCENARIOS`.
        runs: how many, side by side; they differ in their seed and in how fast they learn.
        steps: steps after the untouched model, which is step 0; each is logged. None: without end.
        model: "tiny" or "gpt2", which has GPT-2's 124 million weights.
        points: how many tokens are words that form clusters; None: the model's number.
        width: of the model; None: the model's own.
        seed: the same seed, the same runs.
        max_bytes: what a snapshot may take; None: as usual, or what the points need if that is more.
        rate: snapshots a second; None: as fast as possible.
        on_step: called with each step that is logged for all runs.

    Returns:
        The runs' directories.

    Raises:
        SimulationError: there is no such scenario, model or size.
        LogDirectoryError: `out` cannot be written.
    """
    _check(scenario, model, {"runs": runs, "steps": steps, "points": points, "width": width, "rate": rate})
    size = _sized(MODELS[model], points, width)
    numbers = range(steps + 1) if steps is not None else itertools.count()
    with ExitStack() as stack:
        stack.enter_context(_single_thread())
        simulated = [
            _Run(directory, size, seed + index, speed=_SPEEDS[index % len(_SPEEDS)], steps=steps, max_bytes=max_bytes)
            for index, directory in enumerate(_free_directories(Path(out), scenario, runs))
        ]
        for run in simulated:
            stack.callback(run.close)
        for step in numbers if rate is None else _paced(numbers, rate):
            for run in simulated:
                run.log(step)
            if on_step is not None:
                on_step(step)
    return [run.directory for run in simulated]


class _Run:
    """One simulated run and its writer."""

    def __init__(
        self,
        directory: Path,
        size: SimulatedModel,
        seed: int,
        *,
        speed: float,
        steps: int | None,
        max_bytes: int | None,
    ) -> None:
        self.directory = directory
        shape = size.shape
        tokens = vocabulary(size.points)
        token_rows = tuple(evenly_spaced(shape.tokens, size.points))
        words = dict(zip(token_rows, tokens, strict=True))
        self._labels = [words[row].word if row in words else f"token {row}" for row in range(shape.tokens)]
        self._rows = token_rows if size.points < shape.tokens else None
        self._config = {"seed": seed, "learning_rate": _LEARNING_RATE * speed, **vars(shape)}
        self._max_bytes = max_bytes or max(MAX_BYTES, _bytes_for(size))
        self._model = build_gpt(shape)
        horizon = (DEFAULT_STEPS if steps is None else max(steps, 1)) / speed
        self._training = SimulatedTraining(self._model, tokens, token_rows, horizon=horizon, seed=seed)
        self._writer = SummaryWriter(directory)

    def log(self, step: int) -> None:
        """Go to a step and log it."""
        loss = self._training.go_to(step)
        name = "transformer.wte.weight"
        self._writer.add_parameters(
            self._model,
            step,
            labels={name: self._labels},
            rows=None if self._rows is None else {name: self._rows},
            config=self._config,
            max_bytes=self._max_bytes,
        )
        self._writer.add_scalar("loss/train", loss, step)

    def close(self) -> None:
        """Close the event file."""
        self._writer.close()


def _check(scenario: str, model: str, sizes: Mapping[str, float | None]) -> None:
    for argument, value, known in (("scenario", scenario, SCENARIOS), ("model", model, tuple(MODELS))):
        if value not in known:
            raise SimulationError(f"{argument} is {value!r}; there is {' and '.join(map(repr, known))}")
    for argument, number in sizes.items():
        if number is not None and not number > 0:
            raise SimulationError(f"{argument} is {number!r}; expected a number above 0")


def _sized(size: SimulatedModel, points: int | None, width: int | None) -> SimulatedModel:
    """The model with as many points, and as wide, as wanted; a vocabulary that is all words stays that."""
    shape = size.shape
    kept_points = points or size.points
    tokens = kept_points if size.points == shape.tokens else max(shape.tokens, kept_points)
    return SimulatedModel(replace(shape, tokens=tokens, width=width or shape.width), kept_points)


def _bytes_for(size: SimulatedModel) -> int:
    """A budget by which all points are logged, whatever else has rows: they get three quarters of three quarters."""
    return (size.shape.width + 16) * size.points * 16 // 9


def _free_directories(out: Path, scenario: str, count: int) -> list[Path]:
    candidates = (out / f"{scenario}-{number}" for number in itertools.count(1))
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
