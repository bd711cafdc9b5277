"""Life among TensorBoard's other tabs: what comes back when the tab does, and TensorBoard's own reload button."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PARAMVIZ

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Request, Response

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 40
FC = "transformer.h.1.mlp.c_fc.weight"
VIEWS = {
    "embeddings": "&p.paramviz.view=embeddings",
    "network": f'&p.paramviz.view=network&p.paramviz.selected=["convergence-1","{FC}",null,3,4]',
    "charts": f'&p.paramviz.view=charts&p.paramviz.selected=["convergence-1","{FC}",null,null,null]',
}
POLLS_MS = 4000  # longer than from one poll to the next
APPEARS_MS = 15_000  # TensorBoard's reload, the page's poll, the glide
ROUTE = re.compile(r"/data/plugin/paramviz/(\w+)(?:\?|$)")
WITHOUT_POLLS = """
const setTimer = window.setTimeout;
window.setTimeout = (work, delayMs, ...rest) => setTimer(work, delayMs >= 3000 ? 3_600_000 : delayMs, ...rest);
"""


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--runs", "2", "--steps", str(STEPS)))


@pytest.fixture
def live_run(tmp_path: Path) -> Iterator[Path]:
    """A log directory into which a simulated training writes two snapshots a second, with its loss."""
    logdir = tmp_path / "runs"
    with subprocess.Popen([PARAMVIZ, "simulate", str(logdir), "--live", "--rate", "2"]) as process:
        yield logdir
        process.terminate()


class Requests:
    """What the tab asks the server for."""

    def __init__(self, tab: Tab) -> None:
        self._requests: list[Request] = []
        tab.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self._requests.append(request)

    def take(self) -> list[str]:
        """The routes that were asked since this was called last, with what they were asked, in order."""
        requests = [request.url for request in self._requests if ROUTE.search(request.url)]
        self._requests.clear()
        return [url.partition("/paramviz/")[2] for url in requests]


def go_to(tab: Tab, name: str) -> None:
    """Open one of TensorBoard's tabs."""
    tab.page.get_by_role("tab", name=name).click()
    frame = expect(tab.page.locator("iframe[title=ParamViz]"))
    if name == "ParamViz":
        frame.to_be_visible()
    else:
        frame.to_be_hidden()


def press_reload(tab: Tab) -> None:
    """Press TensorBoard's own button, which waits where it is at it already."""
    tab.page.get_by_title(re.compile("^Last Updated")).click()


def change_the_picture(tab: Tab) -> None:
    """Turn the camera; in a page of charts, scroll."""
    if tab.handle("view") == "charts":
        cards_of(tab).evaluate("cards => cards.scrollTo(0, 240)")
        return
    box = tab.view.bounding_box()
    assert box is not None
    tab.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 30)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + 50, steps=4)
    tab.page.mouse.up()


def cards_of(tab: Tab) -> Locator:
    return tab.frame.locator(".charts")


def what_is_seen(tab: Tab) -> dict[str, object]:
    """The state of the page: the address has camera, step, runs, selection and settings."""
    handles = {name: tab.main.get_attribute(f"data-{name}") for name in ("view", "runs", "step", "points", "memory-mb")}
    scrolled = cards_of(tab).evaluate_all("all => all.map(({ scrollTop }) => scrollTop)")
    return handles | {"words": sorted(tab.page.url.partition("#")[2].split("&")), "scrolled": scrolled}


@pytest.mark.parametrize("view", VIEWS)
def test_another_tab_and_back_loses_nothing_and_costs_nothing(view: str, open_tab: OpenTab, url: str) -> None:
    state = f"{VIEWS[view]}&p.paramviz.settings=pointSize:2"
    tab = open_tab(url, state).wait(status="ready", view=view, runs=2).settle()
    change_the_picture(tab)
    tab.scrub(0.37)
    tab.settle().wait_for_address("step=", "settings=pointSize", *([] if view == "charts" else ["camera="]))
    seen = what_is_seen(tab)
    requests = Requests(tab)

    go_to(tab, "Scalars")
    tab.page.wait_for_timeout(500)  # what was under way
    requests.take()
    draws = tab.draws
    press_reload(tab)
    tab.page.wait_for_timeout(POLLS_MS)

    assert tab.draws == draws
    assert requests.take() == []
    go_to(tab, "ParamViz")
    tab.settle()
    tab.page.wait_for_timeout(POLLS_MS)
    assert what_is_seen(tab) == seen
    assert set(requests.take()) == {"runs"}, "what is loaded is not loaded again"


