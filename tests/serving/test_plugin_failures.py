"""What fails in this plugin takes nothing else of TensorBoard along: real processes, each with one thing broken."""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tensorboard_plugin_paramviz.capture.simulate import simulate
from tests.serving.broken_plugin import IN_PLUGIN, LATER, METHOD, REFUSE_IMPORT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import TensorBoardServer

RUN = "convergence-1"
ROUTES = ("runs", "snapshots", "cloud", "neighbors", "movement", "export", "scalars", "phases", "insights")


class StartBroken(Protocol):
    """The type of the fixture `start_broken`."""

    def __call__(self, shim: str, *flags: str) -> str: ...


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("runs")
    simulate(logdir, steps=6, points=12, width=16)
    return logdir


@pytest.fixture
def start_broken(
    tensorboard_server: TensorBoardServer, logdir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StartBroken]:
    """Starts TensorBoard, with lines that Python runs first: `start_broken(lines, "--load_fast=false")`."""
    started: list[str] = []

    def start(shim: str, *flags: str) -> str:
        (tmp_path / "sitecustomize.py").write_text(shim)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
        started.append(tensorboard_server(logdir, *flags))
        return started[-1]

    yield start
    for url in started:
        tensorboard_server.stop(url)


def get(url: str) -> tuple[int, Any]:
    """The status of an answer, and its JSON."""
    try:
        with urllib.request.urlopen(url, timeout=60) as response:  # noqa: S310  # a loopback address
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def others_of(url: str) -> dict[str, bool]:
    """TensorBoard's other tabs, and whether each has data."""
    status, listing = get(f"{url}/data/plugins_listing")
    assert status == 200
    return {name: plugin["enabled"] for name, plugin in listing.items() if name != "paramviz"}


@pytest.fixture(scope="module")
def others(tensorboard_server: TensorBoardServer, logdir: Path) -> dict[str, bool]:
    """TensorBoard's other tabs where nothing is broken."""
    url = tensorboard_server(logdir)
    wait_for_scalars(url)
    assert get(f"{url}/data/plugins_listing")[1]["paramviz"]["enabled"]
    return others_of(url)


def wait_for_scalars(url: str) -> None:
    """Wait until TensorBoard's own plugin has its data: that works, whatever is broken here."""
    for _ in range(600):
        status, tags = get(f"{url}/data/plugin/scalars/tags")
        assert status == 200
        if "loss/train" in tags.get(RUN, {}):
            return
    pytest.fail(f"the scalars do not come: {tags}")


@pytest.mark.parametrize(
    ("shim", "reason"),
    [
        pytest.param(REFUSE_IMPORT, "ModuleNotFoundError", id="import"),
        *(
            pytest.param(IN_PLUGIN + METHOD.format(name), "broken on purpose", id=name)
            for name in ("__init__", "get_plugin_apps", "is_active", "frontend_metadata")
        ),
    ],
)
def test_a_plugin_that_cannot_start_is_left_out_and_named(
    shim: str, reason: str, start_broken: StartBroken, tensorboard_server: TensorBoardServer, others: dict[str, bool]
) -> None:
    url = start_broken(shim, "--load_fast=false")
    wait_for_scalars(url)
    assert others_of(url) == others
    assert "paramviz" not in get(f"{url}/data/plugins_listing")[1]
    assert "The ParamViz tab is missing" in tensorboard_server.log(url)
    assert reason in tensorboard_server.log(url)


def test_a_plugin_that_fails_later_fails_alone(start_broken: StartBroken, others: dict[str, bool]) -> None:
    url = start_broken(IN_PLUGIN + LATER)
    wait_for_scalars(url)
    assert others_of(url) == others
    for route in ROUTES:
        status, answer = get(f"{url}/data/plugin/paramviz/{route}")
        assert (route, status, answer["error"]["code"]) == (route, 500, "internal_error")
    status, answer = get(f"{url}/data/plugin/paramviz/assets/a.js")
    assert (status, answer["error"]["code"]) == (500, "internal_error")
    assert others_of(url) == others
    wait_for_scalars(url)
