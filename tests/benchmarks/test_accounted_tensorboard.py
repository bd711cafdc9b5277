"""A soak knows what the plugin's caches hold, in a TensorBoard that does as ever."""

from __future__ import annotations

import time
import urllib.request
from typing import TYPE_CHECKING

from benchmarks.soak.server import Server
from tensorboard_plugin_paramviz.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_SECONDS = 60


def wait_until_caches_hold(server: Server, least_bytes: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (held := server.cache_bytes()) is None or held < least_bytes:
        assert time.monotonic() < deadline, f"the caches hold {held} bytes; expected {least_bytes} or more"
        time.sleep(0.1)


def test_what_was_served_is_found_in_the_caches(tmp_path: Path) -> None:
    logdir = tmp_path / "runs"
    assert main(["simulate", str(logdir), "--steps", "20"]) == 0
    server = Server(logdir, tmp_path, lambda _who, _what: None)
    try:
        wait_until_caches_hold(server, 0)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not any(server.steps.values()):
            server.poll()
            assert time.monotonic() < deadline, "TensorBoard lists no run"
        (run,) = server.steps
        address = f"{server.url}/data/plugin/paramviz/snapshots?run={run}&kind=weights"
        with urllib.request.urlopen(address) as response:  # noqa: S310  # a loopback address
            served_bytes = len(response.read())
        wait_until_caches_hold(server, served_bytes)
    finally:
        server.stop()
    assert server.cache_bytes() is None
