"""A model made of nothing but a checkpoint's parameters: modules of the right kinds around them, which cannot compute.

What a parameter is for, which block it is in and which parts it has, is read from modules. So they are put back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.checkpoints.guesses import (
    PARAMETRIZATIONS,
    guess_container,
    guess_layer,
    layer_shapes,
    transposed_layers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from tensorboard_plugin_paramviz.capture.checkpoints.stored import StoredTensor


@dataclass(frozen=True)
class Slot:
    """A parameter without its values.

    Attributes:
        name: its name.
        shape: its shape.
        dtype: type of its values.
        shared: the first name with the same values: its own, unless it is tied.
    """

    name: str
    shape: tuple[int, ...]
    dtype: torch.dtype
    shared: str


Slots: TypeAlias = "tuple[Slot, ...]"


def slots_of(parameters: Mapping[str, StoredTensor]) -> Slots:
    """What the parameters of a checkpoint are, apart from their values.

    Args:
        parameters: by name, in order.
    """
    first: dict[StoredTensor, str] = {}
    return tuple(
        Slot(name, stored.shape, stored.dtype, first.setdefault(stored, name)) for name, stored in parameters.items()
    )


class Skeleton:
    """The modules around the parameters of a checkpoint; values come with `fill`.

    Args:
        slots: the parameters.
        class_name: what the model is called.
        config: what the checkpoint tells of the model in whole numbers, among them how many heads it has.

    Attributes:
        slots: the parameters.
        model: the model.
    """

    def __init__(self, slots: Slots, class_name: str, config: Mapping[str, int]) -> None:
        self.slots = slots
        kinds = _kinds(slots)
        attributes = {} if "config" in kinds else {"config": dict(config)}
        root = type(class_name, (kinds.pop(""),), attributes)
        self._modules = {"": _bare(root)}
        for name in sorted(kinds, key=_depth_and_number):
            owner, _, word = name.rpartition(".")
            self._modules[name] = _bare(kinds[name])
            setattr(self._modules[owner], word, self._modules[name])
        self.model = self._modules[""]
        self.clear()

    def clear(self) -> None:
        """Leave nothing but shapes, which take no memory."""
        self.fill({slot.shared: _placeholder(slot) for slot in self.slots})

    def fill(self, tensors: Mapping[str, Tensor]) -> None:
        """Put values in.

        Args:
            tensors: by the name under which a slot's values are shared.
        """
        parameters = {name: nn.Parameter(tensor, requires_grad=False) for name, tensor in tensors.items()}
        for slot in self.slots:
            owner, _, word = slot.name.rpartition(".")
            setattr(self._modules[owner], word, parameters[slot.shared])


def _kinds(slots: Slots) -> dict[str, type[nn.Module]]:
    """The kind of each module, by name, in the order in which they are met; the model itself is called ""."""
    layers = layer_shapes({slot.name: slot.shape for slot in slots})
    children: dict[str, dict[str, None]] = {"": {}}
    for slot in slots:
        words = slot.name.split(".")[:-1]
        for depth, word in enumerate(words):
            children.setdefault(".".join(words[:depth]), {})[word] = None
            children.setdefault(".".join(words[: depth + 1]), {})
    transposed = transposed_layers(layers)
    tied = {slot.shared for slot in slots if slot.shared != slot.name}
    kinds = {}
    for name, words_below in children.items():
        kind = guess_layer(
            next((word for word in reversed(name.split(".")) if not word.isdecimal()), ""),
            layers.get(name, {}),
            is_tied=f"{name}.weight" in tied,
            is_transposed=name in transposed,
        )
        if kind is nn.Module:
            composites = [word for word in words_below if children[_join(name, word)].keys() - {PARAMETRIZATIONS}]
            kind = guess_container(words_below, composites)
        kinds[name] = kind
    return kinds


def _depth_and_number(name: str) -> tuple[int, int]:
    """Brings what holds a module before it, and the items of a list into order: files sort them as words."""
    word = name.rpartition(".")[2]
    return name.count("."), int(word) if word.isdecimal() else -1


def _join(owner: str, word: str) -> str:
    return f"{owner}.{word}" if owner else word


def _bare(kind: type[nn.Module]) -> nn.Module:
    """A module of a kind, without the parameters that it would make for itself."""
    module = kind.__new__(kind)
    nn.Module.__init__(module)
    return module


def _placeholder(slot: Slot) -> Tensor:
    """A tensor of the slot's shape that takes no memory."""
    return torch.zeros((), dtype=slot.dtype).expand(slot.shape)
