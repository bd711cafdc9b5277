"""What is in a wheel or an sdist, and in what two of them differ."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from release.errors import ReleaseError
from release.runner import Found

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN_MEMBERS = 8


class ArchivesDifferError(ReleaseError):
    """Two archives that should be the same are not."""


@dataclass(frozen=True)
class Member:
    """What an archive says of one of its files.

    Attributes:
        content: the SHA-256 of its bytes.
        permissions: as Unix has them.
        time: when it was changed last, in the archive's own form.
        owner: who it belongs to; a wheel does not say.
    """

    content: str
    permissions: str
    time: str
    owner: str


def read_members(archive: Path) -> dict[str, Member]:
    """The files of a wheel or of an sdist by their names, in the archive's order."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {
                info.filename: Member(
                    _hash(wheel.read(info)), oct(info.external_attr >> 16), str(info.date_time), "nobody"
                )
                for info in wheel.infolist()
            }
    with tarfile.open(archive) as sdist:
        return {
            info.name: Member(
                _hash(file.read() if (file := sdist.extractfile(info)) else b""),
                oct(info.mode),
                str(info.mtime),
                f"{info.uid}:{info.gid} {info.uname}:{info.gname}",
            )
            for info in sdist
        }


def read_sdist_names(sdist: Path) -> list[str]:
    """The names of an sdist's files, without the first folder, which has all of them, and without folders."""
    with tarfile.open(sdist) as archive:
        return [info.name.partition("/")[2] for info in archive if info.isfile()]


def read_text(archive: Path, name: str) -> str:
    """The text of a file in a wheel or an sdist."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(name).decode()
    with tarfile.open(archive) as sdist:
        file = sdist.extractfile(name)
        return "" if file is None else file.read().decode()


def check_same(first: Path, second: Path) -> Found:
    """Hold two archives against each other, byte for byte.

    Raises:
        ArchivesDifferError: they differ; the text names the members and in what.
    """
    if first.read_bytes() == second.read_bytes() and first.name == second.name:
        return Found(f"{first.name}, {first.stat().st_size:,} bytes, SHA-256 {_hash(first.read_bytes())[:16]}…")
    found = differences(read_members(first), read_members(second))
    listed = "; ".join(found[:_SHOWN_MEMBERS]) + (
        f"; and {len(found) - _SHOWN_MEMBERS} more" * (len(found) > _SHOWN_MEMBERS)
    )
    raise ArchivesDifferError(
        f"{first} and {second} differ, expected the same bytes: "
        + (listed or "not in their members, so in their names, order or compression")
        + ". setup.py settles what does not come from the commit: find out what else does not, and settle it there"
    )


def differences(first: dict[str, Member], second: dict[str, Member]) -> list[str]:
    """In what members differ, one text a member, in the order of their names."""
    texts = []
    for name in sorted({*first, *second}):
        if name not in first or name not in second:
            texts.append(f"{name} (only in the {'first' if name in first else 'second'})")
            continue
        pairs = {
            field.name: (getattr(first[name], field.name), getattr(second[name], field.name))
            for field in fields(Member)
        }
        parts = [
            kind if kind == "content" else f"{kind} {one} and {other}"
            for kind, (one, other) in pairs.items()
            if one != other
        ]
        if parts:
            texts.append(f"{name} ({', '.join(parts)})")
    return texts


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
