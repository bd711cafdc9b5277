"""What is found in files of safetensors."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import save_file, save_model
from torch import nn

from tensorboard_plugin_paramviz.capture.checkpoints.errors import DamagedCheckpointError, ForeignFileError
from tensorboard_plugin_paramviz.capture.checkpoints.files import read_file
from tensorboard_plugin_paramviz.capture.checkpoints.stored import UnstoredTensor

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> dict[str, Any]:
    found = read_file(path)
    assert isinstance(found, dict)
    return found


def written(path: Path, header: object, values: bytes = b"") -> Path:
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + values)
    return path


@pytest.mark.parametrize(
    "dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.bool]
)
def test_tensors_are_found_with_their_values(dtype: torch.dtype, tmp_path: Path) -> None:
    tensors = {"a": torch.randn(3, 5).to(dtype), "b": torch.randn(2, 3, 4).to(dtype), "c": torch.tensor(1).to(dtype)}
    save_file(tensors, tmp_path / "x.safetensors", metadata={"step": "12"})
    found = read(tmp_path / "x.safetensors")
    assert found.pop("__metadata__") == {"step": "12"}
    assert {name: stored.tensor().tolist() for name, stored in found.items()} == {
        name: tensor.tolist() for name, tensor in tensors.items()
    }


def test_the_content_tells_the_format_not_the_name(tmp_path: Path) -> None:
    save_file({"a": torch.ones(2)}, tmp_path / "x.bin")
    torch.save({"b": torch.ones(2)}, tmp_path / "y.safetensors")
    assert list(read(tmp_path / "x.bin")) == ["a", "__metadata__"]
    assert list(read(tmp_path / "y.safetensors")) == ["b"]


def test_names_come_in_the_order_of_use(tmp_path: Path) -> None:
    names = ["h.0.weight", "h.1.weight", "h.10.weight", "h.2.weight", "lm_head.weight", "wte.weight"]
    save_file({name: torch.ones(1) for name in names}, tmp_path / "x.safetensors")
    found = [name for name in read(tmp_path / "x.safetensors") if name != "__metadata__"]
    assert found == ["wte.weight", "h.0.weight", "h.1.weight", "h.2.weight", "h.10.weight", "lm_head.weight"]


def test_save_model_notes_the_names_of_tied_weights(tmp_path: Path) -> None:
    model = nn.ModuleDict({"embedding": nn.Embedding(4, 3), "head": nn.Linear(3, 4, bias=False)})
    model["head"].weight = model["embedding"].weight
    save_model(model, str(tmp_path / "x.safetensors"))
    found = read(tmp_path / "x.safetensors")
    assert found["embedding.weight"] == found["head.weight"]


def test_a_type_that_torch_does_not_know_is_left_out(tmp_path: Path) -> None:
    header = {"a": {"dtype": "F8_E8M0", "shape": [4], "data_offsets": [0, 4]}}
    found = read(written(tmp_path / "x.safetensors", header, bytes(4)))
    assert found["a"] == UnstoredTensor("of F8_E8M0, which torch cannot add up")


def test_a_file_cut_short_anywhere_is_said_to_be(tmp_path: Path) -> None:
    save_file({"a": torch.randn(20)}, tmp_path / "x.safetensors")
    whole = (tmp_path / "x.safetensors").read_bytes()
    cut = tmp_path / "cut.safetensors"
    for length in range(9, len(whole)):
        cut.write_bytes(whole[:length])
        with pytest.raises(DamagedCheckpointError, match="is cut short or damaged"):
            read_file(cut)


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [1 << 40], "data_offsets": [0, 1 << 42]},  # more than the file has
        {"dtype": "F32", "shape": [4], "data_offsets": [0, 8]},  # less than the shape needs
        {"dtype": "F32", "shape": [1 << 62, 8], "data_offsets": [0, 8]},  # a product that overflows
        {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]},
        {"dtype": "F32", "shape": [2]},
        {"dtype": "X", "shape": [2], "data_offsets": [0, 8]},
    ],
)
def test_a_header_that_lies_is_refused(entry: object, tmp_path: Path) -> None:
    path = written(tmp_path / "x.safetensors", {"a": entry}, bytes(8))
    with pytest.raises(DamagedCheckpointError, match=r"x\.safetensors is cut short or damaged: SafetensorError"):
        read_file(path)


def test_a_header_as_long_as_a_pickles_first_byte_is_one(tmp_path: Path) -> None:
    header: dict[str, dict[str, object]] = {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
    header["__metadata__"] = {"x": ""}
    header["__metadata__"]["x"] = "x" * (0x80 - len(json.dumps(header)))
    path = written(tmp_path / "x.safetensors", header, bytes(4))
    assert path.read_bytes().startswith(b"\x80")
    assert read(path)["a"].tensor().tolist() == [0.0]


def test_a_header_longer_than_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(struct.pack("<Q", 1 << 60) + b"{}")
    with pytest.raises(DamagedCheckpointError, match="is cut short or damaged"):
        read_file(path)


def test_json_without_a_length_is_another_format(tmp_path: Path) -> None:
    (tmp_path / "x.safetensors").write_text('{"a": 1}')
    with pytest.raises(ForeignFileError, match="is no checkpoint"):
        read_file(tmp_path / "x.safetensors")
