"""One file of a checkpoint: which format it is in, by what it begins with and not by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.checkpoints.errors import (
    CheckpointUnreadableError,
    EmptyCheckpointError,
    ForeignFileError,
    PickledCodeError,
)
from tensorboard_plugin_paramviz.capture.checkpoints.safetensors_files import read_safetensors
from tensorboard_plugin_paramviz.capture.checkpoints.torch_files import read_old, read_zip

if TYPE_CHECKING:
    from pathlib import Path

_HEAD_BYTES = 512
_ZIP = b"PK\x03\x04"
_PICKLE = b"\x80"
_OLD_MAGIC = b"\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"  # the number that torch.save wrote first, as pickles write it
_LENGTH_BYTES = 8  # of the number that a file of safetensors begins with: how long its header is
_LONGEST_HEADER = 100_000_000  # that safetensors reads
_TAR_MARK = slice(257, 262)
_LFS = b"version https://git-lfs"


def read_file(path: Path) -> object:
    """Look through a file of any format.

    Returns:
        What it holds: dictionaries, plain data, a `StoredTensor` or `UnstoredTensor` for each tensor.

    Raises:
        CheckpointUnreadableError: the operating system does not let it be read.
        EmptyCheckpointError: it is empty.
        ForeignFileError: it is no checkpoint.
        DamagedCheckpointError: it is one that is cut short, or contradicts itself.
        PickledCodeError: reading it would run code.
        TorchTooOldError: this PyTorch cannot read it safely.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        return _read(path, head)
    except OSError as error:
        raise CheckpointUnreadableError(f"{path} cannot be read: {error.strerror or error}") from None


def _read(path: Path, head: bytes) -> object:
    if not head:
        raise EmptyCheckpointError(f"{path} is empty; was the disk full when it was written?")
    if head.startswith(_ZIP):
        return read_zip(path)
    if _is_safetensors(head):
        return read_safetensors(path)
    if head.startswith(_PICKLE):
        if _OLD_MAGIC in head[:32]:
            return read_old(path)
        raise PickledCodeError(
            f"{path} is a plain pickle, which runs code when it is loaded: save the weights with "
            "torch.save(model.state_dict(), path)"
        )
    if head.startswith(_LFS):
        raise ForeignFileError(f"{path} is a pointer of Git LFS, not the file itself; fetch it with: git lfs pull")
    if head[_TAR_MARK] == b"ustar":
        raise ForeignFileError(f"{path} is a tar archive; unpack it, or save the checkpoint again with torch.save")
    raise ForeignFileError(
        f"{path} is no checkpoint: expected a file of torch.save or safetensors, found one that begins with "
        f"{head[:16]!r}"
    )


def _is_safetensors(head: bytes) -> bool:
    """Whether a file begins with a length and a header in JSON; 128 as the length looks like a pickle at first."""
    is_long = int.from_bytes(head[:_LENGTH_BYTES], "little") > _LONGEST_HEADER
    return head[_LENGTH_BYTES:].startswith(b"{") and not (is_long and head.startswith(_PICKLE))
