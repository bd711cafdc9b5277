"""Fixtures that tests of several parts share."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_START_SECONDS = 60
_STOP_SECONDS = 10
_POLL_SECONDS = 0.05


class TensorBoardServer(Protocol):
    """Starts TensorBoard; a protocol for the type of the fixture."""

    def __call__(self, logdir: Path, *flags: str, port: int | None = None) -> str: ...


def free_port() -> int:
    """A port of the loopback interface that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Servers:
    """The TensorBoard processes of one test module."""

    def __init__(self, log_directory: Path) -> None:
        self._log_directory = log_directory
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, logdir: Path, *flags: str, port: int | None = None) -> str:
        port = port or free_port()
        log = self._log_directory / f"tensorboard-{len(self._processes)}.log"
        command = [sys.executable, "-m", "tensorboard.main", f"--logdir={logdir}", f"--port={port}"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--host=127.0.0.1", "--reload_interval=1", *flags], stdout=output, stderr=subprocess.STDOUT
            )
        self._processes.append(process)
        prefix = next((flag.partition("=")[2] for flag in flags if flag.startswith("--path_prefix=")), "")
        url = f"http://127.0.0.1:{port}{prefix}"
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(f"{url}/data/environment"):
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                pytest.fail(f"TensorBoard does not start:\n{log.read_text()}")
            time.sleep(_POLL_SECONDS)
        return url

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            _wait(process)
        self._processes.clear()


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
    """Starts TensorBoard on a directory, on a free loopback port, and returns its address without a trailing slash.

    `tensorboard_server(logdir, "--load_fast=false")`; `port=` starts one where another was before. Servers live until
    the test module ends.
    """
    servers = _Servers(tmp_path_factory.mktemp("tensorboard"))
    yield servers.start
    servers.stop()
