"""What a snapshot takes from the training thread: python -m benchmarks.capture_step.

GPT-2 124M with gradients, on the CPU. A due `watcher.step` is set against a pass of `torch._foreach_norm` over weights
and gradients, which is what it costs to read them once, and against `add_histogram` over the same tensors with torch's
own writer. All of them take turns in one run, so that a busy machine slows down each alike; the figures are medians.
What is left to do beside the training, encoding and writing, is the computing time of the thread that does it.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch.utils.tensorboard import SummaryWriter as TorchSummaryWriter

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz import SummaryWriter

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 11
HISTOGRAM_ROUNDS = 2  # of several seconds each
STEPS_NOT_DUE = 100_000
LIMITS = {"passes": 1.2, "of add_histogram": 1 / 50, "µs": 5.0}


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


@dataclass(frozen=True)
class Medians:
    """Seconds of a norm pass, of a due step, of the thread beside it, of `add_histogram`; bytes of a snapshot."""

    norms: float
    step: float
    background: float
    histograms: float
    snapshot_bytes: float


def time_snapshots(folder: Path, model: GPT, tensors: list[torch.Tensor]) -> Medians:
    """Take turns."""
    norms, steps, histograms = [], [], []
    with SummaryWriter(folder / "watched") as writer, TorchSummaryWriter(folder / "histograms") as histogram_writer:
        watcher = writer.watch(model, every=1, max_pause=10)

        def add_histograms(step: int) -> None:
            for index, tensor in enumerate(tensors):
                histogram_writer.add_histogram(f"{index}", tensor, step)

        for step in range(1, ROUNDS + 1):
            norms.append(seconds(partial(torch._foreach_norm, tensors)))
            steps.append(seconds(partial(watcher.step, step)))
            watcher.flush()
            if step <= HISTOGRAM_ROUNDS:
                histograms.append(seconds(partial(add_histograms, step)))
        report = watcher.report
    if report.snapshots != ROUNDS + 1:
        raise RuntimeError(f"{ROUNDS + 1} snapshots were due: {report}")
    return Medians(
        statistics.median(norms),
        statistics.median(steps),
        report.background_seconds / report.snapshots,
        statistics.median(histograms),
        report.bytes / report.snapshots,
    )


def main() -> None:
    model, tensors = build_model()
    with tempfile.TemporaryDirectory() as folder:
        found = time_snapshots(Path(folder), model, tensors)
        not_due = microseconds_not_due(Path(folder) / "idle", model)
    print(f"GPT-2, {sum(tensor.numel() for tensor in tensors) / 1e6:.0f} million weights and gradients")
    print(f"norms of weights and gradients, once   {found.norms * 1e3:8.1f} ms")
    print(f"add_histogram of weights and gradients {found.histograms * 1e3:8.0f} ms")
    print(f"a due step                             {found.step * 1e3:8.1f} ms, {found.snapshot_bytes / 1024:.0f} KiB")
    print(f"encoding and writing, beside training  {found.background * 1e3:8.1f} ms")
    print(f"a step that is not due                 {not_due:8.3f} µs   (budget {LIMITS['µs']:.0f})")
    print(f"due step / norm pass                   {found.step / found.norms:8.2f}      (aim {LIMITS['passes']})")
    print(
        f"due step / add_histogram               {found.step / found.histograms:8.4f}      "
        f"(budget {LIMITS['of add_histogram']})"
    )


if __name__ == "__main__":
    main()
