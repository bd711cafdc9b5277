"""How the process keeps memory that was freed."""

from __future__ import annotations

import platform
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.serving.allocator import return_large_blocks, share_arenas

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1_000_000
SETTINGS = {share_arenas: "MALLOC_ARENA_MAX", return_large_blocks: "MALLOC_MMAP_THRESHOLD_"}

# Frees blocks of 4 MB between which something lives; prints how much memory is left beyond that.
PROGRAM = """
import os, sys
from benchmarks.setup.processes import resident_bytes
from tensorboard_plugin_paramviz.serving.allocator import return_large_blocks

if sys.argv[1] == "return":
    assert return_large_blocks()
large = bytearray(30_000_000)
del large  # from here on glibc keeps blocks of as much
start = resident_bytes(os.getpid())
blocks, living = [], []
for _ in range(50):
    blocks.append(bytearray(b"1") * 4_000_000)
    living.append(bytearray(b"1") * 10_000)
blocks.clear()
print(resident_bytes(os.getpid()) - start)
"""


@pytest.fixture(autouse=True)
def undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    for switch in SETTINGS.values():
        monkeypatch.delenv(switch, raising=False)


@pytest.mark.parametrize("change", SETTINGS)
def test_it_is_done_where_glibc_is(change: Callable[[], bool]) -> None:
    assert change() == (platform.libc_ver()[0] == "glibc")


@pytest.mark.parametrize("change", SETTINGS)
def test_whoever_has_decided_is_left_alone(change: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTINGS[change], "8")
    assert not change()


@pytest.mark.parametrize("change", SETTINGS)
def test_other_systems_are_left_alone(change: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not change()


def left_bytes(how: str) -> int:
    """What a process of its own keeps of 200 MB that it has freed."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators keep memory otherwise")
def test_what_is_freed_goes_back_to_the_system() -> None:
    assert left_bytes("keep") > 100 * MEGABYTE
    assert left_bytes("return") < 10 * MEGABYTE
