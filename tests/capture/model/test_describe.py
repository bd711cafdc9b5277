"""Kinds, layers, parts and heads of the models that people train."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.model.describe import describe
from tensorboard_plugin_paramviz.capture.model.inventory import named_tensors
from tensorboard_plugin_paramviz.capture.simulation.model import GPTShape, build_gpt
from tensorboard_plugin_paramviz.format.layout import ParameterLayout, Part

if TYPE_CHECKING:
    from collections.abc import Mapping


def described(model: nn.Module) -> dict[str, ParameterLayout]:
    tensors = named_tensors(model)
    return {each.name: each for each in describe(model, tensors, {named.name for named in tensors})[0]}


def heads_of(model: nn.Module) -> int:
    tensors = named_tensors(model)
    return describe(model, tensors, {named.name for named in tensors})[1]


def kinds(model: nn.Module) -> dict[str, tuple[str, int | None]]:
    return {name: (each.kind, each.layer) for name, each in described(model).items()}


class Configured(nn.Module):
    """A model with its configuration, as hubs have them."""

    def __init__(self, config: object) -> None:
        super().__init__()
        self.config = config


def tree(parameters: Mapping[str, nn.Module], config: object = None) -> nn.Module:
    """A model with modules at dotted paths; numbers become lists."""
    root = nn.Module() if config is None else Configured(config)
    for path, module in parameters.items():
        holder = root
        words = path.split(".")
        for word, following in itertools.pairwise(words):
            if not hasattr(holder, word):
                holder.add_module(word, nn.ModuleList() if following.isdigit() else nn.Module())
            holder = holder.get_submodule(word)
        holder.add_module(words[-1], module)
    return root


class Conv1D(nn.Module):
    """Hugging Face's linear layer, with its weight as (in, out)."""

    def __init__(self, outputs: int, inputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(inputs, outputs))
        self.bias = nn.Parameter(torch.ones(outputs))


