"""Fixtures that tests of several parts share."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_START_SECONDS = 60
_STOP_SECONDS = 10
_POLL_SECONDS = 0.05


def free_port() -> int:
    """A port of the loopback interface that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class TensorBoardServer:
    """Starts TensorBoard and stops it; one for each test module.

    Args:
        log_directory: for what it prints.
        module: what is run as TensorBoard.
    """

    def __init__(self, log_directory: Path, module: str = "tensorboard.main") -> None:
        self._log_directory = log_directory
        self._module = module
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __call__(self, logdir: Path | None, *flags: str, port: int | None = None) -> str:
        """Start TensorBoard on a directory, on a free loopback port, and return its address without a trailing slash.

        Without a directory the flags say what to read. `port=` starts it where another one was before.
        """
        port = port or free_port()
        log = self._log_of(port)
        command = [sys.executable, "-m", self._module, f"--port={port}"]
        command += [] if logdir is None else [f"--logdir={logdir}"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--host=127.0.0.1", "--reload_interval=1", *flags], stdout=output, stderr=subprocess.STDOUT
            )
        prefix = next((flag.partition("=")[2] for flag in flags if flag.startswith("--path_prefix=")), "")
        url = f"http://127.0.0.1:{port}{prefix}"
        self._processes[url] = process
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(f"{url}/data/environment"):
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop_all()
                pytest.fail(f"TensorBoard does not start:\n{log.read_text()}")
            time.sleep(_POLL_SECONDS)
        return url

    def log(self, url: str) -> str:
        """What the one at this address has printed until now."""
        port = urllib.parse.urlsplit(url).port
        assert port is not None
        return self._log_of(port).read_text()

    def _log_of(self, port: int) -> Path:
        return self._log_directory / f"tensorboard-{port}.log"

    def pid(self, url: str) -> int:
        """The process of the one at this address."""
        return self._processes[url].pid

    def is_running(self, url: str) -> bool:
        """Whether there is one at this address that has not ended by itself."""
        process = self._processes.get(url)
        return process is not None and process.poll() is None

    def stop(self, url: str) -> None:
        """Stop the one at this address."""
        process = self._processes.pop(url)
        process.terminate()
        _wait(process)

    def stop_all(self) -> None:
        """Stop those that are still running."""
        for process in self._processes.values():
            process.terminate()
        for url in list(self._processes):
            self.stop(url)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  # a loopback address
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@pytest.fixture(scope="module")
def tensorboard_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TensorBoardServer]:
    """Starts TensorBoard: `tensorboard_server(logdir, "--load_fast=false")` is its address."""
    servers = TensorBoardServer(tmp_path_factory.mktemp("tensorboard"))
    yield servers
    servers.stop_all()
