"""A ZIP archive whose size is known before its content is: entries are stored as they are, and checksums follow them.

Python's `zipfile` can write to a stream, but cannot tell how long it will become. The same content makes the same
archive: no times, no platform, 64-bit sizes throughout (PKWARE's APPNOTE 6.3, with bit 3 and the extra field 1).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from tensorboard_plugin_paramviz.serving.errors import ExportLimitError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_VERSION = 45  # the first one with 64-bit sizes
_FLAGS = 0x0808  # sizes and checksum follow the data; names are UTF-8
_DATE = 0x21  # 1 January 1980, the earliest there is
_ELSEWHERE = 0xFFFFFFFF  # this size or offset stands in the extra field
_ELSEWHERE_SHORT = 0xFFFF
_LONGEST_NAME_BYTES = 0xFFFF

_LOCAL = struct.Struct("<4s5H3I2H")
_LOCAL_EXTRA = struct.Struct("<2H2Q")
_DESCRIPTOR = struct.Struct("<4sI2Q")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_CENTRAL_EXTRA = struct.Struct("<2H3Q")
_END_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_64 = struct.Struct("<4sIQI")
_END = struct.Struct("<4s4H2IH")
_EXTRA_HEAD_BYTES = 4  # the number of an extra field, and its length


class Entry(NamedTuple):
    """A file of the archive: its name, its size, and its content piece by piece."""

    name: str
    size_bytes: int
    content: Iterable[bytes]


def archive_bytes(sizes: Sequence[tuple[str, int]]) -> int:
    """Size of the archive of entries of these names and sizes.

    Raises:
        ExportLimitError: a name is longer than 65,535 bytes.
    """
    structures = (_LOCAL, _LOCAL_EXTRA, _DESCRIPTOR, _CENTRAL, _CENTRAL_EXTRA)
    fixed_bytes = sum(structure.size for structure in structures)
    entries_bytes = sum(fixed_bytes + 2 * len(_encoded(name)) + size_bytes for name, size_bytes in sizes)
    return entries_bytes + _END_64.size + _LOCATOR_64.size + _END.size


def archive(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive, piece by piece.

    Raises:
        ExportLimitError: a name is longer than 65,535 bytes.
        RuntimeError: an entry's content is not as long as was said.
    """
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        name = _encoded(entry.name)
        start = _local_header(name)
        yield start
        checksum = written_bytes = 0
        for piece in entry.content:
            checksum = zlib.crc32(piece, checksum)
            written_bytes += len(piece)
            yield piece
        if written_bytes != entry.size_bytes:
            raise RuntimeError(f"{entry.name} has {written_bytes} bytes, {entry.size_bytes} were announced")
        yield _DESCRIPTOR.pack(b"PK\7\x08", checksum, written_bytes, written_bytes)
        directory.append(_central_header(name, checksum, written_bytes, offset))
        offset += len(start) + written_bytes + _DESCRIPTOR.size
    listing = b"".join(directory)
    yield listing
    yield _end(len(directory), len(listing), offset)


def _encoded(name: str) -> bytes:
    encoded = name.encode()
    if len(encoded) > _LONGEST_NAME_BYTES:
        raise ExportLimitError(
            f"the name {quoted(name)} has {len(encoded)} bytes, in a ZIP archive (NPZ is one) a name has at most "
            f"{_LONGEST_NAME_BYTES}; choose other parameters, or another format"
        )
    return encoded


def _local_header(name: bytes) -> bytes:
    extra = _LOCAL_EXTRA.pack(1, _LOCAL_EXTRA.size - _EXTRA_HEAD_BYTES, 0, 0)  # zeros: what is there follows the data
    sizes = (0, _ELSEWHERE, _ELSEWHERE)  # the checksum is one of those that follow
    return _LOCAL.pack(b"PK\3\4", _VERSION, _FLAGS, 0, 0, _DATE, *sizes, len(name), len(extra)) + name + extra


def _central_header(name: bytes, checksum: int, size_bytes: int, offset: int) -> bytes:
    extra = _CENTRAL_EXTRA.pack(1, _CENTRAL_EXTRA.size - _EXTRA_HEAD_BYTES, size_bytes, size_bytes, offset)
    sizes = (checksum, _ELSEWHERE, _ELSEWHERE)
    nothing = (0, 0, 0, 0)  # no comment, one disk, no attributes
    return (
        _CENTRAL.pack(
            *(b"PK\1\2", _VERSION, _VERSION, _FLAGS, 0, 0, _DATE),
            *(*sizes, len(name), len(extra), *nothing, _ELSEWHERE),
        )
        + name
        + extra
    )


def _end(count: int, listing_bytes: int, offset: int) -> bytes:
    """What closes the archive, behind the listing of its entries, which begins at `offset`."""
    rest_bytes = _END_64.size - 12  # what follows the field that says so
    end_64 = _END_64.pack(*(b"PK\6\6", rest_bytes, _VERSION, _VERSION, 0, 0), *(count, count, listing_bytes, offset))
    locator = _LOCATOR_64.pack(b"PK\6\7", 0, offset + listing_bytes, 1)
    counts = (_ELSEWHERE_SHORT, _ELSEWHERE_SHORT)
    return end_64 + locator + _END.pack(b"PK\5\6", 0, 0, *counts, _ELSEWHERE, _ELSEWHERE, 0)
