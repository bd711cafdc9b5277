"""What it takes to find the phases of a run, as a ratio to TensorBoard's plain reading of the same data.

python benchmarks/phases.py

One run of 200 snapshots × 148 parameters and one of 5,000 snapshots × 24 parameters, loaded by TensorBoard's Rust data
server. Cold: nothing is kept yet; warm: asked again; poll: the newest segment has changed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tensorboard.context import RequestContext

from benchmarks.serving import GrowingSource, best_ms, load_runs, read_plainly, report
from benchmarks.setup.made_up_runs import many_parameters, write_run
from tensorboard_plugin_paramviz.format.layout import Layout
from tensorboard_plugin_paramviz.serving.answers.phases import Phases
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource

if TYPE_CHECKING:
    from tensorboard.data.provider import DataProvider

SNAPSHOTS, MANY_SNAPSHOTS, FEW_PARAMETERS = 200, 5000, 24


class NoScalars:
    """A place without scalars: reading a loss of 1,000 values takes one more call."""

    def list_scalars(self, run: str) -> dict[str, Any]:  # noqa: ARG002  # nothing, whatever the run
        """List none."""
        return {}

    def read_scalar(self, run: str, tag: str) -> None:  # noqa: ARG002  # likewise
        """Read none."""
        return


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder)
        print(f"writing runs into {logdir} …", flush=True)
        full = many_parameters(32)
        small = many_parameters(8).parameters[:FEW_PARAMETERS]
        write_run(logdir / "short", full, SNAPSHOTS, 0)
        write_run(logdir / "long", Layout("GPT", 1, small), MANY_SNAPSHOTS, 0)
        provider = load_runs(logdir)
        print(f"{'':44}{'ms':>9}{'plain ms':>10}{'ratio':>8}")
        time_run(provider, "short", SNAPSHOTS)
        time_run(provider, "long", MANY_SNAPSHOTS)


def time_run(provider: DataProvider, run: str, snapshots: int) -> None:
    """One run, against reading its statistics, weights and gradients."""
    source = ProviderSource(provider, RequestContext(), "")
    tags = list(source.list_series([run])[run])
    plain = best_ms(lambda: read_plainly(provider, [run], tags))
    warm = Phases(Reader())
    what = f"phases of {snapshots:,} snapshots"
    report(f"{what}, cold", best_ms(lambda: Phases(Reader()).report(source, NoScalars(), run)), plain)
    warm.report(source, NoScalars(), run)
    report(f"{what}, warm", best_ms(lambda: warm.report(source, NoScalars(), run)), plain)
    growing = GrowingSource(source)
    report(f"{what}, poll", best_ms(lambda: warm.report(growing, NoScalars(), run)), plain)


if __name__ == "__main__":
    main()
