"""Kinds of modules, guessed from names and shapes."""

from __future__ import annotations

import pytest
from torch import nn

from tensorboard_plugin_paramviz.capture.checkpoints.guesses import (
    Conv1D,
    guess_container,
    guess_layer,
    layer_shapes,
    transposed_layers,
)


@pytest.mark.parametrize(
    ("word", "shapes", "kind"),
    [
        ("wte", {"weight": (50, 8)}, nn.Embedding),
        ("embed_tokens", {"weight": (50, 8)}, nn.Embedding),
        ("token_embedding_table", {"weight": (50, 8)}, nn.Embedding),
        ("position_embeddings", {"weight": (6, 8)}, nn.Embedding),
        ("relative_attention_bias", {"weight": (32, 4)}, nn.Embedding),
        ("embed_out", {"weight": (50, 8)}, nn.Linear),
        ("unembed", {"weight": (50, 8)}, nn.Linear),
        ("embeddings_project", {"weight": (8, 4), "bias": (8,)}, nn.Linear),
        ("patch_embedding", {"weight": (8, 48)}, nn.Linear),
        ("patch_embedding", {"weight": (8, 3, 4, 4)}, nn.Conv2d),
        ("fc", {"weight": (8, 4), "bias": (8,)}, nn.Linear),
        ("q_proj", {"weight": (8, 8)}, nn.Linear),
        ("ln_1", {"weight": (8,), "bias": (8,)}, nn.LayerNorm),
        ("norm", {"weight": (8,)}, nn.LayerNorm),
        ("norm", {"weight": (8, 4, 4), "bias": (8, 4, 4)}, nn.LayerNorm),
        ("prelu", {"weight": (8,)}, nn.Module),
        ("prelu", {"weight": (1,)}, nn.Module),
        ("temperature", {"weight": ()}, nn.Module),
        ("conv1", {"weight": (8, 3, 3, 3), "bias": (8,)}, nn.Conv2d),
        ("positional_conv", {"weight": (8, 1, 128)}, nn.Conv2d),
        ("experts", {"weight": (4, 16, 512)}, nn.Module),
        ("self_attn", {"in_proj_weight": (24, 8), "in_proj_bias": (24,)}, nn.MultiheadAttention),
        ("lstm", {"weight_ih_l0": (16, 4), "weight_hh_l0": (16, 4)}, nn.RNNBase),
        ("embeddings", {"cls_token": (1, 1, 8)}, nn.Module),
        ("", {}, nn.Module),
    ],
)
def test_a_layer_is_told_by_its_parameters(
    word: str, shapes: dict[str, tuple[int, ...]], kind: type[nn.Module]
) -> None:
    assert guess_layer(word, shapes) is kind


def test_a_matrix_that_is_met_again_is_an_embedding_whatever_its_name() -> None:
    assert guess_layer("encoder", {"weight": (50, 8)}, is_tied=True) is nn.Embedding
    assert guess_layer("encoder", {"weight": (50, 8)}) is nn.Linear


def test_where_some_layers_are_transposed_square_ones_of_gpt2_are_too() -> None:
    layers = {
        "h.0.attn.c_attn": {"weight": (8, 24), "bias": (24,)},
        "h.0.attn.c_proj": {"weight": (8, 8), "bias": (8,)},
        "h.0.other": {"weight": (8, 8), "bias": (8,)},
        "head": {"weight": (2, 8), "bias": (2,)},
    }
    assert transposed_layers(layers) == {"h.0.attn.c_attn", "h.0.attn.c_proj"}
    assert guess_layer("c_attn", layers["h.0.attn.c_attn"], is_transposed=True) is Conv1D


def test_square_layers_alone_are_not_transposed() -> None:
    assert transposed_layers({"h.0.attn.c_proj": {"weight": (8, 8), "bias": (8,)}}) == set()


@pytest.mark.parametrize(
    ("children", "composites", "kind"),
    [
        (["0", "1"], ["0", "1"], nn.ModuleList),
        (["0", "3"], [], nn.Sequential),
        (["encoder_layer_0", "encoder_layer_1"], ["encoder_layer_0", "encoder_layer_1"], nn.Sequential),
        (["down_1", "down_2"], ["down_1", "down_2"], nn.Module),
        (["ln_1", "ln_2"], [], nn.Module),
        (["attn", "mlp"], ["attn", "mlp"], nn.Module),
        ([], [], nn.Module),
    ],
)
def test_numbered_modules_are_in_a_list(children: list[str], composites: list[str], kind: type[nn.Module]) -> None:
    assert guess_container(children, composites) is kind


@pytest.mark.parametrize(
    "names",
    [
        {"conv.weight_g": (4, 1, 1), "conv.weight_v": (4, 2, 3)},
        {"conv.parametrizations.weight.original0": (4, 1, 1), "conv.parametrizations.weight.original1": (4, 2, 3)},
        {"conv.weight_orig": (4, 2, 3)},
        {"conv.weight": (4, 2, 3)},
    ],
)
def test_a_weight_made_of_others_is_the_weight(names: dict[str, tuple[int, ...]]) -> None:
    assert layer_shapes(names)["conv"]["weight"] == (4, 2, 3)
