"""What a process has taken at most is seen, however much it had taken before."""

from __future__ import annotations

from benchmarks.setup.processes import PeakMemory

MEGABYTE = 1_000_000


def take(size_bytes: int) -> None:
    """Fill memory, and give it back."""
    pages = bytearray(size_bytes)
    pages[::4096] = b"1" * len(pages[::4096])


def test_a_peak_is_seen_behind_a_higher_one() -> None:
    take(200 * MEGABYTE)
    memory = PeakMemory()
    assert memory.grown_bytes < 5 * MEGABYTE
    take(100 * MEGABYTE)
    assert 90 * MEGABYTE < memory.grown_bytes < 150 * MEGABYTE
    take(20 * MEGABYTE)
    assert memory.grown_bytes > 90 * MEGABYTE
