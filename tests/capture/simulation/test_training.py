"""How a simulated training moves its model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from tensorboard_plugin_paramviz.capture.simulation.geometry import position_journey, token_journey
from tensorboard_plugin_paramviz.capture.simulation.model import GPT, GPTShape, build_gpt
from tensorboard_plugin_paramviz.capture.simulation.noise import Noise
from tensorboard_plugin_paramviz.capture.simulation.training import SimulatedTraining
from tensorboard_plugin_paramviz.capture.simulation.vocabulary import vocabulary

if TYPE_CHECKING:
    import numpy.typing as npt

SHAPE = GPTShape(n_layer=2, n_head=4, width=48, tokens=96, positions=32)


def training_of(model: GPT, seed: int = 0) -> SimulatedTraining:
    return SimulatedTraining(model, vocabulary(96), range(96), steps=100, seed=seed)


def trained(step: int, *, seed: int = 0) -> GPT:
    model = build_gpt(SHAPE)
    training_of(model, seed).go_to(step)
    return model


def separation(rows: npt.NDArray[np.float32]) -> float:
    """How much closer the words of a group are to each other than groups are, as a ratio of variances."""
    groups = np.array([token.group for token in vocabulary(96)])
    centres = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = np.mean([rows[groups == group].var(axis=0).sum() for group in range(groups.max() + 1)])
    return float(centres.var(axis=0).sum() / within)


def test_words_go_from_a_ball_to_clusters() -> None:
    start, end = (trained(step).transformer.wte.weight.detach().numpy() for step in (0, 300))
    assert start.std() == pytest.approx(0.02, rel=0.05)
    assert separation(start) < 0.3
    assert separation(end) > 3


def test_positions_go_from_noise_to_a_smooth_spiral() -> None:
    start, end = (trained(step).transformer.wpe.weight.detach().numpy() for step in (0, 300))
    for rows, smallest, largest in ((start, 0.7, 1.4), (end, 0.0, 0.6)):
        steps = np.linalg.norm(np.diff(rows, axis=0), axis=1).mean()
        apart = np.linalg.norm(rows[:16] - rows[16:], axis=1).mean()
        assert smallest < steps / apart < largest


def test_paths_are_curved() -> None:
    rows = [trained(step).transformer.wte.weight.detach() for step in (0, 15, 300)]
    way, detour = rows[2] - rows[0], rows[1] - rows[0]
    along = (detour * way).sum(dim=1, keepdim=True) / way.square().sum(dim=1, keepdim=True) * way
    assert ((detour - along).norm(dim=1) / way.norm(dim=1)).median() > 0.2


def test_updates_get_smaller_and_nothing_stands_still() -> None:
    model = build_gpt(SHAPE)
    training = training_of(model)

    def change(step: int) -> npt.NDArray[np.float64]:
        training.go_to(step)
        before = [parameter.detach().clone() for parameter in model.parameters()]
        training.go_to(step + 1)
        return np.array(
            [float((now.detach() - then).norm()) for now, then in zip(model.parameters(), before, strict=True)]
        )

    early, late, endless = change(20), change(200), change(5000)
    assert (early > 3 * late).all()
    assert (endless > 0).all()


def test_gradients_appear_with_the_first_step_and_get_smaller() -> None:
    model = build_gpt(SHAPE)
    training = training_of(model)
    training.go_to(0)
    assert all(parameter.grad is None for parameter in model.parameters())
    norms = []
    for step in (1, 1000):
        training.go_to(step)
        norms.append([float(parameter.grad.norm()) for parameter in model.parameters() if parameter.grad is not None])
    assert len(norms[0]) == len(list(model.parameters()))
    assert (np.array(norms[0]) > np.array(norms[1])).all()


def test_the_same_seed_is_the_same_training() -> None:
    first, second, third = (trained(50, seed=seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not torch.equal(first["transformer.wte.weight"], third["transformer.wte.weight"])


def test_torchs_random_state_is_left_alone() -> None:
    before = torch.get_rng_state()
    trained(3)
    assert torch.equal(torch.get_rng_state(), before)


def test_heads_learn_apart_from_each_other() -> None:
    matrix = trained(1000).get_parameter("transformer.h.0.attn.c_attn.weight").detach()
    blocks = matrix.reshape(4, -1, 48)
    inputs = [torch.linalg.svd(block)[2][0] for block in blocks]
    for first in range(4):
        for second in range(first):
            assert abs(float(inputs[first] @ inputs[second])) < 0.6


def test_noise_larger_than_its_store_still_looks_like_noise() -> None:
    noise = Noise(np.random.default_rng(0)).matrix((20_000, 300), 3)
    assert noise.shape == (20_000, 300)
    assert float(noise.std()) == pytest.approx(1.0, rel=0.01)
    assert not torch.equal(noise[0], noise[1])


@pytest.mark.parametrize("width", [2, 3, 8, 128])
def test_journeys_fit_any_width(width: int) -> None:
    random = np.random.default_rng(0)
    for journey in (token_journey(vocabulary(30), width, 1.0, random), position_journey(7, width, 1.0, random)):
        assert journey.targets.shape == journey.detours.shape
        assert journey.targets.shape[1] == width
        assert np.isfinite(journey.targets).all()
