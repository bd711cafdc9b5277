"""Stretches of curves: what is said of each must be true of the curve."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve
from tensorboard_plugin_paramviz.serving.analysis.phases.stretches import (
    MOST_FALL_OF_BEGINNING,
    MOST_PLATEAU_FALL,
    falling,
    split,
)


def any_curve(seed: int) -> Curve:
    """A curve that decays, goes down stairs, declines evenly or walks, under any noise."""
    random = np.random.default_rng(seed)
    count = int(random.integers(20, 200))
    time = np.arange(count) / count
    stairs = random.random((5, 1)) * (time > random.random((5, 1)))  # (5, n)
    shapes = (
        3 * np.exp(-time * 10 ** random.uniform(0, 2.5)),
        -stairs.sum(axis=0),
        -time * random.random(),
        0.1 * np.cumsum(random.standard_normal(count)),
    )
    noise = random.choice([0, 0.01, 0.1, 0.5]) * random.standard_normal(count)
    return Curve(np.arange(count) * int(random.integers(1, 50)), 5 + shapes[seed % len(shapes)] + noise)


@pytest.mark.parametrize("first_seed", range(0, 200, 40))
def test_stretches_tile_the_curve_and_plateaus_stand_still(first_seed: int) -> None:
    for seed in range(first_seed, first_seed + 40):
        curve = any_curve(seed)
        fall = falling(curve)
        stretches = split(fall, 0)
        if fall.total == 0:
            assert stretches == []
            continue
        assert (stretches[0].first_step, stretches[-1].last_step) == (curve.steps[0], curve.steps[-1])
        for before, after in itertools.pairwise(stretches):
            assert (before.last_step, before.last) == (after.first_step, after.first)
        for stretch in stretches:
            assert stretch.first_step < stretch.last_step
            share = (stretch.first - stretch.last) / fall.total
            assert share <= {"not yet": MOST_FALL_OF_BEGINNING, "not at all": MOST_PLATEAU_FALL}.get(stretch.pace, 1)


@pytest.mark.parametrize("time_constant", [3, 10, 30])
def test_a_long_tail_does_not_swallow_the_learning(time_constant: float) -> None:
    steps = np.arange(1, 1501)
    noise = 0.01 * np.random.default_rng(0).standard_normal(len(steps))
    fall = falling(Curve(steps, 2.3 + 2 * np.exp(-steps / time_constant) + noise))
    stretches = split(fall, 0)
    assert [stretch.pace for stretch in stretches][-3:] == ["fast", "slowly", "not at all"]
    assert stretches[-1].first_step < 10 * time_constant
    assert stretches[-1].last == pytest.approx(2.3, abs=0.05)


def test_what_is_learned_before_the_second_value_is_no_beginning() -> None:
    stretches = split(falling(Curve(np.arange(0, 1000, 10), np.array([5.0, *np.full(99, 1.0)]))), 0)
    assert [(stretch.pace, stretch.first_step, stretch.last_step) for stretch in stretches] == [
        ("fast", 0, 10),
        ("not at all", 10, 990),
    ]
