"""The training that goes well: what the others are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.capture.simulation.conftest import Observe


def test_the_loss_falls_ever_slower_and_comes_to_rest(observe: Observe) -> None:
    loss = observe("convergence").loss
    start, tenth, middle, end = loss[0], loss[10], loss[50], loss[-5:].mean()
    assert start > tenth > middle > end
    assert start - tenth > 3 * (middle - end)
    assert loss[-20:].std() < 0.05 * end


def test_updates_and_gradients_shrink_by_a_decade_and_norms_hold(observe: Observe) -> None:
    run = observe("convergence")
    matrices = [index for index, name in enumerate(run.parameters) if ".attn." in name and name.endswith("weight")]
    ratios, gradient_norms = run.statistics("update_ratio")[:, matrices], run.statistics("grad_norm")[:, matrices]
    assert (ratios[1:].max(axis=0) > 0.01).all()
    assert (ratios[-10:].mean(axis=0) < 0.2 * ratios[1:].max(axis=0)).all()
    assert (gradient_norms[-1] < 0.2 * gradient_norms[1]).all()
    norms = run.statistics("norm")[:, matrices]
    assert (norms[-1] > norms[0]).all()
    assert (norms[-1] < 2 * norms[0]).all()
    np.testing.assert_allclose(norms[-1], norms[-10], rtol=0.03)


def test_every_value_is_finite_and_every_unit_learns(observe: Observe) -> None:
    run = observe("convergence")
    assert not run.statistics("nonfinite").any()
    assert not run.statistics("grad_nonfinite")[1:].any()
    for block in range(4):
        gradients = run.logged.gradients(f"transformer.h.{block}.mlp.c_fc.weight")[1:]
        assert (np.abs(gradients).max(axis=2) > 0).all()
