"""Learning rate, weight decay, precision."""

from __future__ import annotations

import itertools
import math

import pytest
import torch

from nanogpt.config import TrainConfig
from nanogpt.model import GPT, GPTConfig
from nanogpt.optimization import Precision, build_optimizer, learning_rate

SCHEDULE = TrainConfig(max_iters=1000, warmup_iters=99, learning_rate=1e-3, min_lr=1e-4)


@pytest.mark.parametrize(
    ("updates", "expected"),
    [
        (0, 1e-5),
        (49, 5e-4),
        (99, 1e-3),
        (99 + 901 // 4, 1e-4 + 9e-4 * (1 + math.cos(math.pi * 225 / 901)) / 2),
        (1000, 1e-4),
        (5000, 1e-4),
    ],
)
def test_the_learning_rate_warms_up_and_falls_along_a_cosine(updates: int, expected: float) -> None:
    assert learning_rate(updates, SCHEDULE) == pytest.approx(expected)


def test_the_learning_rate_never_jumps() -> None:
    rates = [learning_rate(updates, SCHEDULE) for updates in range(1100)]
    assert max(abs(after - before) for before, after in itertools.pairwise(rates)) < 1.1e-5
    assert max(rates) == pytest.approx(1e-3)
    assert min(rates[99:]) == pytest.approx(1e-4)


def test_the_decay_may_end_elsewhere_than_the_run() -> None:
    config = TrainConfig(max_iters=1000, warmup_iters=0, lr_decay_iters=200)
    assert learning_rate(100, config) == pytest.approx((1e-3 + 1e-4) / 2)
    assert learning_rate(200, config) == 1e-4


def test_a_warm_up_longer_than_the_run_is_all_warm_up() -> None:
    config = TrainConfig(max_iters=50, warmup_iters=100)
    assert [learning_rate(updates, config) for updates in (0, 49)] == pytest.approx([1e-3 / 101, 50e-3 / 101])


def test_without_decay_the_learning_rate_is_constant() -> None:
    assert {learning_rate(updates, TrainConfig(decay_lr=False)) for updates in (0, 10, 5000)} == {1e-3}


def test_matrices_decay_and_vectors_do_not() -> None:
    model = GPT(GPTConfig(block_size=8, vocab_size=11, n_layer=1, n_head=1, n_embd=4, bias=True))
    optimizer = build_optimizer(model, TrainConfig(weight_decay=0.3))
    decay = {id(each): group["weight_decay"] for group in optimizer.param_groups for each in group["params"]}
    expected = {name: 0.3 if parameter.dim() == 2 else 0.0 for name, parameter in model.named_parameters()}
    assert {name: decay[id(parameter)] for name, parameter in model.named_parameters()} == expected


@pytest.mark.parametrize(
    ("name", "dtype", "scaled"),
    [
        ("auto", torch.float32, False),
        ("float32", torch.float32, False),
        ("bfloat16", torch.bfloat16, False),
        ("float16", torch.float16, True),
    ],
)
def test_matrix_products_run_in_the_chosen_type(name: str, dtype: torch.dtype, scaled: bool) -> None:
    precision = Precision(name, torch.device("cpu"))
    with precision.autocast():
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == dtype
    assert precision.scaler.is_enabled() == scaled
