"""One simulated run: a model, how it is trained, and the event file that it goes to."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tensorboard_plugin_paramviz.capture.errors import LogDirectoryError
from tensorboard_plugin_paramviz.capture.planning.budget import evenly_spaced
from tensorboard_plugin_paramviz.capture.planning.options import MAX_BYTES
from tensorboard_plugin_paramviz.capture.simulation.damaged_copy import DamagedCopy
from tensorboard_plugin_paramviz.capture.simulation.faults import FAULTS
from tensorboard_plugin_paramviz.capture.simulation.model import GPTShape, build_gpt
from tensorboard_plugin_paramviz.capture.simulation.scenarios.choice import SCENARIO_TYPES
from tensorboard_plugin_paramviz.capture.simulation.training import SimulatedTraining
from tensorboard_plugin_paramviz.capture.simulation.vocabulary import vocabulary
from tensorboard_plugin_paramviz.capture.writer import SummaryWriter

_EMBEDDING = "transformer.wte.weight"


@dataclass(frozen=True)
class SimulatedModel:
    """A model's size, and how many of its tokens are words whose rows are logged."""

    shape: GPTShape
    points: int

    @property
    def needed_bytes(self) -> int:
        """A budget by which all points are logged, whatever else has rows: they get 3/4 of 3/4 of it."""
        return (self.shape.width + 16) * self.points * 16 // 9


@dataclass(frozen=True)
class RunPlan:
    """What a run is to be.

    Attributes:
        scenario: how its training goes, by name.
        model: the size of its model.
        steps: steps after the untouched model until the scenario is at its end.
        speed: how fast it learns.
        seed: where its chance comes from.
        max_bytes: what a snapshot may take; None: as usual, or what the points need if that is more.
        fault: what is wrong with its event file, by name; None: nothing.
    """

    scenario: str
    model: SimulatedModel
    steps: int
    speed: float
    seed: int
    max_bytes: int | None
    fault: str | None

    @property
    def name(self) -> str:
        """What the run's directory is called, before its number."""
        return self.scenario if self.fault is None else f"{self.scenario}-{self.fault}"


class SimulatedRun:
    """A run that is written, until it is closed.

    Args:
        directory: where its event file goes; it does not exist yet.
        plan: what it is to be.

    Raises:
        LogDirectoryError: no event file can be written there.
    """

    def __init__(self, directory: Path, plan: RunPlan) -> None:
        shape = plan.model.shape
        tokens = vocabulary(plan.model.points)
        token_rows = tuple(evenly_spaced(shape.tokens, plan.model.points))
        words = dict(zip(token_rows, tokens, strict=True))
        self._labels = tuple(words[row].word if row in words else f"token {row}" for row in range(shape.tokens))
        self._rows = token_rows if plan.model.points < shape.tokens else None
        self._max_bytes = plan.max_bytes or max(MAX_BYTES, plan.model.needed_bytes)
        self._model = build_gpt(shape)
        self._training = SimulatedTraining(
            self._model,
            tokens,
            token_rows,
            SCENARIO_TYPES[plan.scenario],
            steps=plan.steps,
            speed=plan.speed,
            seed=plan.seed,
        )
        self._config = {
            "scenario": plan.scenario,
            "seed": plan.seed,
            "learning_rate": self._training.scenario.learning_rate * plan.speed,
            **vars(shape),
        }
        self._copy: DamagedCopy | None = None
        with ExitStack() as stack:
            written = directory if plan.fault is None else _set_aside(stack, directory)
            self._writer = SummaryWriter(written)
            if plan.fault is not None:
                self._copy = DamagedCopy(written, directory, FAULTS[plan.fault], plan.steps // 2)
                stack.callback(self._copy.catch_up)
            stack.callback(self._writer.close)
            self._stack = stack.pop_all()

    def log(self, step: int) -> None:
        """Go to a step and log it."""
        loss = self._training.go_to(step)
        self._writer.add_parameters(
            self._model,
            step,
            labels={_EMBEDDING: self._labels},
            rows=None if self._rows is None else {_EMBEDDING: self._rows},
            config=self._config,
            max_bytes=self._max_bytes,
        )
        self._writer.add_scalar("loss/train", loss, step)
        self._writer.flush()  # or the loss would come whenever it likes, and no two files would be alike
        if self._copy is not None:
            self._copy.catch_up()

    def close(self) -> None:
        """Close the event file."""
        self._stack.close()


def _set_aside(stack: ExitStack, directory: Path) -> Path:
    """A directory for the sound event file, of which the run's own gets the damaged copy."""
    try:
        directory.mkdir(parents=True)
    except OSError as error:
        raise LogDirectoryError(f"log_dir={str(directory)!r} cannot be made: {error}; choose another") from error
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="paramviz-")))
