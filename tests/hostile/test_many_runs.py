"""Ten thousand runs in one log directory, in a real TensorBoard."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.hostile.case import STEPS
from tests.hostile.inquiry import ask, runs
from tests.hostile.many_runs import write_many_runs
from tests.serving.conftest import EMBEDDING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import TensorBoardServer

COUNT = 10_000
_PATIENCE_SECONDS = 300


def test_ten_thousand_runs_are_listed_and_each_is_answered_for(
    tmp_path: Path, tensorboard_server: TensorBoardServer
) -> None:
    write_many_runs(tmp_path, COUNT)
    server = tensorboard_server(tmp_path, "--load_fast=true")  # its Python loader takes minutes for as many
    deadline = time.monotonic() + _PATIENCE_SECONDS
    expected = [(f"run-{number:05d}", list(STEPS)) for number in range(COUNT)]
    while (listed := [(run["name"], run["steps"]) for run in runs(server)]) != expected:
        assert time.monotonic() < deadline, f"{len(listed)} runs, the last {listed[-1:]}"
    which = ("run", f"run-{COUNT - 1:05d}")
    assert ask(server, "snapshots", which, ("kind", "weights")).status == 200
    assert ask(server, "cloud", which, ("parameter", EMBEDDING)).status == 200
