"""The parts of a parameter that have names of their own: query, key and value in one matrix, and the heads in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from tensorboard_plugin_paramviz.capture.model.conventions import (
    ATTENTION_PARTS,
    DENSE_PARTS,
    FUSED,
    FUSED_BY_HEAD,
    FUSED_BY_HEAD_CLASSES,
    FUSED_KEY_VALUE,
    FUSED_OTHERWISE_CLASSES,
    GATED,
    HEAD_COUNTS,
    HEAD_WIDTH,
    KEY_VALUE_HEAD_COUNTS,
    MLP_PARTS,
)
from tensorboard_plugin_paramviz.capture.model.inventory import class_name
from tensorboard_plugin_paramviz.capture.model.roles import half_of_block, is_linear, is_transposed
from tensorboard_plugin_paramviz.format.layout import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tensorboard_plugin_paramviz.capture.model.places import Place
    from tensorboard_plugin_paramviz.format.names import Kind, PartName

_MATRIX_AXES = 2
_MOST_RANGES = 128  # a matrix that is fused head by head has three ranges a head
_MLP_HALVES: tuple[PartName, PartName] = ("fc", "projection")


def head_count(place: Place) -> int:
    """Number of attention heads, as the modules around a parameter or their configuration tell it; 0 if none does."""
    return place.lookup(*HEAD_COUNTS) or next((len(heads) for heads in _lists_of_attention_heads(place)), 0)


def parts_of(place: Place, kind: Kind, shape: tuple[int, ...], layer: int | None) -> tuple[Part, ...]:
    """Divide a parameter into its parts.

    Args:
        place: where it sits.
        kind: its kind.
        shape: its shape.
        layer: index of its block; None outside of blocks.

    Returns:
        Ranges of one axis, in order; empty where the parameter has no parts with names.
    """
    if not shape:
        return ()
    if kind == "attention":
        return _attention_parts(place, shape)
    if kind == "mlp" and (layer is not None or half_of_block(place) == "mlp"):  # "fc1" of a plain convnet is no half
        return _mlp_parts(place, shape)
    return ()


def _attention_parts(place: Place, shape: tuple[int, ...]) -> tuple[Part, ...]:
    axis = _output_axis(place, shape)
    word = place.role_word
    if word in FUSED or word in FUSED_BY_HEAD or word in FUSED_KEY_VALUE or _is_torchs_own(place):
        return _fused_parts(place, shape, axis)
    name = ATTENTION_PARTS.get(word)
    if name is None:
        return ()
    heads = _key_head_count(place) if name in ("key", "value") else _head_count_within(place)
    if len(shape) > _MATRIX_AXES:  # a matrix for each head
        return (Part(name, 0, 0, shape[0], heads if heads == shape[0] else 0),)
    if name == "output":  # the heads lie side by side where it reads them
        if len(shape) < _MATRIX_AXES:
            return (Part(name, 0, 0, shape[0]),)
        axis = 1 - axis
    return (Part(name, axis, 0, shape[axis], _dividing(heads, shape[axis])),)


def _fused_parts(place: Place, shape: tuple[int, ...], axis: int) -> tuple[Part, ...]:
    """Query, key and value in one matrix; keys and values may have fewer heads than queries."""
    length = shape[axis]
    inputs = _input_count(place, shape, axis)
    heads, key_heads = head_count(place), _key_head_count(place)
    classes = {class_name(module) for module in place.modules}
    if place.role_word in FUSED_KEY_VALUE or (place.role_word == "c_attn" and length == 2 * (inputs or 0)):
        return _ranges(axis, length, [("key", length // 2, key_heads), ("value", length // 2, key_heads)])
    if classes & FUSED_OTHERWISE_CLASSES or (heads == key_heads and inputs and length != 3 * inputs):
        return ()
    if place.role_word in FUSED_BY_HEAD or classes & FUSED_BY_HEAD_CLASSES:
        return _ranges(axis, length, _group(place, length, heads, key_heads, max(key_heads, 1)))
    if heads == key_heads:
        return _ranges(axis, length, [(name, length // 3, heads) for name in ("query", "key", "value")])
    return _ranges(axis, length, _group(place, length, heads, key_heads, 1))


def _group(place: Place, length: int, heads: int, key_heads: int, groups: int) -> list[tuple[PartName, int, int]]:
    """Queries, keys and values in so many groups of heads; nothing where the heads do not fit."""
    all_heads = heads + 2 * key_heads
    if not all_heads or length % all_heads or heads % groups:
        return []
    width = length // all_heads
    if place.lookup(HEAD_WIDTH) not in (0, width):
        return []
    queries, keys = heads // groups, key_heads // groups
    group: list[tuple[PartName, int, int]] = [
        ("query", queries * width, queries),
        ("key", keys * width, keys),
        ("value", keys * width, keys),
    ]
    return group * groups


def _ranges(axis: int, length: int, pieces: Sequence[tuple[PartName, int, int]]) -> tuple[Part, ...]:
    """Put names, lengths and head counts one after the other; nothing where they do not fill the axis."""
    if sum(piece_length for _, piece_length, _ in pieces) != length or len(pieces) > _MOST_RANGES:
        return ()
    parts = []
    start = 0
    for name, piece_length, heads in pieces:
        parts.append(Part(name, axis, start, piece_length, _dividing(heads, piece_length)))
        start += piece_length
    return tuple(parts)


def _mlp_parts(place: Place, shape: tuple[int, ...]) -> tuple[Part, ...]:
    name = _mlp_part_name(place)
    if name is None:
        return ()
    axis = _output_axis(place, shape)
    length = shape[axis]
    if place.role_word in GATED and is_linear(place.owner):
        return _ranges(axis, length, [(name, length // 2, 0)] * 2)
    return (Part(name, axis, 0, length),)


def _mlp_part_name(place: Place) -> PartName | None:
    if place.role_word == "dense":
        return next((part for word, part in DENSE_PARTS.items() if word in place.owner_words[-2:]), None)
    if place.role_word in MLP_PARTS:
        return MLP_PARTS[place.role_word]
    parent = place.modules[-2] if len(place.modules) > 1 and half_of_block(place) == "mlp" else None
    linear = [module for module in parent if is_linear(module)] if isinstance(parent, nn.Sequential) else []
    return dict(zip(linear, _MLP_HALVES, strict=True)).get(place.owner) if len(linear) == len(_MLP_HALVES) else None


def _output_axis(place: Place, shape: tuple[int, ...]) -> int:
    return 1 if len(shape) == _MATRIX_AXES and is_transposed(place.owner) else 0


def _input_count(place: Place, shape: tuple[int, ...], axis: int) -> int | None:
    """How many features a fused matrix, or the one beside a bias, reads; None where that cannot be seen."""
    if len(shape) == _MATRIX_AXES:
        return shape[1 - axis]
    weight = place.owner._parameters.get("weight")  # noqa: SLF001  # of a parametrized owner, `.weight` would compute
    if not isinstance(weight, Tensor) or weight.ndim != _MATRIX_AXES:
        return None
    return weight.shape[0 if is_transposed(place.owner) else 1]


def _is_torchs_own(place: Place) -> bool:
    return isinstance(place.owner, nn.MultiheadAttention) and place.role_word == "in_proj"


def _key_head_count(place: Place) -> int:
    return place.lookup(*KEY_VALUE_HEAD_COUNTS) or _head_count_within(place)


def _head_count_within(place: Place) -> int:
    """Number of heads in the parameter itself: one, where each head is a module of its own."""
    is_one = any(heads in place.modules for heads in _lists_of_attention_heads(place))
    return 1 if is_one else head_count(place)


def _lists_of_attention_heads(place: Place) -> Iterable[nn.ModuleList]:
    for module in reversed(place.modules[1:]):
        heads = getattr(module, "heads", None)
        if isinstance(heads, nn.ModuleList):
            yield heads


def _dividing(heads: int, length: int) -> int:
    return heads if heads and length % heads == 0 else 0
