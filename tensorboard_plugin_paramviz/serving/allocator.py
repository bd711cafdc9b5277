"""How the process's allocator keeps memory that was freed."""

from __future__ import annotations

import ctypes
import os
import sys
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


def _set(setting: _Setting) -> bool:
    if not sys.platform.startswith("linux") or setting.switch in os.environ:
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and mallopt(setting.option, setting.value) == 1
