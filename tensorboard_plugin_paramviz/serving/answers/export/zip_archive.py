"""A ZIP archive that is made while it is sent, and is the same each time: no times, no platform, nothing compressed."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from tensorboard_plugin_paramviz.serving.errors import ExportLimitError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import Buffer

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time that the format knows
_UNIX = 3
_LONGEST_NAME_BYTES = 0xFFFF


class Entry(NamedTuple):
    """A file of the archive: its name, and its content piece by piece."""

    name: str
    content: Iterable[bytes]


def archive(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive, piece by piece; without its last piece no reader takes it for whole."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w") as opened:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, _EARLIEST)
            info.create_system = _UNIX
            with opened.open(info, "w", force_zip64=True) as file:
                for piece in entry.content:
                    file.write(piece)
                    yield pieces.take()
            yield pieces.take()
    yield pieces.take()


def check_name(name: str) -> None:
    """Refuse a name that an archive cannot hold.

    Raises:
        ExportLimitError: it is longer than 65,535 bytes.
    """
    name_bytes = len(name.encode())
    if name_bytes > _LONGEST_NAME_BYTES:
        raise ExportLimitError(
            f"the name {quoted(name)} has {name_bytes} bytes, in a ZIP archive (NPZ is one) a name has at most "
            f"{_LONGEST_NAME_BYTES}; choose other parameters, or another format"
        )


class _Pieces(io.RawIOBase):
    """A file that is written from beginning to end, and taken away on the way."""

    def __init__(self) -> None:
        super().__init__()
        self._written: list[bytes] = []

    def writable(self) -> bool:
        """Written it is; it can neither be read nor sought in."""
        return True

    def write(self, data: Buffer) -> int:
        """Keep some bytes until they are taken."""
        piece = bytes(data)
        self._written.append(piece)
        return len(piece)

    def take(self) -> bytes:
        """What was written since."""
        taken = b"".join(self._written)
        self._written.clear()
        return taken
