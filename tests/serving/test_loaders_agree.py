"""Scalars and phases are the same whichever loader TensorBoard uses."""

from __future__ import annotations

import json
import math
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from tensorboard_plugin_paramviz import SummaryWriter

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import TensorBoardServer

STEPS = 80
_PATIENCE_SECONDS = 60


def train_with_dead_units(directory: Path) -> None:
    """A plain network of which the first 12 of 32 units are below 0 for every sample; the loss is logged twice over."""
    torch.manual_seed(0)
    hidden = nn.Linear(8, 32)
    model = nn.Sequential(hidden, nn.ReLU(), nn.Linear(32, 1))
    with torch.no_grad():
        hidden.bias[:12] = -100.0
    inputs = torch.randn(256, 8)
    targets = inputs.square().sum(dim=1, keepdim=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=2e-3)
    with SummaryWriter(str(directory)) as writer:
        writer.add_scalar("loss/train", math.inf, STEPS // 2)  # from an older session
        watcher = writer.watch(model, every=1)
        for step in range(1, STEPS + 1):
            loss = (model(inputs) - targets).square().mean()
            loss.backward()
            optimizer.step()
            watcher.step(step)
            optimizer.zero_grad(set_to_none=True)
            writer.add_scalar("loss/train", loss.item(), step)


def get(server: str, route: str, **arguments: str) -> dict[str, Any]:
    url = f"{server}/data/plugin/paramviz/{route}?{urllib.parse.urlencode(arguments)}"
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310  # a loopback address
                answer: dict[str, Any] = json.loads(response.read())
        except urllib.error.HTTPError:
            answer = {}
        if answer.get("evidence", {}).get("snapshots") == STEPS + 1 or len(answer.get("steps", ())) == STEPS:
            return answer
        assert time.monotonic() < deadline, answer
        time.sleep(0.2)


def test_both_loaders_tell_the_same_of_a_plain_network(tmp_path: Path, tensorboard_server: TensorBoardServer) -> None:
    train_with_dead_units(tmp_path / "plain")
    servers = [tensorboard_server(tmp_path, flag) for flag in ("--load_fast=true", "--load_fast=false")]

    series, same_series = (get(server, "scalars", run="plain", tag="loss/train") for server in servers)
    assert series == same_series
    assert series["steps"] == list(range(1, STEPS + 1))

    answer, same_answer = (get(server, "phases", run="plain") for server in servers)
    assert answer == same_answer
    assert answer["verdict"].startswith("initialization, rapid learning")
    (event,) = [event for event in answer["events"] if event["name"] == "dead units"]
    assert event["evidence"]["layers"] == {"0.weight": {"dead": 12, "sampled": 32, "total": 32}}
