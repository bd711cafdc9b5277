"""How the process's allocator keeps memory that was freed: what glibc offers, unless its own variables decide."""

from __future__ import annotations

import ctypes
import functools
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


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
_TRIM_SWITCH = "MALLOC_TRIM_THRESHOLD_"
_TRIM_PAUSE_SECONDS = 1.0


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


class SmallBlocks:
    """Blocks that requests have freed: a moment after a request they go back to the system.

    A value of a series takes ten to a hundred kB, three times as much while it is read (in the message, as bytes and as
    an array), and what is computed of series is of the same size. Between such blocks there is always one that lives
    on, and so glibc keeps all of them. After whole histories of two runs had been asked for one by one, a process had
    585 MiB of which 337 were free.

    Args:
        pause_seconds: from the end of a request to that moment, of 1 to 25 ms, for all that end meanwhile.
    """

    def __init__(self, pause_seconds: float = _TRIM_PAUSE_SECONDS) -> None:
        self._pause_seconds = pause_seconds
        self._trim = _trim_function()
        self._is_due = False
        self._lock = threading.Lock()

    def note_request(self) -> bool:
        """Note that a request is over, and needs what it had no more.

        Returns:
            Whether free blocks are about to go back to the system: with glibc, unless the environment variable
            MALLOC_TRIM_THRESHOLD_ is set, which says how much may stay free.
        """
        if self._trim is None:
            return False
        with self._lock:
            if not self._is_due:
                timer = threading.Timer(self._pause_seconds, self._give_back, [self._trim])
                timer.daemon = True
                with suppress(RuntimeError):  # no thread can be had: the next request tries again
                    timer.start()
                    self._is_due = True
            return self._is_due

    def _give_back(self, trim: Callable[..., int]) -> None:
        with self._lock:
            self._is_due = False
        trim(0)


def _set(setting: _Setting) -> bool:
    mallopt = _glibc("mallopt", ctypes.c_int, ctypes.c_int)
    return mallopt is not None and setting.switch not in os.environ and mallopt(setting.option, setting.value) == 1


def _trim_function() -> Callable[..., int] | None:
    return None if _TRIM_SWITCH in os.environ else _glibc("malloc_trim", ctypes.c_size_t)


def _glibc(name: str, *arguments: type[ctypes.c_int | ctypes.c_size_t]) -> Callable[..., int] | None:
    """A function of the allocator; None where there is none of that name, as on other systems and with musl."""
    function = getattr(_library(), name, None) if sys.platform.startswith("linux") else None
    if function is not None:
        function.argtypes = arguments
    return function


@functools.cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None)
