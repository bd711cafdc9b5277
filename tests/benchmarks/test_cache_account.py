"""A soak knows what the plugin's caches hold, in a TensorBoard that does as ever."""

from __future__ import annotations

import os
import time
import urllib.request
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from benchmarks.soak.cache_account import CacheAccount, read_account
from benchmarks.soak.server import Server
from tensorboard_plugin_paramviz.cli import main
from tensorboard_plugin_paramviz.serving.reading.cache import ByteCache

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_SECONDS = 60

Bytes = npt.NDArray[np.uint8]


def wait_until_caches_hold(server: Server, least_bytes: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (held := server.cache_bytes()) is None or held < least_bytes:
        assert time.monotonic() < deadline, f"the caches hold {held} bytes; expected {least_bytes} or more"
        time.sleep(0.1)


def test_what_all_caches_hold_is_summed_up_as_long_as_they_live() -> None:
    account = CacheAccount()
    small, large = ByteCache[Bytes](10_000_000), ByteCache[Bytes](10_000_000)
    account.note(small)
    account.note(large)
    assert account.nbytes == 0
    small.put("a", None, np.zeros(1_000, np.uint8))
    large.put("a", None, np.zeros(1_000_000, np.uint8))
    assert account.nbytes == small.nbytes + large.nbytes
    assert 1_001_000 <= account.nbytes < 1_010_000
    del large
    assert account.nbytes == small.nbytes


def test_an_account_is_read_as_long_as_it_is_written(tmp_path: Path) -> None:
    account, cache, path = CacheAccount(), ByteCache[Bytes](10_000_000), tmp_path / "bytes"
    account.note(cache)
    assert read_account(path) is None
    cache.put("a", None, np.zeros(1_000, np.uint8))
    account.write(path)
    assert read_account(path) == cache.nbytes
    os.utime(path, (time.time() - 60, time.time() - 60))
    assert read_account(path) is None


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
