"""What a parameter is for, read from the module that owns it and, where that does not tell, from its name.

Names are those in use: nanoGPT and GPT-2, BERT, Llama, vision transformers, `nn.Transformer`, torchvision's convnets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvNd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tensorboard_plugin_paramviz.capture.places import Place
    from tensorboard_plugin_paramviz.format.names import Kind

_MATRIX_AXES = 2
_NORMS = (nn.LayerNorm, nn.GroupNorm, nn.RMSNorm, _NormBase)
_EMBEDDINGS = (nn.Embedding, nn.EmbeddingBag)

_POSITION = re.compile(r"(.*_)?(wpe|pos|positions?|positional)(_.*|emb.*)?")
_TOKEN_TYPE = re.compile(r"(token_type|segment).*")  # BERT's two rows that tell sentences apart
_ATTENTION = re.compile(r".*(attn|attention).*|mha|[qkv]_proj|w?qkv|qkv_proj", re.IGNORECASE)
_MLP = re.compile(r"mlp|ffn|ff|feed_?forward|moe|experts?", re.IGNORECASE)
_HEAD = re.compile(r"(.+_)?heads?|classifier|unembed(ding)?|embed_out|to_logits|score")
_HEAD_IF_LAST = re.compile(r"fc\d*|linear\d*|out(put)?(_layer|_proj)?|logits|predictions?|decoder|generator|cls")


def kind_of(place: Place, axes: int, heads: frozenset[nn.Module]) -> Kind:
    """The kind of a parameter.

    Args:
        place: where it sits.
        axes: how many axes it has.
        heads: the model's `head_modules`.
    """
    owner = place.owner
    is_matrix = axes >= _MATRIX_AXES
    rules: tuple[tuple[bool, Kind], ...] = (
        (_is_embedding(owner, axes), _embedding_kind(place)),
        (isinstance(owner, _NORMS) or ("norm" in type(owner).__name__.lower() and not is_matrix), "norm"),
        (isinstance(owner, _ConvNd), "conv"),
        (_is_attention(place), "attention"),
        (owner in heads, "head"),
        (_is_linear(owner) or is_in_mlp(place), "mlp"),
        (is_matrix and _any_word(_POSITION, place.words), "position_embedding"),
    )
    return next((kind for applies, kind in rules if applies), "other")


def head_modules(places: Iterable[Place]) -> frozenset[nn.Module]:
    """The linear layers that turn features into the model's answer.

    Outside of the blocks: those that are called a head, and the last of those whose name ("fc", "output") fits one.

    Args:
        places: where the model's parameters sit, in order.
    """
    heads: dict[nn.Module, None] = {}
    last: nn.Module | None = None
    for place in places:
        if not _is_linear(place.owner) or _is_in_block(place):
            continue
        if _HEAD.fullmatch(place.role_word):
            if place.owner_words[-1] == place.role_word:
                heads[place.owner] = None
            last = place.owner
        elif _any_word(_HEAD_IF_LAST, place.owner_words) or _any_word(_HEAD, place.owner_words):
            last = place.owner
    return frozenset([*heads, *([last] if last is not None else [])])


def is_transposed(owner: nn.Module) -> bool:
    """Whether a linear layer keeps its weight as (in, out), as Hugging Face's `Conv1D` does, no convolution."""
    return type(owner).__name__ == "Conv1D"


def is_in_mlp(place: Place) -> bool:
    """Whether the parameter's name says that it is part of an MLP."""
    return _any_word(_MLP, place.owner_words)


def _any_word(pattern: re.Pattern[str], words: Iterable[str]) -> bool:
    return any(pattern.fullmatch(word) for word in words)


def _is_embedding(owner: nn.Module, axes: int) -> bool:
    return isinstance(owner, _EMBEDDINGS) or (type(owner).__name__.endswith("Embedding") and axes == _MATRIX_AXES)


def _embedding_kind(place: Place) -> Kind:
    if _any_word(_TOKEN_TYPE, place.owner_words):
        return "other"
    if _is_attention(place):
        return "attention"  # T5's relative attention bias
    return "position_embedding" if _any_word(_POSITION, place.words) else "token_embedding"


def _is_attention(place: Place) -> bool:
    return isinstance(place.owner, nn.MultiheadAttention) or _any_word(
        _ATTENTION, (*place.owner_words, place.role_word)
    )


def _is_linear(owner: nn.Module) -> bool:
    return isinstance(owner, nn.Linear | nn.Bilinear) or "Linear" in type(owner).__name__ or is_transposed(owner)


def _is_in_block(place: Place) -> bool:
    return (
        any(isinstance(module, nn.ModuleList) for module in place.modules) or is_in_mlp(place) or _is_attention(place)
    )
