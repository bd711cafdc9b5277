"""Evolutions made of others; how each moves its parameter is shown by whole trainings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from tensorboard_plugin_paramviz.capture.simulation.evolution import (
    Altered,
    MatrixEvolution,
    NoiseEvolution,
    Successive,
    VectorEvolution,
)
from tensorboard_plugin_paramviz.capture.simulation.moment import Moment, healthy_moment
from tensorboard_plugin_paramviz.capture.simulation.noise import Noise

NOISE = Noise(np.random.default_rng(0))


def moment(step: int) -> Moment:
    return healthy_moment(step, share=step / 100, time=step / 100, noise=NOISE)


def test_what_learns_nothing_keeps_its_pattern_while_it_fades() -> None:
    evolution = NoiseEvolution((40, 30), 7)
    start, end, gradient, another = (torch.empty(40, 30) for _ in range(4))
    evolution.write(start, None, moment(0))
    evolution.write(end, gradient, moment(100))
    evolution.write(end, another, moment(101))
    assert float(start.std()) == pytest.approx(0.02, rel=0.1)
    assert torch.allclose(end / start, end[0, 0] / start[0, 0])
    assert float(end.std()) < 0.8 * float(start.std())
    assert not torch.equal(gradient, another)


def test_of_two_the_later_writes_over_the_earlier() -> None:
    matrix, noise = MatrixEvolution((6, 5), 0, 1, np.random.default_rng(0)), NoiseEvolution((6, 5), 0)
    both, one = torch.empty(6, 5), torch.empty(6, 5)
    Successive(matrix, noise).write(both, None, moment(50))
    noise.write(one, None, moment(50))
    assert torch.equal(both, one)


def test_an_altered_one_meets_another_moment() -> None:
    vector = VectorEvolution(8, 1.0, 0, np.random.default_rng(0))
    altered, early = torch.empty(8), torch.empty(8)
    Altered(vector, lambda now: replace(now, time=0.0, swing=0.0)).write(altered, None, moment(90))
    vector.write(early, None, moment(0))
    assert torch.equal(altered, early)
    assert torch.equal(early, torch.ones(8))
