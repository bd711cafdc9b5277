"""Which parameters a model has, under the names that it would have without wrappers.

`DistributedDataParallel`, `torch.compile` and the like put a module around the model and a word into each name. Here
names are those of the model itself, and a tied weight stands once, with its other names as aliases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from torch import nn
from torch.nn.parameter import is_lazy

from tensorboard_plugin_paramviz.capture.errors import ModelTypeError
from tensorboard_plugin_paramviz.capture.model.shards import has_flat_parameters, reason_unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    import torch
    from torch import Tensor

# The attribute that each kind of wrapper keeps its module under.
_WRAPPER_ATTRIBUTES = frozenset({"_orig_mod", "_checkpoint_wrapped_module"})
_DATA_PARALLEL_ATTRIBUTE = "module"
# Numbers of which torch can make float32; not those packed two into a byte, not quantised ones.
_READABLE_DTYPE = re.compile(r"torch\.(b?float(8_.*|16|32|64)|complex(32|64|128)|u?int(8|16|32|64)|bool)")
# Where torch makes classes while a program runs: `FSDPGPT` of `GPT`, `ParametrizedLinear` of `Linear`.
_CLASS_MAKERS = ("torch.distributed.", "torch.nn.utils.parametrize")


class FlatParametersError(ModelTypeError):
    """A model in `FullyShardedDataParallel`, which has made flat vectors of its parameters."""


@dataclass(frozen=True)
class NamedTensor:
    """A parameter of the model.

    Attributes:
        name: its first name in the order of `named_parameters`, without wrappers.
        aliases: its other names, where weights are tied.
        paths: all its names with the words of wrappers, by which the model itself knows it.
        tensor: the parameter.
    """

    name: str
    aliases: tuple[str, ...]
    paths: tuple[str, ...]
    tensor: Tensor

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


def unwrap_model(model: nn.Module) -> nn.Module:
    """The module that the user built, inside of any wrappers.

    Raises:
        ModelTypeError: it is no module.
        FlatParametersError: its parameters are those of `FullyShardedDataParallel`.
    """
    if not isinstance(model, nn.Module):
        raise ModelTypeError(f"model is a {type(model).__name__}; expected a torch.nn.Module")
    if has_flat_parameters(model):
        raise FlatParametersError(
            "model is wrapped in FullyShardedDataParallel, whose flat vectors have lost the shapes of its parameters; "
            "shard it with torch.distributed.fsdp.fully_shard (FSDP2), which keeps them"
        )
    while True:
        children = dict(model.named_children())
        inner = next((children[name] for name in _WRAPPER_ATTRIBUTES & children.keys()), None)
        if inner is None and children.keys() == {_DATA_PARALLEL_ATTRIBUTE} and not any(model.parameters(recurse=False)):
            inner = children[_DATA_PARALLEL_ATTRIBUTE]
        if inner is None:
            return model
        model = inner


def class_name(module: nn.Module) -> str:
    """The name of a module's class as its author wrote it, whatever class torch has given the module since."""
    return next(kind.__name__ for kind in type(module).__mro__ if not kind.__module__.startswith(_CLASS_MAKERS))


def unwrapped_name(path: str) -> str:
    """A parameter's name without the words that wrappers inside of the model put into it."""
    if not any(wrapper in path for wrapper in _WRAPPER_ATTRIBUTES):
        return path
    return ".".join(word for word in path.split(".") if word not in _WRAPPER_ATTRIBUTES)


def named_tensors(model: nn.Module) -> list[NamedTensor]:
    """The parameters of an unwrapped model, tied ones once, in the order of `named_parameters`."""
    paths: dict[int, list[str]] = {}
    tensors: dict[int, Tensor] = {}
    for path, tensor in model.named_parameters(remove_duplicate=False):
        paths.setdefault(id(tensor), []).append(path)
        tensors[id(tensor)] = tensor
    return [
        NamedTensor(
            name=unwrapped_name(paths[key][0]),
            aliases=tuple(unwrapped_name(path) for path in paths[key][1:]),
            paths=tuple(paths[key]),
            tensor=tensor,
        )
        for key, tensor in tensors.items()
    ]


def reason_to_skip(tensor: Tensor) -> str:
    """Why a parameter has no values that could be logged; empty where it has."""
    if is_lazy(tensor):
        return "not initialised yet: its shape is known after the first forward pass"
    if tensor.is_meta:
        return "on the meta device: it has a shape but no values"
    if tensor.numel() == 0:
        return f"empty: its shape is {tuple(tensor.shape)}"
    if not _is_readable(tensor.dtype):
        return f"of {tensor.dtype}: torch cannot read such numbers one by one"
    return reason_unreadable(tensor)


@cache
def _is_readable(dtype: torch.dtype) -> bool:
    return _READABLE_DTYPE.fullmatch(str(dtype)) is not None


def weight_count(tensors: Iterable[NamedTensor]) -> int:
    """Number of weights in these parameters, as far as their shapes are known."""
    return sum(named.tensor.numel() for named in tensors if not is_lazy(named.tensor))


def logged_shape(tensor: Tensor) -> tuple[int, ...]:
    """The shape under which a parameter is logged: a complex number is two real ones along an axis of their own."""
    return (*tensor.shape, *((2,) if tensor.is_complex() else ()))
