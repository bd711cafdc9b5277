"""What the tab waits for, as a ratio to TensorBoard's plain reading of the same data.

python benchmarks/serving.py

Writes runs into a temporary folder, lets TensorBoard's Rust data server load them, and times each answer against
`list_tensors` or `read_tensors` of what it is made from, in the same process. Cold: nothing is kept yet; warm: asked
again; poll: one new step since.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors.numpy import save
from tensorboard.context import RequestContext
from tensorboard.data.provider import DataProvider, RunTagFilter
from tensorboard.data.server_ingester import SubprocessServerDataIngester, get_server_binary
from tensorboard.util.grpc_util import ChannelCredsType

from benchmarks.setup.made_up_runs import many_parameters, one_cloud, write_run
from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.serving.answers.cloud import CloudRequest, Clouds
from tensorboard_plugin_paramviz.serving.answers.runs import RunDescriptions
from tensorboard_plugin_paramviz.serving.reading.history import snapshots
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.provider import ALL_POINTS, ProviderSource

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from tensorboard_plugin_paramviz.serving.sources.source import RawSeries, SeriesListing, Source

ROWS, COLUMNS, CLOUD_STEPS = 2048, 128, 100
RUNS, STEPS = 20, 200
REPEATS = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder)
        print(f"writing runs into {logdir} …", flush=True)
        write_runs(logdir)
        provider = load_runs(logdir)
        source = ProviderSource(provider, RequestContext(), "")
        print(f"{'':44}{'ms':>9}{'plain ms':>10}{'ratio':>8}")
        time_cloud(source, provider)
        time_network(source, provider)
        time_runs(source, provider)


class GrowingSource:
    """A source whose newest segments have changed each time they are listed, as those of live runs."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._listed = 0

    def list_series(self, runs: Collection[str] | None = None) -> dict[str, dict[str, SeriesListing]]:
        """List what the source behind has, its newest segments changed."""
        self._listed += 1
        listing = {run: dict(tags) for run, tags in self._source.list_series(runs).items()}
        for tags in listing.values():
            newest = max(tag.rpartition("/")[2] for tag in tags)
            for tag in tags:
                if tag.endswith(newest):
                    tags[tag] = tags[tag]._replace(max_wall_time=tags[tag].max_wall_time + self._listed)
        return listing

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        """Read from the source behind."""
        return self._source.read_series(tags)


def time_cloud(source: ProviderSource, provider: DataProvider) -> None:
    """Two runs × 100 snapshots × 2,048 rows × 128 columns: the picture that the tab opens with."""
    names = ["cloud-0", "cloud-1"]
    tags = [tag for tag in source.list_series(["cloud-0"])["cloud-0"] if "/rows/" in tag or "/row_statistics/" in tag]
    plain = best_ms(lambda: read_plainly(provider, names, tags))
    newest = [tag for tag in tags if tag.endswith(max(tag.rpartition("/")[2] for tag in tags))]
    plain_newest = best_ms(lambda: read_plainly(provider, names, newest))
    warm = Clouds(Reader())
    basis = warm.cloud(source, CloudRequest(names, "wte")).basis
    report("cloud, cold", best_ms(lambda: Clouds(Reader()).cloud(source, CloudRequest(names, "wte"))), plain)
    report("cloud, warm", best_ms(lambda: warm.cloud(source, CloudRequest(names, "wte", basis=basis))), plain)
    growing = GrowingSource(source)
    poll = best_ms(lambda: warm.cloud(growing, CloudRequest(names, "wte", after=CLOUD_STEPS - 2, basis=basis)))
    report("cloud, poll for one step of each run", poll, plain_newest)


def time_network(source: ProviderSource, provider: DataProvider) -> None:
    """One run of 200 steps × 148 parameters with tiles of 32 × 32: the Network view's whole history."""
    tags = [tag for tag in source.list_series(["network"])["network"] if "/weights/" in tag or "/statistics/" in tag]
    plain = best_ms(lambda: read_plainly(provider, ["network"], tags))
    warm = Reader()

    def history(reader: Reader) -> None:
        (run,) = reader.open(source, ["network"])
        for kind in ("weights", "statistics"):
            steps, values = snapshots(run, kind)
            save({"steps": steps, kind: values})

    history(warm)
    report("snapshots of all steps, cold", best_ms(lambda: history(Reader())), plain)
    report("snapshots of all steps, warm", best_ms(lambda: history(warm)), plain)


def time_runs(source: ProviderSource, provider: DataProvider) -> None:
    """Twenty runs × 148 parameters × 200 steps, beside those above."""
    plain = best_ms(
        lambda: provider.list_tensors(RequestContext(), experiment_id="", plugin_name=PLUGIN_NAME, run_tag_filter=None)
    )
    warm, descriptions = Reader(), RunDescriptions()

    def describe(reader: Reader, runs: Source = source) -> str:
        states = reader.runs(runs)
        return descriptions.describe(states, [reader.problems(state) for state in states], is_disk_full=False)

    text = describe(warm)
    report(f"runs ({len(json.loads(text)['runs'])}), cold", best_ms(lambda: describe(Reader())), plain)
    report(f"runs ({len(text) // 1024} KiB), warm", best_ms(lambda: describe(warm)), plain)
    growing = GrowingSource(source)
    report("runs, poll when each has a new step", best_ms(lambda: describe(warm, growing)), plain)


def report(what: str, taken_ms: float, plain_ms: float) -> None:
    print(f"{what:44}{taken_ms:9.1f}{plain_ms:10.1f}{taken_ms / plain_ms:8.2f}", flush=True)


def best_ms(work: Callable[[], object], seconds: Callable[[], float] = time.perf_counter) -> float:
    """The least that it took, by the clock or by `time.process_time`, which does not count what others do meanwhile."""
    times = []
    for _ in range(REPEATS):
        start = seconds()
        work()
        times.append(seconds() - start)
    return 1000 * min(times)


def read_plainly(provider: DataProvider, runs: list[str], tags: list[str]) -> None:
    for run in runs:  # one message may not exceed 256 MiB
        provider.read_tensors(
            RequestContext(),
            experiment_id="",
            plugin_name=PLUGIN_NAME,
            downsample=ALL_POINTS,
            run_tag_filter=RunTagFilter(runs=[run], tags=tags),
        )


def load_runs(logdir: Path, expected_steps: int = 2 * CLOUD_STEPS + STEPS + RUNS * STEPS) -> DataProvider:
    """TensorBoard's Rust data server on a directory, when it has loaded every step."""
    ingester = SubprocessServerDataIngester(
        server_binary=get_server_binary(),
        logdir=str(logdir),
        reload_interval=1,
        channel_creds_type=ChannelCredsType.LOCAL,
        samples_per_plugin={PLUGIN_NAME: 0},
    )
    ingester.start()
    source = ProviderSource(ingester.data_provider, RequestContext(), "")
    reader = Reader(cache_bytes=0)
    while sum(len(state.steps) for state in reader.runs(source)) < expected_steps:
        time.sleep(0.5)
    return ingester.data_provider


def write_runs(logdir: Path) -> None:
    cloud = one_cloud(ROWS, COLUMNS)
    for number in range(2):
        write_run(logdir / f"cloud-{number}", cloud, CLOUD_STEPS, number)
    write_run(logdir / "network", many_parameters(32), STEPS, 0)
    for number in range(RUNS):
        write_run(logdir / f"run-{number}", many_parameters(8), STEPS, number)


if __name__ == "__main__":
    main()
