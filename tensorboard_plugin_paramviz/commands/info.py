"""paramviz info: what was logged under a log directory."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.commands.printable import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from tensorboard_plugin_paramviz.serving.reading.log_directory import LoggedRun

NAME = "info"
HELP = "tell what was logged"
DESCRIPTION = "Tell of each run under a log directory what was logged, and what of it cannot be read."

_MEGABYTE = 1_000_000
_FIELD_WIDTH = 14


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("logdir", metavar="LOGDIR", help="what tensorboard --logdir takes")
    parser.add_argument(
        "--json",
        action="store_true",
        help="as JSON: what the route runs of the tab answers, and the bytes of the files",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    from tensorboard_plugin_paramviz.serving.errors import EmptyRunError  # noqa: PLC0415  # as the next one
    from tensorboard_plugin_paramviz.serving.sources.log_directory import find_runs  # noqa: PLC0415  # numpy, TensorBoard

    logdir = Path(options.logdir)
    described = _described(find_runs(logdir))
    if options.json:
        print(json.dumps({"runs": list(described)}))
        return 0
    count = 0
    for count, description in enumerate(described, 1):
        print(("\n" if count > 1 else "") + "\n".join(_lines(description)), flush=True)
    if not count:
        raise EmptyRunError(f"no run under {logdir} has ParamViz data; log some with SummaryWriter(...).watch(model)")
    return 0


def _described(directories: Mapping[str, Path]) -> Iterator[dict[str, Any]]:
    """What there is to tell of each run; those without ParamViz data are none, and one that cannot be read is named."""
    from tensorboard_plugin_paramviz.serving.errors import EmptyRunError  # noqa: PLC0415  # as above
    from tensorboard_plugin_paramviz.serving.reading.log_directory import open_directory  # noqa: PLC0415  # likewise
    from tensorboard_plugin_paramviz.serving.sources.room import is_disk_full  # noqa: PLC0415  # likewise

    for name, directory in directories.items():
        with suppress(EmptyRunError):
            try:
                description = _describe(open_directory(name, directory), is_disk_full=is_disk_full(str(directory)))
            except OSError as error:  # of this run alone
                print(f"{printable(name)} cannot be read: {printable(str(error))}", file=sys.stderr)
            else:
                yield description


def _describe(logged: LoggedRun, *, is_disk_full: bool) -> dict[str, Any]:
    """What the route `runs` says of a run, and the size of its files."""
    from tensorboard_plugin_paramviz.serving.answers.runs import RunDescriptions  # noqa: PLC0415  # as above

    text = RunDescriptions().describe([logged.opened.state], [logged.problems], is_disk_full=is_disk_full)
    (description,) = json.loads(text)["runs"]
    return {**description, "bytes": logged.size_bytes}


def _lines(run: dict[str, Any]) -> Iterator[str]:
    """A run's description for people."""
    yield printable(run["name"])
    yield _field("steps", _span(run["steps"]))
    name = f" ({run['model_name']})" if run["model_name"] else ""
    yield _field("model", f"{run['model_class']}{name}, {run['parameter_count']:,} weights")
    tile_cells = sum(rows * columns for rows, columns in (parameter["tile_shape"] for parameter in run["parameters"]))
    yield _field("parameters", f"{len(run['parameters'])}, of which {tile_cells:,} weights are logged at each step")
    if run["skipped"]:
        yield _field("skipped", ", ".join(f"{skipped['name']} ({skipped['reason']})" for skipped in run["skipped"]))
    for cloud in run["cloud_layouts"]:
        labeled = ", labeled" if cloud["labeled"] else ""
        size = f"{cloud['rows']:,} of {cloud['total_rows']:,} rows × {cloud['columns']:,}"
        yield _field("cloud", f"{cloud['parameter']}: {size}{labeled}")
    yield _field("kinds", ", ".join(run["kinds"]) or "none")
    yield _field("statistics", f"{len(run['statistic_names'])}: {' '.join(run['statistic_names'])}")
    if run["config"]:
        yield _field("config", ", ".join(f"{key}={value}" for key, value in run["config"].items()))
    yield _field("files", f"{run['bytes'] / _MEGABYTE:,.1f} MB")
    for problem in run["problems"]:
        yield _field("problem", problem)


def _span(steps: list[int]) -> str:
    if not steps:
        return "none"
    return f"{len(steps):,}, from {steps[0]} to {steps[-1]}" if len(steps) > 1 else f"1, step {steps[0]}"


def _field(name: str, text: str) -> str:
    return f"  {name:{_FIELD_WIDTH}}{printable(text)}"
