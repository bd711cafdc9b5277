"""nanoGPT and Hugging Face's language models that only decode, each with the table of what it consists of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import transformers

from nanogpt.model import GPT, GPTConfig

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    Tells = Callable[[nn.Module, str], None]

GPT2_SIZE: dict[str, Any] = {"n_embd": 64, "n_layer": 2, "n_head": 4, "vocab_size": 101, "n_positions": 32}
SIZE: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 176,
    "vocab_size": 101,
}
GROUPED: dict[str, Any] = {**SIZE, "num_key_value_heads": 2, "head_dim": 16}


def test_nanogpt(tells: Tells) -> None:
    model = GPT(GPTConfig(block_size=16, vocab_size=101, n_layer=2, n_head=4, n_embd=64))
    tells(
        model,
        """
        transformer.wte.weight                    token_embedding
        transformer.wpe.weight                    position_embedding
        transformer.h.{layer}.attn.c_attn.weight  attention query/4 key/4 value/4
        transformer.h.{layer}.attn.c_proj.weight  attention output/4
        transformer.h.{layer}.mlp.c_fc.weight     mlp fc
        transformer.h.{layer}.mlp.c_proj.weight   mlp projection
    """,
    )


def test_gpt2(tells: Tells) -> None:
    config = transformers.GPT2Config(**GPT2_SIZE, add_cross_attention=True)
    tells(
        transformers.GPT2LMHeadModel(config),
        """
        transformer.wte.weight                              token_embedding
        transformer.wpe.weight                              position_embedding
        transformer.h.{layer}.attn.c_attn.weight            attention query/4 key/4 value/4
        transformer.h.{layer}.attn.c_proj.weight            attention output/4
        transformer.h.{layer}.crossattention.c_attn.weight  attention key/4 value/4
        transformer.h.{layer}.crossattention.q_attn.weight  attention query/4
        transformer.h.{layer}.crossattention.c_proj.weight  attention output/4
        transformer.h.{layer}.mlp.c_fc.weight               mlp fc
        transformer.h.{layer}.mlp.c_proj.weight             mlp projection
    """,
    )


def test_gptj(tells: Tells) -> None:
    tells(
        transformers.GPTJForCausalLM(transformers.GPTJConfig(**GPT2_SIZE, rotary_dim=8)),
        """
        transformer.wte.weight                      token_embedding
        transformer.h.{layer}.attn.k_proj.weight    attention key/4
        transformer.h.{layer}.attn.v_proj.weight    attention value/4
        transformer.h.{layer}.attn.q_proj.weight    attention query/4
        transformer.h.{layer}.attn.out_proj.weight  attention output/4
        transformer.h.{layer}.mlp.fc_in.weight      mlp fc
        transformer.h.{layer}.mlp.fc_out.weight     mlp projection
        lm_head.weight                              head
    """,
    )


def test_codegen_orders_its_fused_matrix_for_four_machines(tells: Tells) -> None:
    tells(
        transformers.CodeGenForCausalLM(transformers.CodeGenConfig(**GPT2_SIZE, rotary_dim=8)),
        """
        transformer.wte.weight                      token_embedding
        transformer.h.{layer}.attn.qkv_proj.weight  attention
        transformer.h.{layer}.attn.out_proj.weight  attention output/4
        transformer.h.{layer}.mlp.fc_in.weight      mlp fc
        transformer.h.{layer}.mlp.fc_out.weight     mlp projection
        lm_head.weight                              head
    """,
    )


def test_gpt_neox_fuses_head_by_head(tells: Tells) -> None:
    tells(
        transformers.GPTNeoXForCausalLM(transformers.GPTNeoXConfig(**SIZE)),
        """
        gpt_neox.embed_in.weight                                  token_embedding
        gpt_neox.layers.{layer}.attention.query_key_value.weight  attention 4 × (query/1 key/1 value/1)
        gpt_neox.layers.{layer}.attention.dense.weight            attention output/4
        gpt_neox.layers.{layer}.mlp.dense_h_to_4h.weight          mlp fc
        gpt_neox.layers.{layer}.mlp.dense_4h_to_h.weight          mlp projection
        lm_head.weight                                            head
    """,
    )


def test_bloom_fuses_head_by_head(tells: Tells) -> None:
    config = transformers.BloomConfig(hidden_size=64, n_layer=2, n_head=4, vocab_size=101)
    tells(
        transformers.BloomForCausalLM(config),
        """
        transformer.word_embeddings.weight                           token_embedding
        transformer.h.{layer}.self_attention.query_key_value.weight  attention 4 × (query/1 key/1 value/1)
        transformer.h.{layer}.self_attention.dense.weight            attention output/4
        transformer.h.{layer}.mlp.dense_h_to_4h.weight               mlp fc
        transformer.h.{layer}.mlp.dense_4h_to_h.weight               mlp projection
    """,
    )


def test_falcon_fuses_group_by_group(tells: Tells) -> None:
    config = transformers.FalconConfig(
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_kv_heads=2,
        new_decoder_architecture=True,
        vocab_size=101,
    )
    tells(
        transformers.FalconForCausalLM(config),
        """
        transformer.word_embeddings.weight                           token_embedding
        transformer.h.{layer}.self_attention.query_key_value.weight  attention 2 × (query/2 key/1 value/1)
        transformer.h.{layer}.self_attention.dense.weight            attention output/4
        transformer.h.{layer}.mlp.dense_h_to_4h.weight               mlp fc
        transformer.h.{layer}.mlp.dense_4h_to_h.weight               mlp projection
    """,
    )


@pytest.mark.parametrize(
    ("multi_query", "fused"), [(True, "query/4 key/1 value/1"), (False, "4 × (query/1 key/1 value/1)")]
)
def test_starcoder_fuses_head_by_head_unless_all_heads_share_keys(
    tells: Tells, fused: str, *, multi_query: bool
) -> None:
    config = transformers.GPTBigCodeConfig(**GPT2_SIZE, multi_query=multi_query)
    table = """
        transformer.wte.weight                    token_embedding
        transformer.wpe.weight                    position_embedding
        transformer.h.{layer}.attn.c_attn.weight  attention FUSED
        transformer.h.{layer}.attn.c_proj.weight  attention output/4
        transformer.h.{layer}.mlp.c_fc.weight     mlp fc
        transformer.h.{layer}.mlp.c_proj.weight   mlp projection
    """
    tells(transformers.GPTBigCodeForCausalLM(config), table.replace("FUSED", fused))


def test_mpt(tells: Tells) -> None:
    config = transformers.MptConfig(d_model=64, n_layers=2, n_heads=4, vocab_size=101)
    tells(
        transformers.MptForCausalLM(config),
        """
        transformer.wte.weight                           token_embedding
        transformer.blocks.{layer}.attn.Wqkv.weight      attention query/4 key/4 value/4
        transformer.blocks.{layer}.attn.out_proj.weight  attention output/4
        transformer.blocks.{layer}.ffn.up_proj.weight    mlp fc
        transformer.blocks.{layer}.ffn.down_proj.weight  mlp projection
    """,
    )


@pytest.mark.parametrize(
    ("model_class", "config_class"),
    [
        (transformers.LlamaForCausalLM, transformers.LlamaConfig),
        (transformers.MistralForCausalLM, transformers.MistralConfig),
        (transformers.Qwen2ForCausalLM, transformers.Qwen2Config),
        (transformers.Qwen3ForCausalLM, transformers.Qwen3Config),
        (transformers.GemmaForCausalLM, transformers.GemmaConfig),
        (transformers.Gemma3ForCausalLM, transformers.Gemma3TextConfig),
    ],
)
def test_llama_and_its_kin(tells: Tells, model_class: Any, config_class: Any) -> None:  # noqa: ANN401  # transformers' classes
    tells(
        model_class(config_class(**GROUPED, tie_word_embeddings=False)),
        """
        model.embed_tokens.weight                     token_embedding
        model.layers.{layer}.self_attn.q_proj.weight  attention query/4
        model.layers.{layer}.self_attn.k_proj.weight  attention key/2
        model.layers.{layer}.self_attn.v_proj.weight  attention value/2
        model.layers.{layer}.self_attn.o_proj.weight  attention output/4
        model.layers.{layer}.mlp.gate_proj.weight     mlp fc
        model.layers.{layer}.mlp.up_proj.weight       mlp fc
        model.layers.{layer}.mlp.down_proj.weight     mlp projection
        lm_head.weight                                head
    """,
    )


@pytest.mark.parametrize(
    ("model_class", "config"),
    [
        (transformers.MixtralForCausalLM, transformers.MixtralConfig(**GROUPED)),
        (transformers.Qwen3MoeForCausalLM, transformers.Qwen3MoeConfig(**GROUPED, num_experts=4)),
    ],
)
def test_mixtures_of_experts(tells: Tells, model_class: Any, config: Any) -> None:  # noqa: ANN401  # transformers' classes
    tells(
        model_class(config),
        """
        model.embed_tokens.weight                      token_embedding
        model.layers.{layer}.self_attn.q_proj.weight   attention query/4
        model.layers.{layer}.self_attn.k_proj.weight   attention key/2
        model.layers.{layer}.self_attn.v_proj.weight   attention value/2
        model.layers.{layer}.self_attn.o_proj.weight   attention output/4
        model.layers.{layer}.mlp.gate.weight           mlp
        model.layers.{layer}.mlp.experts.gate_up_proj  mlp fc
        model.layers.{layer}.mlp.experts.down_proj     mlp projection
        lm_head.weight                                 head
    """,
    )


def test_gpt_oss(tells: Tells) -> None:
    tells(
        transformers.GptOssForCausalLM(transformers.GptOssConfig(**GROUPED, num_local_experts=4)),
        """
        model.embed_tokens.weight                      token_embedding
        model.layers.{layer}.self_attn.sinks           attention
        model.layers.{layer}.self_attn.q_proj.weight   attention query/4
        model.layers.{layer}.self_attn.k_proj.weight   attention key/2
        model.layers.{layer}.self_attn.v_proj.weight   attention value/2
        model.layers.{layer}.self_attn.o_proj.weight   attention output/4
        model.layers.{layer}.mlp.router.weight         mlp
        model.layers.{layer}.mlp.experts.gate_up_proj  mlp fc
        model.layers.{layer}.mlp.experts.down_proj     mlp projection
        lm_head.weight                                 head
    """,
    )


def test_deepseek(tells: Tells) -> None:
    config = transformers.DeepseekV3Config(
        **{**SIZE, "num_key_value_heads": 4},
        n_routed_experts=4,
        first_k_dense_replace=1,
        moe_intermediate_size=32,
        q_lora_rank=24,
        kv_lora_rank=16,
        qk_rope_head_dim=8,
        qk_nope_head_dim=16,
        v_head_dim=16,
        n_group=1,
        topk_group=1,
    )
    tells(
        transformers.DeepseekV3ForCausalLM(config),
        """
        model.embed_tokens.weight                                 token_embedding
        model.layers.{layer}.self_attn.q_a_proj.weight            attention
        model.layers.{layer}.self_attn.q_b_proj.weight            attention query/4
        model.layers.{layer}.self_attn.kv_a_proj_with_mqa.weight  attention
        model.layers.{layer}.self_attn.kv_b_proj.weight           attention
        model.layers.{layer}.self_attn.o_proj.weight              attention output/4
        model.layers.{layer}.mlp.gate_proj.weight                 mlp fc
        model.layers.{layer}.mlp.up_proj.weight                   mlp fc
        model.layers.{layer}.mlp.down_proj.weight                 mlp projection
        model.layers.{layer}.mlp.experts.gate_up_proj             mlp fc
        model.layers.{layer}.mlp.experts.down_proj                mlp projection
        model.layers.{layer}.mlp.gate.weight                      mlp
        model.layers.{layer}.mlp.shared_experts.gate_proj.weight  mlp fc
        model.layers.{layer}.mlp.shared_experts.up_proj.weight    mlp fc
        model.layers.{layer}.mlp.shared_experts.down_proj.weight  mlp projection
        lm_head.weight                                            head
    """,
    )


def test_minimax_fuses_otherwise_in_its_lightning_attention(tells: Tells) -> None:
    tells(
        transformers.MiniMaxForCausalLM(transformers.MiniMaxConfig(**GROUPED, num_local_experts=2)),
        """
        model.embed_tokens.weight                          token_embedding
        model.layers.{layer}.self_attn.q_proj.weight       attention query/4
        model.layers.{layer}.self_attn.k_proj.weight       attention key/2
        model.layers.{layer}.self_attn.v_proj.weight       attention value/2
        model.layers.{layer}.self_attn.o_proj.weight       attention output/4
        model.layers.{layer}.mlp.gate.weight               mlp
        model.layers.{layer}.mlp.experts.gate_up_proj      mlp fc
        model.layers.{layer}.mlp.experts.down_proj         mlp projection
        model.layers.{layer}.self_attn.qkv_proj.weight     attention
        model.layers.{layer}.self_attn.out_proj.weight     attention output/4
        model.layers.{layer}.self_attn.output_gate.weight  attention
        lm_head.weight                                     head
    """,
    )


def test_phi(tells: Tells) -> None:
    tells(
        transformers.PhiForCausalLM(transformers.PhiConfig(**SIZE)),
        """
        model.embed_tokens.weight                     token_embedding
        model.layers.{layer}.self_attn.q_proj.weight  attention query/4
        model.layers.{layer}.self_attn.k_proj.weight  attention key/4
        model.layers.{layer}.self_attn.v_proj.weight  attention value/4
        model.layers.{layer}.self_attn.dense.weight   attention output/4
        model.layers.{layer}.mlp.fc1.weight           mlp fc
        model.layers.{layer}.mlp.fc2.weight           mlp projection
        lm_head.weight                                head
    """,
    )


def test_phi3_fuses_queries_keys_and_values_and_the_gate_with_what_it_opens(tells: Tells) -> None:
    config = transformers.Phi3Config(**SIZE, num_key_value_heads=2, pad_token_id=0)
    tells(
        transformers.Phi3ForCausalLM(config),
        """
        model.embed_tokens.weight                       token_embedding
        model.layers.{layer}.self_attn.o_proj.weight    attention output/4
        model.layers.{layer}.self_attn.qkv_proj.weight  attention query/4 key/2 value/2
        model.layers.{layer}.mlp.gate_up_proj.weight    mlp fc fc
        model.layers.{layer}.mlp.down_proj.weight       mlp projection
        lm_head.weight                                  head
    """,
    )


def test_opt_projects_its_embeddings(tells: Tells) -> None:
    config = transformers.OPTConfig(
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        ffn_dim=176,
        vocab_size=101,
        word_embed_proj_dim=32,
        max_position_embeddings=32,
    )
    tells(
        transformers.OPTForCausalLM(config),
        """
        model.decoder.embed_tokens.weight                       token_embedding
        model.decoder.embed_positions.weight                    position_embedding
        model.decoder.project_out.weight                        mlp
        model.decoder.project_in.weight                         mlp
        model.decoder.layers.{layer}.self_attn.k_proj.weight    attention key/4
        model.decoder.layers.{layer}.self_attn.v_proj.weight    attention value/4
        model.decoder.layers.{layer}.self_attn.q_proj.weight    attention query/4
        model.decoder.layers.{layer}.self_attn.out_proj.weight  attention output/4
        model.decoder.layers.{layer}.fc1.weight                 mlp fc
        model.decoder.layers.{layer}.fc2.weight                 mlp projection
    """,
    )


def test_mamba_has_no_attention(tells: Tells) -> None:
    config = transformers.MambaConfig(hidden_size=64, num_hidden_layers=2, vocab_size=101, state_size=8)
    tells(
        transformers.MambaForCausalLM(config),
        """
        backbone.embeddings.weight                     token_embedding
        backbone.layers.{layer}.mixer.A_log            other
        backbone.layers.{layer}.mixer.D                other
        backbone.layers.{layer}.mixer.conv1d.weight    conv
        backbone.layers.{layer}.mixer.in_proj.weight   mlp
        backbone.layers.{layer}.mixer.x_proj.weight    mlp
        backbone.layers.{layer}.mixer.dt_proj.weight   mlp
        backbone.layers.{layer}.mixer.out_proj.weight  mlp
    """,
    )
