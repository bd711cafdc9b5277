"""How long TensorBoard's Python loader takes to show a run of 100 MB whole: python -m benchmarks.python_loader.

Real `tensorboard --load_fast=false` processes, with the checksums that ParamViz gives them and with TensorBoard's own;
the clock runs from the start of the process, and from its first answer, to the answer of the route `runs` that lists
every step. The budget is 5 s from the first answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

from tensorboard_plugin_paramviz.serving.sources.checksums import SWITCH
from tests.conftest import TensorBoardServer

PARAMVIZ = str(Path(sys.executable).with_name("paramviz"))
STEPS = 40  # of 2.6 MB each: the rows of a GPT-2 and its labels
BUDGET_SECONDS = 5.0
PATIENCE_SECONDS = 300
POLL_SECONDS = 0.05


class Wait(NamedTuple):
    """Until the run was shown whole, in seconds: since the process was started, and since it answered first."""

    since_start: float
    since_answer: float


def measure(logdir: Path, logs: Path, switch: str) -> Wait:
    os.environ[SWITCH] = switch
    servers = TensorBoardServer(logs)
    started = time.perf_counter()
    try:
        url = servers(logdir, "--load_fast=false")
        answered = time.perf_counter()
        while (count := logged_steps(url)) <= STEPS:
            if time.perf_counter() > answered + PATIENCE_SECONDS:
                sys.exit(f"after {PATIENCE_SECONDS} s only {count} of {STEPS + 1} steps are shown")
            time.sleep(POLL_SECONDS)
        shown = time.perf_counter()
    finally:
        servers.stop_all()
    return Wait(shown - started, shown - answered)


def logged_steps(url: str) -> int:
    with urllib.request.urlopen(f"{url}/data/plugin/paramviz/runs") as response:  # noqa: S310  # a loopback address
        return sum(len(run["steps"]) for run in json.load(response)["runs"])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder) / "runs"
        command = [PARAMVIZ, "simulate", str(logdir), "--model", "gpt2", "--steps", str(STEPS)]
        subprocess.run(command, check=True, capture_output=True)
        size_bytes = sum(path.stat().st_size for path in logdir.rglob("*tfevents*"))
        fast, slow = (measure(logdir, Path(folder), switch) for switch in ("1", "0"))
    print(f"a run of {size_bytes / 1e6:.0f} MB, {STEPS + 1} steps, shown whole by TensorBoard's Python loader")
    for name, wait in (("checksums in C", fast), ("TensorBoard's own", slow)):
        print(
            f"{name:>20}: {wait.since_answer:6.2f} s after the first answer, {wait.since_start:6.2f} s after the start"
        )
    print(f"ratio: {fast.since_answer / slow.since_answer:.3f} after the first answer; ", end="")
    print(f"{fast.since_answer / BUDGET_SECONDS:.2f} of the budget")


if __name__ == "__main__":
    main()
