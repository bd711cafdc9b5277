"""The training that swings and gets no further, beside one that goes well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from tests.capture.simulation.conftest import Observe, ObservedRun

MATRICES = [f"transformer.h.{block}.{part}.weight" for block in range(4) for part in ("attn.c_attn", "mlp.c_fc")]


@pytest.fixture
def run(observe: Observe) -> ObservedRun:
    return observe("oscillation")


@pytest.fixture
def healthy(observe: Observe) -> ObservedRun:
    return observe("convergence")


def test_the_loss_falls_then_jitters_on_a_plateau(run: ObservedRun, healthy: ObservedRun) -> None:
    assert run.loss[50:].max() < run.loss[0] * 1.1
    assert run.loss[50:].min() > 1.2 * healthy.loss[50:].max()
    assert run.loss[50:].std() > 3 * healthy.loss[-30:].std()
    assert run.loss[50:75].mean() == pytest.approx(run.loss[75:].mean(), rel=0.1)


def test_update_ratios_stay_decades_above_those_of_a_training_at_rest(run: ObservedRun, healthy: ObservedRun) -> None:
    for name in MATRICES:
        ratio = run.statistic("update_ratio", name)
        assert np.median(ratio[15:]) > 0.1
        assert ratio[15:].min() > 0.02
        assert ratio[-20:].mean() > 20 * healthy.statistic("update_ratio", name)[-20:].mean()
        assert ratio[-20:].mean() == pytest.approx(ratio[40:60].mean(), rel=0.5)


def test_weights_turn_round_at_each_step(run: ObservedRun, healthy: ObservedRun) -> None:
    def correlation(of: ObservedRun) -> float:
        changes = np.diff(of.logged.weights(MATRICES[0])[20:60], axis=0).reshape(39, -1)
        return float(np.corrcoef(changes[1:].ravel(), changes[:-1].ravel())[0, 1])

    assert correlation(run) < -0.6
    assert correlation(healthy) > -0.3


def test_gradients_stay_as_large_as_they_were(run: ObservedRun, healthy: ObservedRun) -> None:
    for name in MATRICES:
        gradient_norm = run.statistic("grad_norm", name)
        assert gradient_norm[-20:].min() > 0.5 * gradient_norm[1]
        assert gradient_norm[-1] > 4 * healthy.statistic("grad_norm", name)[-1]


def test_nothing_runs_away(run: ObservedRun) -> None:
    norms = run.statistics("norm")
    matrices = [run.parameters.index(name) for name in MATRICES]
    assert (norms[20:, matrices] < 1.5 * norms[0, matrices]).all()
    assert not run.statistics("nonfinite").any()
    assert np.isfinite(run.loss).all()
