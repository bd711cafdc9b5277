"""What it takes to find the insights of a run, with its phases, as a ratio to TensorBoard's plain reading of its data.

python benchmarks/insights.py

Simulated runs of 52 parameters, with their losses, loaded by TensorBoard's Rust data server: one that is healthy and
one that diverges, of 200 snapshots. Cold: nothing is kept yet; warm: asked again; poll: the newest segment
has changed. By the clock a poll also waits for the data server, which is another process.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard.context import RequestContext

from benchmarks.serving import GrowingSource, best_ms, load_runs, read_plainly, report
from tensorboard_plugin_paramviz.capture.simulate import simulate
from tensorboard_plugin_paramviz.serving.answers.phases import Phases
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
from tensorboard_plugin_paramviz.serving.sources.scalars import ProviderScalars

if TYPE_CHECKING:
    from tensorboard.data.provider import DataProvider

SCENARIOS = ("convergence", "divergence")
SNAPSHOTS = 200


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder)
        print(f"simulating runs in {logdir} …", flush=True)
        runs = [simulate(logdir, scenario, steps=SNAPSHOTS)[0].name for scenario in SCENARIOS]
        provider = load_runs(logdir, len(runs) * (SNAPSHOTS + 1))
        print(f"{'':44}{'ms':>9}{'plain ms':>10}{'ratio':>8}")
        for run in runs:
            time_run(provider, run)


def time_run(provider: DataProvider, run: str) -> None:
    """One run, against reading all its series."""
    place = (provider, RequestContext(), "")
    source, scalars = ProviderSource(*place), ProviderScalars(*place)
    tags = list(source.list_series([run])[run])
    plain = best_ms(lambda: read_plainly(provider, [run], tags))
    warm = Phases(Reader())
    what = f"{run}, {warm.study(source, scalars, run).snapshots} snapshots"
    report(f"{what}, cold", best_ms(lambda: Phases(Reader()).study(source, scalars, run)), plain)
    report(f"{what}, warm", best_ms(lambda: warm.study(source, scalars, run)), plain)
    growing = GrowingSource(source)
    report(f"{what}, poll", best_ms(lambda: warm.study(growing, scalars, run)), plain)
    processor_ms = best_ms(lambda: warm.study(growing, scalars, run), time.process_time)
    report(f"{what}, poll, its processor time", processor_ms, plain)


if __name__ == "__main__":
    main()
