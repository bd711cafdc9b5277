"""What is found in files of torch.save, good and hostile ones."""

from __future__ import annotations

import argparse
import builtins
import collections
import os
import pathlib
import pickle
import shutil
import struct
import subprocess
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.checkpoints import torch_files
from tensorboard_plugin_paramviz.capture.checkpoints.errors import (
    CheckpointError,
    DamagedCheckpointError,
    ForeignFileError,
    PickledCodeError,
    TorchTooOldError,
)
from tensorboard_plugin_paramviz.capture.checkpoints.files import read_file
from tensorboard_plugin_paramviz.capture.checkpoints.stored import (
    LoadedMemory,
    MappedFile,
    StoredTensor,
    UnstoredTensor,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMATS = pytest.mark.parametrize("is_zip", [True, False], ids=["zip", "old"])


@dataclass
class ModelArgs:
    """A configuration as a class of the training's own."""

    n_head: int = 4


class AttributeDict(dict[str, object]):
    """A dictionary like Lightning's."""


def saved(path: Path, content: object, *, is_zip: bool = True) -> Path:
    torch.save(content, path, _use_new_zipfile_serialization=is_zip)
    return path


def read(path: Path) -> dict[str, Any]:
    found = read_file(path)
    assert isinstance(found, dict)
    return found


@FORMATS
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.complex64])
def test_tensors_are_found_with_their_values(dtype: torch.dtype, is_zip: bool, tmp_path: Path) -> None:  # a case
    tensor = torch.randn(3, 5).to(dtype)
    found = read(saved(tmp_path / "x.pt", {"a": tensor}, is_zip=is_zip))["a"]
    assert isinstance(found, StoredTensor)
    assert (found.shape, found.dtype, found.size_bytes) == ((3, 5), dtype, 15 * dtype.itemsize)
    assert torch.equal(found.tensor(), tensor)


@FORMATS
def test_views_keep_their_places_and_shared_values_are_recognised(is_zip: bool, tmp_path: Path) -> None:  # likewise
    base = torch.randn(6, 4)
    content = {"a": base, "again": base, "rows": base[2:4], "turned": base.t(), "copy": base.clone()}
    found = read(saved(tmp_path / "x.pt", content, is_zip=is_zip))
    for name, tensor in content.items():
        assert torch.equal(found[name].tensor(), tensor)
    assert found["a"] == found["again"]
    assert len({found[name] for name in content}) == 4


def test_of_a_zip_file_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    found = read(saved(tmp_path / "x.pt", {"a": torch.ones(2)}))["a"]
    assert isinstance(found.source, MappedFile)
    assert isinstance(read(saved(tmp_path / "y.pt", {"a": torch.ones(2)}, is_zip=False))["a"].source, LoadedMemory)


@FORMATS
def test_parameters_and_tensors_of_other_devices_are_tensors_like_any(
    is_zip: bool,  # likewise
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.serialization, "location_tag", lambda _storage: "cuda:0")
    path = saved(tmp_path / "x.pt", {"a": nn.Parameter(torch.ones(3)), "b": torch.ones(2)}, is_zip=is_zip)
    found = read(path)
    assert torch.equal(found["a"].tensor(), torch.ones(3))
    assert torch.equal(found["b"].tensor(), torch.ones(2))


@FORMATS
def test_what_trainings_save_beside_their_weights_is_data(is_zip: bool, tmp_path: Path) -> None:  # likewise
    content = {
        "model": {"a": torch.ones(2)},
        "args": argparse.Namespace(lr=0.1),
        "model_args": ModelArgs(n_head=3),
        "loss": np.float64(3.5),
        "iter_num": np.int64(7),
        "counts": collections.defaultdict(int, {"seen": 2}),
        "hyper_parameters": AttributeDict(width=8),
        "where": pathlib.PurePosixPath("/data/x"),
        "history": np.arange(3),
        "seen": {1, 2},
    }
    found = read(saved(tmp_path / "x.pt", content, is_zip=is_zip))
    assert found["args"] == {"lr": 0.1}
    assert found["model_args"] == {"n_head": 3}
    assert (found["loss"], found["iter_num"]) == (3.5, 7)
    assert found["counts"] == {"seen": 2}
    assert found["hyper_parameters"] == {"width": 8}
    assert found["seen"] == {1, 2}
    assert torch.equal(found["model"]["a"].tensor(), torch.ones(2))


