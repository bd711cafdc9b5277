"""Neighbours and movement, as ratios to plainly reading the two snapshots that they compare.

python benchmarks/neighbors.py

Exact in full width, from TensorBoard's Rust data server. Warm: the segments are kept, as after the first question.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard.context import RequestContext

from benchmarks.serving import best_ms, load_runs, read_plainly, report
from benchmarks.setup.made_up_runs import write_run
from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout, ParameterLayout
from tensorboard_plugin_paramviz.serving.analysis.neighbors import METRICS
from tensorboard_plugin_paramviz.serving.answers.neighborhoods import movement, neighborhood
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource

if TYPE_CHECKING:
    from tensorboard.data.provider import DataProvider

SIZES = ((50_000, 64), (2_000, 768))
ROW, NEIGHBORS, LISTED = 7, 10, 100


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder)
        for rows, columns in SIZES:
            write_run(logdir / f"{rows}", one_cloud(rows, columns), 2, 0)
        provider = load_runs(logdir, 2 * len(SIZES))
        source = ProviderSource(provider, RequestContext(), "")
        print(f"{'':44}{'ms':>9}{'plain ms':>10}{'ratio':>8}")
        for rows, columns in SIZES:
            time_cloud(source, provider, f"{rows}", f"{rows} x {columns}")


def time_cloud(source: ProviderSource, provider: DataProvider, name: str, size: str) -> None:
    """Ask for neighbours of a row and for the movement of all."""
    tags = [tag for tag in source.list_series([name])[name] if "/rows/" in tag or "/row_statistics/" in tag]
    plain = best_ms(lambda: read_plainly(provider, [name], tags))
    (run,) = Reader().open(source, [name])
    for metric in METRICS:
        ask = partial(neighborhood, run, "wte", row=ROW, step=1, count=NEIGHBORS, metric=metric)
        report(f"neighbors of {size}, {metric}", best_ms(ask), plain)
        report("  with since=", best_ms(partial(ask, since=0)), plain)
    ask_all = partial(movement, run, "wte", first=0, last=1, limit=LISTED, count=NEIGHBORS, metric="cosine")
    report(f"movement of {size}", best_ms(ask_all), plain)


def one_cloud(rows: int, columns: int) -> Layout:
    wte = ParameterLayout("wte", (rows, columns), "float32", "token_embedding", (32, 32), 0)
    return Layout("GPT", rows * columns, (wte,), (CloudLayout("wte", tuple(range(rows)), columns),))


if __name__ == "__main__":
    main()
