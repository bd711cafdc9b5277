"""How the process's allocator keeps memory that was freed."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from typing import NamedTuple


class _Setting(NamedTuple):
    """A setting of glibc's allocator.

    Attributes:
        option: its number in glibc's malloc.h.
        value: what it is set to.
        switch: glibc's own environment variable for it: who sets that has decided.
    """

    option: int
    value: int
    switch: str


_ARENAS = _Setting(-8, 2, "MALLOC_ARENA_MAX")  # M_ARENA_MAX
_LARGE_BYTES = _Setting(-3, 1 << 20, "MALLOC_MMAP_THRESHOLD_")  # M_MMAP_THRESHOLD


_READ_BYTES_PER_RETURN = 16 << 20  # some three polls of two runs, and half of what is read at once of a history


class ReadingRemains:
    """What reading leaves behind: it goes back to the system each time that so much has been read.

    A value of a series takes some ten to a hundred kB, thrice while it is read, and between such blocks there is always
    one that lives on; glibc then keeps all of them. After whole histories of two runs had been asked for one by one, a
    process had 585 MiB of which 337 were free.

    Args:
        read_bytes_per_return: how much is read until then. Looking for what is free takes 1 to 25 ms.
    """

    def __init__(self, read_bytes_per_return: int = _READ_BYTES_PER_RETURN) -> None:
        self._read_bytes_per_return = read_bytes_per_return
        self._read_bytes = 0
        self._lock = threading.Lock()

    def note(self, read_bytes: int) -> bool:
        """Note that something was read, and that what only reading needed is free again.

        Args:
            read_bytes: size of the arrays that were read.

        Returns:
            Whether what is free was given back now; only glibc can.
        """
        with self._lock:
            self._read_bytes += read_bytes
            if self._read_bytes < self._read_bytes_per_return:
                return False
            self._read_bytes = 0
        return _return_free_blocks()


def share_arenas() -> bool:
    """Let all threads take their memory from the same few places.

    TensorBoard answers each request on a thread of its own, and glibc gives new threads arenas of their own, up to
    eight for each core; what one has freed no other can use. Fifty clients at once left 650 MiB in a process that needs
    320. The interpreter lock lets one thread allocate at a time anyway, so that nothing is lost.

    Returns:
        Whether it was done: with glibc, unless the environment variable MALLOC_ARENA_MAX says something else.
    """
    return _set(_ARENAS)


def return_large_blocks() -> bool:
    """Let blocks of a megabyte and more go back to the system when they are freed.

    Once a large block has been freed, glibc keeps those of up to 32 MB for later, and between them lies what still
    lives: with a client that followed two live runs, a process had 600 MB that has 290 with this. The price is that
    the system clears the pages of each large array anew.

    Returns:
        Whether it was done: with glibc, unless the environment variable MALLOC_MMAP_THRESHOLD_ says something else.
    """
    return _set(_LARGE_BYTES)


def _return_free_blocks() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    return malloc_trim is not None and malloc_trim(0) == 1


def _set(setting: _Setting) -> bool:
    if not sys.platform.startswith("linux") or setting.switch in os.environ:
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and mallopt(setting.option, setting.value) == 1
