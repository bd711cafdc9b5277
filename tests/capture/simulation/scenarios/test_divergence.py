"""The training that runs away, beside one that goes well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    import numpy.typing as npt

    from tests.capture.simulation.conftest import Observe, ObservedRun

BLOCKS = [f"transformer.h.{block}.mlp.c_fc.weight" for block in range(4)]
AFTER_WARNINGS = 46  # the step at which the last of the spikes is over
ALL_SITES = ["transformer.ln_f.weight", *reversed(BLOCKS), "transformer.wte.weight"]  # in the order in which they go


def first_step_above(values: npt.NDArray[np.float32], times: float, healthy: npt.NDArray[np.float32]) -> int:
    """The first step after the warnings at which a statistic exceeds that of a healthy run so many times."""
    return int(np.argmax((values > times * healthy) & (np.arange(len(values)) > AFTER_WARNINGS)))


@pytest.fixture
def run(observe: Observe) -> ObservedRun:
    return observe("divergence")


@pytest.fixture
def healthy(observe: Observe) -> ObservedRun:
    return observe("convergence")


def test_it_starts_as_a_training_that_goes_well(run: ObservedRun, healthy: ObservedRun) -> None:
    np.testing.assert_allclose(run.loss[:20], healthy.loss[:20], rtol=0.05)
    for name in ("norm", "grad_norm"):
        np.testing.assert_array_equal(run.statistics(name)[:20], healthy.statistics(name)[:20])


def test_the_loss_spikes_twice_and_recovers_before_it_is_lost(run: ObservedRun, healthy: ObservedRun) -> None:
    ratio = run.loss / healthy.loss
    spikes = [step for step in range(20, 45) if ratio[step] > 1.3 and ratio[step] >= ratio[step - 1 : step + 2].max()]
    assert len(spikes) == 2
    assert all(ratio[step + 7] < 1.15 for step in spikes)
    for step in spikes:
        assert (run.statistics("grad_norm")[step] > 2 * healthy.statistics("grad_norm")[step]).mean() > 0.9


def test_in_the_end_everything_is_decades_larger_but_finite(run: ObservedRun, healthy: ObservedRun) -> None:
    assert run.loss[-1] > 10 * healthy.loss[-1]
    assert run.loss[-1] > 3 * run.loss[0]
    for parameter in ALL_SITES:
        assert run.statistic("norm", parameter)[-1] > 5 * healthy.statistic("norm", parameter)[-1]
        assert run.statistic("grad_norm", parameter)[-1] > 1000 * healthy.statistic("grad_norm", parameter)[-1]
        assert run.statistic("update_ratio", parameter)[-1] > 0.5
        assert healthy.statistic("update_ratio", parameter)[-1] < 0.05
    assert not run.statistics("nonfinite").any()
    assert np.isfinite(run.loss).all()
    assert np.isfinite(run.statistics("norm")).all()


def test_one_layer_goes_after_the_other_from_the_last_to_the_first(run: ObservedRun, healthy: ObservedRun) -> None:
    onsets = [
        first_step_above(run.statistic("grad_norm", name), 10, healthy.statistic("grad_norm", name))
        for name in ALL_SITES
    ]
    assert AFTER_WARNINGS < onsets[0] < 56
    assert (np.diff(onsets[1:]) > 2).all()
    assert onsets[-1] - onsets[1] > 15


def test_gradients_explode_before_norms(run: ObservedRun, healthy: ObservedRun) -> None:
    for name in BLOCKS:
        gradients, norms = (
            first_step_above(run.statistic(statistic, name), 3, healthy.statistic(statistic, name))
            for statistic in ("grad_norm", "norm")
        )
        assert 0 < gradients < norms
