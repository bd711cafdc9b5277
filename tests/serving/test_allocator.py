"""How the process keeps memory that was freed."""

from __future__ import annotations

import platform
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.serving import allocator
from tensorboard_plugin_paramviz.serving.allocator import SmallBlocks, return_large_blocks, share_arenas

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
PATIENCE_SECONDS = 60
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
import os, sys, threading
from benchmarks.setup.processes import resident_bytes
from tensorboard_plugin_paramviz.serving.allocator import SmallBlocks

start = resident_bytes(os.getpid())
values, living = [], []
for _ in range(400):
    values += [bytearray(b"1") * 100_000 for _ in range(5)]
    living.append(bytearray(b"1") * 1_000)
values.clear()
if sys.argv[1] == "return":
    assert SmallBlocks(pause_seconds=0.01).note_request()
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()
print(resident_bytes(os.getpid()) - start)
"""


@pytest.fixture(autouse=True)
def undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    for switch in (*SETTINGS.values(), "MALLOC_TRIM_THRESHOLD_"):
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
    done = subprocess.run([sys.executable, "-c", program, how], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators keep memory otherwise")
@pytest.mark.parametrize("program", [LARGE_BLOCKS, VALUES_OF_SERIES], ids=["large blocks", "values of series"])
def test_what_is_freed_goes_back_to_the_system(program: str) -> None:
    assert left_bytes(program, "keep") > 100 * MEGABYTE
    assert left_bytes(program, "return") < 10 * MEGABYTE


def test_requests_that_end_together_share_one_look_for_what_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: queue.Queue[int] = queue.Queue()
    monkeypatch.setattr(allocator, "_trim_function", lambda: looks.put)
    blocks = SmallBlocks(pause_seconds=1.0)
    for _ in range(5):
        assert blocks.note_request()
    looks.get(timeout=PATIENCE_SECONDS)
    assert looks.empty()
    assert blocks.note_request()
    looks.get(timeout=PATIENCE_SECONDS)


def test_where_no_thread_can_be_had_the_next_request_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: queue.Queue[int] = queue.Queue()
    monkeypatch.setattr(allocator, "_trim_function", lambda: looks.put)
    blocks = SmallBlocks(pause_seconds=0.01)

    def refuse(_: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as broken:
        broken.setattr(threading.Timer, "start", refuse)
        assert not blocks.note_request()
    assert blocks.note_request()
    looks.get(timeout=PATIENCE_SECONDS)


def test_small_blocks_stay_where_somebody_has_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "131072")
    assert not SmallBlocks().note_request()


def test_small_blocks_stay_on_other_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not SmallBlocks().note_request()
