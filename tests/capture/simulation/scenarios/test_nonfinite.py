"""The training that ends in NaN, beside one that goes well."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.capture.simulation.model import GPTShape, build_gpt
from tensorboard_plugin_paramviz.capture.simulation.scenarios.nonfinite import NonFinite
from tensorboard_plugin_paramviz.capture.simulation.sites import site_of
from tensorboard_plugin_paramviz.capture.simulation.training import SimulatedTraining
from tensorboard_plugin_paramviz.capture.simulation.vocabulary import vocabulary

if TYPE_CHECKING:
    from tests.capture.simulation.conftest import Observe, ObservedRun


@pytest.fixture
def run(observe: Observe) -> ObservedRun:
    return observe("nan")


def first_step(run: ObservedRun) -> int:
    """The first step at which something is not finite."""
    return int(np.argmax(run.statistics("nonfinite").any(axis=1)))


def test_up_to_there_all_is_as_in_convergence(run: ObservedRun, observe: Observe) -> None:
    first, healthy = first_step(run), observe("convergence")
    assert 57 <= first <= 63
    np.testing.assert_array_equal(run.loss[:first], healthy.loss[:first])
    np.testing.assert_array_equal(run.logged.statistics[:first], healthy.logged.statistics[:first])


def test_the_loss_is_nan_from_then_on(run: ObservedRun) -> None:
    assert np.isnan(run.loss[first_step(run) :]).all()


def test_it_begins_with_some_values_of_one_matrix(run: ObservedRun) -> None:
    first = first_step(run)
    for statistic in ("nonfinite", "grad_nonfinite"):
        counts = run.statistics(statistic)[first]
        (origin,) = np.flatnonzero(counts)
        assert run.parameters[origin].endswith("mlp.c_proj.weight")
        assert counts[origin] == 3
    assert run.statistics("norm")[first, origin] == math.inf


def test_it_spreads_layer_by_layer_along_the_datas_way_until_nothing_is_left(run: ObservedRun) -> None:
    first = first_step(run)
    counts = run.statistics("nonfinite")
    sizes = np.array([math.prod(parameter.shape) for parameter in run.logged.parameters])
    whole = counts == sizes  # (T, P)
    assert whole[first + 10 :].all()
    begins = np.argmax(whole, axis=0)  # (P,), the step from which a parameter is lost
    depths = np.array([site_of(name, 4).depth for name in run.parameters])  # (P,)
    lost = [set(begins[depths == depth].tolist()) for depth in range(6)]  # for each depth the steps
    assert all(len(steps) == 1 for steps in lost)
    way = np.argsort([min(steps) for steps in lost])
    assert [min(lost[depth]) for depth in way] == list(range(first + 1, first + 7))
    assert [(depth - way[0]) % 6 for depth in way] == list(range(6))


@pytest.mark.parametrize("steps", [1, 2, 5, 20])
def test_a_short_run_ends_in_nan_as_well(steps: int) -> None:
    model = build_gpt(GPTShape(n_layer=2, n_head=2, width=8, tokens=10, positions=4))
    training = SimulatedTraining(model, vocabulary(10), range(10), NonFinite, steps=steps)
    losses = [training.go_to(step) for step in range(steps + 1)]
    assert math.isfinite(losses[0])
    assert math.isnan(losses[-1])
    assert any(not bool(parameter.isfinite().all()) for parameter in model.parameters())
