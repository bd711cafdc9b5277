"""How the cost and the size of a snapshot grow with the model: python -m benchmarks.capture_growth [MILLIONS].

GPTs from 1 million to 1.5 billion weights (or as many millions as are given), with gradients, on the CPU. The pause of
a due `watcher.step` is set against a pass of `torch._foreach_norm` over weights and gradients; where it would exceed
`max_pause`, 100 ms, exact norms are taken in turns, and the share of parameters that have one at a step is told. Models
that do not fit into memory are left out, and said to be.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz import SummaryWriter, load_run

ROUNDS = 7
MAX_PAUSE_SECONDS = 0.1
LIMIT_BYTES = 524_288
BYTES_A_WEIGHT = 9  # weight and gradient, and a little room
MODELS = {  # of GPT-2's kind: layers, heads, width, tokens, positions
    "1 M": (4, 4, 144, 65, 64),
    "10 M": (6, 6, 384, 65, 256),
    "GPT-2": (12, 12, 768, 50_257, 1024),
    "GPT-2 medium": (24, 16, 1024, 50_257, 1024),
    "GPT-2 large": (36, 20, 1280, 50_257, 1024),
    "GPT-2 XL": (48, 25, 1600, 50_257, 1024),
}


def free_bytes() -> int:
    """Memory that could be had, on Linux."""
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))


def build(layers: int, heads: int, width: int, tokens: int, positions: int) -> GPT:
    """A model with values that are quickly made."""
    config = GPTConfig(n_layer=layers, n_head=heads, n_embd=width, vocab_size=tokens, block_size=positions)
    with torch.device("meta"):
        model = GPT(config)
    model.to_empty(device="cpu")
    model.lm_head.weight = model.transformer.wte.weight  # which that has cut
    for parameter in model.parameters():
        parameter.data.uniform_(-0.05, 0.05)
        parameter.grad = parameter.detach() * 0.01
    return model


def measure(model: GPT) -> str:
    parameters = list(model.parameters())
    tensors = [*parameters, *(parameter.grad for parameter in parameters if parameter.grad is not None)]
    norms, steps, sizes = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        with SummaryWriter(folder) as writer:
            watcher = writer.watch(model, every=1, max_pause=MAX_PAUSE_SECONDS)
            for step in range(1, ROUNDS + 1):
                started = time.perf_counter()
                with torch.no_grad():
                    torch._foreach_norm(tensors)
                between = time.perf_counter()
                watcher.step(step)
                steps.append(time.perf_counter() - between)
                norms.append(between - started)
                watcher.flush()
                sizes.append(watcher.report.bytes)
            report = watcher.report
        run = load_run(folder)
    counted = np.isfinite(run.statistics[1:, :, run.statistic_names.index("nonfinite")])  # where a norm is exact
    norm, step_seconds = statistics.median(norms), statistics.median(steps)
    size_bytes = sizes[-1] - sizes[-2]  # one that does not begin a segment, with the layout in it
    return (
        f"{sum(parameter.numel() for parameter in parameters) / 1e6:8.0f} M "
        f"{len(run.parameters):5} parameters {size_bytes / 1024:6.0f} KiB {step_seconds * 1e3:7.1f} ms "
        f"{step_seconds / norm:6.2f} passes {100 * counted.mean():5.0f} % exact "
        f"{report.background_seconds / report.snapshots * 1e3:6.1f} ms beside"
    )


def main(millions: float | None) -> None:
    print(f"budgets: {LIMIT_BYTES // 1024} KiB a snapshot, a pause of {MAX_PAUSE_SECONDS * 1e3:.0f} ms")
    for name, shape in MODELS.items():
        layers, _, width, tokens, _ = shape
        weights = 12 * layers * width**2 + tokens * width
        if millions is not None and weights > 1.1e6 * millions:
            continue
        if weights * BYTES_A_WEIGHT > free_bytes():
            print(f"{name:14} left out: {weights * BYTES_A_WEIGHT / 2**30:.0f} GiB of memory are needed")
            continue
        print(f"{name:14}{measure(build(*shape))}", flush=True)
        gc.collect()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else None)
