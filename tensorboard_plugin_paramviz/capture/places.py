"""Where in a model a parameter sits: the words of its name, and the module that each of them was looked up in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import nn

from tensorboard_plugin_paramviz.capture.inventory import unwrapped_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_INDEX = re.compile(r"(?:.*_)?(\d+)")  # "3", and "encoder_layer_3" as torchvision's vision transformers write it
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

        Mostly the owner's; `nn.MultiheadAttention` puts it into the parameter's own name, `in_proj_weight`.
        """
        word, separator, suffix = self.leaf.rpartition("_")
        if separator and suffix in ("weight", "bias"):
            return word
        return next((word for word in reversed(self.owner_words) if not word.isdigit()), "")

    @property
    def layer(self) -> int | None:
        """Index of the block: the first number in the name that counts the items of a list of modules."""
        for word, module in zip(self.words, self.modules, strict=True):
            index = _INDEX.fullmatch(word)
            if index and isinstance(module, nn.ModuleList | nn.Sequential):
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
            yield getattr(module, "config", None)


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
        if unwrapped_name(word):
            words.append(word)
            modules.append(module)
        if next_word:
            module = module.get_submodule(word)
    return Place(tuple(words), tuple(modules))