class LlamaRMSNorm(nn.Module):
    """A norm that is none of torch's."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))


def test_a_nanogpt() -> None:
    model = build_gpt(GPTShape(n_layer=2, n_head=4, width=8, tokens=10, positions=6))
    assert kinds(model) == {
        "transformer.wte.weight": ("token_embedding", None),
        "transformer.wpe.weight": ("position_embedding", None),
        **{
            f"transformer.h.{layer}.{name}": (kind, layer)
            for layer in (0, 1)
            for name, kind in [
                ("ln_1.weight", "norm"),
                ("ln_1.bias", "norm"),
                ("attn.c_attn.weight", "attention"),
                ("attn.c_attn.bias", "attention"),
                ("attn.c_proj.weight", "attention"),
                ("attn.c_proj.bias", "attention"),
                ("ln_2.weight", "norm"),
                ("ln_2.bias", "norm"),
                ("mlp.c_fc.weight", "mlp"),
                ("mlp.c_fc.bias", "mlp"),
                ("mlp.c_proj.weight", "mlp"),
                ("mlp.c_proj.bias", "mlp"),
            ]
        },
        "transformer.ln_f.weight": ("norm", None),
        "transformer.ln_f.bias": ("norm", None),
    }
    assert heads_of(model) == 4


def test_fused_query_key_and_value_are_split_into_parts_and_heads() -> None:
    found = described(build_gpt(GPTShape(n_layer=1, n_head=4, width=8, tokens=10, positions=6)))
    fused = (Part("query", 0, 0, 8, 4), Part("key", 0, 8, 8, 4), Part("value", 0, 16, 8, 4))
    assert found["transformer.h.0.attn.c_attn.weight"].parts == fused
    assert found["transformer.h.0.attn.c_attn.bias"].parts == fused
    assert found["transformer.h.0.attn.c_proj.weight"].parts == (Part("output", 1, 0, 8, 4),)
    assert found["transformer.h.0.attn.c_proj.bias"].parts == (Part("output", 0, 0, 8),)
    assert found["transformer.h.0.mlp.c_fc.weight"].parts == (Part("fc", 0, 0, 32),)
    assert found["transformer.h.0.mlp.c_proj.weight"].parts == (Part("projection", 0, 0, 8),)


def test_hugging_faces_gpt2_stores_its_matrices_transposed() -> None:
    model = tree(
        {
            "transformer.wte": nn.Embedding(10, 8),
            "transformer.h.0.attn.c_attn": Conv1D(24, 8),
            "transformer.h.0.attn.c_proj": Conv1D(8, 8),
            "transformer.h.0.mlp.c_fc": Conv1D(32, 8),
        },
        config=SimpleNamespace(n_head=2),
    )
    found = described(model)
    assert found["transformer.h.0.attn.c_attn.weight"].parts == (
        Part("query", 1, 0, 8, 2),
        Part("key", 1, 8, 8, 2),
        Part("value", 1, 16, 8, 2),
    )
    assert found["transformer.h.0.attn.c_attn.bias"].parts[1] == Part("key", 0, 8, 8, 2)
    assert found["transformer.h.0.attn.c_proj.weight"].parts == (Part("output", 0, 0, 8, 2),)
    assert found["transformer.h.0.mlp.c_fc.weight"].kind == "mlp"
    assert heads_of(model) == 2


def test_torchs_own_transformer() -> None:
    model = nn.Transformer(
        d_model=8, nhead=2, num_encoder_layers=1, num_decoder_layers=2, dim_feedforward=16, batch_first=True
    )
    found = described(model)
    assert found["encoder.layers.0.self_attn.in_proj_weight"].parts == (
        Part("query", 0, 0, 8, 2),
        Part("key", 0, 8, 8, 2),
        Part("value", 0, 16, 8, 2),
    )
    assert found["encoder.layers.0.self_attn.out_proj.weight"].parts == (Part("output", 1, 0, 8, 2),)
    assert found["decoder.layers.1.multihead_attn.in_proj_bias"].parts[2] == Part("value", 0, 16, 8, 2)
    assert found["encoder.layers.0.linear1.weight"].parts == (Part("fc", 0, 0, 16),)
    assert found["encoder.layers.0.linear2.weight"].parts == (Part("projection", 0, 0, 8),)
    assert {name: kind for name, kind in kinds(model).items() if "decoder.layers.1" in name and "weight" in name} == {
        "decoder.layers.1.self_attn.in_proj_weight": ("attention", 1),
        "decoder.layers.1.self_attn.out_proj.weight": ("attention", 1),
        "decoder.layers.1.multihead_attn.in_proj_weight": ("attention", 1),
        "decoder.layers.1.multihead_attn.out_proj.weight": ("attention", 1),
        "decoder.layers.1.linear1.weight": ("mlp", 1),
        "decoder.layers.1.linear2.weight": ("mlp", 1),
        "decoder.layers.1.norm1.weight": ("norm", 1),
        "decoder.layers.1.norm2.weight": ("norm", 1),
        "decoder.layers.1.norm3.weight": ("norm", 1),
    }


def test_a_llama_with_fewer_key_and_value_heads() -> None:
    model = tree(
        {
            "model.embed_tokens": nn.Embedding(10, 8),
            "model.layers.0.self_attn.q_proj": nn.Linear(8, 8, bias=False),
            "model.layers.0.self_attn.k_proj": nn.Linear(8, 4, bias=False),
            "model.layers.0.self_attn.v_proj": nn.Linear(8, 4, bias=False),
            "model.layers.0.self_attn.o_proj": nn.Linear(8, 8, bias=False),
            "model.layers.0.mlp.gate_proj": nn.Linear(8, 16, bias=False),
            "model.layers.0.mlp.down_proj": nn.Linear(16, 8, bias=False),
            "model.layers.0.input_layernorm": LlamaRMSNorm(8),
            "model.norm": LlamaRMSNorm(8),
            "lm_head": nn.Linear(8, 10, bias=False),
        },
        config=SimpleNamespace(num_attention_heads=4, num_key_value_heads=2),
    )
    found = described(model)
    prefix = "model.layers.0."
    assert {name.removeprefix(prefix): (each.kind, each.parts) for name, each in found.items()} == {
        "model.embed_tokens.weight": ("token_embedding", ()),
        "self_attn.q_proj.weight": ("attention", (Part("query", 0, 0, 8, 4),)),
        "self_attn.k_proj.weight": ("attention", (Part("key", 0, 0, 4, 2),)),
        "self_attn.v_proj.weight": ("attention", (Part("value", 0, 0, 4, 2),)),
        "self_attn.o_proj.weight": ("attention", (Part("output", 1, 0, 8, 4),)),
        "mlp.gate_proj.weight": ("mlp", (Part("fc", 0, 0, 16),)),
        "mlp.down_proj.weight": ("mlp", (Part("projection", 0, 0, 8),)),
        "input_layernorm.weight": ("norm", ()),
        "model.norm.weight": ("norm", ()),
        "lm_head.weight": ("head", ()),
    }


def test_fused_matrices_with_fewer_key_and_value_heads() -> None:
    config = SimpleNamespace(num_attention_heads=4, num_key_value_heads=2)
    model = tree({"layers.0.attn.qkv_proj": nn.Linear(8, 16, bias=False)}, config)
    parts = described(model)["layers.0.attn.qkv_proj.weight"].parts
    assert parts == (Part("query", 0, 0, 8, 4), Part("key", 0, 8, 4, 2), Part("value", 0, 12, 4, 2))


def test_a_fused_matrix_of_another_size_is_left_whole() -> None:
    model = tree({"layers.0.attn.c_attn": nn.Linear(8, 30)})
    assert described(model)["layers.0.attn.c_attn.weight"].parts == ()


def test_a_bert() -> None:
    model = tree(
        {
            "bert.embeddings.word_embeddings": nn.Embedding(10, 8),
            "bert.embeddings.position_embeddings": nn.Embedding(6, 8),
            "bert.embeddings.token_type_embeddings": nn.Embedding(2, 8),
            "bert.embeddings.LayerNorm": nn.LayerNorm(8),
            "bert.encoder.layer.0.attention.self.query": nn.Linear(8, 8),
            "bert.encoder.layer.0.attention.output.dense": nn.Linear(8, 8),
            "bert.encoder.layer.0.attention.output.LayerNorm": nn.LayerNorm(8),
            "bert.encoder.layer.0.intermediate.dense": nn.Linear(8, 16),
            "bert.encoder.layer.0.output.dense": nn.Linear(16, 8),
            "bert.pooler.dense": nn.Linear(8, 8),
            "classifier": nn.Linear(8, 2),
        }
    )
    found = {name: (each.kind, [part.name for part in each.parts]) for name, each in described(model).items()}
    assert {name.removesuffix(".weight"): each for name, each in found.items() if name.endswith("weight")} == {
        "bert.embeddings.word_embeddings": ("token_embedding", []),
        "bert.embeddings.position_embeddings": ("position_embedding", []),
        "bert.embeddings.token_type_embeddings": ("position_embedding", []),
        "bert.embeddings.LayerNorm": ("norm", []),
        "bert.encoder.layer.0.attention.self.query": ("attention", ["query"]),
        "bert.encoder.layer.0.attention.output.dense": ("attention", ["output"]),
        "bert.encoder.layer.0.attention.output.LayerNorm": ("norm", []),
        "bert.encoder.layer.0.intermediate.dense": ("mlp", ["fc"]),
        "bert.encoder.layer.0.output.dense": ("mlp", ["projection"]),
        "bert.pooler.dense": ("mlp", []),
        "classifier": ("head", []),
    }


def test_a_vision_transformer() -> None:
    block = nn.Module()
    block.self_attention = nn.MultiheadAttention(8, 2)
    block.mlp = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))
    layers = nn.Sequential()
    layers.add_module("encoder_layer_3", block)
    model = nn.Module()
    model.conv_proj = nn.Conv2d(3, 8, 4)
    model.class_token = nn.Parameter(torch.ones(1, 1, 8))
    model.pos_embedding = nn.Parameter(torch.ones(1, 5, 8))
    model.layers = layers
    model.heads = nn.Sequential()
    model.heads.add_module("head", nn.Linear(8, 10))
    assert {name: kind for name, kind in kinds(model).items() if not name.endswith("bias")} == {
        "class_token": ("token_embedding", None),
        "pos_embedding": ("position_embedding", None),
        "conv_proj.weight": ("conv", None),
        "layers.encoder_layer_3.self_attention.in_proj_weight": ("attention", 3),
        "layers.encoder_layer_3.self_attention.out_proj.weight": ("attention", 3),
        "layers.encoder_layer_3.mlp.0.weight": ("mlp", 3),
        "layers.encoder_layer_3.mlp.2.weight": ("mlp", 3),
        "heads.head.weight": ("head", None),
    }


def test_a_convnet() -> None:
    model = nn.Module()
    model.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.ConvTranspose2d(8, 4, 3))
    model.classifier = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10))
    assert {name: kind for name, kind in kinds(model).items() if not name.endswith("bias")} == {
        "features.0.weight": ("conv", 0),
        "features.1.weight": ("norm", 1),
        "features.3.weight": ("conv", 3),
        "classifier.0.weight": ("mlp", 0),
        "classifier.2.weight": ("head", None),
    }


def test_a_lenet_has_one_head() -> None:
    model = tree({"fc1": nn.Linear(8, 8), "fc2": nn.Linear(8, 8), "fc3": nn.Linear(8, 4)})
    found = described(model)
    assert [found[f"fc{number}.weight"].kind for number in (1, 2, 3)] == ["mlp", "mlp", "head"]
    assert found["fc1.weight"].parts == ()


def test_a_plain_mlp() -> None:
    model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))
    assert kinds(model) == {
        "0.weight": ("mlp", 0),
        "0.bias": ("mlp", 0),
        "2.weight": ("head", None),
        "2.bias": ("head", None),
    }


def test_unknown_modules_are_other() -> None:
    model = nn.Module()
    model.gain = nn.Parameter(torch.ones(()))
    model.memory = nn.LSTM(4, 4)
    found = kinds(model)
    assert found.pop("gain") == ("other", None)
    assert set(found.values()) == {("other", 0)}


def test_t5s_relative_bias_belongs_to_attention_and_its_wo_to_the_mlp() -> None:
    model = tree(
        {
            "block.0.layer.0.SelfAttention.relative_attention_bias": nn.Embedding(4, 2),
            "block.0.layer.1.DenseReluDense.wo": nn.Linear(4, 4, bias=False),
        }
    )
    found = described(model)
    assert found["block.0.layer.0.SelfAttention.relative_attention_bias.weight"].kind == "attention"
    wo = found["block.0.layer.1.DenseReluDense.wo.weight"]
    assert (wo.kind, [part.name for part in wo.parts]) == ("mlp", ["projection"])


def test_a_parametrized_weight_keeps_its_owners_kind() -> None:
    model = nn.Sequential(torch.nn.utils.parametrizations.weight_norm(nn.Conv1d(2, 3, 3)))
    assert set(kinds(model).values()) == {("conv", 0)}


def test_a_compiled_block_keeps_its_layer() -> None:
    block = torch.compile(tree({"attn.c_attn": nn.Linear(8, 24)}), backend="eager")
    assert isinstance(block, nn.Module)
    model = tree({"h.0": block})
    assert kinds(model) == {"h.0.attn.c_attn.weight": ("attention", 0), "h.0.attn.c_attn.bias": ("attention", 0)}


@pytest.mark.parametrize("heads", [0, 3, -1, True, "4", None])
def test_a_head_count_that_cannot_be_is_not_used(heads: object) -> None:
    model = tree({"h.0.attn.c_attn": nn.Linear(8, 24)}, SimpleNamespace(n_head=heads))
    assert described(model)["h.0.attn.c_attn.weight"].parts[0] == Part("query", 0, 0, 8, 0)


def test_a_configuration_may_be_a_dict() -> None:
    assert heads_of(tree({"h.0.attn.c_attn": nn.Linear(8, 24)}, {"n_head": 2})) == 2
