"""Many clients follow a live run at once; `make bench` does it for a minute, and measures."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.setup.clients import SnapshotsClient, TabClient, poll_together

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.setup.clients import PollingClient
    from tests.conftest import TensorBoardServer
    from tests.serving.conftest import OpenRunWriter

WTE = "transformer.wte.weight"
CLIENTS = 24
STEPS_BEFORE, STEPS = 20, 40
PATIENCE_SECONDS = 60
LARGEST_POLL_BYTES = 64 * 1024  # some 1 KiB a step here; more than that would be history


@pytest.mark.parametrize("loader", ["--load_fast=true", "--load_fast=false"])
def test_every_client_gets_every_step_once(
    tensorboard_server: TensorBoardServer, write_run: OpenRunWriter, tmp_path: Path, loader: str
) -> None:
    writer = write_run(tmp_path / "live").log(*range(STEPS_BEFORE))
    url = tensorboard_server(tmp_path, loader)
    clients: list[PollingClient] = [
        TabClient(url, "live", WTE) if index % 2 else SnapshotsClient(url, "live") for index in range(CLIENTS)
    ]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not clients[0].account.steps:  # TensorBoard has not loaded the run yet
        assert time.monotonic() < deadline
        clients[0].poll()
    clients[0].account.errors.clear()
    has_ended = threading.Event()

    def log() -> None:
        for step in range(STEPS_BEFORE, STEPS):
            writer.log(step)
            if step % 7 == 0:
                writer.cut()
            time.sleep(0.1)
        has_ended.set()

    logging = threading.Thread(target=log)
    logging.start()
    poll_together(clients, 0.3, has_ended, [STEPS - 1])
    logging.join()

    assert [error for client in clients for error in client.account.errors] == []
    assert all(client.account.steps == list(range(STEPS)) for client in clients)
    largest = [size for client in clients for size in client.account.largest_poll_bytes.values()]
    assert max(largest) < LARGEST_POLL_BYTES
