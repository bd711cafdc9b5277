"""Two processes that train one model, each on its share of the data."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz import Run

HERE = Path(__file__).parent
LIMIT_SECONDS = 120


@pytest.mark.parametrize(
    ("program", "steps"),
    [
        ("lightning_rank.py copies", [0, 2, 4, 5]),
        ("lightning_rank.py shards", [0, 2, 4, 5]),
        ("lightning_rank.py failure", [0, 2, 3]),
        ("transformers_rank.py copies", [0, 2, 4, 5]),
    ],
)
def test_the_first_of_two_processes_writes(
    program: str,
    steps: list[int],
    tmp_path: Path,
    read_run: Callable[[Path], Run],
    gradient_norms: Callable[[Run, str], list[float]],
) -> None:
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]
    done = subprocess.run(
        [*torchrun, *program.split(), str(tmp_path)],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.rglob("events.out.tfevents.*"))) == 1
    run = read_run(tmp_path)
    assert list(run.steps) == steps
    assert np.isfinite(gradient_norms(run, run.parameters[0].name)[1:]).all()
    assert "tensorboard_plugin_paramviz" not in done.stderr  # neither a warning nor a traceback of ours
