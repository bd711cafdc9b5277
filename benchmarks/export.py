"""What an export takes: time, as a ratio to TensorBoard's plain reading of the same data, and memory.

python benchmarks/export.py

Writes a run into a temporary folder, lets TensorBoard's Rust data server load it, and exports all of it: that is larger
than the buffer, the cache and everything else that is kept. Memory is how far the process grows at most while the file
is made; the bytes go nowhere.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard.context import RequestContext

from benchmarks.serving import load_runs, read_plainly
from benchmarks.setup.made_up_runs import many_parameters, write_run
from benchmarks.setup.processes import PeakMemory
from tensorboard_plugin_paramviz.serving.answers.export.download import FormatName, export
from tensorboard_plugin_paramviz.serving.answers.export.plan import Selection
from tensorboard_plugin_paramviz.serving.reading.reader import OpenRun, Reader
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource

if TYPE_CHECKING:
    from tensorboard.data.provider import DataProvider

STEPS, TILE = 1_000, 32
MIB = 1024 * 1024
BINARY: tuple[FormatName, ...] = ("safetensors", "npz")
TEXT: tuple[FormatName, ...] = ("json", "csv")  # these take longer
FEW_STEPS = "0-19"
SERIES_PER_MESSAGE = 16


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder)
        print(f"writing a run into {logdir} …", flush=True)
        write_run(logdir / "network", many_parameters(TILE), STEPS, 0)
        provider = load_runs(logdir, STEPS)
        source = ProviderSource(provider, RequestContext(), "")
        (run,) = Reader().open(source, ["network"])
        measured = {f"{name}, everything": measure(run, name, Selection()) for name in BINARY}
        measured |= {f"{name}, {FEW_STEPS} of {STEPS} steps": measure(run, name, Selection(FEW_STEPS)) for name in TEXT}
        plain_seconds = time_plain_reading(provider, sorted(source.list_series()["network"]))
        print(f"{'':32}{'MiB':>8}{'s':>8}{'ratio':>8}{'memory MiB':>12}")
        for what, (size_bytes, seconds, grown_bytes) in measured.items():
            ratio = seconds / plain_seconds
            print(f"{what:32}{size_bytes / MIB:8.0f}{seconds:8.2f}{ratio:8.2f}{grown_bytes / MIB:12.0f}")
        print(f"{'read_tensors of everything':32}{'':8}{plain_seconds:8.2f}")


def measure(run: OpenRun, name: FormatName, selection: Selection) -> tuple[int, float, int]:
    """Bytes made, seconds taken, and bytes by which the process grew at most."""
    memory = PeakMemory()
    start = time.perf_counter()
    size_bytes = sum(map(len, export(run, name, selection).chunks()))
    seconds = time.perf_counter() - start
    return size_bytes, seconds, memory.grown_bytes


def time_plain_reading(provider: DataProvider, tags: list[str]) -> float:
    """Seconds for reading each series once, in messages of a few: none may exceed 256 MiB."""
    start = time.perf_counter()
    for first in range(0, len(tags), SERIES_PER_MESSAGE):
        read_plainly(provider, ["network"], tags[first : first + SERIES_PER_MESSAGE])
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
