"""Transformers as people write them with `torch.nn`: torch's own, lectures, one file each, research code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable

    Tells = Callable[[nn.Module, str], None]


def module(**children: nn.Module) -> nn.Module:
    """A module with these children."""
    parent = nn.Module()
    for name, child in children.items():
        parent.add_module(name, child)
    return parent


def of(class_name: str, children: dict[str, nn.Module] | None = None, **shapes: tuple[int, ...]) -> nn.Module:
    """A module of a class of that name, with these children and parameters of these shapes."""
    made: nn.Module = type(class_name, (nn.Module,), {})()
    for name, child in (children or {}).items():
        made.add_module(name, child)
    for name, shape in shapes.items():
        made.register_parameter(name, nn.Parameter(torch.ones(shape)))
    return made


def test_torchs_transformer(tells: Tells) -> None:
    tells(
        nn.Transformer(64, 4, 2, 2, 128, batch_first=True),
        """
        encoder.layers.{layer}.self_attn.in_proj_weight        attention query/4 key/4 value/4
        encoder.layers.{layer}.self_attn.out_proj.weight       attention output/4
        encoder.layers.{layer}.linear1.weight                  mlp fc
        encoder.layers.{layer}.linear2.weight                  mlp projection
        decoder.layers.{layer}.self_attn.in_proj_weight        attention query/4 key/4 value/4
        decoder.layers.{layer}.self_attn.out_proj.weight       attention output/4
        decoder.layers.{layer}.multihead_attn.in_proj_weight   attention query/4 key/4 value/4
        decoder.layers.{layer}.multihead_attn.out_proj.weight  attention output/4
        decoder.layers.{layer}.linear1.weight                  mlp fc
        decoder.layers.{layer}.linear2.weight                  mlp projection
    """,
    )


def test_torchs_encoder_with_embeddings_and_a_decoder(tells: Tells) -> None:
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4, 128, batch_first=True), 2)
    model = module(
        embed=nn.Embedding(101, 64), pos_encoder=nn.Embedding(16, 64), transformer=encoder, decoder=nn.Linear(64, 101)
    )
    tells(
        model,
        """
        embed.weight                                          token_embedding
        pos_encoder.weight                                    position_embedding
        transformer.layers.{layer}.self_attn.in_proj_weight   attention query/4 key/4 value/4
        transformer.layers.{layer}.self_attn.out_proj.weight  attention output/4
        transformer.layers.{layer}.linear1.weight             mlp fc
        transformer.layers.{layer}.linear2.weight             mlp projection
        decoder.weight                                        head
    """,
    )


def test_torchs_attention_with_keys_and_values_of_other_widths(tells: Tells) -> None:
    tells(
        module(mixer=nn.MultiheadAttention(64, 4, kdim=32, vdim=48, add_bias_kv=True)),
        """
        mixer.q_proj_weight    attention query/4
        mixer.k_proj_weight    attention key/4
        mixer.v_proj_weight    attention value/4
        mixer.bias_k           attention
        mixer.bias_v           attention
        mixer.out_proj.weight  attention output/4
    """,
    )


def test_torchs_attention_alone(tells: Tells) -> None:
    tells(
        nn.MultiheadAttention(64, 4),
        """
        in_proj_weight   attention query/4 key/4 value/4
        out_proj.weight  attention output/4
    """,
    )


def test_the_gpt_of_karpathys_lecture(tells: Tells) -> None:
    def block() -> nn.Module:
        heads = [
            of("Head", {name: nn.Linear(64, 16, bias=False) for name in ("key", "query", "value")}) for _ in range(4)
        ]
        feed_forward = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 64))
        return module(
            sa=of("MultiHeadAttention", {"heads": nn.ModuleList(heads), "proj": nn.Linear(64, 64)}),
            ffwd=of("FeedFoward", {"net": feed_forward}),
            ln1=nn.LayerNorm(64),
            ln2=nn.LayerNorm(64),
        )

    model = module(
        token_embedding_table=nn.Embedding(65, 64),
        position_embedding_table=nn.Embedding(32, 64),
        blocks=nn.Sequential(block(), block()),
        ln_f=nn.LayerNorm(64),
        lm_head=nn.Linear(64, 65),
    )
    tells(
        model,
        """
        token_embedding_table.weight            token_embedding
        position_embedding_table.weight         position_embedding
        blocks.{layer}.sa.heads.*.key.weight    attention key/1
        blocks.{layer}.sa.heads.*.query.weight  attention query/1
        blocks.{layer}.sa.heads.*.value.weight  attention value/1
        blocks.{layer}.sa.proj.weight           attention output/4
        blocks.{layer}.ffwd.net.*.weight        mlp fc | mlp projection
        lm_head.weight                          head
    """,
    )


def test_a_single_head_beside_no_word_that_says_attention(tells: Tells) -> None:
    mixer = of("Mixer", {name: nn.Linear(64, 16, bias=False) for name in ("key", "query", "value")})
    tells(
        module(tokens=nn.Embedding(65, 64), mixer=mixer, lm_head=nn.Linear(16, 65)),
        """
        tokens.weight       token_embedding
        mixer.key.weight    attention key
        mixer.query.weight  attention query
        mixer.value.weight  attention value
        lm_head.weight      head
    """,
    )


def test_a_vision_transformer_in_one_file(tells: Tells) -> None:
    def layer() -> nn.Module:
        attention = of(
            "Attention", {"to_qkv": nn.Linear(64, 192, bias=False), "to_out": nn.Sequential(nn.Linear(64, 64))}
        )
        attention.heads = 4  # type: ignore[assignment]  # a number beside the modules, as such files have it
        net = nn.Sequential(nn.LayerNorm(64), nn.Linear(64, 128), nn.GELU(), nn.Linear(128, 64))
        return nn.ModuleList([attention, of("FeedForward", {"net": net})])

    model = of(
        "ViT",
        {
            "to_patch_embedding": nn.Sequential(nn.LayerNorm(48), nn.Linear(48, 64), nn.LayerNorm(64)),
            "transformer": module(norm=nn.LayerNorm(64), layers=nn.ModuleList([layer(), layer()])),
            "mlp_head": nn.Linear(64, 10),
        },
        pos_embedding=(1, 17, 64),
        cls_token=(1, 1, 64),
    )
    tells(
        model,
        """
        pos_embedding                                 position_embedding
        cls_token                                     token_embedding
        to_patch_embedding.*.weight                   mlp
        transformer.layers.{layer}.*.to_qkv.weight    attention query/4 key/4 value/4
        transformer.layers.{layer}.*.to_out.*.weight  attention output/4
        transformer.layers.{layer}.*.net.*.weight     mlp fc | mlp projection
        mlp_head.weight                               head
    """,
    )


def test_the_annotated_transformer(tells: Tells) -> None:
    attention = of("MultiHeadedAttention", {"linears": nn.ModuleList([nn.Linear(64, 64) for _ in range(4)])})
    layer = module(self_attn=attention, feed_forward=module(w_1=nn.Linear(64, 128), w_2=nn.Linear(128, 64)))
    model = module(
        encoder=module(layers=nn.ModuleList([layer])),
        src_embed=nn.Sequential(module(lut=nn.Embedding(101, 64))),
        generator=module(proj=nn.Linear(64, 101)),
    )
    tells(
        model,
        """
        encoder.layers.{layer}.self_attn.linears.*.weight  attention
        encoder.layers.{layer}.feed_forward.w_1.weight     mlp fc
        encoder.layers.{layer}.feed_forward.w_2.weight     mlp projection
        src_embed.*.lut.weight                             token_embedding
        generator.proj.weight                              head
    """,
    )


def test_transformer_lens_keeps_a_matrix_for_each_head(tells: Tells) -> None:
    attention = of(
        "Attention",
        W_Q=(4, 64, 16),
        W_K=(4, 64, 16),
        W_V=(4, 64, 16),
        W_O=(4, 16, 64),
        b_Q=(4, 16),
        b_K=(4, 16),
        b_V=(4, 16),
        b_O=(64,),
    )
    attention.cfg = {"n_heads": 4}  # type: ignore[assignment]  # a dictionary beside the modules
    block = module(attn=attention, mlp=of("MLP", W_in=(64, 256), b_in=(256,), W_out=(256, 64), b_out=(64,)))
    model = module(
        embed=of("Embed", W_E=(101, 64)),
        pos_embed=of("PosEmbed", W_pos=(32, 64)),
        blocks=nn.ModuleList([block, block]),
        unembed=of("Unembed", W_U=(64, 101), b_U=(101,)),
    )
    tells(
        model,
        """
        embed.W_E                 token_embedding
        pos_embed.W_pos           position_embedding
        blocks.{layer}.attn.W_Q   attention query/4
        blocks.{layer}.attn.W_K   attention key/4
        blocks.{layer}.attn.W_V   attention value/4
        blocks.{layer}.attn.W_O   attention output/4
        blocks.{layer}.attn.b_Q   attention query/4
        blocks.{layer}.attn.b_K   attention key/4
        blocks.{layer}.attn.b_V   attention value/4
        blocks.{layer}.attn.b_O   attention output
        blocks.{layer}.mlp.W_in   mlp fc
        blocks.{layer}.mlp.b_in   mlp fc
        blocks.{layer}.mlp.W_out  mlp projection
        blocks.{layer}.mlp.b_out  mlp projection
        unembed.W_U               head
        unembed.b_U               head
    """,
    )
