"""What the event file's writer saves: python -m benchmarks.event_file.

Torch's own `SummaryWriter` against ParamViz's: the computing time of all threads until everything lies in the file,
which other processes leave alone. Both take turns in one run; the figures are medians.

For an event of a snapshot's size that is an upper bound of the time for which the interpreter lock is held. A thread
that ticks beside it sees what is held in truth: the largest gap between two ticks is the longest time at a stretch, the
sum of all gaps above a tick's noise the time in all. There are gaps as well when another process takes the core, so the
round with the least of them counts, and there are ticks beside a thread that sleeps to compare with.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from torch.utils.tensorboard import SummaryWriter as TorchSummaryWriter

from tensorboard_plugin_paramviz import SummaryWriter

if TYPE_CHECKING:
    from collections.abc import Callable

SNAPSHOT_LOAD = "an event of 512 KiB"
SNAPSHOT_BYTES = 512 * 1024
ROUNDS = 15
NOISE_SECONDS = 1e-5
IDLE_SECONDS = 0.01
HELD_LIMIT_MS = 2.0
RANDOM = np.random.default_rng(0)
IMAGE = RANDOM.random((3, 256, 256)).astype(np.float32)
WEIGHTS = RANDOM.standard_normal(100_000)
TENSOR = TensorProto(tensor_content=RANDOM.bytes(SNAPSHOT_BYTES))
SNAPSHOT = Summary(value=[Summary.Value(tag="snapshot", tensor=TENSOR)])


def add_snapshot(writer: TorchSummaryWriter) -> None:
    writer._get_file_writer().add_summary(SNAPSHOT, 0)  # type: ignore[no-untyped-call]  # torch's own


def add_scalars(writer: TorchSummaryWriter) -> None:
    for step in range(1000):
        writer.add_scalar("loss", 1.0, step)


def add_histograms(writer: TorchSummaryWriter) -> None:
    for step in range(20):
        writer.add_histogram("weights", WEIGHTS, step)


def add_image(writer: TorchSummaryWriter) -> None:
    writer.add_image("noise", IMAGE, 0)


LOADS = {
    SNAPSHOT_LOAD: add_snapshot,
    "1,000 scalars": add_scalars,
    "20 histograms of 100,000": add_histograms,
    "an image of 256 × 256": add_image,
}


def write(writer: TorchSummaryWriter, add: Callable[[TorchSummaryWriter], None]) -> None:
    """Return when all lies in the file."""
    add(writer)
    writer.flush()


def computing_seconds(action: Callable[[], object]) -> float:
    """What all threads compute meanwhile."""
    started = time.process_time()
    action()
    return time.process_time() - started


def gaps(action: Callable[[], object]) -> tuple[float, float]:
    """The largest gap between two ticks while a thread beside them acts, and the sum of the large ones, in seconds."""
    begin = threading.Event()
    ended = False

    def act() -> None:
        nonlocal ended
        begin.wait()
        action()
        ended = True

    thread = threading.Thread(target=act)
    largest = total = 0.0
    thread.start()
    begin.set()
    before = time.perf_counter()
    is_last = False
    while not is_last:
        is_last = ended  # the time until this was seen counts as well
        now = time.perf_counter()
        if now - before > NOISE_SECONDS:
            total += now - before
            largest = max(largest, now - before)
        before = now
    thread.join()
    return largest, total


def main() -> None:
    seconds: dict[tuple[str, str], list[float]] = {}
    seen: dict[str, list[tuple[float, float]]] = {"stock": [], "ours": [], "idle": []}
    with tempfile.TemporaryDirectory() as folder:
        writers = {"stock": TorchSummaryWriter(Path(folder) / "stock"), "ours": SummaryWriter(Path(folder) / "ours")}
        for _ in range(ROUNDS):
            for name, writer in writers.items():
                for load, add in LOADS.items():
                    seconds.setdefault((load, name), []).append(computing_seconds(partial(write, writer, add)))
                seen[name].append(gaps(partial(write, writer, add_snapshot)))
            seen["idle"].append(gaps(partial(time.sleep, IDLE_SECONDS)))
        for writer in writers.values():
            writer.close()
    for load in LOADS:
        stock, ours = (statistics.median(seconds[load, name]) for name in writers)
        print(f"{load:26} {stock * 1e3:7.2f} ms stock {ours * 1e3:7.2f} ms ours   stock / ours {stock / ours:6.2f}")
    at_most = statistics.median(seconds[SNAPSHOT_LOAD, "ours"])
    print(f"interpreter lock held for {SNAPSHOT_LOAD}: at most {at_most * 1e3:.2f} ms (budget {HELD_LIMIT_MS:.0f} ms)")
    for name, pairs in seen.items():
        largest, total = min(pairs, key=lambda pair: pair[1])
        print(f"  seen beside it, {name:5} {total * 1e3:8.2f} ms in all, {largest * 1e3:.2f} ms at a stretch")


if __name__ == "__main__":
    main()
