"""What fails in this plugin takes nothing else of TensorBoard along: real processes, each with one thing broken."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pytest
from torch.utils.tensorboard import SummaryWriter

from tensorboard_plugin_paramviz.capture.simulate import simulate
from tensorboard_plugin_paramviz.serving.plugin import ROUTES as ALL_ROUTES
from tests.serving.broken_plugin import IN_PLUGIN, LATER, METHOD, REFUSE_IMPORT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import TensorBoardServer

RUN = "convergence-1"
OTHER_RUN = "pictures"
# What another tab needs to have data: the plugin that it asks, and a tag of that.
DATA_OF_OTHERS = {
    "scalars": (RUN, "loss/train"),
    "images": (OTHER_RUN, "an image"),
    "histograms": (OTHER_RUN, "a histogram"),
    "distributions": (OTHER_RUN, "a histogram"),
    "text": (OTHER_RUN, "a text/text_summary"),
}
ROUTES = tuple(route.name for route in ALL_ROUTES)


class StartBroken(Protocol):
    """The type of the fixture `start_broken`."""

    def __call__(self, shim: str, *flags: str) -> str: ...


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("runs")
    simulate(logdir, steps=6, points=12, width=16)
    with SummaryWriter(str(logdir / OTHER_RUN)) as writer:
        writer.add_image("an image", np.zeros((3, 4, 4), np.uint8), 0)
        writer.add_histogram("a histogram", np.arange(10.0), 0)
        writer.add_text("a text", "words", 0)
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


def others_of(url: str) -> dict[str, Any]:
    """All that TensorBoard says of its other tabs."""
    status, listing = get(f"{url}/data/plugins_listing")
    assert status == 200
    return {name: plugin for name, plugin in listing.items() if name != "paramviz"}


@pytest.fixture(scope="module")
def others(tensorboard_server: TensorBoardServer, logdir: Path) -> dict[str, Any]:
    """TensorBoard's other tabs where nothing is broken; some have data, some have none."""
    url = tensorboard_server(logdir)
    wait_for_others(url)
    assert get(f"{url}/data/plugins_listing")[1]["paramviz"]["enabled"]
    found = others_of(url)
    with_data = {name for name, plugin in found.items() if plugin["enabled"]}
    assert DATA_OF_OTHERS.keys() <= with_data < found.keys()
    return found


def wait_for_others(url: str) -> None:
    """Wait until TensorBoard's own plugins have their data: that works, whatever is broken here."""
    deadline = time.monotonic() + 60
    for plugin, (run, tag) in DATA_OF_OTHERS.items():
        while True:
            status, tags = get(f"{url}/data/plugin/{plugin}/tags")
            assert status == 200
            if tag in tags.get(run, ()):
                break
            assert time.monotonic() < deadline, f"{plugin} has no data: {tags}"
            time.sleep(0.1)


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
    shim: str, reason: str, start_broken: StartBroken, tensorboard_server: TensorBoardServer, others: dict[str, Any]
) -> None:
    url = start_broken(shim, "--load_fast=false")
    wait_for_others(url)
    assert others_of(url) == others
    assert "paramviz" not in get(f"{url}/data/plugins_listing")[1]
    assert "The ParamViz tab is missing" in tensorboard_server.log(url)
    assert reason in tensorboard_server.log(url)


def test_a_plugin_that_fails_later_fails_alone(start_broken: StartBroken, others: dict[str, Any]) -> None:
    url = start_broken(IN_PLUGIN + LATER)
    wait_for_others(url)
    assert others_of(url) == others
    for route in ROUTES:
        status, answer = get(f"{url}/data/plugin/paramviz/{route}")
        assert (route, status, answer["error"]["code"]) == (route, 500, "internal_error")
    status, answer = get(f"{url}/data/plugin/paramviz/assets/a.js")
    assert (status, answer["error"]["code"]) == (500, "internal_error")
    assert others_of(url) == others
    wait_for_others(url)
