"""Which of the many things in a checkpoint are the model's weights, and what else it says about the model. Pure.

A state dict by itself, nanoGPT's `model`, Lightning's `state_dict`, the `model_state_dict` of PyTorch's tutorials and
the like. Where none of these words is found, every dictionary of tensors is taken that does not belong to the training
(optimizer, scheduler), each under its own name where there are several.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from tensorboard_plugin_paramviz.capture.checkpoints.stand_ins import PickledModule
from tensorboard_plugin_paramviz.capture.checkpoints.stored import StoredTensor, UnstoredTensor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard_plugin_paramviz.format.layout import ConfigValue

AnyTensor: TypeAlias = StoredTensor | UnstoredTensor

METADATA = "__metadata__"  # where a file of safetensors keeps what is no tensor

_MODEL_WORDS = ("state_dict", "model_state_dict", "model_state", "model", "module", "network", "net", "params")
_TRAINING_WORDS = ("optim", "opt_", "lr_", "sched", "scaler", "rng", "random_state", "ema", "callback", "loops", "loss")
_HEADS = "num_attention_heads"
_HEADS_OF_HALVES = ("encoder_attention_heads", "decoder_attention_heads")  # as BART and Whisper say it
_MOST_LEVELS = 8  # of dictionaries in dictionaries
_MOST_FACTS = 200
_MOST_FACTS_TOGETHER = 100  # a dictionary with more is a vocabulary, or the like
_LONGEST_FACT = 200  # characters


@dataclass(frozen=True)
class Contents:
    """What a checkpoint holds.

    Attributes:
        tensors: the weights by name, as they were saved.
        facts: numbers and strings beside them, by the words on the way to each, joined by dots.
        found: in words, what was saved.
        modules: classes of modules that were saved as a whole.
    """

    tensors: Mapping[str, AnyTensor]
    facts: Mapping[str, ConfigValue] = field(default_factory=dict)
    found: str = ""
    modules: tuple[str, ...] = ()


def find_contents(saved: object) -> Contents:
    """Find the weights, and what is said beside them.

    Args:
        saved: what a file holds.
    """
    if not isinstance(saved, Mapping):
        modules = (saved.origin,) if isinstance(saved, PickledModule) else ()
        is_tensor = isinstance(saved, AnyTensor)
        return Contents({}, found="one tensor" if is_tensor else f"a {type(saved).__name__}", modules=modules)
    facts = {name: value for name, value in _facts(saved, "", set(), _MOST_LEVELS) if len(str(value)) <= _LONGEST_FACT}
    return Contents(
        tensors=_weights(saved, set(), _MOST_LEVELS),
        facts=dict(itertools.islice(facts.items(), _MOST_FACTS)),
        found=f"a dictionary of {', '.join(f'{key!r:.40}' for key in list(saved)[:5]) or 'nothing'}",
        modules=tuple(value.origin for value in saved.values() if isinstance(value, PickledModule)),
    )


def model_config(facts: Mapping[str, ConfigValue]) -> dict[str, int]:
    """The whole numbers that describe the model, by their last words; how many heads it has is read from these.

    What parts of a model say differently (CLIP's text and vision) is left out.
    """
    found: dict[str, set[int]] = {}
    for name, value in facts.items():
        if isinstance(value, int) and not isinstance(value, bool):
            found.setdefault(name.rpartition(".")[2], set()).add(value)
    found.setdefault(_HEADS, set().union(*(found.get(word, set()) for word in _HEADS_OF_HALVES)))
    return {word: values.pop() for word, values in found.items() if len(values) == 1}


def _weights(saved: Mapping[object, object], seen: set[int], levels: int) -> dict[str, AnyTensor]:
    inner = {
        key: tensors
        for key, value in _mappings(saved, seen, levels)
        if not key.lower().startswith(_TRAINING_WORDS) and (tensors := _weights(value, seen, levels - 1))
    }
    known = next((inner[word] for word in _MODEL_WORDS if word in inner), None)
    if known is not None:
        return known
    direct = {str(key): value for key, value in saved.items() if isinstance(value, AnyTensor)}
    if len(direct) >= sum(map(len, inner.values())):
        return direct
    if len(inner) == 1:
        return next(iter(inner.values()))
    return {f"{key}.{name}": value for key, tensors in inner.items() for name, value in tensors.items()}


def _facts(
    saved: Mapping[object, object], prefix: str, seen: set[int], levels: int
) -> Iterator[tuple[str, ConfigValue]]:
    for key, value in saved.items():
        number = value.tensor().item() if isinstance(value, StoredTensor) and not value.shape else value
        if isinstance(key, str) and not key.startswith("_") and isinstance(number, str | int | float):
            yield f"{prefix}{key}", number
    for key, value in _mappings(saved, seen, levels):
        if len(value) <= _MOST_FACTS_TOGETHER and not any(isinstance(item, AnyTensor) for item in value.values()):
            yield from _facts(value, "" if key == METADATA else f"{prefix}{key}.", seen, levels - 1)


def _mappings(
    saved: Mapping[object, object], seen: set[int], levels: int
) -> Iterator[tuple[str, Mapping[object, object]]]:
    """The dictionaries in a dictionary that were not met before: a pickle may hold one in itself."""
    for key, value in saved.items() if levels else ():
        if isinstance(key, str) and isinstance(value, Mapping) and id(value) not in seen:
            seen.add(id(value))
            yield key, value
