"""What watching costs a whole training: python -m benchmarks.training_overhead [TRAININGS].

nanoGPT's CPU configuration, each time with another seed, trained with and without a watcher that decides by itself when
to log ("auto"). Both trainings take turns, block by block, in one run, so that a busy machine slows down each alike.
What the watcher still writes beside when a block is over is waited for, and counted. The overhead is that of the sums
over all blocks, with the interval that a bootstrap over the pairs gives; the losses must be the same to the bit.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import bootstrap

from nanogpt.config import configure
from nanogpt.data import load_corpus
from nanogpt.distributed import Processes
from nanogpt.trainer import Trainer
from tensorboard_plugin_paramviz import ParameterWatcher, SummaryWriter

TRAININGS = 4
STEPS = 2000
BLOCK_STEPS = 20
STARTUP_SNAPSHOTS = 20
LIMIT = 0.01
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Comparison:
    """A training with and without a watcher.

    Attributes:
        seconds: What each block took, float64 `[blocks, 2]`: unwatched, watched.
        settled: The first block after the start-up's snapshots.
        has_same_losses: Whether both have the same losses, to the bit.
        snapshots: How many were logged.
        reported: The share of the watched time that the watcher itself tells: pauses, and the thread beside.
    """

    seconds: npt.NDArray[np.float64]
    settled: int
    has_same_losses: bool
    snapshots: int
    reported: tuple[float, float]


def train(trainer: Trainer, watcher: ParameterWatcher | None) -> tuple[float, list[float]]:
    """Make a block of updates: its seconds and losses."""
    losses = []
    started = time.perf_counter()
    for _ in range(BLOCK_STEPS):
        losses.append(trainer.update())
        if watcher is not None:
            watcher.step(trainer.step)
    if watcher is not None:
        watcher.flush()
    return time.perf_counter() - started, [loss.item() for loss in losses]


def compare(seed: int) -> Comparison:
    """Train with this seed twice, taking turns."""
    config = configure({"config": "cpu", "seed": seed})
    corpus = load_corpus(config.data, config.block_size)
    trainers = [Trainer(config, corpus, Processes.from_environment("cpu")) for _ in range(2)]
    for trainer in trainers:  # the first updates set up memory and kernels
        train(trainer, None)
    seconds, losses, settled = [list[float](), list[float]()], [list[float](), list[float]()], 0
    with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:
        watcher = writer.watch(trainers[1].model, initial_step=trainers[1].step)
        for block in range(STEPS // BLOCK_STEPS):
            for index in (0, 1) if block % 2 else (1, 0):
                block_seconds, block_losses = train(trainers[index], watcher if index else None)
                seconds[index].append(block_seconds)
                losses[index] += block_losses
            settled += watcher.report.snapshots <= STARTUP_SNAPSHOTS
        report = watcher.report
    watched = sum(seconds[1])
    return Comparison(
        seconds=np.stack(seconds, axis=1),  # (blocks, 2)
        settled=settled,
        has_same_losses=losses[0] == losses[1],
        snapshots=report.snapshots,
        reported=(report.seconds / watched, report.background_seconds / watched),
    )


def overhead(
    unwatched: npt.NDArray[np.float64], watched: npt.NDArray[np.float64], axis: int = -1
) -> npt.NDArray[np.float64]:
    """By how much more time the watched blocks took, as a share of that of the unwatched."""
    return np.asarray(watched.sum(axis=axis) / unwatched.sum(axis=axis) - 1, np.float64)


def row(name: str, seconds: npt.NDArray[np.float64]) -> str:
    """A line of the table: blocks, milliseconds a step, the overhead and its interval."""
    found = bootstrap(
        (seconds[:, 0], seconds[:, 1]),
        overhead,
        paired=True,
        vectorized=True,
        confidence_level=CONFIDENCE,
        rng=np.random.default_rng(0),
    ).confidence_interval
    plain_ms, watched_ms = 1e3 * seconds.mean(axis=0) / BLOCK_STEPS
    return (
        f"{name:22} {len(seconds):6} {plain_ms:8.2f} ms {watched_ms:8.2f} ms "
        f"{overhead(seconds[:, 0], seconds[:, 1]):+8.2%}  {found.low:+.2%} to {found.high:+.2%}"
    )


def main(trainings: int) -> None:
    comparisons = []
    for seed in range(trainings):
        comparison = compare(1337 + seed)
        comparisons.append(comparison)
        pauses, beside = comparison.reported
        print(
            f"seed {1337 + seed}: {comparison.snapshots} snapshots; losses the same to the bit: "
            f"{comparison.has_same_losses}; by the watcher's own account {pauses:.2%} in pauses, {beside:.2%} beside"
        )
    print(f"\n{'':22} {'blocks':>6} {'unwatched':>11} {'watched':>11} {'overhead':>8}  {CONFIDENCE:.0%} of bootstraps")
    print(row("all of the training", np.concatenate([one.seconds for one in comparisons])))
    print(
        row(f"after {STARTUP_SNAPSHOTS} snapshots", np.concatenate([one.seconds[one.settled :] for one in comparisons]))
    )
    print(f"budget {LIMIT:.0%}, start-up aside")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TRAININGS)
