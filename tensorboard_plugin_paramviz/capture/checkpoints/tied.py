"""Weights that a file holds once though the model has them under two names. Pure.

Hugging Face leaves the second name out of files of safetensors, and only says in the configuration that the head is the
token embedding. `save_model` of safetensors notes each such name in the file's metadata.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.checkpoints.stored import StoredTensor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard_plugin_paramviz.capture.checkpoints.contents import AnyTensor
    from tensorboard_plugin_paramviz.format.layout import ConfigValue

_CAUSAL = re.compile(r".+(LMHeadModel|ForCausalLM|ForConditionalGeneration)")
_MASKED = re.compile(r".+(ForMaskedLM|ForPreTraining)")
_OTHER_HEADS = {"WhisperForConditionalGeneration": "proj_out.weight"}
_MATRIX_AXES = 2


def with_noted_names(tensors: Mapping[str, AnyTensor], facts: Mapping[str, ConfigValue]) -> dict[str, AnyTensor]:
    """The tensors under all names that a file's metadata notes as name to name.

    Args:
        tensors: by name.
        facts: the metadata.
    """
    noted = {name: tensors[str(kept)] for name, kept in facts.items() if name not in tensors and str(kept) in tensors}
    return {**tensors, **noted}


def with_tied_head(
    tensors: Mapping[str, AnyTensor], facts: Mapping[str, ConfigValue], architecture: str
) -> dict[str, AnyTensor]:
    """The tensors and, if the configuration says that it is the token embedding, the head.

    Args:
        tensors: by name.
        facts: the configuration.
        architecture: the model's class.
    """
    rows = facts.get("vocab_size")
    shapes = {name: tensor.shape for name, tensor in tensors.items() if isinstance(tensor, StoredTensor)}
    matrices = [name for name, shape in shapes.items() if len(shape) == _MATRIX_AXES and shape[0] == rows]
    if facts.get("tie_word_embeddings") is not True or len(matrices) != 1:
        return dict(tensors)
    (embedding,) = matrices
    if _CAUSAL.fullmatch(architecture):
        return {**tensors, _OTHER_HEADS.get(architecture, "lm_head.weight"): tensors[embedding]}
    owners = [name.removesuffix(".bias") for name, shape in shapes.items() if shape == (rows,)]
    if not _MASKED.fullmatch(architecture) or len(owners) != 1:
        return dict(tensors)
    (owner,) = owners
    if not any(name.startswith(f"{owner}.") and name != f"{owner}.bias" for name in tensors):
        return {**tensors, f"{owner}.weight": tensors[embedding]}  # the head is the layer that the bias belongs to
    return {
        **tensors,
        f"{owner}.decoder.weight": tensors[embedding],
        f"{owner}.decoder.bias": tensors[f"{owner}.bias"],
    }
