"""Which of the many things in a checkpoint are the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from tensorboard_plugin_paramviz.capture.checkpoints.contents import find_contents, model_config
from tensorboard_plugin_paramviz.capture.checkpoints.stored import LoadedMemory, StoredTensor

if TYPE_CHECKING:
    from collections.abc import Mapping


def stored(tensor: torch.Tensor | None = None) -> StoredTensor:
    tensor = torch.ones(2) if tensor is None else tensor
    return StoredTensor(LoadedMemory(tensor.untyped_storage()), 0, tensor.dtype, tuple(tensor.shape), tensor.stride())


WEIGHTS = {"fc.weight": stored(), "fc.bias": stored()}
NAMES = list(WEIGHTS)


@pytest.mark.parametrize(
    ("saved", "names"),
    [
        (WEIGHTS, NAMES),
        ({"model": WEIGHTS, "optimizer": {"state": {0: {"exp_avg": stored()}}}, "iter_num": 5}, NAMES),
        ({"state_dict": WEIGHTS, "optimizer_states": [{"state": {}}], "global_step": 5}, NAMES),
        ({"model_state_dict": WEIGHTS, "epoch": 3, "loss": stored(torch.tensor(1.0))}, NAMES),
        ({"module": WEIGHTS, "lr_scheduler": {"best": stored()}}, NAMES),
        ({"trainer": {"model": WEIGHTS, "step": 3}}, NAMES),
        ({"my_net": WEIGHTS, "ema": {"fc.weight": stored()}, "rng_state": stored(torch.ones(2).byte())}, NAMES),
        ({"generator": {"a": stored()}, "critic": {"a": stored()}}, ["generator.a", "critic.a"]),
        ({**WEIGHTS, "norm._extra_state": {"scale": stored()}}, NAMES),
        ({"params": WEIGHTS, "params_ema": WEIGHTS}, NAMES),
        ({"state_dict": {}, "epoch": 3}, []),
        ({"epoch": 3}, []),
        ([WEIGHTS], []),
        (WEIGHTS["fc.weight"], []),
        (None, []),
    ],
)
def test_the_weights_are_found(saved: object, names: list[str]) -> None:
    assert list(find_contents(saved).tensors) == names


def test_a_dictionary_met_twice_is_looked_at_once() -> None:
    level: dict[str, Any] = {"w": stored()}
    for _ in range(6):
        level = {f"way {number}": level for number in range(1000)}  # 1000**6 ways down
    level["self"] = level
    assert len(find_contents(level).tensors) == 1


def test_dictionaries_are_looked_at_from_outside() -> None:
    level: dict[str, Any] = {"w": stored()}
    for _ in range(5000):
        level = {"x": level, "step": 3}
    found = find_contents(level)
    assert found.tensors == {}
    assert found.facts["step"] == 3


def test_numbers_and_words_beside_the_weights_are_facts() -> None:
    saved = {
        "model": WEIGHTS,
        "iter_num": 500,
        "model_args": {"n_head": 4, "bias": True, "dropout": 0.1},
        "config": {"dataset": "shakespeare", "schedule": {"warmup": 10}, "_private": 1, "tokens": [1, 2]},
        "best_val_loss": stored(torch.tensor(2.5)),
        "optimizer": {"param_groups": [{"lr": 1.0}]},
    }
    assert find_contents(saved).facts == {
        "iter_num": 500,
        "best_val_loss": 2.5,
        "model_args.n_head": 4,
        "model_args.bias": True,
        "model_args.dropout": 0.1,
        "config.dataset": "shakespeare",
        "config.schedule.warmup": 10,
    }


def test_the_metadata_of_safetensors_are_facts() -> None:
    assert find_contents({**WEIGHTS, "__metadata__": {"step": "12"}}).facts == {"step": "12"}


def test_facts_are_few_and_short() -> None:
    vocabulary = {f"token {row}": row for row in range(500)}
    saved = {"model": WEIGHTS, "stoi": vocabulary, "log": "x" * 10_000, **{f"fact {index}": 1 for index in range(1000)}}
    facts = find_contents(saved).facts
    assert len(facts) == 200
    assert not {"log", "stoi.token 1"} & facts.keys()


@pytest.mark.parametrize(
    ("facts", "config"),
    [
        ({"model_args.n_head": 4, "config.n_head": 4, "lr": 0.1, "bias": True}, {"n_head": 4}),
        ({"text_config.num_attention_heads": 8, "vision_config.num_attention_heads": 12}, {}),
        ({"encoder_attention_heads": 4, "decoder_attention_heads": 4}, {"num_attention_heads": 4}),
        ({"encoder_attention_heads": 4, "decoder_attention_heads": 2}, {}),
    ],
)
def test_the_model_is_described_by_what_is_said_of_it_without_contradiction(
    facts: Mapping[str, int | float | bool], config: Mapping[str, int]
) -> None:
    found = model_config(facts)
    assert {name: value for name, value in found.items() if "coder" not in name} == config
