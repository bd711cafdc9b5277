"""The time of day is set back in the middle of a training: by an administrator, or at the end of summer."""

from __future__ import annotations

import json
import time
import urllib.request
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz import load_run
from tests.browser.faults.commanded import Training

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import TensorBoardServer

HOUR_SECONDS = 3600
PATIENCE_SECONDS = 60


def wait_for_last_step(server: str, step: int) -> dict[str, Any]:
    """The only run, when TensorBoard has loaded this step of it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with urllib.request.urlopen(f"{server}/data/plugin/paramviz/runs", timeout=30) as answer:  # noqa: S310  # a loopback address
            runs: list[dict[str, Any]] = json.loads(answer.read())["runs"]
        if runs and runs[0]["steps"][-1] == step:
            return runs[0]
        assert time.monotonic() < deadline, runs
        time.sleep(0.1)


def test_a_clock_set_back_costs_no_step_and_the_newest_is_as_old_as_it_says(
    tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    servers = [tensorboard_server(tmp_path, loader) for loader in ("--load_fast=true", "--load_fast=false")]
    with closing(Training(tmp_path / "run")) as training:
        assert training.tell("log 5") == 5
        before = [wait_for_last_step(server, 5) for server in servers]
        assert training.tell(f"clock -{HOUR_SECONDS}", "log 5") == 10
        after = [wait_for_last_step(server, 10) for server in servers]
        assert training.close() == ""  # nothing is complained of
    assert list(load_run(tmp_path / "run").steps) == list(range(11))
    for was, now in zip(before, after, strict=True):
        assert now["steps"] == list(range(11))
        assert [session["first_step"] for session in now["sessions"]] == [0]
        assert now["problems"] == []
        assert HOUR_SECONDS - PATIENCE_SECONDS < (was["newest_ms"] - now["newest_ms"]) / 1000 < HOUR_SECONDS
