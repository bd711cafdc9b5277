"""Whether 50 people can look at a live run at once: python -m benchmarks.load [seconds].

A real TensorBoard on loopback, one run that grows by two snapshots a second, 50 clients for a minute: half of them poll
as the tab does, every 3 s, half as a script that follows the weights. Budgets: no error, no step lost, p99 of an answer
≤ 1 s, no growth of TensorBoard's memory beyond what is logged, ≤ 1 MiB for the news of one poll per step.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import numpy as np

from benchmarks.setup.clients import PollingClient, SnapshotsClient, TabClient, poll_together
from benchmarks.setup.made_up_runs import CLOUD, MadeUpRun, transformer
from benchmarks.setup.processes import resident_bytes
from tests.conftest import TensorBoardServer

CLIENTS = 50
SECONDS = 60.0
POLL_SECONDS = 3.0
STEPS_BEFORE = 50
LOGGED_PER_SECOND = 2.0
BUDGET_SECONDS = 1.0
MIB = 1024 * 1024


class LiveRun:
    """Logs at a steady rate on a thread, and samples TensorBoard's memory beside."""

    def __init__(self, run: MadeUpRun, pid: int) -> None:
        self._run, self._pid = run, pid
        self.has_ended = threading.Event()
        self.last_step: list[int] = []
        self.resident: list[tuple[float, int, int]] = []  # seconds, resident bytes, logged bytes

    def log_for(self, seconds: float) -> None:
        """Log until the time is over."""
        started = time.monotonic()
        while (now := time.monotonic() - started) < seconds:
            self._run.log(self._run.logged_steps)
            self.resident.append((now, resident_bytes(self._pid), self._run.logged_bytes))
            time.sleep(1 / LOGGED_PER_SECOND)
        self.last_step.append(self._run.logged_steps - 1)
        self.has_ended.set()


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder) / "runs"
        servers = TensorBoardServer(Path(folder))
        with closing(MadeUpRun(logdir / "live", transformer(rows=512, columns=128, tile=26))) as run:
            for step in range(STEPS_BEFORE):
                run.log(step)
            for loader in ("true", "false"):
                url = servers(logdir, f"--load_fast={loader}")
                try:
                    print(f"-- {'Rust' if loader == 'true' else 'Python'} loader", flush=True)
                    load_for(seconds, url, LiveRun(run, servers.pid(url)))
                finally:
                    servers.stop(url)


def load_for(seconds: float, url: str, live: LiveRun) -> None:
    """Load a server, and print what the clients and its memory say."""
    clients: list[PollingClient] = [
        TabClient(url, "live", CLOUD) if index % 2 else SnapshotsClient(url, "live") for index in range(CLIENTS)
    ]
    wait_for_the_run(clients)
    logging = threading.Thread(target=live.log_for, args=(seconds,))
    logging.start()
    poll_together(clients, POLL_SECONDS, live.has_ended, live.last_step)
    logging.join()

    accounts = [client.account for client in clients]
    errors = [error for account in accounts for error in account.errors]
    expected = list(range(live.last_step[0] + 1))
    lost = sum(account.steps != expected for account in accounts)
    print(f"{len(clients)} clients, {seconds:.0f} s: {len(errors)} errors, {lost} clients without every step in order")
    for error in errors[:3]:
        print(f"  {error}")
    for route in ("runs", "cloud", "snapshots"):
        times = [taken for account in accounts for taken in account.answer_seconds.get(route, [])]
        median, high, worst = np.percentile(times, [50, 99, 100])
        largest = max(account.largest_poll_bytes.get(route, 0) for account in accounts)
        share = high / BUDGET_SECONDS
        print(
            f"{route:10}{len(times):6} answers: median {1000 * median:4.0f} ms, p99 {1000 * high:5.0f} ms "
            f"({share:.2f} of the budget), longest {1000 * worst:5.0f} ms, largest {largest / MIB:.2f} MiB"
        )
    print_growth(live)


def wait_for_the_run(clients: list[PollingClient]) -> None:
    """Let the first client find the run, which TensorBoard may not have loaded yet."""
    first = clients[0]
    deadline = time.monotonic() + 60
    while not first.account.steps and time.monotonic() < deadline:
        first.poll()
        time.sleep(0.2)
    first.account.errors.clear()  # what it was told while there was nothing


def print_growth(live: LiveRun) -> None:
    """TensorBoard's memory over time, and what was logged meanwhile: it should grow by that, and no more."""
    samples = np.array(live.resident)  # (n, 3)
    quarters = samples[np.linspace(0, len(samples) - 1, 5).astype(int)]
    resident = " → ".join(f"{mib:.0f}" for mib in quarters[:, 1] / MIB)
    grown, logged = samples[-1, 1:] - samples[len(samples) // 2, 1:]
    print(
        f"memory {resident} MiB; in the second half {grown / MIB:.0f} MiB "
        f"for {logged / MIB:.0f} MiB logged ({grown / logged:.2f} bytes a byte)"
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
