"""The curves of a simulated training."""

from __future__ import annotations

import math

import pytest

from tensorboard_plugin_paramviz.capture.simulation.curves import expected_loss, learned, rise, spike


def test_learning_is_slow_then_fast_then_slow() -> None:
    at = [float(learned(time, 0.2)) for time in (0.0, 0.01, 0.2, 1.0, 100.0)]
    assert at == [
        0.0,
        pytest.approx(0.0025, rel=0.01),
        0.5,
        pytest.approx(0.96, rel=0.01),
        pytest.approx(1.0, abs=1e-5),
    ]


def test_the_loss_falls_from_a_guess_to_that_of_the_text() -> None:
    losses = [expected_loss(time, 100) for time in (0.0, 0.1, 0.3, 1.0, 10.0)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] == pytest.approx(math.log(100))
    assert losses[-1] == pytest.approx(1.2, rel=0.01)


def test_what_is_easily_guessed_has_nothing_to_learn() -> None:
    assert expected_loss(0.0, 2) == expected_loss(1.0, 2)


def test_a_rise_goes_from_0_to_1_and_stays() -> None:
    assert [rise(share, 0.4, 0.2) for share in (0.0, 0.4, 0.5, 0.6, 2.0)] == [0, 0, pytest.approx(0.5), 1, 1]


def test_a_spike_starts_at_once_and_fades() -> None:
    assert [spike(share, 0.4, 0.1) for share in (0.399, 0.4, 0.5)] == [0, 1, pytest.approx(1 / math.e)]
    assert spike(1.0, 0.4, 0.1) < 0.01
