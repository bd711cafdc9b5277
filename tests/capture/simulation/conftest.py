"""Simulated runs, as an observer finds them in their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest
from tensorboard.compat.proto import event_pb2

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.capture.simulate import simulate
from tensorboard_plugin_paramviz.capture.simulation.records import RecordTail

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Values = npt.NDArray[np.float32]

STEPS = 100


class ObservedRun:
    """What a run logged, `[T]` for its T steps; step 0 is the untouched model."""

    def __init__(self, directory: Path) -> None:
        (path,) = directory.glob("*tfevents*")
        events = [event_pb2.Event.FromString(record.data) for record in RecordTail(path).read()]
        values = {event.step: value for event in events for value in event.summary.value if value.tag == "loss/train"}
        self.loss = np.array([values[step].simple_value for step in sorted(values)])
        self.logged = load_run(directory)
        self.parameters = [parameter.name for parameter in self.logged.parameters]

    def statistic(self, name: str, parameter: str) -> Values:
        """A statistic of one parameter, float32 `[T]`."""
        values: Values = self.statistics(name)[:, self.parameters.index(parameter)]
        return values

    def statistics(self, name: str) -> Values:
        """A statistic of all parameters, float32 `[T, P]`."""
        values: Values = self.logged.statistics[:, :, self.logged.statistic_names.index(name)]
        return values


class Observe(Protocol):
    """The type of the fixture `observe`."""

    def __call__(self, scenario: str) -> ObservedRun: ...


@pytest.fixture(scope="session")
def observe(tmp_path_factory: pytest.TempPathFactory) -> Observe:
    """Simulates 100 steps of a scenario, once: a small model of four blocks, always of the same seed."""
    kept: dict[str, ObservedRun] = {}

    def observe(scenario: str) -> ObservedRun:
        if scenario not in kept:
            out = tmp_path_factory.mktemp("runs")
            (directory,) = simulate(out, scenario, steps=STEPS, points=32, width=32, max_bytes=40_000)
            kept[scenario] = ObservedRun(directory)
        return kept[scenario]

    return observe
