"""How much all caches of a process hold, which one process writes down and another reads."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from tensorboard_plugin_paramviz.serving.reading.cache import ByteCache

if TYPE_CHECKING:
    from pathlib import Path

FLAG = "--cache_account"  # which says into what file
_MOMENT_SECONDS = 10.0  # of a busy machine


class CacheAccount:
    """All caches of which it is told, as long as they live."""

    def __init__(self) -> None:
        self._caches: WeakSet[ByteCache[Any]] = WeakSet()
        self._lock = threading.Lock()

    def note(self, cache: ByteCache[Any]) -> None:
        """Note one more."""
        with self._lock:
            self._caches.add(cache)

    def note_all(self) -> None:
        """Note every cache that is made from now on."""
        make = ByteCache.__init__

        def make_noted(cache: ByteCache[Any], capacity_bytes: int) -> None:
            make(cache, capacity_bytes)
            self.note(cache)

        # The product needs no account, and so has no place for one.
        ByteCache.__init__ = make_noted  # type: ignore[assignment, method-assign]

    @property
    def nbytes(self) -> int:
        """How much they hold together."""
        with self._lock:
            return sum(cache.nbytes for cache in self._caches)

    def write(self, path: Path) -> None:
        """Write it into a file, in one piece."""
        beside = path.with_suffix(".part")
        beside.write_text(str(self.nbytes))
        beside.replace(path)


def read_account(path: Path) -> int | None:
    """How much the caches held a moment ago, in bytes; None where nobody has said so yet, or does not any more."""
    with contextlib.suppress(FileNotFoundError):
        if time.time() - path.stat().st_mtime <= _MOMENT_SECONDS:
            return int(path.read_text())
    return None
