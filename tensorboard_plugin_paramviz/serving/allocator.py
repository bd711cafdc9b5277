"""How the process's allocator keeps memory that was freed."""

from __future__ import annotations

import ctypes
import os
import sys

_ARENAS = 2
_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_SWITCH = "MALLOC_ARENA_MAX"  # glibc's own environment variable: who sets it has decided


def share_arenas() -> bool:
    """Let all threads take their memory from the same few places.

    TensorBoard answers each request on a thread of its own, and glibc gives new threads arenas of their own, up to
    eight for each core; what one has freed no other can use. Fifty clients at once left 650 MiB in a process that needs
    320. The interpreter lock lets one thread allocate at a time anyway, so that nothing is lost.

    Returns:
        Whether it was done: with glibc, unless the environment variable MALLOC_ARENA_MAX says something else.
    """
    if not sys.platform.startswith("linux") or _SWITCH in os.environ:
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and mallopt(_ARENA_MAX, _ARENAS) == 1
