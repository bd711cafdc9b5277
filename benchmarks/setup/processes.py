"""Memory of a process and of those that it started, as Linux counts it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def proportional_bytes(pid: int) -> int:
    """Proportional set size of one process, what it shares with others in parts; 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:")), 0)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that are still there."""
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in list((Path("/proc") / str(pid) / "task").iterdir()):
            # A thread that has just ended takes nothing with it: what it started belongs to the others now.
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                found += map(int, (task / "children").read_text().split())
    return found


def resident_bytes(pid: int) -> int:
    """Resident memory of a process and all of its descendants; 0 for one that has ended."""
    try:
        pages = int((Path("/proc") / str(pid) / "statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(resident_bytes(child) for child in children(pid))


class PeakMemory:
    """By how much this process has grown at most since this was made."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # the peak is what there is now, whatever was before
        self._start_bytes = _own_bytes("VmHWM")

    @property
    def grown_bytes(self) -> int:
        """The highest resident memory so far less that at the start, also where it was given back since."""
        return _own_bytes("VmHWM") - self._start_bytes


def _own_bytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(f"{name}:"))