def test_a_film_goes_on_where_it_was(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready", runs=2).settle()
    tab.frame.get_by_role("combobox", name="Speed").select_option("0.25")
    tab.scrub(0.0)
    tab.frame.get_by_role("button", name="Play").click()
    tab.page.wait_for_timeout(500)

    go_to(tab, "Scalars")
    tab.page.wait_for_timeout(200)
    before = tab.step
    tab.page.wait_for_timeout(POLLS_MS)
    assert tab.step == before
    go_to(tab, "ParamViz")

    expect(tab.frame.get_by_role("button", name="Pause")).to_be_visible()
    expect(tab.main).not_to_have_attribute("data-step", str(before))
    assert before < STEPS


def last_scalar_step(response: Response) -> int:
    """The last step of TensorBoard's answer about scalars: series by run, of wall time, step and value."""
    return max(int(step) for series in json.loads(response.body()).values() for _, step, _ in series)


def test_a_live_training_keeps_updating_here_and_in_the_scalars(
    live_run: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab(tensorboard_server(live_run), "&p.paramviz.view=charts").wait(status="ready")
    expect(tab.main).to_have_attribute("data-step", re.compile("[1-9]"), timeout=APPEARS_MS)
    tab.settle()  # what is left half loaded would be asked for again
    press_reload(tab)  # there were no scalars yet when TensorBoard was opened
    is_about_scalars = re.compile("/data/plugin/scalars/scalars_multirun")

    with tab.page.expect_response(is_about_scalars) as first:
        go_to(tab, "Scalars")
    here = tab.step
    requests = Requests(tab)
    tab.page.wait_for_timeout(POLLS_MS)
    with tab.page.expect_response(is_about_scalars) as second:
        press_reload(tab)

    there = last_scalar_step(second.value)
    assert there > last_scalar_step(first.value)
    assert requests.take() == []
    go_to(tab, "ParamViz")
    tab.frame.wait_for_function("step => document.querySelector('main').dataset.step >= step", arg=there)
    snapshots = [request for request in requests.take() if request.startswith("snapshots")]
    assert snapshots
    asked = [int(step) for request in snapshots for step in steps_of(request)]
    assert min(asked) >= here, "no history is asked for again"


def steps_of(request: str) -> list[str]:
    match = re.search(r"(?:after|steps)=([\d%C,]+)", request)
    assert match is not None, f"{request} asks for all steps"
    return re.split("%2C|,", match[1])


def test_the_reload_button_brings_a_new_snapshot_at_once(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    logdir = tmp_path / "runs"
    simulate("--steps", "20", out=logdir / "first")
    tab = open_tab(tensorboard_server(logdir), script=WITHOUT_POLLS).wait(status="ready", runs=1)
    tab.scrub(0.5)
    tab.settle().wait_for_address("step=")
    step = tab.step
    simulate("--steps", "40", "--seed", "1", out=logdir / "second")
    requests = Requests(tab)
    tab.page.wait_for_timeout(POLLS_MS)
    assert requests.take() == [], "no poll comes by itself"

    press_reload(tab)

    tab.wait(status="ready", runs=2)
    assert tab.settle().step == step
    seen = what_is_seen(tab)
    requests.take()
    with tab.page.expect_request(re.compile("/plugin/paramviz/runs")):
        press_reload(tab)  # TensorBoard tells the page once it is done itself
    tab.page.wait_for_timeout(1000)
    assert requests.take() == ["runs"], "nothing is loaded twice"
    assert what_is_seen(tab) == seen