def test_tensors_without_plain_values_say_what_they_are(tmp_path: Path) -> None:
    content = {
        "sparse": torch.eye(3).to_sparse(),
        "meta": torch.ones(3, device="meta"),
        "expanded": torch.ones(1).expand(1000, 1000),
        "empty": torch.empty(0, 4),
    }
    found = read(saved(tmp_path / "x.pt", content))
    assert found["sparse"] == UnstoredTensor("a Tensor of torch.sparse_coo, not one of plain numbers")
    assert found["meta"] == UnstoredTensor("saved without its values")
    assert found["expanded"] == UnstoredTensor("one value stands for many")
    assert found["empty"].tensor().shape == (0, 4)


def test_an_older_torch_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tensor = torch.randn(2, 3)
    path = saved(tmp_path / "x.pt", {"a": tensor, "again": tensor})
    monkeypatch.setattr(torch_files, "_META_TORCH", (99, 0))
    found = read(path)
    assert torch.equal(found["a"].tensor(), tensor)
    assert found["a"] == found["again"]


def test_a_torch_that_cannot_read_safely_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "x.pt", {"a": torch.ones(2)})
    monkeypatch.setattr(torch, "__version__", "2.5.1+cpu")
    with pytest.raises(TorchTooOldError, match=r"needs PyTorch 2\.7 or newer, found 2\.5\.1\+cpu; upgrade it"):
        read_file(path)


