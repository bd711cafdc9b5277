"""Thousands of snapshots leave nothing behind in the training's process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import tensorboard_plugin_paramviz

ROOT = Path(tensorboard_plugin_paramviz.__file__).parents[1]
MEGABYTE = 1_000_000
STEPS = 6000

# A training that logs each of its steps; prints the memory after each third, when all is written.
PROGRAM = f"""
import json, os, sys
import torch
from benchmarks.setup.processes import resident_bytes
from tensorboard_plugin_paramviz import SummaryWriter

torch.set_num_threads(1)
model = torch.nn.Sequential(torch.nn.Embedding(50, 16), torch.nn.Linear(16, 50))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
found = []
with SummaryWriter(sys.argv[1]) as writer:
    watcher = writer.watch(model, every=1)
    for step in range(1, {STEPS} + 1):
        rows = torch.randint(50, (8,))
        torch.nn.functional.cross_entropy(model(rows), rows).backward()
        optimizer.step()
        watcher.step(step)
        optimizer.zero_grad(set_to_none=True)
        if step % 50 == 0:
            watcher.flush()
        if step % {STEPS // 3} == 0:
            found.append(resident_bytes(os.getpid()))
    report = watcher.report
print(json.dumps([found, report.snapshots, report.drops]))
"""


def test_the_memory_of_a_watched_training_is_flat(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "run")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    (_, middle, end), snapshots, drops = json.loads(done.stdout)
    assert (snapshots, drops) == (STEPS + 1, 0)
    assert end - middle < 2 * MEGABYTE  # a kilobyte a snapshot
