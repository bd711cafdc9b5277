"""Files of `torch.save`: which tensors they hold, where these lie, and what else is in them. No code is run.

They are pickles. `weights_only=True` lets torch's own unpickler make tensors and plain data alone; whatever else a
pickle names gets a stand-in that does nothing. The zip format is looked through on the meta device, so that nothing of
the tensors is read: each says at which byte of the file it begins, which is held against the zip's own directory.
Files in the format before PyTorch 1.6 cannot be mapped and are read as a whole.
"""

from __future__ import annotations

import re
import struct
import sys
import warnings
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode

from tensorboard_plugin_paramviz.capture.checkpoints.errors import (
    CheckpointError,
    DamagedCheckpointError,
    ForeignFileError,
    TorchTooOldError,
    first_line,
)
from tensorboard_plugin_paramviz.capture.checkpoints.stand_ins import plain, stand_in_for
from tensorboard_plugin_paramviz.capture.checkpoints.stored import (
    LoadedMemory,
    MappedFile,
    StoredTensor,
    UnstoredTensor,
)
from tensorboard_plugin_paramviz.capture.checkpoints.torch_faults import RESAVE, code_fault, fault_of, refused_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_OLDEST_TORCH = (2, 7)  # before 2.6 weights_only could be made to run code (CVE-2025-32434); since 2.7 offsets are told
_META_TORCH = (2, 13)  # since then on the meta device, too, without the second that importing fake tensors takes
_MOST_NAMES = 100  # that a file in the old format may need stand-ins for
_MOST_LEVELS = 100  # of dictionaries in dictionaries
_PLAIN_TENSORS = (Tensor, nn.Parameter, FakeTensor)
_LOCAL_HEADER = struct.Struct("<26xHH")  # lengths of the name and of the extra field, after which the values begin


def read_zip(path: Path) -> object:
    """Look through a file in the format of today.

    Returns:
        What was saved: dictionaries and plain data, a `StoredTensor` in the place of each tensor, or the reason why
        its values cannot be had.

    Raises:
        ForeignFileError: it is another zip file, or a TorchScript archive.
        DamagedCheckpointError: it is cut short, or contradicts itself.
        PickledCodeError: it names functions or classes that would have to be run.
        TorchTooOldError: this PyTorch cannot read it safely.
    """
    _check_torch()
    sizes = _records(path)
    names = _named(path)
    refused = sorted(name for name in names if stand_in_for(name) is None)
    if refused:
        raise code_fault(path, refused[0])
    try:
        return _Converter(path, MappedFile(path), sizes).convert(_load(path, names, "meta"))
    except Exception as error:  # noqa: BLE001  # whatever a damaged pickle makes torch raise
        raise fault_of(path, error) from None


def read_old(path: Path) -> object:
    """Read a file in the format before PyTorch 1.6, all of it.

    Returns:
        As `read_zip`; the tensors are in memory.

    Raises:
        DamagedCheckpointError: it is cut short, or contradicts itself.
        PickledCodeError: it names functions or classes that would have to be run.
        TorchTooOldError: this PyTorch cannot read it safely.
    """
    _check_torch()
    return _read_old(path, ())


def _read_old(path: Path, names: tuple[str, ...]) -> object:
    """Read it with stand-ins for some names; what else it names shows when torch refuses it."""
    try:
        return _Converter(path, None, {}).convert(_load(path, names, "cpu"))
    except Exception as error:  # noqa: BLE001  # likewise
        name = refused_name(error)
        if name is None or name in names or len(names) == _MOST_NAMES or stand_in_for(name) is None:
            raise fault_of(path, error) from None
    return _read_old(path, (*names, name))


def _torch_version() -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", torch.__version__)[:2])


def _check_torch() -> None:
    if _torch_version() < _OLDEST_TORCH:
        raise TorchTooOldError(
            f"reading files of torch.save safely needs PyTorch {'.'.join(map(str, _OLDEST_TORCH))} or newer, found "
            f"{torch.__version__}; upgrade it, or save the checkpoints as .safetensors"
        )


