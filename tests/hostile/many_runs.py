"""Thousands of runs in one log directory: one tiny event file, linked from each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.hostile.case import FILE_NAME, Case, events_of_a_run, framed

if TYPE_CHECKING:
    from pathlib import Path


def write_many_runs(logdir: Path, count: int) -> None:
    """Write `run-00000` and so on; the file system keeps the one file once."""
    first = Case("run-00000", framed(events_of_a_run()))
    first.write(logdir)
    for number in range(1, count):
        directory = logdir / f"run-{number:05d}"
        directory.mkdir()
        os.link(logdir / first.run / FILE_NAME, directory / FILE_NAME)
