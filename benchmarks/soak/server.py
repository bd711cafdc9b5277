"""The real TensorBoard on the runs, and clients that follow each run through the route `snapshots`."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.setup.clients import Account, Connection, SnapshotsClient
from benchmarks.setup.processes import children, resident_bytes
from benchmarks.soak import cache_account
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TENSORBOARD_MODULE = "benchmarks.soak.accounted_tensorboard"
_LONGEST_WORDS = 500


class Server:
    """TensorBoard, started again on its port where it has ended.

    Args:
        logdir: what it shows.
        folder: for what it prints.
        note: is told what goes wrong.
    """

    def __init__(self, logdir: Path, folder: Path, note: Callable[[str, str], None]) -> None:
        self._logdir, self._note = logdir, note
        self._servers = TensorBoardServer(folder, TENSORBOARD_MODULE)
        self._cache_account = folder / "cache-bytes"
        self.url = self._start()
        self._account = Account()
        self._connection = Connection(self.url, self._account)
        self._followers: dict[str, SnapshotsClient] = {}
        self.steps: dict[str, list[int]] = {}

    def go_on(self) -> None:
        """Start it again if it has ended."""
        if self._servers.is_running(self.url):
            return
        words = self._servers.log(self.url)[-_LONGEST_WORDS:]
        self._note("TensorBoard", f"it has ended by itself; its last output: {words}")
        try:
            self._servers.stop_all()
            self._start(port=int(self.url.rpartition(":")[2]))
        except pytest.fail.Exception as error:
            self._note("TensorBoard", f"it could not be started again: {error}")

    def memory_bytes(self) -> tuple[int, int]:
        """Resident memory of its own process, and of those that it started; 0 while there is none."""
        if not self._servers.is_running(self.url):
            return 0, 0
        pid = self._servers.pid(self.url)
        started = sum(resident_bytes(child) for child in children(pid))
        return resident_bytes(pid) - started, started

    def cache_bytes(self) -> int | None:
        """What the plugin's caches hold; None while there is no TensorBoard, or it has not said so yet."""
        return cache_account.read_account(self._cache_account) if self._servers.is_running(self.url) else None

    def poll(self) -> None:
        """See which steps each run has, and have each one's client ask for its news."""
        try:
            _, body, _ = self._connection.get("runs", {})
            runs: list[dict[str, Any]] = json.loads(body)["runs"]
            self.steps = {run["name"]: run["steps"] for run in runs}
            for name in self.steps:
                self._followers.setdefault(name, SnapshotsClient(self.url, name, "statistics")).poll()
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            self._note("TensorBoard", f"it did not answer: {type(error).__name__}: {error}")
        for account in self._accounts():
            for refusal in account.errors:
                self._note("TensorBoard", refusal)
            account.errors.clear()

    def served(self, run: str) -> list[int]:
        """The steps of a run that its client got, as they came."""
        follower = self._followers.get(run)
        return [] if follower is None else list(follower.account.steps)

    def take_answer_seconds(self) -> dict[str, list[float]]:
        """How long answers took since this was asked last, by route."""
        taken: dict[str, list[float]] = {}
        for account in self._accounts():
            for route, seconds in account.answer_seconds.items():
                taken.setdefault(route, []).extend(seconds)
            account.answer_seconds.clear()
        return taken

    def stop(self) -> None:
        """End it."""
        self._servers.stop_all()

    def _start(self, port: int | None = None) -> str:
        self._cache_account.unlink(missing_ok=True)
        return self._servers(self._logdir, f"{cache_account.FLAG}={self._cache_account}", port=port)

    def _accounts(self) -> list[Account]:
        return [self._account, *(follower.account for follower in self._followers.values())]
