"""Presets, what is laid over them, and what is refused."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import pytest

from nanogpt.config import PRESETS, TrainConfig, configure
from nanogpt.options import OptionValueError


def test_each_preset_can_be_chosen_by_its_name() -> None:
    assert set(PRESETS) == set(get_args(get_type_hints(TrainConfig)["config"]))
    assert all(preset.config == name for name, preset in PRESETS.items())


def test_the_cpu_preset_is_that_of_nanogpt() -> None:
    preset = PRESETS["cpu"]
    assert (preset.n_layer, preset.n_head, preset.n_embd, preset.block_size) == (4, 4, 128, 64)
    assert (preset.batch_size, preset.max_iters, preset.dropout, preset.bias) == (12, 2000, 0.0, False)
    assert (preset.learning_rate, preset.min_lr, preset.beta2, preset.warmup_iters) == (1e-3, 1e-4, 0.99, 100)
    assert preset.eval_iters == 20


def test_the_gpt2_preset_has_gpt2s_shape() -> None:
    shape = PRESETS["gpt2"].model(vocab_size=103)
    assert (shape.n_layer, shape.n_head, shape.n_embd, shape.block_size) == (12, 12, 768, 1024)
    assert shape.vocab_size == 50304
    assert shape.bias


def test_explicit_values_are_laid_over_the_preset() -> None:
    config = configure({"config": "gpu", "n_layer": 2})
    assert (config.n_layer, config.n_embd) == (2, 384)


def test_without_a_preset_it_is_the_cpu_one() -> None:
    assert configure({}) == PRESETS["cpu"]


def test_a_resumed_run_keeps_its_configuration_but_for_what_is_given() -> None:
    stored = {"n_embd": 32, "max_iters": 10, "config": "gpu", "init_from": "an option of somebody else"}
    config = configure({"max_iters": 20, "resume": True}, stored)
    assert (config.n_embd, config.max_iters, config.config) == (32, 20, "gpu")


def test_a_preset_that_is_named_wins_over_the_stored_configuration() -> None:
    config = configure({"config": "cpu", "resume": True}, {"n_embd": 32})
    assert config.n_embd == 128


@pytest.mark.parametrize(
    ("values", "argument"),
    [
        ({"n_head": 3}, "n_head"),
        ({"batch_size": 0}, "batch_size"),
        ({"dropout": 1.0}, "dropout"),
        ({"learning_rate": 0.0}, "learning_rate"),
        ({"min_lr": 1.0}, "min_lr"),
        ({"dtype": "float8"}, "dtype"),
        ({"watch_every": 0}, "watch_every"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(values: dict[str, Any], argument: str) -> None:
    with pytest.raises(OptionValueError) as error:
        TrainConfig(**values)
    assert error.value.argument == argument
    assert str(error.value).startswith(f"argument --{argument}: ")


def test_a_vocabulary_smaller_than_the_texts_is_refused() -> None:
    assert TrainConfig(vocab_size=0).model(vocab_size=103).vocab_size == 103
    with pytest.raises(OptionValueError, match="give at least 103"):
        TrainConfig(vocab_size=50).model(vocab_size=103)
