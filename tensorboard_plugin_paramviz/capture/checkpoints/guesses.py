"""Which kind of module parameters belong to, guessed from names and shapes. Pure.

A checkpoint has lost the modules. What is left says a lot: a weight of three axes or more is a convolution's, a vector
a norm's, a matrix without a bias whose name speaks of embedding is one, and a matrix whose bias is as long as its
second axis is stored transposed, as Hugging Face's GPT-2 does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from torch import nn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    Shape = tuple[int, ...]

PARAMETRIZATIONS = "parametrizations"  # the module that a weight which is computed from others puts into its layer

_MATRIX_AXES = 2
_LARGEST_KERNEL = 64  # along an axis, where the name does not say that it is one
_KINDS_BY_PARAMETER: dict[re.Pattern[str], type[nn.Module]] = {
    re.compile(r"in_proj_(weight|bias)|q_proj_weight"): nn.MultiheadAttention,
    re.compile(r"weight_[ih]h_l\d+"): nn.RNNBase,
}
_EMBEDDING = re.compile(
    r"(?!.*(unemb|out|proj|patch|norm|dense|linear|hidden))"
    r"(.*emb.*|w[pt]e|tok(en)?s?|pos(ition)?s?|shared|vocab(ulary)?|relative_attention_bias)",
    re.IGNORECASE,
)
_NO_NORM = re.compile(r".*(act|activation|relu|scale|gate)\d*", re.IGNORECASE)
_TRANSPOSED_WORDS = frozenset({"c_attn", "c_proj", "c_fc", "q_attn"})  # of GPT-2, and of those that follow it
_NUMBERED = re.compile(r"(.+)_(\d+)")
_RENAMED = re.compile(r"(.+)_(?:orig|v)")  # weight norm and spectral norm without parametrizations, pruning


class Conv1D(nn.Module):
    """Stands for Hugging Face's linear layer, whose weight is stored as (in, out)."""


def guess_container(children: Collection[str], composites: Collection[str]) -> type[nn.Module]:
    """The kind of a module that holds modules.

    Args:
        children: their names.
        composites: of these, the names of those that hold modules themselves.
    """
    if not children:
        return nn.Module
    if all(child.isdecimal() for child in children):
        return nn.ModuleList if composites else nn.Sequential
    matches = [_NUMBERED.fullmatch(child) for child in composites]
    numbers = {(match[1], int(match[2])) for match in matches if match}
    if len(numbers) == len(children) and numbers == {(word, n) for word, _ in numbers for n in range(len(children))}:
        return nn.Sequential  # "encoder_layer_0": so torchvision's vision transformers number their blocks
    return nn.Module


def guess_layer(
    word: str, shapes: Mapping[str, Shape], *, is_tied: bool = False, is_transposed: bool = False
) -> type[nn.Module]:
    """The kind of a module that holds parameters and no modules.

    Args:
        word: the last word of its name that is no number.
        shapes: its parameters by their own words.
        is_tied: whether its weight is met again under a later name.
        is_transposed: whether it is one of `transposed_layers`.
    """
    for pattern, kind in _KINDS_BY_PARAMETER.items():
        if any(pattern.fullmatch(name) for name in shapes):
            return kind
    weight, bias = shapes.get("weight", ()), shapes.get("bias")
    is_norm = len(weight) == 1 and weight != (1,) and not _NO_NORM.fullmatch(word)
    if is_norm or (len(weight) > 1 and bias == weight):
        return nn.LayerNorm
    if len(weight) > _MATRIX_AXES:
        is_kernel = "conv" in word.lower() or max(weight[_MATRIX_AXES:]) <= _LARGEST_KERNEL
        return nn.Conv2d if is_kernel else nn.Module
    if len(weight) < _MATRIX_AXES:
        return nn.Module
    if bias is None and (is_tied or _EMBEDDING.fullmatch(word)):
        return nn.Embedding
    return Conv1D if is_transposed else nn.Linear


def transposed_layers(layers: Mapping[str, Mapping[str, Shape]]) -> set[str]:
    """Which layers keep their weight as (in, out).

    A square weight does not tell. Where others are stored so, those are too that are named as in GPT-2.

    Args:
        layers: for the name of each, the shapes of its parameters.
    """
    told: set[str] = set()
    untold: set[str] = set()
    for name, shapes in layers.items():
        weight, bias = shapes.get("weight", ()), shapes.get("bias", ())
        if len(weight) == _MATRIX_AXES and bias == weight[1:]:
            (untold if weight[0] == weight[1] else told).add(name)
    if told:
        told |= {name for name in untold if name.rpartition(".")[2] in _TRANSPOSED_WORDS}
    return told


def layer_shapes(shapes: Mapping[str, Shape]) -> dict[str, dict[str, Shape]]:
    """Each layer's parameters, as they would be called if nothing were computed from others.

    Args:
        shapes: shapes of all parameters, by name.

    Returns:
        Shapes by the parameters' own words, by the layers' names: "conv.parametrizations.weight.original1" is a
        "weight" of "conv", and "conv.weight_v" likewise.
    """
    layers: dict[str, dict[str, Shape]] = {}
    for name, shape in shapes.items():
        for owner, word in _readings(name):
            layer = layers.setdefault(owner, {})
            if len(shape) >= len(layer.get(word, ())):
                layer[word] = shape
    return layers


def _readings(name: str) -> Iterator[tuple[str, str]]:
    """The layers that a parameter belongs to, with its word there."""
    owner, _, word = name.rpartition(".")
    renamed = _RENAMED.fullmatch(word)
    yield owner, renamed[1] if renamed else word
    layer, separator, rest = f".{name}".partition(f".{PARAMETRIZATIONS}.")
    if separator:
        yield layer.removeprefix("."), rest.partition(".")[0]
