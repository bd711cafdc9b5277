"""Checkpoints for `paramviz checkpoints` that are cut, flipped, lie, or would run code."""

from __future__ import annotations

import io
import json
import os
import random
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import save as save_safetensors

from tests.hostile.case import flipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRAP = "trap"  # beside the checkpoints; exists where one of them has run something
BOMB_BYTES = 2**28
FLIPS = 40  # of each format
SEED = 0


class _Touches:
    """Something whose loading makes a file."""

    def __init__(self, trap: Path) -> None:
        self._trap = trap

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.system, (f"touch '{self._trap}'",)


def write_checkpoints(folder: Path) -> list[Path]:
    """Write every case; none of them is a checkpoint that can be logged.

    Returns:
        Their paths.
    """
    folder.mkdir(parents=True)
    contents = {**_torch_files(folder / TRAP), **_safetensors_files()}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    _write_bomb(folder / "bomb.pt")
    return [*(folder / name for name in contents), folder / "bomb.pt"]


def write_flipped_checkpoints(folder: Path) -> list[Path]:
    """Write sound ones of each format in which one bit is another.

    Where it is one of a weight's, they can be logged: no format has a checksum that torch or safetensors look at.

    Returns:
        Their paths.
    """
    folder.mkdir(parents=True)
    paths = []
    wholes = {"zip.pt": _saved(_weights()), "old.pt": _saved(_weights(), is_zip=False)}
    for kind, whole in {**wholes, "whole.safetensors": save_safetensors(_weights())}.items():
        chosen = random.Random(SEED)  # noqa: S311  # for tests, not for secrets
        for number in range(FLIPS):
            path = folder / f"flipped-{number:02d}-{kind}"
            path.write_bytes(flipped(whole, chosen.randrange(len(whole)), chosen.randrange(8)))
            paths.append(path)
    return paths


def write_sound_checkpoint(path: Path) -> Path:
    """Write a checkpoint that can be logged."""
    path.write_bytes(_saved(_weights()))
    return path


def _torch_files(trap: Path) -> dict[str, bytes]:
    whole, old = _saved(_weights()), _saved(_weights(), is_zip=False)
    with_code = {**_weights(), "callback": _Touches(trap)}
    name = "\x1b[31m\nred\x07<img src=x onerror=top.hacked=1>"
    return {
        "empty.pt": b"",
        **{f"cut-at-{share}-per-cent.pt": whole[: len(whole) * share // 100] for share in (1, 20, 50, 80, 99)},
        **{f"old-cut-at-{share}-per-cent.pt": old[: len(old) * share // 100] for share in (1, 50, 99)},
        "code.pt": _saved(with_code),
        "old-code.pt": _saved(with_code, is_zip=False),
        "code-in-a-key.pt": _saved({"model": {"a": torch.ones(2)}, "x": {"y": [_Touches(trap)]}}),
        "names-for-a-terminal.pt": _saved({name: name, "y": {name: 1}}),
        "not-a-checkpoint.pt": b"<script>top.hacked=1</script>",
        "only-a-pickle.pt": b"\x80\x04" + b"(" * 100_000 + b".",
        "nested.pt": _zipped(b"\x80\x02" + b"]" * 50_000 + b"a" * 49_999 + b"."),
        "circle.pt": _zipped(b"\x80\x02}q\x00X\x01\x00\x00\x00aq\x01h\x00s."),  # a dictionary that holds itself
    }


def _safetensors_files() -> dict[str, bytes]:
    whole = save_safetensors(_weights())
    overlapping = {
        "a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},
        "b": {"dtype": "F32", "shape": [4], "data_offsets": [8, 24]},
    }
    beyond = {"a": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}}
    overflowing = {"a": {"dtype": "F32", "shape": [2**62, 2**62], "data_offsets": [0, 16]}}
    negative = {"a": {"dtype": "F32", "shape": [-4], "data_offsets": [0, -16]}}
    reversed_offsets = {"a": {"dtype": "F32", "shape": [4], "data_offsets": [16, 0]}}
    return {
        **{f"cut-at-{share}-per-cent.safetensors": whole[: len(whole) * share // 100] for share in (1, 50, 99)},
        "header-of-2-to-the-62.safetensors": struct.pack("<Q", 2**62) + whole[8:],
        "header-of-2-to-the-64.safetensors": struct.pack("<Q", 2**64 - 1) + whole[8:],
        "header-nested.safetensors": _safetensors(b"[" * 100_000),
        "header-of-nan.safetensors": _safetensors(b'{"a": NaN}'),
        "overlapping.safetensors": _safetensors(json.dumps(overlapping).encode(), 24),
        "beyond-the-end.safetensors": _safetensors(json.dumps(beyond).encode(), 16),
        "overflowing.safetensors": _safetensors(json.dumps(overflowing).encode(), 16),
        "negative.safetensors": _safetensors(json.dumps(negative).encode(), 16),
        "reversed.safetensors": _safetensors(json.dumps(reversed_offsets).encode(), 16),
        "a-name-twice.safetensors": _safetensors(b'{"a": ' + json.dumps(beyond["a"]).encode() + b', "a": {}}', 16),
    }


def _write_bomb(path: Path) -> None:
    """Zeros that take a thousandth of their size: no writer compresses what it saves, a reader of zip files would."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x/version", "3\n")
        with archive.open("x/data.pkl", "w", force_zip64=True) as file:
            for _ in range(BOMB_BYTES // 2**24):
                file.write(bytes(2**24))


def _zipped(pickled: bytes) -> bytes:
    """What torch.save would write around a pickle."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x/data.pkl", pickled)
        archive.writestr("x/byteorder", "little")
        archive.writestr("x/version", "3\n")
    return file.getvalue()


def _weights() -> dict[str, Any]:
    chosen = torch.Generator().manual_seed(0)
    return {
        "embed.weight": torch.randn(30, 8, generator=chosen),
        "fc.weight": torch.randn(8, 8, generator=chosen),
    }


def _saved(content: object, *, is_zip: bool = True) -> bytes:
    file = io.BytesIO()
    torch.save(content, file, _use_new_zipfile_serialization=is_zip)
    return file.getvalue()


def _safetensors(header: bytes, values_bytes: int = 0) -> bytes:
    return struct.pack("<Q", len(header)) + header + bytes(values_bytes)
