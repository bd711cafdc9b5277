"""Starts scripts in several processes, as people start a training."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).parents[3]
SCRIPTS = REPOSITORY / "tests" / "capture" / "sharded"
LIMIT_SECONDS = 120


@pytest.fixture
def torchrun() -> Callable[..., list[str]]:
    """Return a function that runs a script in so many processes, and gives what it prints."""

    def run(script: str, *arguments: object, processes: int) -> list[str]:
        command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc_per_node={processes}"]
        found = subprocess.run(
            [*command, str(SCRIPTS / script), *map(str, arguments)],
            cwd=REPOSITORY,
            env=os.environ | {"OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo", "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        assert found.returncode == 0, found.stderr
        return found.stdout.splitlines()

    return run
