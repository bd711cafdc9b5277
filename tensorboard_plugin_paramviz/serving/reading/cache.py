"""What is kept between requests, bounded in bytes, and the locks that make concurrent requests share the work."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator


_ENTRY_BYTES = 1024  # what an entry takes beside its arrays, so that many small ones are bounded too


class _Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


V = TypeVar("V", bound=_Sized)


class ByteCache(Generic[V]):
    """Keeps the latest used values, as long as they fit a number of bytes together.

    Each value belongs to a version of what it was made from; asking for another version finds nothing.

    Args:
        capacity_bytes: how much may be kept. A value larger than that is not kept at all.
    """

    def __init__(self, capacity_bytes: int) -> None:
        self._values: LRUCache[Hashable, tuple[Hashable, V]] = LRUCache(capacity_bytes, lambda entry: _size(entry[1]))
        self._lock = threading.Lock()

    def get(self, key: Hashable, version: Hashable) -> V | None:
        """The value of a key, if it is kept in this version."""
        with self._lock:
            entry = self._values.get(key)
            return entry[1] if entry is not None and entry[0] == version else None

    def put(self, key: Hashable, version: Hashable, value: V) -> None:
        """Keep a value instead of the key's older version."""
        with self._lock:
            self._values.pop(key, None)
            if _size(value) <= self._values.maxsize:
                self._values[key] = (version, value)

    @property
    def nbytes(self) -> int:
        """How much is kept now."""
        with self._lock:
            return int(self._values.currsize)


def _size(value: _Sized) -> int:
    return value.nbytes + _ENTRY_BYTES


class KeyedLocks:
    """One lock per key, kept as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[Hashable, tuple[threading.Lock, int]] = {}

    @contextmanager
    def hold(self, key: Hashable) -> Iterator[None]:
        """Hold the key's lock: who comes second waits, and then finds the work done."""
        with self._guard:
            lock, users = self._locks.get(key, (threading.Lock(), 0))
            self._locks[key] = (lock, users + 1)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, users = self._locks[key]
                if users == 1:
                    del self._locks[key]
                else:
                    self._locks[key] = (lock, users - 1)
