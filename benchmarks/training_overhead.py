"""What watching costs a whole training: python -m benchmarks.training_overhead [TRAININGS].

nanoGPT's CPU configuration, each time with another seed, trained with and without a watcher that decides by itself when
to log ("auto"). Both trainings take turns, block by block, in one run, so that a busy machine slows down each alike.
What the watcher still writes beside when a block is over is waited for, and counted; so are the start of watching with
its first snapshot and its end, which closes the writer, in "all of the training". The overhead is that of the means of
all blocks, with the interval that a bootstrap over pieces of neighbouring pairs gives; and once more that of trimmed
means, on which what else a machine does for some seconds has less of a say.

The budget is met where the whole interval lies within it, missed where the whole interval lies beyond it; else the
machine's own noise is too large to tell, and more trainings are needed. The exit status is 1 if losses differ by a bit
anywhere, or if the budget is missed, and 2 where nothing is wrong but it is too uncertain to tell.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.stats import bootstrap, trim_mean

from nanogpt.config import configure
from nanogpt.data import load_corpus
from nanogpt.distributed import Processes
from nanogpt.trainer import Trainer
from tensorboard_plugin_paramviz import ParameterWatcher, SummaryWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TRAININGS = 4
STEPS = 2000
BLOCK_STEPS = 20
STARTUP_SNAPSHOTS = 20
LIMIT = 0.01
CONFIDENCE = 0.95
MET, MISSED, UNDECIDED = "met", "missed", "too uncertain to tell"
# Pairs of blocks that are neighbours know of each other: what slows the machine down for some seconds slows several of
# them. Drawn one by one they would make the interval too narrow, so they are drawn by the piece.
PAIRS_A_PIECE = 10
TRIMMED_SHARE = 0.1  # of the pairs, at either end


Float64Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """A training with and without a watcher.

    Attributes:
        seconds: What each block took, float64 `[blocks, 2]`: unwatched, watched.
        start_seconds: What it took to begin watching, until the first snapshot was in the file.
        end_seconds: What it took to end it, with the last snapshot, until the file was closed.
        settled: The first block after the start-up's snapshots.
        has_same_losses: Whether both have the same losses, to the bit.
        snapshots: How many were logged.
        reported: The share of the watched time that the watcher itself tells: pauses, and the thread beside.
    """

    seconds: Float64Array
    start_seconds: float
    end_seconds: float
    settled: int
    has_same_losses: bool
    snapshots: int
    reported: tuple[float, float]


class TurnClock:
    """The time that one training has had: it stands still while the other one has its turn.

    A watcher that went by the time of both would find its training half as fast as it is, and would log as if it had
    twice the time.
    """

    def __init__(self) -> None:
        self._waited_seconds = 0.0
        self._stopped_at: float | None = None

    def __call__(self) -> float:
        """Seconds, as `time.perf_counter` counts them, without those of the other one's turns."""
        now = time.perf_counter() if self._stopped_at is None else self._stopped_at
        return now - self._waited_seconds

    def stop(self) -> None:
        """The turn is over, if it is not yet."""
        if self._stopped_at is None:
            self._stopped_at = time.perf_counter()

    def go_on(self) -> None:
        """The next turn begins."""
        if self._stopped_at is not None:
            self._waited_seconds += time.perf_counter() - self._stopped_at
            self._stopped_at = None


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
        started = time.perf_counter()
        watcher = writer.watch(trainers[1].model, initial_step=trainers[1].step)
        watcher.flush()
        start_seconds = time.perf_counter() - started
        clock = watcher._clock = TurnClock()  # nobody else needs another one
        for block in range(STEPS // BLOCK_STEPS):
            for index in (0, 1) if block % 2 else (1, 0):
                if index:
                    clock.go_on()
                block_seconds, block_losses = train(trainers[index], watcher if index else None)
                clock.stop()
                seconds[index].append(block_seconds)
                losses[index] += block_losses
            settled += watcher.report.snapshots <= STARTUP_SNAPSHOTS
        clock.go_on()
        started = time.perf_counter()
        writer.close()
        end_seconds = time.perf_counter() - started
        report = watcher.report
    watched = start_seconds + sum(seconds[1]) + end_seconds
    return Comparison(
        seconds=np.stack(seconds, axis=1),  # (blocks, 2)
        start_seconds=start_seconds,
        end_seconds=end_seconds,
        settled=settled,
        has_same_losses=losses[0] == losses[1],
        snapshots=report.snapshots,
        reported=(report.seconds / watched, report.background_seconds / watched),
    )


def pieces(pairs: Float64Array) -> list[Float64Array]:
    """Neighbouring pairs of blocks of one training, each piece float64 `[pairs, 2]`; the last may be shorter."""
    return np.split(pairs, range(PAIRS_A_PIECE, len(pairs), PAIRS_A_PIECE))


def whole(comparison: Comparison) -> Float64Array:
    """All blocks of a training, `[blocks, 2]`: the start of watching is in the first, its end in the last."""
    found = np.array(comparison.seconds)  # (blocks, 2), its own
    found[0, 1] += comparison.start_seconds
    found[-1, 1] += comparison.end_seconds
    return found


def edges(comparisons: Sequence[Comparison]) -> tuple[float, float]:
    """Start and end of watching: the mean seconds of a training, and their share of what it takes unwatched."""
    seconds = sum(one.start_seconds + one.end_seconds for one in comparisons)
    return seconds / len(comparisons), seconds / sum(float(one.seconds[:, 0].sum()) for one in comparisons)


def mean_seconds(pairs: Float64Array) -> Float64Array:
    """What a block takes, unwatched and watched, float64 `[2]`."""
    return np.asarray(pairs.mean(axis=0), np.float64)  # (2,)


def calm_seconds(pairs: Float64Array) -> Float64Array:
    """Likewise, without the pairs that differ most, a tenth at either end: trimmed means (Yuen 1974).

    What watching costs is in nearly every block, as a snapshot is due about once in each; what else the machine does
    hits some of them, and them by more than a snapshot. A rare event of watching is not seen here, but in the mean.
    """
    unwatched = trim_mean(pairs[:, 0], TRIMMED_SHARE)
    return np.array([unwatched, unwatched + trim_mean(pairs[:, 1] - pairs[:, 0], TRIMMED_SHARE)])  # (2,)


@dataclass(frozen=True)
class Estimate:
    """What watching costs, with how sure that is.

    Attributes:
        blocks: how many of each sort there were.
        step_ms: milliseconds a step, unwatched and watched.
        share: by how much more time was taken watched, as a share of that unwatched.
        low, high: where that lies, with the confidence of `CONFIDENCE`.
    """

    blocks: int
    step_ms: tuple[float, float]
    share: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Whether the budget is met, in a word or two."""
        if self.high <= LIMIT:
            return MET
        return MISSED if self.low > LIMIT else UNDECIDED


def estimate(found: Sequence[Float64Array], seconds: Callable[[Float64Array], Float64Array]) -> Estimate:
    """What pieces tell.

    Args:
        found: pieces of neighbouring pairs, each float64 `[pairs, 2]`.
        seconds: what a block takes by such pairs, unwatched and watched: `mean_seconds` or `calm_seconds`.
    """

    def share(indices: npt.NDArray[np.int64]) -> float:
        unwatched, watched = seconds(np.concatenate([found[index] for index in indices]))
        return float(watched / unwatched - 1)

    every = np.arange(len(found))
    interval = bootstrap(
        (every,), share, vectorized=False, confidence_level=CONFIDENCE, rng=np.random.default_rng(0)
    ).confidence_interval
    unwatched_ms, watched_ms = (1e3 * seconds(np.concatenate(found)) / BLOCK_STEPS).tolist()
    blocks = sum(map(len, found))
    return Estimate(blocks, (unwatched_ms, watched_ms), share(every), float(interval.low), float(interval.high))


def row(name: str, found: Estimate) -> str:
    """A line of the table."""
    plain_ms, watched_ms = found.step_ms
    return (
        f"{name:26} {found.blocks:6} {plain_ms:8.2f} ms {watched_ms:8.2f} ms "
        f"{found.share:+8.2%}  {found.low:+.2%} to {found.high:+.2%}"
    )


def status(comparisons: Sequence[Comparison], estimates: Sequence[Estimate]) -> int:
    """The exit status: 1 if watching changed a training, or certainly costs more than the budget; 2 if nobody knows."""
    is_unchanged = all(one.has_same_losses for one in comparisons)
    verdicts = {found.verdict for found in estimates}
    if not is_unchanged or MISSED in verdicts:
        return 1
    return 2 if UNDECIDED in verdicts else 0


def tell(comparisons: Sequence[Comparison]) -> list[Estimate]:
    """Print the table; what is judged by the budget of it."""
    everything = [piece for one in comparisons for piece in pieces(whole(one))]
    later = [piece for one in comparisons for piece in pieces(one.seconds[one.settled :]) if len(piece)]
    mean, calm = estimate(later, mean_seconds), estimate(later, calm_seconds)
    print(f"\n{'':26} {'blocks':>6} {'unwatched':>11} {'watched':>11} {'overhead':>8}  {CONFIDENCE:.0%} of bootstraps")
    print(row("all of the training", estimate(everything, mean_seconds)))
    print(row(f"after {STARTUP_SNAPSHOTS} snapshots", mean))
    print(row("… trimmed", calm))
    edge_seconds, share = edges(comparisons)
    print(
        f"start and end of watching: {edge_seconds:.2f} s a training, {share:.2%} of it; all of the training has them"
    )
    print(f"budget {LIMIT:.0%}, start-up aside: {mean.verdict}; trimmed: {calm.verdict}")
    return [mean, calm]


def main(trainings: int) -> int:
    comparisons = []
    for seed in range(trainings):
        comparison = compare(1337 + seed)
        comparisons.append(comparison)
        pauses, beside = comparison.reported
        print(
            f"seed {1337 + seed}: {comparison.snapshots} snapshots; losses the same to the bit: "
            f"{comparison.has_same_losses}; by the watcher's own account {pauses:.2%} in pauses, {beside:.2%} beside",
            flush=True,
        )
    estimates = tell(comparisons)
    if not all(one.has_same_losses for one in comparisons):
        print("FAILED: the losses differ, so watching changed the training")
    return status(comparisons, estimates)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TRAININGS))
