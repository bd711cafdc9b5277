"""What a parameter is for, read from the module that owns it, from the words of its name and the classes around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvNd

from tensorboard_plugin_paramviz.capture.model.conventions import (
    ATTENTION,
    ATTENTION_CLASS,
    HEAD,
    KEYS,
    MLP,
    MLP_CLASS,
    POSITION,
    QUERIES,
    TOKEN,
)
from tensorboard_plugin_paramviz.capture.model.inventory import class_name

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from tensorboard_plugin_paramviz.capture.model.places import Place
    from tensorboard_plugin_paramviz.format.names import Kind

_MATRIX_AXES = 2
_NORMS = (nn.LayerNorm, nn.GroupNorm, nn.RMSNorm, _NormBase)
_EMBEDDINGS = (nn.Embedding, nn.EmbeddingBag)


def kind_of(places: Sequence[Place], axes: int, heads: frozenset[nn.Module]) -> Kind:
    """The kind of a parameter.

    Args:
        places: where it sits; a tied weight sits in several places, and is an embedding if it is one anywhere.
        axes: how many axes it has.
        heads: the model's `head_modules`.
    """
    kinds = [_kind_at(place, axes, heads) for place in places]
    if "token_embedding" in kinds:
        return "token_embedding"
    return next((kind for kind in kinds if kind != "other"), "other")


def half_of_block(place: Place) -> Literal["attention", "mlp"] | None:
    """Which half of a transformer's block the parameter belongs to, as the innermost word or class that knows says."""
    for word, name in _words_and_classes(place):
        if ATTENTION.fullmatch(word) or ATTENTION_CLASS.fullmatch(name):
            return "attention"
        if MLP.fullmatch(word) or MLP_CLASS.fullmatch(name):
            return "mlp"
    return "attention" if _stands_beside_queries_and_keys(place) else None


def is_embedding(owner: nn.Module, axes: int) -> bool:
    """Whether a module looks up rows of a parameter with so many axes."""
    return isinstance(owner, _EMBEDDINGS) or (class_name(owner).endswith("Embedding") and axes == _MATRIX_AXES)


def is_linear(owner: nn.Module) -> bool:
    """Whether a module multiplies by a matrix."""
    return isinstance(owner, nn.Linear | nn.Bilinear) or "Linear" in class_name(owner) or is_transposed(owner)


def is_transposed(owner: nn.Module) -> bool:
    """Whether a linear layer keeps its weight as (in, out), as Hugging Face's `Conv1D` does, no convolution."""
    return class_name(owner) == "Conv1D"


def any_word(pattern: re.Pattern[str], words: Iterable[str]) -> bool:
    """Whether a pattern fits one of the words."""
    return any(pattern.fullmatch(word) for word in words)


def _kind_at(place: Place, axes: int, heads: frozenset[nn.Module]) -> Kind:
    owner = place.owner
    half = half_of_block(place)
    is_position = any_word(POSITION, place.words)
    rules: tuple[tuple[bool, Kind], ...] = (
        (is_embedding(owner, axes) and half == "attention", "attention"),  # T5's relative attention bias
        (is_embedding(owner, axes), "position_embedding" if is_position else "token_embedding"),
        (_is_norm(owner, axes), "norm"),
        (isinstance(owner, _ConvNd), "conv"),
        (half == "attention", "attention"),
        (owner in heads, "head"),
        (half == "mlp" or is_linear(owner), "mlp"),
        (is_position and axes >= _MATRIX_AXES, "position_embedding"),
        (any_word(HEAD, (*place.owner_words, place.role_word)), "head"),
        (any_word(TOKEN, (*place.owner_words[-1:], place.leaf)), "token_embedding"),
    )
    return next((kind for applies, kind in rules if applies), "other")


def _words_and_classes(place: Place) -> Iterator[tuple[str, str]]:
    """From the parameter outwards; the class of a whole model says nothing about its parts."""
    yield place.role_word, ""
    for word, module in reversed(place.named_modules):
        yield word, class_name(module)
    if isinstance(place.modules[0], nn.MultiheadAttention):
        yield "", class_name(place.modules[0])


def _stands_beside_queries_and_keys(place: Place) -> bool:
    siblings = place.modules[-2]._modules if len(place.modules) > 1 else {}  # noqa: SLF001  # there may be thousands
    return any(name in siblings for name in QUERIES) and any(name in siblings for name in KEYS)


def _is_norm(owner: nn.Module, axes: int) -> bool:
    return isinstance(owner, _NORMS) or ("norm" in class_name(owner).lower() and axes < _MATRIX_AXES)
