"""From the names under which tensors were saved to those of a model's parameters. Pure.

A state dict holds buffers as well, without telling them apart, and the names of wrappers. What is known to be a buffer
is left out by its name, as are whole numbers, which nobody trains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import nn

from tensorboard_plugin_paramviz.capture.checkpoints.stored import StoredTensor, UnstoredTensor
from tensorboard_plugin_paramviz.capture.model.inventory import unwrapped_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard_plugin_paramviz.capture.checkpoints.contents import AnyTensor

_WRAPPER_PREFIXES = ("module.", "_orig_mod.")  # DistributedDataParallel, torch.compile
_MASK_AXES = 2
_MOST_WORDS = 50  # modules in modules
_STRANGE = re.compile(r"\d{10}|[^.]{200}")  # numbers and words that nobody uses

_BUFFERS = re.compile(
    r"running_(mean|var)|num_batches_tracked"  # batch norm
    r"|(original_)?inv_freq|freqs_(cis|cos|sin)|(cos|sin)_cached"  # rotary positions
    r"|masked_bias|((attn|attention|causal)_)?mask|tril"  # attention that must not look ahead
    r"|position_ids|token_type_ids|relative_position_index|relative_coords_table"
    r"|weight_u|_u|_v|(weight|bias)_mask"  # spectral norm, pruning
    r"|final_logits_bias"  # BART
)
_ATTENTION = re.compile(r".*(attn|attention).*", re.IGNORECASE)
_TAKEN_WORDS = frozenset(dir(nn.Module())) | {""}  # which no parameter or module of a model can have


@dataclass(frozen=True)
class NamedParameters:
    """What of a checkpoint can be logged.

    Attributes:
        parameters: tensors by name, in the order in which they were saved; tied ones under each name.
        left_out: for each of the other names, why.
    """

    parameters: Mapping[str, StoredTensor]
    left_out: Mapping[str, str]


def find_parameters(tensors: Mapping[str, AnyTensor]) -> NamedParameters:
    """Tell the parameters from the rest, under the names that they have in the model.

    Args:
        tensors: what was saved, by name.
    """
    parameters: dict[str, StoredTensor] = {}
    left_out: dict[str, str] = {}
    groups: set[str] = set()  # names that stand for modules
    prefix = _common_prefix(tensors)
    for saved_name, tensor in tensors.items():
        name = unwrapped_name(saved_name.removeprefix(prefix))
        reason = _reason_to_leave_out(name, tensor)
        modules = {name[: match.start()] for match in re.finditer(r"\.", name)}
        if not reason and (name in parameters or name in groups or modules & parameters.keys()):
            reason = "named like another"
        if reason or isinstance(tensor, UnstoredTensor):
            left_out[saved_name] = reason
        else:
            parameters[name] = tensor
            groups |= modules
    return NamedParameters(parameters, left_out)


def _common_prefix(names: Mapping[str, object]) -> str:
    """The words of wrappers around the whole model."""
    prefix = ""
    while found := next(
        (wrapper for wrapper in _WRAPPER_PREFIXES if names and all(n.startswith(prefix + wrapper) for n in names)), ""
    ):
        prefix += found
    return prefix


def _reason_to_leave_out(name: str, tensor: AnyTensor) -> str:
    """Why a tensor is no parameter; empty where it may be one."""
    if isinstance(tensor, UnstoredTensor):
        return tensor.reason
    if not (tensor.dtype.is_floating_point or tensor.dtype.is_complex):
        return f"whole numbers ({str(tensor.dtype).removeprefix('torch.')})"
    words = name.split(".")
    if (
        not _TAKEN_WORDS.isdisjoint(words)
        or len(words) > _MOST_WORDS
        or _STRANGE.search(name)
        or not name.isprintable()
    ):
        return "no module could name a parameter so"
    is_vector = len(tensor.shape) == 1
    if _BUFFERS.fullmatch(words[-1]) or (words[-1] == "weight_v" and is_vector) or _is_mask(words, tensor):
        return "a buffer"
    return ""


def _is_mask(words: list[str], tensor: StoredTensor) -> bool:
    """Whether it is the square of ones that GPT-2's attention keeps as its `bias`."""
    shape = tensor.shape
    return (
        words[-1] == "bias"
        and any(_ATTENTION.fullmatch(word) for word in words[:-1])
        and len(shape) > _MASK_AXES
        and shape[-1] == shape[-2]
    )
