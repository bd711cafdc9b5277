"""From saved names to those of the model's parameters."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.checkpoints.names import find_parameters
from tensorboard_plugin_paramviz.capture.checkpoints.stored import LoadedMemory, StoredTensor, UnstoredTensor


def stored(*shape: int, dtype: torch.dtype = torch.float32) -> StoredTensor:
    tensor = torch.zeros(shape, dtype=dtype)
    return StoredTensor(LoadedMemory(tensor.untyped_storage()), 0, dtype, shape, tensor.stride())


@pytest.mark.parametrize(
    ("saved", "name"),
    [
        ("fc.weight", "fc.weight"),
        ("module.fc.weight", "fc.weight"),
        ("_orig_mod.fc.weight", "fc.weight"),
        ("module._orig_mod.fc.weight", "fc.weight"),
        ("_orig_mod.module.fc.weight", "fc.weight"),
        ("model._orig_mod.fc.weight", "model.fc.weight"),
        ("blocks.0._checkpoint_wrapped_module.fc.weight", "blocks.0.fc.weight"),
    ],
)
def test_wrappers_leave_no_word_in_the_names(saved: str, name: str) -> None:
    assert list(find_parameters({saved: stored(2, 2)}).parameters) == [name]


def test_a_module_that_is_called_module_keeps_its_name() -> None:
    found = find_parameters({"module.weight": stored(2), "other.weight": stored(2)})
    assert list(found.parameters) == ["module.weight", "other.weight"]


@pytest.mark.parametrize(
    ("name", "tensor", "reason"),
    [
        ("bn.running_mean", stored(4), "a buffer"),
        ("bn.num_batches_tracked", stored(dtype=torch.int64), "whole numbers (int64)"),
        ("h.0.attn.bias", stored(1, 1, 8, 8), "a buffer"),
        ("h.0.attn.masked_bias", stored(), "a buffer"),
        ("blocks.0.heads.0.tril", stored(8, 8), "a buffer"),
        ("layers.0.rotary_emb.inv_freq", stored(4), "a buffer"),
        ("embeddings.position_ids", stored(1, 8, dtype=torch.int64), "whole numbers (int64)"),
        ("conv.weight_u", stored(4), "a buffer"),
        ("conv.weight_v", stored(4), "a buffer"),
        ("mask", stored(4, dtype=torch.bool), "whole numbers (bool)"),
        ("fc.weight", UnstoredTensor("saved without its values"), "saved without its values"),
        ("../../evil", stored(4), "no module could name a parameter so"),
        ("a..weight", stored(4), "no module could name a parameter so"),
        ("", stored(4), "no module could name a parameter so"),
        ("fc._parameters.weight", stored(4), "no module could name a parameter so"),
        ("fc.__class__.weight", stored(4), "no module could name a parameter so"),
        ("training.weight", stored(4), "no module could name a parameter so"),
        ("fc\n.weight", stored(4), "no module could name a parameter so"),
        ("fc\ud800.weight", stored(4), "no module could name a parameter so"),
        ("fc\x1b[2J.weight", stored(4), "no module could name a parameter so"),
        (f"h.{'9' * 5000}.weight", stored(4), "no module could name a parameter so"),
        (f"{'a' * 5000}.weight", stored(4), "no module could name a parameter so"),
        (".".join(["a"] * 5000), stored(4), "no module could name a parameter so"),
    ],
)
def test_what_is_no_parameter_is_left_out(name: str, tensor: StoredTensor | UnstoredTensor, reason: str) -> None:
    found = find_parameters({name: tensor, "other.weight": stored(2)})
    assert list(found.parameters) == ["other.weight"]
    assert found.left_out == {name: reason}


@pytest.mark.parametrize(
    ("name", "tensor"),
    [
        ("h.0.attn.c_attn.bias", stored(24)),
        ("attn.bias", stored(8)),
        ("conv.weight_v", stored(4, 2, 3)),
        ("mask_token", stored(1, 1, 4)),
        ("a/b.weight", stored(4)),
        ("é.weight", stored(4)),
    ],
)
def test_what_only_looks_like_a_buffer_stays(name: str, tensor: StoredTensor) -> None:
    assert list(find_parameters({name: tensor}).parameters) == [name]


def test_a_name_that_stands_for_a_tensor_and_a_module_stands_for_one() -> None:
    found = find_parameters({"a": stored(2), "a.b": stored(2), "c.d.e": stored(2), "c.d": stored(2)})
    assert list(found.parameters) == ["a", "c.d.e"]
    assert found.left_out == {"a.b": "named like another", "c.d": "named like another"}


def test_names_that_are_one_without_wrappers_stand_once() -> None:
    found = find_parameters({"a.weight": stored(2), "a._orig_mod.weight": stored(2)})
    assert list(found.parameters) == ["a.weight"]
    assert found.left_out == {"a._orig_mod.weight": "named like another"}


def test_the_buffers_of_torchs_own_modules_are_known() -> None:
    model = nn.ModuleList(
        [nn.BatchNorm2d(3), nn.utils.parametrizations.spectral_norm(nn.Conv2d(3, 3, 3)), nn.SyncBatchNorm(3)]
    )
    tensors = {name: stored(*tensor.shape, dtype=tensor.dtype) for name, tensor in model.state_dict().items()}
    assert set(find_parameters(tensors).left_out) == {name for name, _ in model.named_buffers()}
