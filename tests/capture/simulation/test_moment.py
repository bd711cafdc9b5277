"""A moment of a simulated training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tensorboard_plugin_paramviz.capture.simulation.moment import Moment, healthy_moment
from tensorboard_plugin_paramviz.capture.simulation.noise import Noise

NOISE = Noise(np.random.default_rng(0))
HALFWAY = np.array([0.1, 0.2, 0.4])


def moment(step: int) -> Moment:
    return healthy_moment(step, share=step / 100, time=step / 100, noise=NOISE)


def test_learning_and_gradients_follow_the_time() -> None:
    assert moment(0).done(HALFWAY).tolist() == [0, 0, 0]
    assert moment(20).done(HALFWAY) == pytest.approx([0.8, 0.5, 0.2], abs=0.01)
    assert moment(0).gradient_std > 5 * moment(50).gradient_std > 5 * moment(100).gradient_std


def test_a_component_is_drawn_to_where_it_is_next() -> None:
    assert (moment(20).soon(HALFWAY) > moment(20).done(HALFWAY)).all()


def test_a_swing_turns_round_at_nearly_every_step() -> None:
    still = np.array([replace(moment(100), step=step, swing=0.0).done(HALFWAY) for step in range(60)])
    swings = np.array([replace(moment(100), step=step, swing=0.5).done(HALFWAY) for step in range(60)]) - still
    changes = np.diff(swings, axis=0)
    assert np.abs(swings).max() == pytest.approx(0.5, rel=0.1)
    assert (changes[1:] * changes[:-1] < 0).mean() > 0.9


def test_a_stalled_training_learns_as_ever_until_it_stalls_and_then_little_more() -> None:
    assert moment(30).stalled(0.3, 0.1) == moment(30)
    later = [moment(step).stalled(0.3, 0.1).time for step in (31, 50, 100, 500)]
    assert later == sorted(later)
    assert later[0] == pytest.approx(0.31, rel=0.01)
    assert later[-1] == pytest.approx(0.4)


def test_a_slow_training_stalls_at_the_same_share_of_the_run() -> None:
    slow = healthy_moment(100, share=1.0, time=0.5, noise=NOISE)
    assert slow.stalled(0, 0.2).time == pytest.approx(moment(100).stalled(0, 0.2).time / 2)
    assert healthy_moment(0, share=0.0, time=0.0, noise=NOISE).stalled(0, 0.2).time == 0
