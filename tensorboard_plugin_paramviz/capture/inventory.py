"""Which parameters a model has, under the names that it would have without wrappers.

`DistributedDataParallel`, `torch.compile` and the like put a module around the model and a word into each name. Here
names are those of the model itself, and a tied weight stands once, with its other names as aliases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import nn
from torch.nn.parameter import is_lazy

from tensorboard_plugin_paramviz.capture.errors import ModelTypeError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import Tensor

# The attribute that each kind of wrapper keeps its module under.
_WRAPPER_ATTRIBUTES = frozenset({"_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"})
_DATA_PARALLEL_ATTRIBUTE = "module"


@dataclass(frozen=True)
class NamedTensor:
    """A parameter of the model.

    Attributes:
        name: its first name in the order of `named_parameters`, without wrappers.
        path: the same name with them, by which the model itself knows it.
        aliases: its other names, where weights are tied.
        tensor: the parameter.
    """

    name: str
    path: str
    aliases: tuple[str, ...]
    tensor: Tensor

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


def unwrap_model(model: nn.Module) -> nn.Module:
    """The module that the user built, inside of any wrappers.

    Raises:
        ModelTypeError: it is no module.
    """
    if not isinstance(model, nn.Module):
        raise ModelTypeError(f"model is a {type(model).__name__}; expected a torch.nn.Module")
    while True:
        children = dict(model.named_children())
        inner = next((children[name] for name in _WRAPPER_ATTRIBUTES & children.keys()), None)
        if inner is None and children.keys() == {_DATA_PARALLEL_ATTRIBUTE} and not any(model.parameters(recurse=False)):
            inner = children[_DATA_PARALLEL_ATTRIBUTE]
        if inner is None:
            return model
        model = inner


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
            path=paths[key][0],
            aliases=tuple(unwrapped_name(path) for path in paths[key][1:]),
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
    return ""


def weight_count(tensors: Iterable[NamedTensor]) -> int:
    """Number of weights in these parameters, as far as their shapes are known."""
    return sum(named.tensor.numel() for named in tensors if not is_lazy(named.tensor))


def logged_shape(tensor: Tensor) -> tuple[int, ...]:
    """The shape under which a parameter is logged: a complex number is two real ones along an axis of their own."""
    return (*tensor.shape, *((2,) if tensor.is_complex() else ()))
