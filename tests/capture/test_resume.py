"""Trainings that are taken up again, in the same directory, as both of TensorBoard's loaders show them."""

from __future__ import annotations

import json
import logging
import time
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load
from torch import nn

from tensorboard_plugin_paramviz import SummaryWriter, load_run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.conftest import TensorBoardServer

LOADERS = ["--load_fast=true", "--load_fast=false"]
STEPS = {
    "continued": [0, 10, 20, 30, 40, 50, 60],
    "rewound": [0, 10, 15, 20, 25, 28],
    "grown": [0, 10, 20, 30, 40],
}
PATIENCE_SECONDS = 60


class Tagger(nn.Module):
    """Tokens to tags, with as many layers as wanted."""

    def __init__(self, tokens: int = 12, layers: int = 1) -> None:
        super().__init__()
        self.embedding = nn.Embedding(tokens, 6)
        self.layers = nn.ModuleList(nn.Linear(6, 6) for _ in range(layers))
        self.head = nn.Linear(6, 3)


def log(run: Path, model: nn.Module, steps: Iterable[int], every: int = 10) -> None:
    """One session of a training that adds its step to every weight."""
    first, *others = steps
    with SummaryWriter(run) as writer:
        watcher = writer.watch(model, every=every, initial_step=first)
        for step in others:
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.fill_(step)
            watcher.step(step)
    time.sleep(0.002)  # sessions are told apart by the millisecond


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training that goes on, one that goes on from an earlier step, and one whose model changed meanwhile."""
    logdir = tmp_path_factory.mktemp("runs")
    log(logdir / "continued", Tagger(), range(31))
    log(logdir / "continued", Tagger(), range(30, 61))
    log(logdir / "rewound", Tagger(), range(61))
    log(logdir / "rewound", Tagger(), range(15, 29), every=5)
    log(logdir / "grown", Tagger(), range(21))
    log(logdir / "grown", Tagger(tokens=20, layers=2), [20, *range(21, 41)])
    return logdir


@pytest.fixture(scope="module", params=LOADERS)
def server(request: pytest.FixtureRequest, tensorboard_server: TensorBoardServer, logdir: Path) -> str:
    """TensorBoard, when it has loaded all of it."""
    url = tensorboard_server(logdir, request.param)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := {name: run["steps"] for name, run in runs(url).items()}) != STEPS:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return url


def get(server: str, route: str, **arguments: object) -> bytes:
    url = f"{server}/data/plugin/paramviz/{route}?{urllib.parse.urlencode(arguments)}"
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310  # a loopback address
        return bytes(response.read())


def runs(server: str) -> dict[str, Any]:
    return {run["name"]: run for run in json.loads(get(server, "runs"))["runs"]}


@pytest.mark.parametrize("run", STEPS)
def test_a_resumed_training_is_one_timeline(server: str, logdir: Path, run: str) -> None:
    assert runs(server)[run]["problems"] == []
    snapshots = load(get(server, "snapshots", run=run, kind="weights"))
    assert snapshots["steps"].tolist() == STEPS[run]
    direct = load_run(logdir / run)
    assert direct.steps.tolist() == STEPS[run]
    sessions = 2
    starts = {"continued": 30, "rewound": 15, "grown": 20}
    weights = direct.weights("head.weight")
    for step, found in zip(direct.steps, weights, strict=True):
        if step not in (0, starts[run]):  # where a session begins the weights are random
            assert np.allclose(found, step, rtol=1e-4)
    assert len(list((logdir / run).iterdir())) == sessions


def test_a_model_that_changed_is_shown_in_both_its_shapes(server: str, logdir: Path) -> None:
    described = {parameter["name"]: parameter["shape"] for parameter in runs(server)["grown"]["parameters"]}
    assert described["embedding.weight"] == [20, 6]
    assert described["layers.1.weight"] == [6, 6]
    run = load_run(logdir / "grown")
    added = run.weights("layers.1.weight")  # (T, 6, 6)
    assert np.isnan(added[:2]).all()
    assert np.isfinite(added[2:]).all()
    rows = load(get(server, "cloud", run="grown", parameter="embedding.weight"))
    assert rows["steps/0"].tolist() == STEPS["grown"]
    assert np.isfinite(rows["positions/0"][2:]).all()
    assert np.isfinite(rows["positions/0"][:2, :12]).all()
    assert np.isnan(rows["positions/0"][:2, 12:]).all()


def test_whoever_forgets_to_resume_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="tensorboard_plugin_paramviz"):
        log(tmp_path, Tagger(), range(21))
        log(tmp_path, Tagger(), range(20, 31))
        assert caplog.records == []
        log(tmp_path, Tagger(), range(11))
    (record,) = caplog.records
    assert record.getMessage().endswith(
        "holds an earlier run, whose snapshots this one replaces from step 0 on; "
        "to go on with it pass initial_step=..., to keep it log into another directory"
    )
    assert load_run(tmp_path).steps.tolist() == [0, 10]
