"""How much memory reading takes, as the system counts it in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import save_file

import tensorboard_plugin_paramviz
from tensorboard_plugin_paramviz.capture.checkpoints.reading import OneAfterTheOther

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(tensorboard_plugin_paramviz.__file__).parents[1]
MEGABYTE = 1_000_000
LARGEST_BYTES = 4 * 1024 * 5120
CHECKPOINT_BYTES = 30 * LARGEST_BYTES

# Logs a checkpoint; prints by how much the memory grew at most, of its own and with what it read from files.
PROGRAM = """
import json, sys, threading
from tensorboard_plugin_paramviz.capture.checkpoints.log import log_checkpoints

def memory():
    lines = dict(line.split(":") for line in open("/proc/self/status"))
    return {name: int(lines[name].split()[0]) * 1024 for name in ("RssAnon", "VmHWM", "VmRSS")}

start = memory()
own_bytes = start["RssAnon"]
is_over = threading.Event()

def watch():
    global own_bytes
    while not is_over.wait(0.001):
        own_bytes = max(own_bytes, memory()["RssAnon"])

thread = threading.Thread(target=watch)
thread.start()
log_checkpoints([sys.argv[1]], sys.argv[2], steps=[0])
is_over.set()
thread.join()
print(json.dumps([own_bytes - start["RssAnon"], memory()["VmHWM"] - start["VmRSS"]]))
"""


def large_state_dict(dtype: torch.dtype) -> dict[str, torch.Tensor]:
    """Thirty matrices, 629 MB together."""
    rows = LARGEST_BYTES // dtype.itemsize // 5120
    return {f"layers.{layer}.fc.weight": torch.full((rows, 5120), 0.5, dtype=dtype) for layer in range(30)}


def save_torch(path: Path, dtype: torch.dtype) -> None:
    torch.save({"model": large_state_dict(dtype), "optimizer": {"state": {0: {"exp_avg": torch.ones(1 << 20)}}}}, path)


def save_safetensors(path: Path, dtype: torch.dtype) -> None:
    save_file(large_state_dict(dtype), path)


@pytest.mark.parametrize(
    ("save", "dtype"), [(save_torch, torch.float32), (save_torch, torch.bfloat16), (save_safetensors, torch.float32)]
)
def test_memory_stays_far_below_the_checkpoints_size(
    save: Callable[[Path, torch.dtype], None], dtype: torch.dtype, tmp_path: Path
) -> None:
    save(tmp_path / "step0.pt", dtype)
    assert (tmp_path / "step0.pt").stat().st_size >= CHECKPOINT_BYTES
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "step0.pt"), str(tmp_path / "run")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    own_bytes, resident_bytes = json.loads(found.stdout)
    assert own_bytes < LARGEST_BYTES + 200 * MEGABYTE
    assert resident_bytes < LARGEST_BYTES + 200 * MEGABYTE


def test_an_operation_over_a_list_is_divided_and_gives_the_same() -> None:
    tensors = [torch.full((1 << 20,), float(index)) for index in range(20)]  # 4 MB each
    released: list[int] = []
    with OneAfterTheOther(lambda: released.append(1)):
        norms = torch._foreach_norm(tensors)
        targets = [torch.empty(1 << 20) for _ in tensors]
        torch._foreach_copy_(targets, tensors)
    assert torch.equal(torch.stack(norms), torch.stack(torch._foreach_norm(tensors)))
    assert all(torch.equal(target, tensor) for target, tensor in zip(targets, tensors, strict=True))
    assert len(released) >= 2 * 20 * 4 // 40


def test_views_read_nothing() -> None:
    tensor = torch.zeros(1 << 24)  # 64 MB
    released: list[int] = []
    with OneAfterTheOther(lambda: released.append(1)):
        tensor.reshape(1 << 12, 1 << 12)[::64].t()
    assert released == []
