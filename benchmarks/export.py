"""What an export takes: time, as a ratio to TensorBoard's plain reading of the same data, and memory.

python benchmarks/export.py

Writes a run into a temporary folder, lets TensorBoard's Rust data server load it, and exports all of it, which is larger
than the buffer, the reader's cache and everything else that is kept. Memory is how far the process's highest resident
size rises while the file is made; the bytes go nowhere.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from tensorboard.context import RequestContext

from benchmarks.serving import load_runs, many_parameters, read_plainly, write_run
from tensorboard_plugin_paramviz.serving.answers.export.download import FormatName, export
from tensorboard_plugin_paramviz.serving.answers.export.plan import Selection
from tensorboard_plugin_paramviz.serving.reading.log_directory import open_run
from tensorboard_plugin_paramviz.serving.reading.reader import CACHE_BYTES, OpenRun, Reader
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS, TILE = 1_000, 32
KIB, MIB = 1024, 1024 * 1024
FEW_STEPS = "0-19"  # for the formats of text, which take longer


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder)
        print(f"writing a run into {logdir} …", flush=True)
        write_run(logdir / "network", many_parameters(TILE), STEPS, 0)
        provider = load_runs(logdir, STEPS)
        source = ProviderSource(provider, RequestContext(), "")
        (run,) = Reader().open(source, ["network"])
        print(f"{'':44}{'MiB':>8}{'s':>8}{'ratio':>8}{'memory MiB':>12}")
        tags = sorted(source.list_series()["network"])
        for name in ("safetensors", "npz"):
            measure(f"{name}, everything, by route", run, name, Selection(), ())
        start = time.perf_counter()
        for tag in tags:  # one message may not exceed 256 MiB
            read_plainly(provider, ["network"], [tag])
        plain_seconds = time.perf_counter() - start
        print(f"{f'read_tensors of the same ({len(tags)} series)':44}{'':8}{plain_seconds:8.2f}")
    return


def measure(what: str, run: OpenRun, name: FormatName, selection: Selection, _plain: Sequence[float]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    size_bytes = sum(map(len, export(run, name, selection).chunks()))
    seconds = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / KIB
    print(f"{what:44}{size_bytes / MIB:8.0f}{seconds:8.2f}{'':8}{grown:12.0f}", flush=True)


if __name__ == "__main__":
    main()
