"""A file that is there when it is complete, and not before."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def output_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be written whole.

    It is written under another name beside its place and renamed at the end; where that does not come, nothing is left
    and a file that was there stays. What is no file (a device, a pipe) is written to as it is.

    Raises:
        OSError: it cannot be written.
    """
    path = path.resolve()  # not the link is to be replaced, but what it points to
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent} is no directory; make it, or choose another place for {path.name}")
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("xb") as file:
            yield file
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
