"""A model's parameters in the words of the layout: kind, layer, parts. Tiles come later, when all shapes are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.model.inventory import logged_shape
from tensorboard_plugin_paramviz.capture.model.output_heads import head_modules
from tensorboard_plugin_paramviz.capture.model.parts import head_count, parts_of
from tensorboard_plugin_paramviz.capture.model.places import find_place
from tensorboard_plugin_paramviz.capture.model.roles import kind_of
from tensorboard_plugin_paramviz.format.layout import ParameterLayout

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from torch import nn

    from tensorboard_plugin_paramviz.capture.model.inventory import NamedTensor

_TILE_LEFT_OPEN = (0, 0)


def describe(
    model: nn.Module, tensors: Sequence[NamedTensor], selected: Collection[str]
) -> tuple[list[ParameterLayout], int]:
    """Describe the selected parameters of a model.

    Args:
        model: the unwrapped model.
        tensors: all its parameters; which of them belong to a head shows only beside the others.
        selected: names of those to describe; their shapes must be known, their values need not.

    Returns:
        The parameters, without tiles, and the number of attention heads, 0 where the model does not tell.
    """
    places = {named.name: [find_place(model, path) for path in named.paths] for named in tensors}
    heads = head_modules(list(places.values()))
    has_blocks = any(tied[0].block_index is not None and tied[0].owner not in heads for tied in places.values())
    parameters = []
    n_head = 0
    for named in tensors:
        if named.name not in selected:
            continue
        place, shape = places[named.name][0], logged_shape(named.tensor)
        kind = kind_of(places[named.name], len(shape), heads)
        layer = place.block_index if has_blocks else place.item_index
        if kind in ("token_embedding", "head"):
            layer = None  # the first and the last of a model are in no block, though they may be items of a chain
        if kind == "attention":
            n_head = n_head or head_count(place)
        parameters.append(
            ParameterLayout(
                name=named.name,
                aliases=named.aliases,
                shape=shape,
                dtype=str(named.tensor.dtype).removeprefix("torch."),
                kind=kind,
                layer=layer,
                parts=parts_of(place, kind, shape, layer),
                tile_shape=_TILE_LEFT_OPEN,
                tile_offset=0,
            )
        )
    return parameters, n_head