class Runs:
    """Something whose loading runs a function."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._call = function, arguments

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self._call


@FORMATS
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda file: Runs(os.system, f"touch {file}"), "posix.system"),
        (lambda file: Runs(builtins.exec, f"open({str(file)!r}, 'w')"), "builtins.exec"),
        (lambda file: Runs(builtins.eval, f"open({str(file)!r}, 'w')"), "builtins.eval"),
        (lambda file: Runs(builtins.open, str(file), "w"), "io.open"),
        (lambda file: Runs(builtins.getattr, pathlib.Path(file), "touch"), "builtins.getattr"),
    ],
)
@pytest.mark.parametrize("is_beside_weights", [True, False])
def test_code_is_refused_and_never_run(
    make: Callable[[Path], object],
    name: str,
    is_zip: bool,  # likewise
    is_beside_weights: bool,  # likewise
    tmp_path: Path,
) -> None:
    trap = tmp_path / "trap"
    code = make(trap)
    path = saved(
        tmp_path / "x.pt", {"model": {"a": torch.ones(2)}, "x": code} if is_beside_weights else code, is_zip=is_zip
    )
    with pytest.raises(PickledCodeError) as caught:
        read_file(path)
    assert not trap.exists()
    assert str(caught.value) == (
        f"{path} names {name}, which would have to be run: it is never run here; load the checkpoint where it was "
        "written, and save the weights alone: torch.save(model.state_dict(), path)"
    )


@pytest.mark.parametrize("function", [np.save, torch.save, shutil.copyfile, subprocess.run])
def test_no_function_of_any_package_is_called(function: Callable[..., object], tmp_path: Path) -> None:
    trap = tmp_path / "trap.npy"
    path = saved(tmp_path / "x.pt", {"a": torch.ones(2), "x": Runs(function, str(trap), str(trap))})
    with suppress(PickledCodeError):
        read_file(path)
    assert not trap.exists()


def test_what_no_standard_library_names_is_left_out(tmp_path: Path) -> None:
    found = read(saved(tmp_path / "x.pt", {"a": torch.ones(2), "x": Runs(np.save, "trap", [1.0])}))
    assert torch.equal(found["a"].tensor(), torch.ones(2))


def test_a_module_saved_as_a_whole_stays_what_it_is_called(tmp_path: Path) -> None:
    found = read(saved(tmp_path / "x.pt", {"model": nn.Linear(2, 2)}))
    assert found["model"].origin == "torch.nn.modules.linear.Linear"


def test_a_module_in_the_old_format_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.pt", nn.Linear(2, 2), is_zip=False)
    with pytest.raises(PickledCodeError, match="holds a whole module, pickled, which only its own code could make"):
        read_file(path)


@FORMATS
def test_a_file_cut_short_anywhere_is_said_to_be(is_zip: bool, tmp_path: Path) -> None:  # likewise
    whole = saved(tmp_path / "x.pt", {"a": torch.randn(50)}, is_zip=is_zip).read_bytes()
    cut = tmp_path / "cut.pt"
    for length in [*range(40, len(whole), 7), len(whole) - 1]:
        cut.write_bytes(whole[:length])
        with pytest.raises(CheckpointError, match=r"is cut short or damaged|would have to be run"):  # half a name
            read_file(cut)


@FORMATS
def test_whatever_byte_is_wrong_the_error_is_a_named_one_on_one_line(is_zip: bool, tmp_path: Path) -> None:  # likewise
    content = {"model": {"a": torch.randn(4)}, "args": argparse.Namespace(lr=0.1), "step": np.int64(3)}
    whole = saved(tmp_path / "x.pt", content, is_zip=is_zip).read_bytes()
    damaged = tmp_path / "damaged.pt"
    generator = np.random.default_rng(0)
    texts = []
    for position in generator.integers(0, len(whole), 150).tolist():
        damaged.write_bytes(whole[:position] + generator.bytes(1) + whole[position + 1 :])
        try:
            read_file(damaged)
        except CheckpointError as error:
            texts.append(str(error))
    assert len(texts) > 10
    assert [text for text in texts if str(damaged) not in text or "\n" in text] == []


def rezipped(path: Path, change: Callable[[str, bytes], bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    """The same zip file with other contents."""
    changed = path.with_name("changed.pt")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(changed, "w", compression) as other:
        for info in archive.infolist():
            other.writestr(info.filename, change(info.filename, archive.read(info)))
    return changed


def test_a_tensor_that_claims_more_than_the_file_holds_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.pt", {"a": torch.ones(100)})

    def lie(name: str, content: bytes) -> bytes:
        few, many = b"K" + bytes([100]), b"J" + struct.pack("<i", 2_000_000_000)
        assert few in content or not name.endswith("data.pkl")
        return content.replace(few, many) if name.endswith("data.pkl") else content

    with pytest.raises(DamagedCheckpointError, match=r"contradicts itself|cut short or damaged"):
        read_file(rezipped(path, lie))


def test_a_tensor_that_reaches_beyond_its_values_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.pt", {"a": torch.ones(10, 10)})

    def lie(name: str, content: bytes) -> bytes:
        ten_by_ten, more = b"K\nK\n\x86", b"K\nKc\x86"
        return content.replace(ten_by_ten, more, 1) if name.endswith("data.pkl") else content

    with pytest.raises(DamagedCheckpointError, match=r"contradicts itself|out of bounds"):
        read_file(rezipped(path, lie))


def test_compressed_afterwards_it_cannot_be_mapped(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.pt", {"a": torch.zeros(1 << 20)})
    with pytest.raises(DamagedCheckpointError, match=r"was compressed after torch\.save wrote it"):
        read_file(rezipped(path, lambda _name, content: content, zipfile.ZIP_DEFLATED))


def test_another_byte_order_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.pt", {"a": torch.ones(2)})
    with pytest.raises(ForeignFileError, match="another byte order"):
        read_file(rezipped(path, lambda name, content: b"big" if name.endswith("byteorder") else content))


def test_a_torchscript_archive_holds_code(tmp_path: Path) -> None:
    path = tmp_path / "script.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("script/data.pkl", b"")
        archive.writestr("script/constants.pkl", b"")
    with pytest.raises(ForeignFileError, match="is a TorchScript archive, which holds code"):
        read_file(path)


def test_another_zip_file_is_none_of_torch(tmp_path: Path) -> None:
    path = tmp_path / "other.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "hello")
    with pytest.raises(ForeignFileError, match=r"none of torch\.save: it holds no data\.pkl"):
        read_file(path)


def test_a_pickle_of_another_protocol_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    torch.save({"a": torch.ones(2)}, path, pickle_protocol=4)
    with pytest.raises(ForeignFileError, match="was pickled in a way of which torch cannot tell whether it runs code"):
        read_file(path)


def test_a_dictionary_that_holds_itself_ends(tmp_path: Path) -> None:
    content: dict[str, object] = {"a": torch.ones(2)}
    content["self"] = content
    found = read(saved(tmp_path / "x.pt", content))
    assert found["self"] is found


def test_dictionaries_without_end_are_refused(tmp_path: Path) -> None:
    content: dict[str, object] = {}
    path = saved(tmp_path / "x.pt", {"a": content})
    deep = b"".join([b"\x80\x02", b"}X\x01\x00\x00\x00a" * 100_000, b"}", b"s" * 100_000, b"."])
    assert isinstance(pickle.loads(b"\x80\x02}X\x01\x00\x00\x00a}s."), dict)  # noqa: S301  # the same in small
    with pytest.raises(DamagedCheckpointError, match="holds dictionaries in dictionaries without end"):
        read_file(rezipped(path, lambda name, content: deep if name.endswith("data.pkl") else content))