def _records(path: Path) -> dict[int, int]:
    """Where the zip's own directory puts its files: size by offset, in bytes.

    Raises:
        ForeignFileError: it is no file of torch.save.
        DamagedCheckpointError: it has no directory, or files that were compressed afterwards.
    """
    sizes = {}
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            words = {info.filename.partition("/")[2] for info in archive.infolist()}
            if "constants.pkl" in words:
                raise ForeignFileError(f"{path} is a TorchScript archive, which holds code: {RESAVE}")
            if "data.pkl" not in words:
                raise ForeignFileError(f"{path} is a zip file, but none of torch.save: it holds no data.pkl")
            for info in archive.infolist():
                if info.compress_type != zipfile.ZIP_STORED:
                    raise DamagedCheckpointError(
                        f"{path} was compressed after torch.save wrote it; save it again, or zip it without compression"
                    )
                file.seek(info.header_offset)
                header = file.read(_LOCAL_HEADER.size)
                sizes[info.header_offset + _LOCAL_HEADER.size + sum(_LOCAL_HEADER.unpack(header))] = info.file_size
                if info.filename.endswith("/byteorder") and archive.read(info).decode() != sys.byteorder:
                    raise ForeignFileError(f"{path} was written on a machine with another byte order; save it again")
    except CheckpointError:
        raise
    except (zipfile.BadZipFile, struct.error, ValueError, EOFError, RuntimeError) as error:
        raise DamagedCheckpointError(
            f"{path} is cut short or damaged: the directory at its end is missing or wrong ({first_line(error)})"
        ) from None
    return sizes


def _named(path: Path) -> list[str]:
    """The functions and classes that a pickle in a zip file names, beside those that torch knows to be data."""
    try:
        return torch.serialization.get_unsafe_globals_in_checkpoint(path)
    except Exception as error:  # noqa: BLE001  # likewise
        raise fault_of(path, error) from None


def _load(path: Path, names: Iterable[str], map_location: str) -> object:
    """What was saved, with stand-ins for what is named."""
    stand_ins: list[Any] = [(stand_in, name) for name in names if (stand_in := stand_in_for(name)) is not None]
    is_fake = map_location == "meta" and _torch_version() < _META_TORCH
    with ExitStack() as stack:
        stack.enter_context(torch.serialization.safe_globals(stand_ins))
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(FakeTensorMode() if is_fake else nullcontext())
        file = stack.enter_context(path.open("rb"))
        warnings.simplefilter("ignore")  # about old ways to write; what matters is an error
        return torch.load(file, weights_only=True, map_location=map_location)  # by content, whatever its name


class _Converter:
    """Puts stored tensors into the place of torch's.

    Args:
        path: what was read.
        file: the file that they lie in; None: they are in memory.
        sizes: size by offset of what lies in the file, in bytes.
    """

    def __init__(self, path: Path, file: MappedFile | None, sizes: Mapping[int, int]) -> None:
        self._path = path
        self._file = file
        self._sizes = sizes
        self._memories: dict[int, LoadedMemory] = {}
        self._converted: dict[int, dict[object, object]] = {}

    def convert(self, value: object, levels: int = _MOST_LEVELS) -> object:
        """Convert a value, and those that it holds if it is a mapping."""
        if isinstance(value, Tensor):
            return self._stored(value)
        attributes = plain(value)
        if not isinstance(attributes, Mapping):
            return attributes
        if not levels:
            raise DamagedCheckpointError(f"{self._path} holds dictionaries in dictionaries without end")
        if id(value) not in self._converted:  # a pickle may hold a dictionary in itself
            converted = self._converted[id(value)] = {}
            converted.update((key, self.convert(item, levels - 1)) for key, item in attributes.items())
        return self._converted[id(value)]

    def _stored(self, tensor: Tensor) -> StoredTensor | UnstoredTensor:
        if tensor.layout is not torch.strided or tensor.is_quantized or type(tensor) not in _PLAIN_TENSORS:
            return UnstoredTensor(f"a {type(tensor).__name__} of {tensor.layout}, not one of plain numbers")
        storage = tensor.untyped_storage()
        source, start_bytes = self._place(storage)
        if source is None:
            return UnstoredTensor("saved without its values")
        stored = StoredTensor(
            source=source,
            offset_bytes=start_bytes + int(tensor.storage_offset()) * tensor.dtype.itemsize,
            dtype=tensor.dtype,
            shape=tuple(tensor.shape),
            stride=tensor.stride(),
        )
        if stored.span * stored.dtype.itemsize + stored.offset_bytes - start_bytes > storage.nbytes():
            raise DamagedCheckpointError(f"{self._path} contradicts itself: a tensor reaches beyond its values")
        if stored.values > stored.span:
            return UnstoredTensor("one value stands for many")
        return stored

    def _place(self, storage: torch.UntypedStorage) -> tuple[MappedFile | LoadedMemory | None, int]:
        """Where a storage lies: in what, and from which byte on."""
        if self._file is None:
            return self._memories.setdefault(storage.data_ptr(), LoadedMemory(storage)), 0
        start_bytes: int | None = getattr(storage, "_checkpoint_offset", None)
        if start_bytes is None:
            return None, 0
        if storage.nbytes() > self._sizes.get(start_bytes, -1):
            raise DamagedCheckpointError(f"{self._path} contradicts itself: a tensor claims more bytes than it has")
        return self._file, start_bytes
