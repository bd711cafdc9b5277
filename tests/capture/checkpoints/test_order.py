"""Names that were sorted as words, in the order in which a model uses them."""

from __future__ import annotations

import random

import pytest

from tensorboard_plugin_paramviz.capture.checkpoints.order import in_order_of_use

MODELS = {
    "GPT-2": [
        "transformer.wte.weight",
        "transformer.wpe.weight",
        "transformer.h.0.attn.c_attn.weight",
        "transformer.h.0.attn.c_attn.bias",
        "transformer.h.0.mlp.c_fc.weight",
        "transformer.h.2.attn.c_attn.weight",
        "transformer.h.10.attn.c_attn.weight",
        "transformer.ln_f.weight",
        "lm_head.weight",
    ],
    "Llama": [
        "model.embed_tokens.weight",
        "model.layers.0.mlp.up_proj.weight",
        "model.layers.11.mlp.up_proj.weight",
        "model.norm.weight",
        "lm_head.weight",
    ],
    "BERT": [
        "bert.embeddings.word_embeddings.weight",
        "bert.embeddings.position_embeddings.weight",
        "bert.embeddings.LayerNorm.weight",
        "bert.encoder.layer.0.attention.self.query.weight",
        "bert.encoder.layer.0.output.dense.weight",
        "bert.pooler.dense.weight",
        "classifier.weight",
        "classifier.bias",
    ],
    "ViT": [
        "vit.embeddings.patch_embeddings.projection.weight",
        "vit.encoder.layer.0.intermediate.dense.weight",
        "vit.layernorm.weight",
        "classifier.weight",
    ],
    "BART": ["model.shared.weight", "model.encoder.layers.0.fc1.weight", "model.decoder.layers.0.fc1.weight"],
    "GPT-NeoX": ["gpt_neox.embed_in.weight", "gpt_neox.layers.0.mlp.dense.weight", "embed_out.weight"],
}


@pytest.mark.parametrize("names", MODELS.values(), ids=MODELS)
def test_embeddings_come_first_then_blocks_then_the_head(names: list[str]) -> None:
    assert in_order_of_use(sorted(names)) == names
    assert in_order_of_use(random.Random(0).sample(names, len(names))) == names  # noqa: S311  # an order like any
