"""The training in which units die, beside one that goes well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.capture.simulation.model import GPTShape, build_gpt
from tensorboard_plugin_paramviz.capture.simulation.scenarios.dead_units import DeadUnits
from tensorboard_plugin_paramviz.capture.simulation.training import SimulatedTraining
from tensorboard_plugin_paramviz.capture.simulation.vocabulary import vocabulary
from tensorboard_plugin_paramviz.format.codes import INT8, rounding_floor

if TYPE_CHECKING:
    from tests.capture.simulation.conftest import Observe, ObservedRun

AFFLICTED, SPARED = (1, 2), (0, 3)
LATE = slice(50, None)
ROUNDING = 2 * rounding_floor(INT8)


def fc(block: int) -> str:
    return f"transformer.h.{block}.mlp.c_fc.weight"


@pytest.fixture
def run(observe: Observe) -> ObservedRun:
    return observe("dead")


@pytest.fixture
def healthy(observe: Observe) -> ObservedRun:
    return observe("convergence")


@pytest.mark.parametrize("block", AFFLICTED)
def test_dead_rows_have_gradients_of_0_and_stand_still(run: ObservedRun, block: int) -> None:
    gradients = run.logged.gradients(fc(block))[LATE]  # (T, r, c)
    is_dead = ~np.abs(gradients).any(axis=(0, 2))  # (r,)
    assert 0.5 < is_dead.mean() < 0.9
    assert (np.abs(gradients[:, ~is_dead]).max(axis=2) > 0).all()
    weights = run.logged.weights(fc(block))[LATE]
    rounding = np.abs(weights).max() * ROUNDING
    assert np.ptp(weights[:, is_dead], axis=0).max() <= rounding
    moved = np.ptp(weights[:, ~is_dead], axis=0).max(axis=1)  # (r of the living,)
    assert moved.min() > rounding
    assert np.median(moved) > 3 * rounding


@pytest.mark.parametrize("block", AFFLICTED)
def test_the_median_gradient_is_0_and_the_bias_far_below_0(run: ObservedRun, healthy: ObservedRun, block: int) -> None:
    for part in ("c_fc.weight", "c_fc.bias", "c_proj.weight"):
        name = f"transformer.h.{block}.mlp.{part}"
        assert run.statistic("grad_q50", name)[10] != 0
        assert not run.statistic("grad_q50", name)[LATE].any()
        assert healthy.statistic("grad_q50", name)[LATE].all()
        assert run.statistic("grad_norm", name)[-1] < 0.8 * healthy.statistic("grad_norm", name)[-1]
    bias = f"transformer.h.{block}.mlp.c_fc.bias"
    assert run.statistic("q50", bias)[-1] < -1.5
    assert healthy.statistic("min", bias)[-1] > -0.8


@pytest.mark.parametrize("block", SPARED)
def test_other_blocks_learn_as_ever(run: ObservedRun, healthy: ObservedRun, block: int) -> None:
    np.testing.assert_array_equal(run.logged.weights(fc(block)), healthy.logged.weights(fc(block)))
    attention = f"transformer.h.{AFFLICTED[0]}.attn.c_attn.weight"
    np.testing.assert_array_equal(run.statistic("grad_norm", attention), healthy.statistic("grad_norm", attention))


def test_units_die_one_after_the_other(run: ObservedRun) -> None:
    gradients = run.logged.gradients(fc(1))[1:]
    dead = (~np.abs(gradients).any(axis=2)).sum(axis=1)  # (T,)
    assert not dead[:14].any()
    assert (np.diff(dead) >= 0).all()
    assert len(set(dead)) > 10
    assert dead[46] == dead[-1]


def test_the_loss_rests_on_a_plateau_above_that_of_convergence(run: ObservedRun, healthy: ObservedRun) -> None:
    np.testing.assert_array_equal(run.loss[:15], healthy.loss[:15])
    assert run.loss[60:].min() > 1.2 * healthy.loss[60:].mean()
    assert run.loss[50:70].mean() == pytest.approx(run.loss[-20:].mean(), rel=0.05)
    assert not run.statistics("nonfinite").any()


def test_dead_units_belong_to_rows_biases_and_columns_alike_and_do_not_move_by_a_bit() -> None:
    shape = GPTShape(n_layer=1, n_head=2, width=8, tokens=10, positions=4)
    model = build_gpt(shape)
    training = SimulatedTraining(model, vocabulary(10), range(10), DeadUnits, steps=100)
    training.go_to(45)
    parts = ("c_fc.weight", "c_fc.bias", "c_proj.weight")
    mlp = {part: model.get_parameter(f"transformer.h.0.mlp.{part}") for part in parts}
    before = {part: parameter.detach().clone() for part, parameter in mlp.items()}
    training.go_to(90)
    rows, biases, columns = (parameter.grad for parameter in mlp.values())
    assert rows is not None
    assert biases is not None
    assert columns is not None
    is_dead = biases == 0
    assert 0.6 <= is_dead.float().mean() <= 0.9
    assert (is_dead == ~rows.any(dim=1)).all()
    assert (is_dead == ~columns.any(dim=0)).all()
    changed = {part: parameter.detach() != before[part] for part, parameter in mlp.items()}
    assert (changed["c_fc.weight"].any(dim=1) == ~is_dead).all()
    assert (changed["c_fc.bias"] == ~is_dead).all()
    assert (changed["c_proj.weight"].any(dim=0) == ~is_dead).all()
    assert float(mlp["c_fc.bias"].detach()[is_dead].max()) < -1
