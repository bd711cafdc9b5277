"""A real training in a process of its own, one command at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("training.py")
ROOT = Path(__file__).parents[3]


class Training:
    """Trains a small model with embeddings; it waits before the first update.

    Args:
        log_dir: the run.
        width: of the embeddings.
        seed: of weights and data.
    """

    def __init__(self, log_dir: Path, *, width: int = 8, seed: int = 0) -> None:
        command = [sys.executable, str(SCRIPT), str(log_dir), str(width), str(seed)]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def tell(self, *commands: str) -> int:
        """Have it do these, see `training.py`, and return the step that it is at then."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        step = ""
        for command in commands:
            self._process.stdin.write(f"{command}\n")
            self._process.stdin.flush()
            step = self._process.stdout.readline()
            assert step, "the training ended"
        return int(step)

    def close(self) -> str:
        """Let it end as it should, and return what it complained of."""
        if self._process.poll() is not None:
            return ""
        _, complaints = self._process.communicate(timeout=60)
        assert self._process.returncode == 0, complaints
        return complaints
