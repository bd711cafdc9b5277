"""What watching costs a whole training: python -m benchmarks.training_overhead [STEPS].

nanoGPT's CPU configuration, trained with and without a watcher that decides by itself when to log ("auto"). Both
trainings take turns, block by block, in one run, so that a busy machine slows down each alike; the ratio is the median
over pairs of neighbouring blocks. Their losses must be the same to the bit.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time

from nanogpt.config import configure
from nanogpt.data import load_corpus
from nanogpt.distributed import Processes
from nanogpt.trainer import Trainer
from tensorboard_plugin_paramviz import ParameterWatcher, SummaryWriter

STEPS = 2000
BLOCK_STEPS = 20
LIMIT = 0.01


def train(trainer: Trainer, watcher: ParameterWatcher | None) -> tuple[float, list[float]]:
    """Make a block of updates: its seconds and losses."""
    losses = []
    started = time.perf_counter()
    for _ in range(BLOCK_STEPS):
        losses.append(trainer.update())
        if watcher is not None:
            watcher.step(trainer.step)
    return time.perf_counter() - started, [loss.item() for loss in losses]


def main(steps: int) -> None:
    config = configure({"config": "cpu"})
    corpus = load_corpus(config.data, config.block_size)
    trainers = [Trainer(config, corpus, Processes.from_environment("cpu")) for _ in range(2)]
    for trainer in trainers:  # the first updates set up memory and kernels
        train(trainer, None)
    seconds, losses = [list[float](), list[float]()], [list[float](), list[float]()]
    with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:
        watcher = writer.watch(trainers[1].model, initial_step=trainers[1].step)
        for block in range(steps // BLOCK_STEPS):
            for index in (0, 1) if block % 2 else (1, 0):
                block_seconds, block_losses = train(trainers[index], watcher if index else None)
                seconds[index].append(block_seconds)
                losses[index] += block_losses
                watcher.flush()  # what is written beside the one training is not to slow down the other
        report = watcher.report
    ratios = [watched / unwatched for unwatched, watched in zip(*seconds, strict=True)]
    low, ratio, high = statistics.quantiles(ratios, n=4)
    unwatched_ms = 1e3 * statistics.median(seconds[0]) / BLOCK_STEPS
    print(f"{len(losses[0])} steps each, {unwatched_ms:.1f} ms a step unwatched")
    print(f"losses the same to the bit: {losses[0] == losses[1]}")
    print(f"{report}")
    print(f"watched / unwatched      {ratio:8.4f} (half of the pairs from {low:.3f} to {high:.3f})")
    print(f"what the watcher reports {report.seconds / sum(seconds[1]):8.4f} of the watched time in pauses")
    print(
        f"                         {report.background_seconds / sum(seconds[1]):8.4f} beside (budget {LIMIT} together)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STEPS)
