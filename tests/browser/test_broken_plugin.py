"""What fails in this plugin, seen from TensorBoard's page: its other tabs are as they were, and this one says why."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Protocol

import pytest
from playwright.sync_api import expect

from tests.serving.broken_plugin import IN_PLUGIN, NO_BUNDLE, NO_ROUTES, REFUSE_IMPORT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import OpenTab, Simulate
    from tests.conftest import TensorBoardServer

FAULT = "the server responded with a status of 500"
SHIMS = {"import": REFUSE_IMPORT, "bundle": IN_PLUGIN + NO_BUNDLE, "routes": IN_PLUGIN + NO_ROUTES}


class ServeBroken(Protocol):
    """The type of the fixture `serve_broken`."""

    def __call__(self, what: str) -> str: ...


@pytest.fixture
def serve_broken(
    simulate: Simulate, tensorboard_server: TensorBoardServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ServeBroken:
    """Starts TensorBoard on a run with scalars, with one thing of this plugin broken."""

    def start(what: str) -> str:
        (tmp_path / "sitecustomize.py").write_text(SHIMS[what])
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
        return tensorboard_server(simulate("--steps", "20"))

    return start


def expect_scalars(page: Page) -> None:
    """TensorBoard's own tab draws the run's loss."""
    page.get_by_role("tab", name="Time Series").click()
    expect(page.locator("scalar-card", has_text="loss/train").locator("line-chart")).to_be_visible()


def test_without_the_plugin_tensorboard_is_as_it_was(serve_broken: ServeBroken, open_tab: OpenTab) -> None:
    page = open_tab(serve_broken("import")).page
    page.goto(page.url.partition("#")[0])
    expect_scalars(page)
    expect(page.get_by_role("tab", name="ParamViz")).to_have_count(0)


@pytest.mark.parametrize(
    ("what", "message"),
    [("bundle", "ParamViz's page is not built"), ("routes", "The data cannot be shown")],
)
def test_a_tab_that_is_broken_says_so_and_costs_no_other(
    serve_broken: ServeBroken, open_tab: OpenTab, what: str, message: str
) -> None:
    tab = open_tab(serve_broken(what)).wait(status="error")
    expect(tab.frame.get_by_role("heading", name=message)).to_be_visible()
    expect_scalars(tab.page)
    tab.page.get_by_role("tab", name="ParamViz").click()
    expect(tab.frame.get_by_role("heading", name=message)).to_be_visible()
    tab.forgive(FAULT)
