"""A checkpoint's parameters get the kinds, layers and parts that the live model's get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
import transformers
from torch import nn

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz.capture.checkpoints.checkpoint import open_checkpoint
from tensorboard_plugin_paramviz.capture.checkpoints.contents import model_config
from tensorboard_plugin_paramviz.capture.checkpoints.skeleton import Skeleton, Slot, slots_of
from tensorboard_plugin_paramviz.capture.model.describe import describe
from tensorboard_plugin_paramviz.capture.model.inventory import named_tensors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import ParameterLayout

SMALL: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
TOKENS: dict[str, Any] = {"vocab_size": 50, "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 2}
HALVES: dict[str, Any] = {
    "d_model": 32,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
}


def gpt2() -> nn.Module:
    return transformers.GPT2LMHeadModel(
        transformers.GPT2Config(n_embd=32, n_layer=12, n_head=4, n_positions=16, **TOKENS)
    )


def llama() -> nn.Module:
    return transformers.LlamaForCausalLM(transformers.LlamaConfig(**SMALL, **TOKENS, num_key_value_heads=2))


def qwen() -> nn.Module:
    config = transformers.Qwen3Config(**SMALL, **TOKENS, num_key_value_heads=2, head_dim=8)
    return transformers.Qwen3ForCausalLM(config)


def bert() -> nn.Module:
    return transformers.BertForMaskedLM(transformers.BertConfig(**SMALL, vocab_size=50))


def bert_classifier() -> nn.Module:
    return transformers.BertForSequenceClassification(transformers.BertConfig(**SMALL, vocab_size=50))


def roberta() -> nn.Module:
    return transformers.RobertaForMaskedLM(transformers.RobertaConfig(**SMALL, **TOKENS))


def t5() -> nn.Module:
    config = transformers.T5Config(d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, **TOKENS)
    return transformers.T5ForConditionalGeneration(config)


def bart() -> nn.Module:
    return transformers.BartForConditionalGeneration(transformers.BartConfig(**HALVES, **TOKENS))


def vit() -> nn.Module:
    return transformers.ViTForImageClassification(transformers.ViTConfig(**SMALL, image_size=16, patch_size=4))


def resnet() -> nn.Module:
    config = transformers.ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 2])
    return transformers.ResNetForImageClassification(config)


def mamba() -> nn.Module:
    return transformers.MambaForCausalLM(transformers.MambaConfig(hidden_size=32, num_hidden_layers=2, **TOKENS))


def nanogpt() -> nn.Module:
    return GPT(GPTConfig(block_size=8, vocab_size=20, n_layer=2, n_head=2, n_embd=8))


def torch_transformer() -> nn.Module:
    return nn.Transformer(8, 2, num_encoder_layers=1, num_decoder_layers=2, dim_feedforward=16, batch_first=True)


def conv_net() -> nn.Module:
    model = nn.Module()
    model.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.ConvTranspose2d(8, 4, 3))
    model.classifier = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10))
    return model


def plain_mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))


def parametrized() -> nn.Module:
    return nn.Sequential(
        nn.utils.parametrizations.weight_norm(nn.Conv1d(2, 3, 3)),
        nn.utils.parametrizations.spectral_norm(nn.Linear(3, 4)),
    )


def lstm_tagger() -> nn.Module:
    return nn.ModuleDict({"embedding": nn.Embedding(9, 4), "lstm": nn.LSTM(4, 4), "fc": nn.Linear(4, 3)})


def described(model: nn.Module, *, heads: bool) -> dict[str, tuple[object, ...]]:
    """What is shown of each parameter."""
    tensors = named_tensors(model)
    layouts, _ = describe(model, tensors, {named.name for named in tensors})
    return {layout.name: _told(layout, heads=heads) for layout in layouts}


def _told(layout: ParameterLayout, *, heads: bool) -> tuple[object, ...]:
    parts = [(part.name, part.axis, part.start, part.length, part.n_head if heads else 0) for part in layout.parts]
    return layout.aliases, layout.shape, layout.dtype, layout.kind, layout.layer, parts


def skeleton(path: Path) -> nn.Module:
    checkpoint = open_checkpoint(path)
    return Skeleton(slots_of(checkpoint.parameters), "Model", model_config(checkpoint.facts)).model


MODELS = [
    *(gpt2, llama, qwen, bert, bert_classifier, roberta, t5, bart, vit, resnet, mamba),
    *(nanogpt, torch_transformer, conv_net, plain_mlp, parametrized, lstm_tagger),
]


@pytest.mark.parametrize("make", MODELS, ids=lambda make: make.__name__)
def test_a_state_dict_shows_what_the_model_shows_in_the_same_order(
    make: Callable[[], nn.Module], tmp_path: Path
) -> None:
    model = make()
    torch.save(model.state_dict(), tmp_path / "step1.pt")
    expected = described(model, heads=False)
    found = described(skeleton(tmp_path / "step1.pt"), heads=False)
    assert found == expected
    assert list(found) == list(expected)


@pytest.mark.parametrize("make", [gpt2, llama, qwen, bert, bert_classifier, roberta, bart, resnet, mamba])
@pytest.mark.parametrize("max_shard_size", ["5GB", "30KB"])
def test_a_folder_of_hugging_face_tells_the_heads_and_tied_weights_as_well(
    make: Callable[[], nn.Module], max_shard_size: str, tmp_path: Path
) -> None:
    model = make()
    assert isinstance(model, transformers.PreTrainedModel)
    model.save_pretrained(tmp_path / "checkpoint-1", max_shard_size=max_shard_size)
    found = described(skeleton(tmp_path / "checkpoint-1"), heads=True)
    expected = described(model, heads=True)
    if make is bart:  # the other names of its embedding are told by nothing
        name = "model.shared.weight"
        assert found.pop(name)[1:] == expected.pop(name)[1:]
    assert found == expected


def test_heads_are_known_from_nanogpts_own_arguments(
    train: Callable[..., dict[int, Path]], tmp_path: Path, gpt: GPT
) -> None:
    path = train(tmp_path, (0,))[0]
    assert described(skeleton(path), heads=True) == described(gpt, heads=True)


def test_blocks_numbered_in_their_names_are_layers(tmp_path: Path) -> None:
    words = [f"encoder.layers.encoder_layer_{number}.mlp.0.weight" for number in range(2)]
    torch.save({word: torch.ones(2, 2) for word in words}, tmp_path / "step1.pt")
    layers = [parameter[4] for parameter in described(skeleton(tmp_path / "step1.pt"), heads=False).values()]
    assert layers == [0, 1]


def test_values_come_and_go_while_the_parameters_stay() -> None:
    slots = tuple(Slot(name, (2, 2), torch.float32, "fc.weight") for name in ("fc.weight", "head.weight"))
    skeleton = Skeleton(slots, "Model", {})
    values = torch.arange(4.0).reshape(2, 2)
    skeleton.fill({"fc.weight": values})
    (named,) = named_tensors(skeleton.model)
    assert (named.name, named.aliases) == ("fc.weight", ("head.weight",))
    assert named.tensor.data_ptr() == values.data_ptr()
    assert type(skeleton.model).__name__ == "Model"
    skeleton.clear()
    (named,) = named_tensors(skeleton.model)
    assert (named.tensor.shape, named.tensor.untyped_storage().nbytes()) == ((2, 2), 4)


def test_a_module_called_config_is_a_module() -> None:
    slots = (Slot("config.weight", (2, 2), torch.float32, "config.weight"),)
    assert list(described(Skeleton(slots, "Model", {"n_head": 2}).model, heads=True)) == ["config.weight"]
