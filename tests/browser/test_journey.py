"""The core journey, in every browser that can be had here, with WebGL and without.

Everything else is tested in Chromium alone, as is what each step of this journey does in detail.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tensorboard_plugin_paramviz import load_run
from tests.browser.chromium import FLAGS_OF_TESTS
from tests.browser.conftest import READY_MS, WINDOW, Tab, place_of_a_slab, place_of_color, share_changed, share_colored
from tests.browser.firefox import firefox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Playwright

    from tests.browser.conftest import Simulate
    from tests.conftest import TensorBoardServer

STEPS = 40
FIRST, SECOND = RUNS = ("convergence-1", "convergence-2")
SEEN = 0.002  # share of the view's pixels that a cloud certainly covers
WALL = 0.04  # likewise, a model's slabs
MOVED = 0.004
SAVED_MS = 20_000
POLL_MS = 200
UNFINISHED = {".part", ".crdownload"}
FLAT = "this browser has no WebGL2"  # why the page draws on a 2D canvas
WITH_WEBGL = {"webgl.force-enabled": True}  # in software as well
WITHOUT_WEBGL = {"webgl.disabled": True}
SAID_WITHOUT_WEBGL = "THREE.WebGLRenderer|Failed to create WebGL context"  # on the console


class Journey(NamedTuple):
    """Where the journey goes through."""

    browser: str
    has_webgl: bool


JOURNEYS = [Journey(browser, has_webgl=has_webgl) for browser in ("firefox", "chromium") for has_webgl in (True, False)]


@contextmanager
def launched(playwright: Playwright, path: str, downloads: Path, *, has_webgl: bool) -> Iterator[Browser]:
    """Chromium, with WebGL in software or without WebGL."""
    flags = FLAGS_OF_TESTS if has_webgl else (*FLAGS_OF_TESTS, "--disable-3d-apis")
    browser = playwright.chromium.launch(executable_path=path, args=list(flags), downloads_path=downloads)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def logdir(simulate: Simulate) -> Path:
    return simulate("--runs", "2", "--steps", str(STEPS))


@pytest.fixture(scope="module")
def url(logdir: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(logdir)


@pytest.fixture(params=JOURNEYS, ids=lambda journey: f"{journey.browser}-{'' if journey.has_webgl else 'no-'}webgl")
def journey(request: pytest.FixtureRequest) -> Journey:
    one: Journey = request.param
    return one


@pytest.fixture
def tab(journey: Journey, url: str, playwright: Playwright, chromium_path: str, tmp_path: Path) -> Iterator[Tab]:
    """A page that shows nothing yet; at the end the console must have been silent."""
    launching: AbstractContextManager[Browser] = (
        firefox(playwright, WITH_WEBGL if journey.has_webgl else WITHOUT_WEBGL, tmp_path)
        if journey.browser == "firefox"
        else launched(playwright, chromium_path, tmp_path, has_webgl=journey.has_webgl)
    )
    with launching as browser:
        tab = Tab(browser.new_context(viewport=WINDOW).new_page(), url)
        yield tab
        tab.page.context.close()
    if not journey.has_webgl:
        tab.forgive(SAID_WITHOUT_WEBGL)
    assert tab.complaints == []


def button(tab: Tab, name: str) -> Locator:
    return tab.frame.get_by_role("button", name=name, exact=True)


def inspector(tab: Tab) -> Locator:
    return tab.frame.get_by_role("complementary", name="Inspector")


def go_to(tab: Tab, view: str) -> None:
    tab.frame.get_by_role("tab", name=view).click()
    tab.wait(view=view.lower(), status="ready").settle()


def saved(tab: Tab, entry: str, save: str, downloads: Path) -> Path:
    """What an entry of the Export menu saves.

    It is looked for in the folder, since Firefox ESR gives downloads no names that Playwright could tell them by.
    """
    before = set(downloads.iterdir())
    button(tab, "Export").click()
    tab.frame.get_by_role("menuitem", name=entry, exact=True).click()
    dialog = tab.frame.get_by_role("dialog")
    dialog.get_by_role("button", name=save).click()
    expect(dialog.get_by_text(re.compile(r"^Saved .*paramviz-"))).to_be_visible(timeout=READY_MS)
    for _ in range(SAVED_MS // POLL_MS):
        tab.page.wait_for_timeout(POLL_MS)
        files = [file for file in downloads.iterdir() if file not in before]
        if len(files) == 1 and files[0].suffix not in UNFINISHED and files[0].stat().st_size > 0:
            tab.page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)
            return files[0]
    pytest.fail(f"{entry} was not saved: found {[file.name for file in files]} in {downloads}")


def open_the_tab(tab: Tab, journey: Journey) -> None:
    tab.page.goto(tab.url)
    tab.page.get_by_role("tab", name="ParamViz").click()
    tab.wait(status="ready", runs=2, step=STEPS, renderer="webgl2" if journey.has_webgl else "canvas2d").settle()
    note = tab.frame.get_by_role("note").filter(has_text="Drawn in 2D")
    if journey.has_webgl:
        expect(note).to_have_count(0)
    else:
        expect(note).to_contain_text(FLAT)
    assert share_colored(tab.pixels()) > SEEN


def go_through_time(tab: Tab) -> None:
    newest = tab.pixels()
    tab.scrub(0.0)
    tab.wait(step=0)
    assert share_changed(newest, tab.settle().pixels()) > MOVED

    tab.slider.focus()
    for key, step in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", STEPS), ("Home", 0)):
        tab.page.keyboard.press(key)
        tab.wait(step=step)

    button(tab, "Play").click()
    expect(tab.slider).not_to_have_attribute("aria-valuenow", "0")
    button(tab, "Pause").click()
    expect(button(tab, "Play")).to_be_visible()
    at_rest = tab.step
    assert 0 < at_rest < STEPS, "the film went on, and not to its end"
    tab.page.wait_for_timeout(300)
    assert tab.step == at_rest

    tab.frame.get_by_role("combobox", name="Speed").select_option("8×")
    button(tab, "Play").click()
    tab.wait(step=STEPS)


def select_a_point(tab: Tab) -> None:
    tab.settle()
    tab.page.mouse.move(*place_of_color(tab))
    expect(tab.frame.get_by_role("tooltip")).to_contain_text("norm of the row")
    tab.page.mouse.click(*place_of_color(tab))
    expect(inspector(tab)).to_contain_text("Nearest neighbours")
    tab.page.keyboard.press("Escape")


def set_runs_beside_each_other(tab: Tab) -> None:
    second = tab.frame.get_by_role("checkbox", name=SECOND)
    second.uncheck()
    tab.wait(runs=1).settle()
    alone = tab.pixels()
    second.check()
    tab.wait(runs=2, status="ready")
    expect(tab.frame.get_by_role("heading", name=re.compile(f"^{SECOND}"))).to_be_visible()
    assert share_changed(alone, tab.settle().pixels()) > MOVED


def select_a_weight(tab: Tab) -> None:
    go_to(tab, "Network")
    assert share_colored(tab.pixels()) > WALL
    place = place_of_a_slab(tab)
    expect(tab.frame.get_by_role("tooltip")).to_contain_text("z-score")
    tab.page.mouse.click(*place)
    expect(inspector(tab)).to_contain_text(re.compile("Weight at row .*, column"))


def go_to_a_step_from_the_charts(tab: Tab) -> str:
    """Returns the name of the parameter that is selected then."""
    go_to(tab, "Charts")
    of_the_run = tab.frame.get_by_role("application", name=re.compile(f"parameters of {FIRST}"))
    image = Image.open(io.BytesIO(of_the_run.screenshot())).convert("RGB")  # and scrolls there
    assert share_colored(np.asarray(image, np.int16)) > WALL
    box = of_the_run.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.page.mouse.move(*middle)
    name = tab.frame.get_by_role("tooltip").locator("strong").inner_text()

    tab.page.mouse.click(*middle)

    tab.wait(step=STEPS // 2)
    expect(inspector(tab).get_by_role("heading", level=2)).to_have_attribute("title", name)
    return name


def turn_dark(tab: Tab) -> None:
    light = tab.pixels()
    tab.page.get_by_role("button", name="Menu for changing light or dark theme").click()
    tab.page.get_by_role("menuitem", name="Dark").click()
    tab.wait(theme="dark")
    assert np.median(tab.settle().pixels()) < np.median(light) - 100


def reload(tab: Tab, name: str) -> None:
    tab.wait_for_address("view=charts", f"step={STEPS // 2}", "selected=")
    link = tab.page.url
    tab.page.reload()
    tab.wait(view="charts", step=STEPS // 2, runs=2, theme="dark", status="ready")
    expect(inspector(tab).get_by_role("heading", level=2)).to_have_attribute("title", name)
    assert tab.page.url == link


def take_it_along(tab: Tab, logdir: Path, name: str, downloads: Path) -> None:
    lines = saved(tab, "CSV", "Save", downloads).read_text().splitlines()
    assert sum(name in line for line in lines) > len(load_run(logdir / FIRST).steps)

    go_to(tab, "Embeddings")
    picture = Image.open(saved(tab, "PNG", "Save picture", downloads))
    assert share_colored(np.asarray(picture.convert("RGB"), np.int16)) > SEEN


def test_the_core_journey(tab: Tab, journey: Journey, logdir: Path, tmp_path: Path) -> None:
    open_the_tab(tab, journey)
    go_through_time(tab)
    select_a_point(tab)
    set_runs_beside_each_other(tab)
    select_a_weight(tab)
    name = go_to_a_step_from_the_charts(tab)
    turn_dark(tab)
    reload(tab, name)
    take_it_along(tab, logdir, name, tmp_path)
