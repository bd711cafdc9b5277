"""Whether it stays fast where there is much: python -m benchmarks.scale [snapshots [loader ...]].

Twenty runs × 148 parameters × 200 steps, one run of 200 steps with the tiles of the Network view, and one run of 5,000
snapshots of 224 KiB (1.1 GiB of arrays), in a real TensorBoard with the Rust loader and with the Python one. Each
answer is timed over HTTP, from the request to its last byte, and set against plainly reading the same data from
TensorBoard's Rust data server (`list_tensors` for `runs`). Memory: TensorBoard and its data server, at the end.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors.numpy import load
from tensorboard.context import RequestContext

from benchmarks.serving import best_ms, load_runs, read_plainly
from benchmarks.setup.clients import Account, Connection
from benchmarks.setup.made_up_runs import CLOUD, MadeUpRun, many_parameters, transformer, write_run
from benchmarks.setup.processes import resident_bytes
from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard.data.provider import DataProvider

RUNS, STEPS, LONG_STEPS = 20, 200, 5_000
LONG = transformer(rows=256, columns=128, tile=22)
POLLS = 3
TAGS_PER_READ = 32
PATIENCE_SECONDS = 900
LOADERS = {"rust": "--load_fast=true", "python": "--load_fast=false"}
MIB, KIB = 1024 * 1024, 1024


class Client:
    """Times answers, and prints each with its budget and its ratio to plain reading."""

    def __init__(self, url: str) -> None:
        self.account = Account()
        self._connection = Connection(url, self.account)
        self.taken_ms = 0.0

    def get(self, route: str, **arguments: Any) -> bytes:  # noqa: ANN401  # whatever a route takes
        """The body of an answer; `taken_ms` says how long it took."""
        started = time.perf_counter()
        _, body, _ = self._connection.get(route, arguments)
        self.taken_ms = 1000 * (time.perf_counter() - started)
        return body

    def report(self, what: str, plain_ms: float, budget_ms: float | None, route: str, **arguments: Any) -> None:  # noqa: ANN401  # likewise
        """Time one answer, and print it."""
        body = self.get(route, **arguments)
        print_line(what, self.taken_ms, len(body), plain_ms, budget_ms)


def main(long_steps: int, loaders: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder) / "runs"
        logged_bytes = write_run(logdir / "network", many_parameters(32), STEPS, 0)
        for number in range(RUNS):
            logged_bytes += write_run(logdir / f"run-{number}", many_parameters(8), STEPS, number)
        with closing(MadeUpRun(logdir / "long", LONG)) as long:
            for step in range(long_steps):
                long.log(step)
            step_bytes = long.logged_bytes // long_steps
            print(f"long: {long_steps} × {step_bytes / KIB:.0f} KiB = {long.logged_bytes / MIB:.0f} MiB", flush=True)
            provider = load_runs(logdir, long_steps + STEPS * (1 + RUNS))
            servers = TensorBoardServer(Path(folder))
            for name in loaders:
                url = servers(logdir, LOADERS[name])
                print(
                    f"-- {name} loader: {'':29}{'ms':>9}{'KiB':>10}{'plain ms':>10}{'ratio':>8}{'budget':>8}",
                    flush=True,
                )
                measure(Client(url), provider, long)
                print_memory(resident_bytes(servers.pid(url)), logged_bytes + long.logged_bytes)
                servers.stop(url)


def measure(client: Client, provider: DataProvider, long: MadeUpRun) -> None:
    """Ask one server for everything that has a budget."""
    wait_until_loaded(client, long.logged_steps)
    listing = list_plainly(provider)
    list_ms = best_ms(lambda: list_plainly(provider))
    client.report(f"runs ({len(listing)}), warm", list_ms, 100, "runs")
    client.report(f"runs ({len(listing)}), warm again", list_ms, 100, "runs")
    for kind in ("weights", "statistics"):
        plain_ms = plain_reading_ms(provider, "network", [tag for tag in listing["network"] if f"/{kind}/" in tag])
        client.report(f"{STEPS} steps of {kind}, cold", plain_ms, 1_000, "snapshots", run="network", kind=kind)
        client.report(f"{STEPS} steps of {kind}, warm", plain_ms, 100, "snapshots", run="network", kind=kind)

    refused = client.get("snapshots", run="long", kind="weights")
    print(f"{long.logged_steps} steps of weights at once, {client.taken_ms:.0f} ms: {len(refused) / KIB:.1f} KiB")
    client.account.errors.clear()
    rows = [tag for tag in listing["long"] if "/rows/" in tag or "/row_statistics/" in tag]
    rows_ms = plain_reading_ms(provider, "long", rows)
    client.report("cloud of all steps of long, cold", rows_ms, None, "cloud", run="long", parameter=CLOUD)
    client.report("cloud of all steps of long, warm", rows_ms, None, "cloud", run="long", parameter=CLOUD)

    newest_segment = max(tag.rpartition("/")[2] for tag in listing["long"])
    newest = [tag for tag in listing["long"] if tag.endswith(newest_segment)]
    newest_ms = plain_reading_ms(provider, "long", newest)
    body = client.get("cloud", run="long", parameter=CLOUD, after=long.logged_steps - 2)
    basis = json.loads(body[8 : 8 + int.from_bytes(body[:8], "little")])["__metadata__"]["basis"]
    for _ in range(POLLS):
        poll(client, long, newest_ms, "snapshots", run="long", kind="weights")
        poll(client, long, newest_ms, "cloud", run="long", parameter=CLOUD, basis=basis)
    print("\n".join(client.account.errors))


def poll(client: Client, long: MadeUpRun, plain_ms: float, route: str, **arguments: str) -> None:
    """Log a step, and time the poll that finds it; those before it find nothing, as TensorBoard loads at times."""
    step = long.logged_steps
    long.log(step)
    name = "steps/0" if route == "cloud" else "steps"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        body = client.get(route, after=step - 1, **arguments)
        if load(body)[name].tolist() == [step]:
            print_line(f"{route}, poll that finds one step", client.taken_ms, len(body), plain_ms, 100)
            return
        time.sleep(0.2)
    print(f"{route}: step {step} does not appear")


def wait_until_loaded(client: Client, long_steps: int) -> None:
    """Wait until TensorBoard has every step of every run."""
    expected = long_steps + STEPS * (1 + RUNS)
    started = time.monotonic()
    while sum(len(run["steps"]) for run in json.loads(client.get("runs"))["runs"]) < expected:
        if time.monotonic() - started > PATIENCE_SECONDS:
            raise TimeoutError(f"TensorBoard has not loaded all {expected} steps")
        time.sleep(1)
    print(f"loaded after {time.monotonic() - started:.0f} s", flush=True)


def list_plainly(provider: DataProvider) -> Mapping[str, Mapping[str, Any]]:
    """What there is, as TensorBoard lists it."""
    listed: Mapping[str, Mapping[str, Any]] = provider.list_tensors(
        RequestContext(), experiment_id="", plugin_name=PLUGIN_NAME, run_tag_filter=None
    )
    return listed


def plain_reading_ms(provider: DataProvider, run: str, tags: list[str]) -> float:
    """How long TensorBoard takes to hand out series; a few at a time, as one message may not exceed 256 MiB."""
    chunks = [tags[start : start + TAGS_PER_READ] for start in range(0, len(tags), TAGS_PER_READ)]

    def read() -> None:
        for chunk in chunks:
            read_plainly(provider, [run], chunk)

    return best_ms(read)


def print_line(what: str, taken_ms: float, body_bytes: int, plain_ms: float, budget_ms: float | None) -> None:
    budget = "" if budget_ms is None else f"{taken_ms / budget_ms:8.2f}"
    print(
        f"{what:44}{taken_ms:9.1f}{body_bytes / KIB:10.1f}{plain_ms:10.1f}{taken_ms / plain_ms:8.2f}{budget}",
        flush=True,
    )


def print_memory(resident: int, logged: int) -> None:
    budget = 1.5 * logged + 200e6
    print(f"memory {resident / MIB:.0f} MiB for {logged / MIB:.0f} MiB logged: {resident / budget:.2f} of the budget")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else LONG_STEPS, sys.argv[2:] or list(LOADERS))
