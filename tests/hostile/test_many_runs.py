"""Thousands of runs in one log directory, in a real TensorBoard."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.hostile.case import STEPS
from tests.hostile.inquiry import ask, runs
from tests.hostile.many_runs import write_many_runs
from tests.serving.conftest import EMBEDDING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import TensorBoardServer

_PATIENCE_SECONDS = 300


@pytest.mark.parametrize(
    ("count", "loader"),
    [
        pytest.param(10_000, "--load_fast=true", id="10,000, data server"),
        pytest.param(1000, "--load_fast=false", id="1,000, Python loader"),  # which takes minutes for ten thousand
    ],
)
def test_all_runs_are_listed_and_each_is_answered_for(
    count: int, loader: str, tmp_path: Path, tensorboard_server: TensorBoardServer
) -> None:
    write_many_runs(tmp_path, count)
    server = tensorboard_server(tmp_path, loader)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    expected = [(f"run-{number:05d}", list(STEPS)) for number in range(count)]
    while (listed := [(run["name"], run["steps"]) for run in runs(server)]) != expected:
        assert time.monotonic() < deadline, f"{len(listed)} runs, the last {listed[-1:]}"
    which = ("run", f"run-{count - 1:05d}")
    assert ask(server, "snapshots", which, ("kind", "weights")).status == 200
    assert ask(server, "cloud", which, ("parameter", EMBEDDING)).status == 200
