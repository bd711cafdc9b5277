"""Which layers of a model are its heads: those that turn features into the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

from tensorboard_plugin_paramviz.capture.model.conventions import HEAD, HEAD_IF_LAST
from tensorboard_plugin_paramviz.capture.model.roles import any_word, half_of_block, is_embedding, is_linear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tensorboard_plugin_paramviz.capture.model.places import Place

_MATRIX_AXES = 2


def head_modules(parameters: Sequence[Sequence[Place]]) -> frozenset[nn.Module]:
    """The linear layers that turn features into the model's answer.

    Outside of the blocks, those that are tied to an embedding or called a head. Where there is none, the last one in
    each module that is called a head; else the last one whose name ("fc", "output") suits a head; else the one with
    which the model ends, if it ends with a chain of modules.

    Args:
        parameters: the places of each of the model's parameters, in order.
    """
    outside = [place for places in parameters for place in places if is_linear(place.owner) and not _is_in_block(place)]
    embeddings = [places for places in parameters if any(is_embedding(place.owner, _MATRIX_AXES) for place in places)]
    tied = {id(place) for places in embeddings for place in places}
    named = [place.owner for place in outside if id(place) in tied or _is_called_a_head(place)]
    ends = {module: place.owner for place in outside for module in _innermost_called_a_head(place)}
    suiting = [place.owner for place in outside if any_word(HEAD_IF_LAST, place.owner_words)]
    chained = [places[0].owner for places in parameters[-1:] if _ends_a_chain(places[0], parameters[0][0])]
    return frozenset(named or ends.values() or suiting[-1:] or chained)


def _is_called_a_head(place: Place) -> bool:
    return HEAD.fullmatch(place.role_word) is not None and (
        place.owner_words[-1] == place.role_word or _is_in_list_of_heads(place)
    )


def _is_in_list_of_heads(place: Place) -> bool:
    """Whether the owner is an item of a list that is called a head and lies in no other list."""
    lists = [index for index, module in enumerate(place.modules) if isinstance(module, nn.ModuleList)]
    return lists == [len(place.modules) - 2] and HEAD.fullmatch(place.role_word) is not None


def _innermost_called_a_head(place: Place) -> list[nn.Module]:
    return [module for word, module in place.named_modules if HEAD.fullmatch(word)][-1:]


def _ends_a_chain(last: Place, first: Place) -> bool:
    """Whether the last parameter is that of a linear layer in an `nn.Sequential` with something before it."""
    is_chained = len(last.modules) > 1 and isinstance(last.modules[-2], nn.Sequential)
    is_free = last.block_index is None and half_of_block(last) != "attention"
    return is_linear(last.owner) and is_chained and is_free and last.owner is not first.owner


def _is_in_block(place: Place) -> bool:
    if place.block_index is not None and not _is_in_list_of_heads(place):
        return True
    return half_of_block(place) is not None
