"""The command behind `make soak`: it goes on when what it soaks is killed, and Ctrl-C ends it with a report."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.setup.processes import children
from benchmarks.soak.record import Record
from benchmarks.soak.report import RECORD
from benchmarks.soak.server import TENSORBOARD_MODULE

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 300.0
TRAININGS = 2  # at a time
LOGGED_BYTES = 100_000  # of a training that has logged more than what it is


def descendants(pid: int) -> list[int]:
    """The processes below one."""
    below = children(pid)
    return below + [process for child in below for process in descendants(child)]


def command(pid: int) -> list[str]:
    """What a process was started with; nothing where it has ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return []


def kill(soak: int, word: str) -> None:
    """Kill the processes of a soak whose command has this word."""
    found = [pid for pid in descendants(soak) if word in " ".join(command(pid))]
    assert found != [], word
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_until(is_so: Callable[[], bool], output: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.2)


def trainings_that_log(soak: int) -> int:
    """How many trainings of a soak have logged something."""
    words = " ".join(word for pid in descendants(soak) for word in command(pid))
    runs = {Path(run) for run in re.findall(r"--log_dir=(\S+)", words)}
    return sum(any(log.stat().st_size > LOGGED_BYTES for log in run.glob("events.out.tfevents.*")) for run in runs)


def test_a_soak_outlives_what_it_soaks(tmp_path: Path) -> None:
    out, output = tmp_path / "report", tmp_path / "output.txt"
    arguments = ["--minutes=30", "--snapshots=1500", f"--out={out}"]
    make_soak = [sys.executable, "-m", "benchmarks.soak", *arguments]
    with output.open("w") as told, subprocess.Popen(make_soak, cwd=ROOT, stdout=told, stderr=told) as soak:
        try:
            wait_until(lambda: "0 incidents" in output.read_text(), output)  # the first report: all has begun
            kill(soak.pid, TENSORBOARD_MODULE)
            wait_until(lambda: "TensorBoard: " in output.read_text(), output)
            kill(soak.pid, "--type=renderer")
            wait_until(lambda: "page: it is opened again" in output.read_text(), output)
            wait_until(lambda: trainings_that_log(soak.pid) == TRAININGS, output)
            time.sleep(10)
            soak.send_signal(signal.SIGINT)
            assert soak.wait(PATIENCE_SECONDS) == 1, "it did not run as long as planned"
        finally:
            soak.terminate()
    record = Record.load(out / RECORD)
    assert record.is_over
    assert {incident.who for incident in record.incidents} == {"TensorBoard", "page"}
    assert len(record.runs) == TRAININGS
    for run in record.runs:
        assert run.due == run.logged == run.served
        assert run.logged
    report = (out / "report.md").read_text()
    assert "Not all verdicts are met." in report
