"""What no phases must be found in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.analysis.phases.record import NO_CURVE, Curve
from tensorboard_plugin_paramviz.serving.analysis.phases.report import NO_CLEAR_PHASES, TOO_FEW_SNAPSHOTS, report

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from tests.serving.analysis.phases.conftest import MakeRecord

    Float64Array = npt.NDArray[np.float64]
    Walk = Callable[[np.random.Generator, npt.NDArray[np.int64]], Float64Array]

CELLS = 256
SEEDS = range(8)


def walk(random: np.random.Generator, steps: npt.NDArray[np.int64]) -> Float64Array:
    updates = np.diff(steps, prepend=steps[0])[:, np.newaxis]
    return random.standard_normal(CELLS) + np.cumsum(
        0.05 * np.sqrt(updates) * random.standard_normal((len(steps), CELLS)), axis=0
    )


def walk_from_zero(random: np.random.Generator, steps: npt.NDArray[np.int64]) -> Float64Array:
    return np.cumsum(random.standard_normal((len(steps), CELLS)), axis=0)


def geometric_walk(random: np.random.Generator, steps: npt.NDArray[np.int64]) -> Float64Array:
    factors = 1 + 0.03 * random.standard_normal((len(steps), CELLS))
    return np.asarray(random.standard_normal(CELLS) * np.cumprod(factors, axis=0))


def heavy_tailed_walk(random: np.random.Generator, steps: npt.NDArray[np.int64]) -> Float64Array:
    return random.standard_normal(CELLS) + 0.01 * np.cumsum(random.standard_t(2, (len(steps), CELLS)), axis=0)


def walk_along_a_line(random: np.random.Generator, steps: npt.NDArray[np.int64]) -> Float64Array:
    path = np.cumsum(random.standard_normal((len(steps), 1)), axis=0)
    return random.standard_normal(CELLS) + 0.1 * path * random.standard_normal(CELLS)


def stationary_noise(random: np.random.Generator, steps: npt.NDArray[np.int64]) -> Float64Array:
    return random.standard_normal(CELLS) + 0.1 * random.standard_normal((len(steps), CELLS))


def walk_with_momentum(
    random: np.random.Generator, steps: npt.NDArray[np.int64], momentum: float = 0.9
) -> Float64Array:
    """As an optimizer walks whose gradients are nothing but noise, logged at some of its steps."""
    velocity, place = np.zeros(CELLS), random.standard_normal(CELLS)
    places = np.zeros((steps[-1] + 1, CELLS))
    for step in range(len(places)):
        places[step] = place
        velocity = momentum * velocity + 0.05 * (1 - momentum) * random.standard_normal(CELLS)
        place = place + velocity
    return places[steps]


def walk_with_much_momentum(random: np.random.Generator, steps: npt.NDArray[np.int64]) -> Float64Array:
    return walk_with_momentum(random, steps, 0.95)


WALKS: list[Walk] = [
    walk,
    walk_from_zero,
    geometric_walk,
    heavy_tailed_walk,
    walk_along_a_line,
    stationary_noise,
    walk_with_momentum,
    walk_with_much_momentum,
]
EVEN = np.arange(60)
SPARSER = np.cumsum(np.round(np.geomspace(10, 100, 60))).astype(np.int64)  # as the schedule's intervals grow


@pytest.mark.parametrize("walking", WALKS)
@pytest.mark.parametrize("steps", [EVEN, SPARSER], ids=["even", "sparser"])
@pytest.mark.parametrize("with_loss", [False, True], ids=["weights", "loss"])
def test_a_walk_has_no_clear_phases(
    make_record: MakeRecord, walking: Walk, steps: npt.NDArray[np.int64], with_loss: bool
) -> None:
    told = []
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        cells = walking(random, steps)
        loss = Curve(steps, 4 + 0.05 * np.cumsum(random.standard_normal(len(steps)))) if with_loss else NO_CURVE
        found = report(make_record(cells, steps=steps, loss=loss))
        told += [(seed, phase.name) for phase in (*found.phases, *found.events)]
        assert "random walk" in found.sentence
        assert found.evidence["displacements"] == len(steps) - 1
    assert told == []


@pytest.mark.parametrize("count", [60, 300])
def test_a_loss_that_walks_in_proportion_to_itself_is_no_phase(make_record: MakeRecord, count: int) -> None:
    steps = np.arange(count)
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        loss = Curve(steps, 4 * np.exp(np.cumsum(0.1 * random.standard_normal(count))))
        found = report(make_record(walk(random, steps), steps=steps, loss=loss))
        assert (found.verdict, found.phases) == (NO_CLEAR_PHASES, ())


def test_noise_of_the_loss_is_no_phase(make_record: MakeRecord) -> None:
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        loss = Curve(EVEN, 4 + 0.1 * random.standard_normal(len(EVEN)))
        found = report(make_record(walk(random, EVEN), loss=loss))
        assert (found.verdict, found.events) == (NO_CLEAR_PHASES, ())


def test_a_frozen_model_does_not_move(make_record: MakeRecord) -> None:
    cells = np.tile(np.random.default_rng(0).standard_normal(CELLS), (60, 1))
    found = report(make_record(cells))
    assert found.verdict == NO_CLEAR_PHASES
    assert found.evidence["displacements"] == 0
    assert "did not move" in found.sentence


def test_rounding_is_no_movement(make_record: MakeRecord) -> None:
    code = 0.05
    drifting = np.random.default_rng(0).standard_normal(CELLS) + 0.01 * code * np.arange(60)[:, np.newaxis]
    found = report(make_record(np.round(drifting / code) * code, rounding=code / 2))
    assert (found.verdict, found.evidence["displacements"]) == (NO_CLEAR_PHASES, 0)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 12])
def test_few_snapshots_tell_nothing(make_record: MakeRecord, count: int) -> None:
    cells = np.arange(count)[:, np.newaxis] * np.ones(CELLS)
    found = report(make_record(cells))
    assert (found.verdict, found.phases, found.events) == (TOO_FEW_SNAPSHOTS, (), ())
    assert found.evidence["snapshots"] == count
