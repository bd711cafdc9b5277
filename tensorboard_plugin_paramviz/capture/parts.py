"""The parts of a parameter that have names of their own: query, key and value in one matrix, and the heads in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.roles import is_in_mlp, is_transposed
from tensorboard_plugin_paramviz.format.layout import Part

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.capture.places import Place
    from tensorboard_plugin_paramviz.format.names import Kind, PartName

_FUSED = frozenset({"c_attn", "qkv", "Wqkv", "qkv_proj", "in_proj", "to_qkv"})
_ATTENTION_PARTS: dict[str, PartName] = {
    **dict.fromkeys(("q_proj", "query", "wq", "q", "to_q", "q_lin", "q_attn"), "query"),
    **dict.fromkeys(("k_proj", "key", "wk", "k", "to_k", "k_lin"), "key"),
    **dict.fromkeys(("v_proj", "value", "wv", "v", "to_v", "v_lin"), "value"),
    **dict.fromkeys(("o_proj", "out_proj", "wo", "o", "to_out", "out_lin", "c_proj", "proj", "dense"), "output"),
}
_MLP_PARTS: dict[str, PartName] = {
    **dict.fromkeys(("c_fc", "fc1", "fc_in", "lin1", "linear1", "dense_h_to_4h"), "fc"),
    **dict.fromkeys(("up_proj", "gate_proj", "gate_up_proj", "w1", "w3", "wi", "wi_0", "wi_1"), "fc"),
    **dict.fromkeys(("c_proj", "fc2", "fc_out", "lin2", "linear2", "dense_4h_to_h"), "projection"),
    **dict.fromkeys(("down_proj", "w2", "wo"), "projection"),
}
_DENSE_PARTS: dict[str, PartName] = {"intermediate": "fc", "output": "projection"}  # BERT's two halves of an MLP

_HEADS = ("num_heads", "n_head", "num_attention_heads", "n_heads", "nhead")
_KEY_VALUE_HEADS = ("num_key_value_heads", "n_kv_head", "n_kv_heads", "num_kv_heads")


def head_count(place: Place) -> int:
    """Number of attention heads, as the modules around a parameter or their configuration tell it; 0 if none does."""
    return place.lookup(*_HEADS)


def parts_of(place: Place, kind: Kind, shape: tuple[int, ...]) -> tuple[Part, ...]:
    """Divide a parameter into its parts.

    Args:
        place: where it sits.
        kind: its kind.
        shape: its shape.

    Returns:
        Ranges of one axis, in order; empty where the parameter has no parts with names.
    """
    if not shape:
        return ()
    if kind == "attention":
        return _attention_parts(place, shape)
    if kind == "mlp":
        name = _mlp_part_name(place)
        return (Part(name, 0, 0, shape[0]),) if name else ()
    return ()


def _attention_parts(place: Place, shape: tuple[int, ...]) -> tuple[Part, ...]:
    output_axis = 1 if len(shape) > 1 and is_transposed(place.owner) else 0
    if place.role_word in _FUSED:
        return _fused_parts(place, shape, output_axis)
    name = _ATTENTION_PARTS.get(place.role_word)
    if name is None:
        return ()
    if name == "output":  # the heads lie side by side where it reads them
        input_axis = 1 - output_axis
        if len(shape) == 1:
            return (Part(name, 0, 0, shape[0]),)
        return (Part(name, input_axis, 0, shape[input_axis], _dividing(head_count(place), shape[input_axis])),)
    heads = head_count(place)
    if name in ("key", "value"):
        heads = place.lookup(*_KEY_VALUE_HEADS) or heads
    return (Part(name, output_axis, 0, shape[output_axis], _dividing(heads, shape[output_axis])),)


def _fused_parts(place: Place, shape: tuple[int, ...], axis: int) -> tuple[Part, ...]:
    """Query, key and value one after the other; keys and values may have fewer heads than queries."""
    length = shape[axis]
    query_heads = head_count(place)
    key_heads = place.lookup(*_KEY_VALUE_HEADS) or query_heads
    heads = query_heads + 2 * key_heads
    if query_heads == key_heads:
        if length % 3 or (len(shape) > 1 and length != 3 * shape[1 - axis]):
            return ()
        lengths = (length // 3,) * 3
    elif length % heads:
        return ()
    else:
        head_length = length // heads
        lengths = (query_heads * head_length, key_heads * head_length, key_heads * head_length)
    query, key, value = lengths
    return (
        Part("query", axis, 0, query, _dividing(query_heads, query)),
        Part("key", axis, query, key, _dividing(key_heads, key)),
        Part("value", axis, query + key, value, _dividing(key_heads, value)),
    )


def _mlp_part_name(place: Place) -> PartName | None:
    if place.layer is None and not is_in_mlp(place):
        return None  # "fc1" of a plain convnet is no half of a block's MLP
    if place.role_word == "dense":
        return next((part for word, part in _DENSE_PARTS.items() if word in place.owner_words[-2:]), None)
    return _MLP_PARTS.get(place.role_word)


def _dividing(heads: int, length: int) -> int:
    return heads if heads and length % heads == 0 else 0
