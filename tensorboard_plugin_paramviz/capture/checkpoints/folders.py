"""Folders of Hugging Face: weights in one file, or in shards with an index, and what stands beside them in JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.capture.checkpoints.contents import AnyTensor, Contents, find_contents
from tensorboard_plugin_paramviz.capture.checkpoints.errors import (
    CheckpointMissingError,
    CheckpointUnreadableError,
    DamagedCheckpointError,
    ForeignFileError,
    ShardIndexError,
    ShardMissingError,
    first_line,
)
from tensorboard_plugin_paramviz.capture.checkpoints.files import read_file
from tensorboard_plugin_paramviz.capture.checkpoints.order import in_order_of_use
from tensorboard_plugin_paramviz.capture.checkpoints.tied import with_tied_head

if TYPE_CHECKING:
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import ConfigValue

ARCHITECTURE = "architecture"  # the fact that names the model's class

_WEIGHTS = tuple(
    f"{stem}.{suffix}"
    for suffix in ("safetensors", "bin")
    for stem in ("model", "pytorch_model", "adapter_model", "diffusion_pytorch_model")
)
_INDEX_SUFFIX = ".index.json"
_SHARD = re.compile(r".+-\d{5}-of-\d{5}\.\w+")
_CONFIG = "config.json"
_TRAINER_STATE = "trainer_state.json"
_MOST_JSON_BYTES = 1 << 25


def read_path(path: Path) -> Contents:
    """Look through a checkpoint, be it a file or a folder.

    Raises:
        CheckpointMissingError: there is no such file, or the folder holds no weights.
        ForeignFileError: the folder is one of torch.distributed.checkpoint.
        ShardIndexError: an index is none, its shards contradict it, or one shard is named instead of all.
        ShardMissingError: a shard is not there.
        CheckpointError: a file cannot be read, see `read_file`.
    """
    if path.is_dir():
        names = [name + suffix for name in _WEIGHTS for suffix in ("", _INDEX_SUFFIX)]
        found = next((path / name for name in names if (path / name).exists()), None)
        if found is None and any(path.glob("*.distcp")):
            raise ForeignFileError(
                f"{path} is a folder of torch.distributed.checkpoint; make a file of it: "
                f"python -m torch.distributed.checkpoint.format_utils dcp_to_torch {path} {path}.pt"
            )
        if found is None:
            raise CheckpointMissingError(
                f"{path} is a folder without weights of Hugging Face (expected model.safetensors, pytorch_model.bin or "
                "the index of one of them); name the files in it"
            )
        path = found
    elif not path.exists():
        raise CheckpointMissingError(f"{path} does not exist; check the name")
    elif _SHARD.fullmatch(path.name):
        raise ShardIndexError(f"{path} is one shard of several; name their folder, {path.parent}")
    is_index = path.name.endswith(_INDEX_SUFFIX)
    contents = Contents(_read_shards(path)) if is_index else find_contents(read_file(path))
    if path.name.removesuffix(_INDEX_SUFFIX) not in _WEIGHTS:
        return contents
    facts = {**contents.facts, **_facts_beside(path.parent)}
    tensors = with_tied_head(contents.tensors, facts, str(facts.get(ARCHITECTURE, "")))
    return replace(contents, tensors=tensors, facts=facts)


def _read_shards(index: Path) -> dict[str, AnyTensor]:
    """The tensors that an index names."""
    weight_map = _read_json(index).get("weight_map")
    if not isinstance(weight_map, dict) or not all(isinstance(name, str) for name in weight_map.values()):
        raise ShardIndexError(f"{index} is no index: it has no weight_map from parameters to files")
    shards: dict[str, dict[str, AnyTensor]] = {}
    tensors = {}
    for name in in_order_of_use(weight_map):
        file_name = weight_map[name]
        if file_name not in shards:
            shards[file_name] = _read_shard(index, file_name)
        if name not in shards[file_name]:
            raise ShardIndexError(f"{index} says that {file_name!r} holds {name!r}, which it does not")
        tensors[name] = shards[file_name][name]
    return tensors


def _read_shard(index: Path, file_name: str) -> dict[str, AnyTensor]:
    if "/" in file_name or "\\" in file_name or file_name in ("", ".", ".."):
        raise ShardIndexError(f"{index} names {file_name!r}; expected the name of a file in the same folder")
    shard = index.parent / file_name
    if not shard.is_file():
        raise ShardMissingError(f"{index} names {file_name!r}, which is not there; fetch all shards")
    return dict(find_contents(read_file(shard)).tensors)


def _facts_beside(folder: Path) -> dict[str, ConfigValue]:
    facts: dict[str, ConfigValue] = {}
    if (folder / _CONFIG).is_file():
        config = _read_json(folder / _CONFIG)
        facts |= find_contents(config).facts
        architectures = config.get("architectures")
        if isinstance(architectures, list) and architectures:
            facts[ARCHITECTURE] = str(architectures[0])
    if (folder / _TRAINER_STATE).is_file():
        step = _read_json(folder / _TRAINER_STATE).get("global_step")
        if isinstance(step, int):
            facts["global_step"] = step
    return facts


def _read_json(path: Path) -> dict[str, Any]:
    """Read an object of JSON.

    Raises:
        ShardIndexError: it is an index, and broken.
        DamagedCheckpointError: it is another file, and broken.
    """
    error_type = ShardIndexError if path.name.endswith(_INDEX_SUFFIX) else DamagedCheckpointError
    if path.stat().st_size > _MOST_JSON_BYTES:
        raise error_type(f"{path} is larger than {_MOST_JSON_BYTES} bytes, more than such a file needs")
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise CheckpointUnreadableError(f"{path} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise error_type(f"{path} is no JSON: {first_line(error)}") from None
    if not isinstance(found, dict):
        raise error_type(f"{path} holds a {type(found).__name__}; expected an object")
    return found
