"""Folders as Hugging Face's trainer leaves them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import save_file

from tensorboard_plugin_paramviz.capture.checkpoints.errors import (
    CheckpointMissingError,
    DamagedCheckpointError,
    ForeignFileError,
    ShardIndexError,
    ShardMissingError,
)
from tensorboard_plugin_paramviz.capture.checkpoints.folders import ARCHITECTURE, read_path
from tensorboard_plugin_paramviz.capture.checkpoints.stored import StoredTensor

if TYPE_CHECKING:
    from pathlib import Path

INDEX = "model.safetensors.index.json"
SHARDS = ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
TENSORS = {"h.0.fc.weight": torch.arange(6.0).reshape(2, 3), "h.1.fc.weight": torch.arange(6.0).reshape(2, 3) + 6}


@pytest.fixture
def sharded(tmp_path: Path) -> Path:
    """A folder with a tensor in each of two shards."""
    folder = tmp_path / "checkpoint-500"
    folder.mkdir()
    for shard, (name, tensor) in zip(SHARDS, TENSORS.items(), strict=True):
        save_file({name: tensor}, folder / shard)
    write_index(folder, dict(zip(TENSORS, SHARDS, strict=True)))
    return folder


def write_index(folder: Path, weight_map: object) -> None:
    (folder / INDEX).write_text(json.dumps({"metadata": {"total_size": 48}, "weight_map": weight_map}))


def assert_holds_tensors(path: Path) -> None:
    found = read_path(path).tensors
    assert list(found) == list(TENSORS)
    for name, tensor in TENSORS.items():
        stored = found[name]
        assert isinstance(stored, StoredTensor)
        assert torch.equal(stored.tensor(), tensor)


def test_shards_are_put_together_by_their_index(sharded: Path) -> None:
    assert_holds_tensors(sharded)
    assert_holds_tensors(sharded / INDEX)


def test_shards_may_be_files_of_torch(tmp_path: Path) -> None:
    shards = [f"pytorch_model-0000{number}-of-00002.bin" for number in (1, 2)]
    for shard, (name, tensor) in zip(shards, TENSORS.items(), strict=True):
        torch.save({name: tensor}, tmp_path / shard)
    index = {"weight_map": dict(zip(TENSORS, shards, strict=True))}
    (tmp_path / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    assert_holds_tensors(tmp_path)


@pytest.mark.parametrize("name", ["model.safetensors", "pytorch_model.bin", "adapter_model.safetensors"])
def test_weights_may_be_in_one_file(name: str, tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / name) if name.endswith("safetensors") else torch.save(TENSORS, tmp_path / name)
    torch.save({"state": {}}, tmp_path / "optimizer.pt")
    assert_holds_tensors(tmp_path)


def test_what_stands_beside_the_weights_is_known(tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / "model.safetensors", metadata={"format": "pt"})
    config = {"architectures": ["GPT2LMHeadModel"], "n_head": 4, "activation": "gelu", "labels": {"0": "x"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "trainer_state.json").write_text(json.dumps({"global_step": 500, "log_history": [{"step": 10}]}))
    facts = {
        "format": "pt",
        "n_head": 4,
        "activation": "gelu",
        "labels.0": "x",
        ARCHITECTURE: "GPT2LMHeadModel",
        "global_step": 500,
    }
    assert read_path(tmp_path).facts == facts
    assert read_path(tmp_path / "model.safetensors").facts == facts


def test_a_file_of_another_name_says_nothing_of_its_neighbours(tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / "step5.safetensors")
    (tmp_path / "config.json").write_text(json.dumps({"n_head": 4}))
    assert read_path(tmp_path / "step5.safetensors").facts == {}


def test_a_missing_shard_is_named(sharded: Path) -> None:
    (sharded / SHARDS[1]).unlink()
    with pytest.raises(ShardMissingError, match=rf"index\.json names '{SHARDS[1]}', which is not there; fetch all"):
        read_path(sharded)


@pytest.mark.parametrize(
    ("weight_map", "text"),
    [
        ({"h.0.fc.weight": SHARDS[1]}, f"says that '{SHARDS[1]}' holds 'h.0.fc.weight', which it does not"),
        (
            {"h.0.fc.weight": "../../secret.safetensors"},
            "names '../../secret.safetensors'; expected the name",
        ),
        ({"h.0.fc.weight": "/etc/passwd"}, "names '/etc/passwd'; expected the name of a file in the same folder"),
        ({"h.0.fc.weight": ".."}, "names '..'; expected the name of a file in the same folder"),
        ({"h.0.fc.weight": ""}, "names ''; expected the name of a file in the same folder"),
        ({"h.0.fc.weight": "..\\secret"}, r"names '..\\secret'; expected the name of a file in the same folder"),
        ({"h.0.fc.weight": 5}, "has no weight_map from parameters to files"),
        ([], "has no weight_map from parameters to files"),
        (None, "has no weight_map from parameters to files"),
    ],
)
def test_an_index_that_lies_is_refused(weight_map: object, text: str, sharded: Path) -> None:
    write_index(sharded, weight_map)
    with pytest.raises(ShardIndexError) as caught:
        read_path(sharded)
    assert str(sharded / INDEX) in str(caught.value)
    assert text in str(caught.value)


@pytest.mark.parametrize("content", ["", "{", "[1]", "null", "[" * 100_000, '{"weight_map"'])
def test_an_index_that_is_none_is_refused(content: str, sharded: Path) -> None:
    (sharded / INDEX).write_text(content)
    with pytest.raises(ShardIndexError, match=r"is no JSON|expected an object"):
        read_path(sharded)


def test_an_index_of_impossible_size_is_not_read(sharded: Path) -> None:
    with (sharded / INDEX).open("r+b") as file:
        file.truncate(1 << 30)
    with pytest.raises(ShardIndexError, match="is larger than 33554432 bytes, more than such a file needs"):
        read_path(sharded)


def test_a_configuration_that_is_none_is_named(tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(DamagedCheckpointError, match=r"config\.json is no JSON"):
        read_path(tmp_path)


def test_one_shard_is_not_the_checkpoint(sharded: Path) -> None:
    with pytest.raises(ShardIndexError, match=r"is one shard of several; name their folder, .*checkpoint-500$"):
        read_path(sharded / SHARDS[0])


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointMissingError, match="is a folder without weights of Hugging Face"):
        read_path(tmp_path)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointMissingError, match=r"nothing\.pt does not exist; check the name") as caught:
        read_path(tmp_path / "nothing.pt")
    assert isinstance(caught.value, FileNotFoundError)


def test_a_distributed_checkpoint_is_told_how_to_become_a_file(tmp_path: Path) -> None:
    (tmp_path / "__0_0.distcp").touch()
    (tmp_path / ".metadata").touch()
    with pytest.raises(ForeignFileError, match=r"make a file of it: python -m torch\.distributed\.checkpoint"):
        read_path(tmp_path)


def test_a_configuration_nested_without_end_is_looked_at_from_outside(tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text('{"n_head": 4, "x": ' * 900 + "1" + "}" * 900)
    assert read_path(tmp_path).facts["n_head"] == 4
