"""What a snapshot takes from the training thread: python -m benchmarks.capture_step.

GPT-2 124M with gradients, on the CPU. A due `watcher.step` is set against a pass of `torch._foreach_norm` over weights
and gradients, which is what it costs to read them once, and against `add_histogram` over the same tensors. All of them
take turns in one run, so that a busy machine slows down each alike; the figures are medians.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz import SummaryWriter

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7
HISTOGRAM_ROUNDS = 2  # of several seconds each
STEPS_NOT_DUE = 100_000
LIMITS = {"passes": 1.2, "of add_histogram": 1 / 20, "µs": 5.0}


def build_model() -> tuple[GPT, list[torch.Tensor]]:
    """A GPT-2 with gradients, and all its tensors."""
    torch.manual_seed(0)
    model = GPT(GPTConfig(vocab_size=50_257))
    for parameter in model.parameters():
        parameter.grad = torch.randn_like(parameter).mul_(1e-3)
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    return model, [*(parameter.detach() for parameter in model.parameters()), *gradients]


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def microseconds_not_due(folder: Path, model: GPT) -> float:
    with SummaryWriter(folder) as writer:
        step = writer.watch(model, every=10 * STEPS_NOT_DUE).step
        started = time.perf_counter()
        for number in range(1, STEPS_NOT_DUE):
            step(number)
        return (time.perf_counter() - started) / STEPS_NOT_DUE * 1e6


def time_snapshots(folder: Path, model: GPT, tensors: list[torch.Tensor]) -> tuple[float, float, float, float]:
    """Median seconds of a norm pass, of a due step and of `add_histogram` over all tensors, and bytes a snapshot."""
    norms, steps, histograms = [], [], []
    with SummaryWriter(folder / "watched") as writer, SummaryWriter(folder / "histograms") as histogram_writer:
        watcher = writer.watch(model, every=1, max_pause=10)

        def add_histograms(step: int) -> None:
            for index, tensor in enumerate(tensors):
                histogram_writer.add_histogram(f"{index}", tensor, step)

        for step in range(1, ROUNDS + 1):
            norms.append(seconds(partial(torch._foreach_norm, tensors)))
            steps.append(seconds(partial(watcher.step, step)))
            if step <= HISTOGRAM_ROUNDS:
                histograms.append(seconds(partial(add_histograms, step)))
        size_bytes = watcher.report.bytes / watcher.report.snapshots
        if watcher.report.snapshots != ROUNDS + 1:
            raise RuntimeError(f"{ROUNDS + 1} snapshots were due: {watcher.report}")
    return statistics.median(norms), statistics.median(steps), statistics.median(histograms), size_bytes


def main() -> None:
    model, tensors = build_model()
    with tempfile.TemporaryDirectory() as folder:
        norm, step, histogram, size_bytes = time_snapshots(Path(folder), model, tensors)
        not_due = microseconds_not_due(Path(folder) / "idle", model)
    print(f"GPT-2, {sum(tensor.numel() for tensor in tensors) / 1e6:.0f} million weights and gradients")
    print(f"norms of weights and gradients, once   {norm * 1e3:8.1f} ms")
    print(f"add_histogram of weights and gradients {histogram * 1e3:8.0f} ms")
    print(f"a due step                             {step * 1e3:8.1f} ms, {size_bytes / 1024:.0f} KiB")
    print(f"a step that is not due                 {not_due:8.3f} µs   (budget {LIMITS['µs']:.0f})")
    print(f"due step / norm pass                   {step / norm:8.2f}      (aim {LIMITS['passes']})")
    print(f"due step / add_histogram               {step / histogram:8.4f}      (budget {LIMITS['of add_histogram']})")


if __name__ == "__main__":
    main()
