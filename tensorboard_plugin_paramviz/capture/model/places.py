"""Where in a model a parameter sits: the words of its name, and the module that each of them was looked up in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import nn

from tensorboard_plugin_paramviz.capture.model.conventions import CONFIGURATIONS, TRANSPARENT_WORDS
from tensorboard_plugin_paramviz.capture.model.inventory import unwrapped_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_INDEX = re.compile(r"(?:.*_)?(\d+)")  # "3", and "encoder_layer_3" as torchvision's vision transformers write it
_RECURRENT_INDEX = re.compile(r".*_l(\d+)(_reverse)?")  # "weight_ih_l0" of nn.LSTM and its kin
_OWNERS_PARAMETER = re.compile(r"(weight|bias)(_.*)?")  # says nothing that the owner's word does not
_PARAMETRIZATIONS = "parametrizations"


@dataclass(frozen=True)
class Place:
    """Where a parameter sits.

    Attributes:
        words: the words of its name: `("h", "0", "attn", "c_attn", "weight")`.
        modules: the module that each word was looked up in, from the model itself to the parameter's owner.
    """

    words: tuple[str, ...]
    modules: tuple[nn.Module, ...]

    @property
    def owner(self) -> nn.Module:
        """The module that the parameter belongs to."""
        return self.modules[-1]

    @property
    def owner_words(self) -> tuple[str, ...]:
        """The words of the owner's name."""
        return self.words[:-1]

    @property
    def leaf(self) -> str:
        """The parameter's own word: "weight" or "bias", mostly."""
        return self.words[-1]

    @property
    def role_word(self) -> str:
        """The word that says what the parameter is for: "c_attn", "in_proj", "fc1"; empty where there is none.

        The owner's, where the parameter's own is "weight" or the like; `nn.MultiheadAttention` puts it into the
        parameter's own name, `in_proj_weight`.
        """
        word, separator, suffix = self.leaf.rpartition("_")
        if separator and suffix in ("weight", "bias"):
            return word
        if _OWNERS_PARAMETER.fullmatch(self.leaf) or self.leaf.isdigit():
            return next((word for word in reversed(self.owner_words) if not word.isdigit()), "")
        return self.leaf

    @property
    def named_modules(self) -> tuple[tuple[str, nn.Module], ...]:
        """Each word of the owner's name with the module that it stands for, from the outermost to the owner."""
        return tuple(zip(self.owner_words, self.modules[1:], strict=True))

    @property
    def block_index(self) -> int | None:
        """The first number in the name that counts blocks: items of a `ModuleList`, or modules with modules in them."""
        for word, parent, module in zip(self.owner_words, self.modules, self.modules[1:], strict=False):
            index = _INDEX.fullmatch(word)
            if index and (
                isinstance(parent, nn.ModuleList) or (isinstance(parent, nn.Sequential) and _holds_modules(module))
            ):
                return int(index[1])
        index = _RECURRENT_INDEX.fullmatch(self.leaf) if isinstance(self.owner, nn.RNNBase) else None
        return int(index[1]) if index else None

    @property
    def item_index(self) -> int | None:
        """The first number in the name that counts the items of any list."""
        for word, parent in zip(self.words, self.modules, strict=True):
            index = _INDEX.fullmatch(word)
            if index and isinstance(parent, nn.ModuleList | nn.Sequential | nn.ParameterList):
                return int(index[1])
        return None

    def lookup(self, *names: str) -> int:
        """A whole number that the owner, a module around it or one of their configurations knows by one of these names.

        Returns:
            The nearest such number above 0; 0 where nobody knows one.
        """
        for holder in self._holders():
            for name in names:
                value = holder.get(name) if isinstance(holder, dict) else getattr(holder, name, None)
                if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                    return value
        return 0

    def _holders(self) -> Iterator[object]:
        for module in reversed(self.modules):
            yield module
            yield from (getattr(module, name, None) for name in CONFIGURATIONS)


def find_place(model: nn.Module, path: str) -> Place:
    """Look up the modules on the way to a parameter.

    Args:
        model: the unwrapped model.
        path: the parameter's name in `named_parameters`, wrappers inside of the model included.
    """
    words: list[str] = []
    modules: list[nn.Module] = []
    module = model
    path_words = path.split(".")
    for word, next_word in zip(path_words, [*path_words[1:], ""], strict=True):
        if word == _PARAMETRIZATIONS:  # "parametrizations.weight.original": the owner's weight, computed from another
            words.append(next_word)
            modules.append(module)
            break
        if unwrapped_name(word) and word not in TRANSPARENT_WORDS:
            words.append(word)
            modules.append(module)
        if next_word:
            module = module.get_submodule(word)
    return Place(tuple(words), tuple(modules))


def _holds_modules(module: nn.Module) -> bool:
    return any(name != _PARAMETRIZATIONS for name, _ in module.named_children())
