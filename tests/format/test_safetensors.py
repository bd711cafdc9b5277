"""The layout of safetensors files, held against the library that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load

from tensorboard_plugin_paramviz.format.errors import HeaderSizeError
from tensorboard_plugin_paramviz.format.safetensors import lay_out_safetensors

if TYPE_CHECKING:
    from pathlib import Path

TENSORS = {
    "codes": np.arange(-3, 3, dtype=np.int8).reshape(2, 3),
    "steps": np.array([1, 2**62], np.int64),
    "é/values": np.array([[np.nan, 1.5]], np.float32),
    "wide": np.arange(12, dtype=np.int16).reshape(3, 4)[:, ::2],
    "none": np.zeros((0, 5, 3), np.float32),
    "one": np.float32(2).reshape(()),
}


def file_of(tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> bytes:
    header, arrays = lay_out_safetensors(tensors, metadata)
    return header + b"".join(array.tobytes() for array in arrays)


def test_the_library_reads_it() -> None:
    restored = load(file_of(TENSORS, {"run": "a"}))
    assert sorted(restored) == sorted(TENSORS)
    for name, array in TENSORS.items():
        assert restored[name].dtype == array.dtype
        np.testing.assert_array_equal(restored[name], array)


def test_metadata_are_texts(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(file_of(TENSORS, {"run": 'é "quoted"\n'}))
    with safe_open(str(path), "np") as opened:
        assert opened.metadata() == {"run": 'é "quoted"\n'}


def test_its_bytes() -> None:
    header = b'{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}   '
    assert file_of({"a": np.array([7], np.int8)}, {}) == len(header).to_bytes(8, "little") + header + b"\x07"


def test_a_header_that_no_reader_would_take_is_refused() -> None:
    with pytest.raises(HeaderSizeError, match="names and texts take 100000032 bytes"):
        lay_out_safetensors({}, {"a": "x" * 100_000_000})
