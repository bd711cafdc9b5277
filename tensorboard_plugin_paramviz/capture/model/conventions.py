"""How the models that people train call their parts: words and what they stand for, nothing else.

Taken from nanoGPT and Karpathy's lecture, GPT-2, GPT-NeoX, Bloom, Llama and its kin, mixtures of experts, BERT and its
kin, T5, vision transformers, CLIP, Whisper, `nn.Transformer`, torchvision's convnets, TransformerLens, PEFT.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.names import PartName

# Words that adapters put between a layer's name and the layer itself.
TRANSPARENT_WORDS = frozenset({"base_layer"})

# Kinds: the words of a parameter's name, the class names of the modules that they stand for.
POSITION = re.compile(
    r"(.*_)?(wpe|pos|positions?|positional|relative)(_.*|emb.*)?|rel_embeddings|token_type.*|segments?(_emb.*)?"
)
TOKEN = re.compile(r"(.*_)?(wte|tok|tokens?|emb|embed(ding)?s?)(_.*)?|W_E")
ATTENTION = re.compile(
    r".*(attn|attention).*|mha|sa(_heads?)?|[qkv]_proj|w?qkv|qkv_proj|to_qkv|relative_position_bias.*", re.IGNORECASE
)
ATTENTION_CLASS = re.compile(r".*(Attention|Attn|MHA)\d*")
MLP = re.compile(r"mlp|ffn?|ffwd|feed_?forward|(.+_)?moe|(.+_)?experts?|DenseReluDense", re.IGNORECASE)
MLP_CLASS = re.compile(r".*(MLP|Mlp|FeedForward|FeedFoward|FFN|MoE|MoeBlock)\d*")
HEAD = re.compile(
    r"(.+_)?heads?|(?!pre_)(.+_)?classifier|unembed(ding)?|embed_out|to_logits|score|seq_relationship"
    r"|(text|visual|vision|image|audio)_projection"
)
HEAD_IF_LAST = re.compile(
    r"fc\d*|lin(ear)?\d*|out(put)?(_layer|_proj)?|proj_out|logits|(.+_)?predictions?|decoder|generator|cls"
)

# Parts of an attention.
QUERIES = frozenset({"q_proj", "query", "query_proj", "wq", "Wq", "W_Q", "b_Q", "q", "to_q", "q_lin", "q_attn"})
KEYS = frozenset({"k_proj", "key", "key_proj", "wk", "Wk", "W_K", "b_K", "k", "to_k", "k_lin"})
VALUES = frozenset({"v_proj", "value", "value_proj", "wv", "Wv", "W_V", "b_V", "v", "to_v", "v_lin"})
OUTPUTS = frozenset({"o_proj", "out_proj", "wo", "Wo", "W_O", "b_O", "o", "to_out", "out_lin", "output"}) | frozenset(
    {"c_proj", "proj", "dense"}
)
ATTENTION_PARTS: dict[str, PartName] = {
    **dict.fromkeys((*QUERIES, "q_b_proj", "pos_query_proj"), "query"),
    **dict.fromkeys((*KEYS, "pos_key_proj"), "key"),
    **dict.fromkeys(VALUES, "value"),
    **dict.fromkeys(OUTPUTS, "output"),
}

# Query, key and value in one matrix: one after the other, or head by head.
FUSED = frozenset({"c_attn", "qkv", "Wqkv", "qkv_proj", "to_qkv", "att_proj"})
FUSED_BY_HEAD = frozenset({"query_key_value", "linear_qkv"})
FUSED_BY_HEAD_CLASSES = frozenset({"GPTBigCodeAttention"})
FUSED_OTHERWISE_CLASSES = frozenset({"CodeGenAttention", "MiniMaxLightningAttention"})
FUSED_KEY_VALUE = frozenset({"kv_proj", "to_kv", "Wkv", "kv"})

# Parts of an MLP.
MLP_PARTS: dict[str, PartName] = {
    **dict.fromkeys(("c_fc", "fc1", "fc_in", "lin1", "linear1", "dense_h_to_4h", "intermediate_dense"), "fc"),
    **dict.fromkeys(
        ("up_proj", "gate_proj", "gate_up_proj", "w1", "w3", "w12", "w_1", "wi", "wi_0", "wi_1", "Wi"), "fc"
    ),
    **dict.fromkeys(("ffn", "pwconv1", "W_in", "W_gate", "b_in"), "fc"),
    **dict.fromkeys(("c_proj", "fc2", "fc_out", "lin2", "linear2", "dense_4h_to_h", "output_dense"), "projection"),
    **dict.fromkeys(("down_proj", "w2", "w_2", "wo", "Wo", "ffn_output", "pwconv2", "W_out", "b_out"), "projection"),
}
GATED = frozenset({"gate_up_proj", "Wi", "w12"})  # the gate and what it opens in one matrix
DENSE_PARTS: dict[str, PartName] = {"intermediate": "fc", "output": "projection"}  # BERT's two halves of an MLP

# Attributes of modules and of their configurations.
HEAD_COUNTS = ("num_heads", "n_head", "num_attention_heads", "n_heads", "nhead", "heads")
KEY_VALUE_HEAD_COUNTS = ("num_key_value_heads", "n_kv_head", "n_kv_heads", "num_kv_heads")
HEAD_WIDTH = "head_dim"
CONFIGURATIONS = ("config", "cfg", "args")
