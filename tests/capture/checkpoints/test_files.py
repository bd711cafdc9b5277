"""Files that are no checkpoints."""

from __future__ import annotations

import os
import pickle
import tarfile
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.capture.checkpoints.errors import (
    CheckpointError,
    CheckpointUnreadableError,
    EmptyCheckpointError,
    ForeignFileError,
    PickledCodeError,
)
from tensorboard_plugin_paramviz.capture.checkpoints.files import read_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "error", "text"),
    [
        (b"", EmptyCheckpointError, "is empty; was the disk full when it was written?"),
        (b"hello", ForeignFileError, "is no checkpoint: expected a file of torch.save or safetensors, found one that"),
        (b"<!DOCTYPE html>\n<html>", ForeignFileError, r"begins with b'<!DOCTYPE html>\n'"),
        (b"GGUF\x03\x00", ForeignFileError, r"begins with b'GGUF\x03\x00'"),
        (b"version https://git-lfs.github.com/spec/v1\n", ForeignFileError, "fetch it with: git lfs pull"),
        (pickle.dumps({"a": [1.0]}), PickledCodeError, "is a plain pickle, which runs code when it is loaded"),
    ],
)
def test_a_file_of_another_kind_is_named(content: bytes, error: type[Exception], text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        read_file(path)
    assert str(path) in str(caught.value)
    assert text in str(caught.value)


def test_a_tar_archive_is_refused_before_anything_in_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "storages").write_bytes(pickle.dumps(1))
    with tarfile.open(tmp_path / "x.pt", "w") as archive:
        archive.add(tmp_path / "storages", "storages")
    with pytest.raises(ForeignFileError, match="is a tar archive; unpack it"):
        read_file(tmp_path / "x.pt")


def test_what_cannot_be_opened_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(CheckpointUnreadableError, match="cannot be read: Is a directory"):
        read_file(tmp_path)


def test_a_pipe_that_nobody_writes_to_is_no_checkpoint(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    try:
        with pytest.raises(CheckpointError):
            read_file(tmp_path / f"/dev/fd/{reading}")
    finally:
        os.close(reading)
