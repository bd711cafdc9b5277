"""How the process keeps memory that was freed."""

from __future__ import annotations

import platform
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.serving import allocator
from tensorboard_plugin_paramviz.serving.allocator import ReadingRemains, return_large_blocks, share_arenas

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1_000_000
SETTINGS = {share_arenas: "MALLOC_ARENA_MAX", return_large_blocks: "MALLOC_MMAP_THRESHOLD_"}

# Each frees blocks between which something lives, and prints how much memory is left beyond that.
LARGE_BLOCKS = """
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
VALUES_OF_SERIES = """
import os, sys
from benchmarks.setup.processes import resident_bytes
from tensorboard_plugin_paramviz.serving.allocator import ReadingRemains

remains = ReadingRemains()
start = resident_bytes(os.getpid())
values, living = [], []
for _ in range(2000):
    values.append(bytearray(b"1") * 100_000)
    living.append(bytearray(b"1") * 1_000)
values.clear()
if sys.argv[1] == "return":
    assert remains.note(200_000_000)
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


def left_bytes(program: str, how: str) -> int:
    """What a process of its own keeps of 200 MB that it has freed."""
    done = subprocess.run([sys.executable, "-c", program, how], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators keep memory otherwise")
@pytest.mark.parametrize("program", [LARGE_BLOCKS, VALUES_OF_SERIES], ids=["large blocks", "values of series"])
def test_what_is_freed_goes_back_to_the_system(program: str) -> None:
    assert left_bytes(program, "keep") > 100 * MEGABYTE
    assert left_bytes(program, "return") < 20 * MEGABYTE


def test_what_reading_leaves_is_looked_for_once_enough_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocator, "_return_free_blocks", lambda: True)
    remains = ReadingRemains(read_bytes_per_return=10)
    looked_for = [read_bytes for read_bytes in (4, 5, 0, 1, 9, 2, 25, 0) if remains.note(read_bytes)]
    assert looked_for == [1, 2, 25]


def test_what_reading_leaves_stays_on_other_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not ReadingRemains(read_bytes_per_return=1).note(1)
