"""The core journey in WebKit, with WebGL and without; only `make webkit` goes on it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tensorboard_plugin_paramviz import load_run
from tests.browser.conftest import middle_of_color, share_changed, share_colored
from tests.browser.webkit import WebKitPage, webkit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import Simulate
    from tests.conftest import TensorBoardServer

STEPS = 40
FIRST, SECOND = "convergence-1", "convergence-2"
SEEN, WALL, MOVED = 0.002, 0.04, 0.004  # shares of the view's pixels
SAVED_SECONDS = 20

pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")  # Selenium's own


@pytest.fixture(scope="module")
def logdir(simulate: Simulate) -> Path:
    return simulate("--runs", "2", "--steps", str(STEPS))


@pytest.fixture(params=[True, False], ids=["webgl", "no-webgl"])
def has_webgl(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(
    logdir: Path, tensorboard_server: TensorBoardServer, tmp_path: Path, *, has_webgl: bool
) -> Iterator[WebKitPage]:
    with webkit(tensorboard_server(logdir), tmp_path, has_webgl=has_webgl) as page:
        yield page


def open_the_tab(page: WebKitPage, *, has_webgl: bool) -> None:
    page.open()
    page.wait(status="ready", runs=2, step=STEPS, renderer="webgl2" if has_webgl else "canvas2d")
    assert share_colored(page.pixels()) > SEEN


def go_through_time(page: WebKitPage) -> None:
    newest = page.pixels()
    for key, step in ((Keys.HOME, 0), (Keys.ARROW_RIGHT, 1), (Keys.END, STEPS), (Keys.HOME, 0)):
        page.press(key)
        page.wait(step=step)
    assert share_changed(newest, page.pixels()) > MOVED
    page.click("button", "Play")
    while page.step == 0:
        time.sleep(0.05)
    page.click("button", "Pause")
    assert 0 < page.step < STEPS
    page.press(Keys.END)


def select_a_point(page: WebKitPage) -> None:
    pixels = page.pixels(lambda: page.role("img", "Embeddings"))
    height, width, _ = pixels.shape
    x, y = middle_of_color(pixels)
    page.attempt(
        lambda: (
            ActionChains(page.driver)
            .move_to_element_with_offset(page.role("img", "Embeddings"), x - width // 2, y - height // 2)
            .click()
            .perform()
        )
    )
    page.wait_for_text("aside.inspector", "Nearest neighbours")
    page.click("button", "Close")


def set_runs_beside_each_other(page: WebKitPage) -> None:
    page.click("label", SECOND)
    page.wait(runs=1)
    alone = page.pixels()
    page.click("label", SECOND)
    page.wait(runs=2, status="ready")
    assert share_changed(alone, page.pixels()) > MOVED


def look_at_every_view(page: WebKitPage) -> None:
    page.click("tab", "Network")
    page.wait(view="network", status="ready")
    assert share_colored(page.pixels()) > WALL
    page.click("tab", "Charts")
    page.wait(view="charts", status="ready")
    assert share_colored(page.pixels(lambda: page.map_of(FIRST))) > WALL


def take_it_along(page: WebKitPage, logdir: Path, downloads: Path) -> None:
    page.click("button", "Export")
    page.click("menuitem", "CSV")
    page.click("button", "Save")
    deadline = time.monotonic() + SAVED_SECONDS
    while not (files := [*downloads.rglob("paramviz-*.csv")]):
        assert time.monotonic() < deadline, [*downloads.rglob("*")]
        time.sleep(0.2)
    assert len(files[0].read_text().splitlines()) > len(load_run(logdir / FIRST).steps)


def test_the_core_journey(page: WebKitPage, logdir: Path, tmp_path: Path, *, has_webgl: bool) -> None:
    open_the_tab(page, has_webgl=has_webgl)
    go_through_time(page)
    select_a_point(page)
    set_runs_beside_each_other(page)
    look_at_every_view(page)
    take_it_along(page, logdir, tmp_path)
