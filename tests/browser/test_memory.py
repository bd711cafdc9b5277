"""What the page keeps: below a limit, visibly, and nothing of what was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READY_MS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 200
LIMIT_MB = 16
LIMIT = f"&p.paramviz.settings=memoryLimitMb:{LIMIT_MB}"
VISITS = 50
# Counts listeners on what stays: windows, documents and elements of the page; and workers.
COUNT_LISTENERS = """
window.paramvizListeners = [];
window.paramvizWorkers = 0;
const same = (a, b) => a.target.deref() === b[0] && a.type === b[1] && a.listener === b[2] && a.capture === b[3];
const captures = (options) => Boolean(typeof options === 'object' ? options?.capture : options);
const { addEventListener, removeEventListener } = EventTarget.prototype;
EventTarget.prototype.addEventListener = function (type, listener, options) {
  const key = [this ?? window, type, listener, captures(options)];
  if (listener !== null && !options?.once && !window.paramvizListeners.some((other) => same(other, key))) {
    const [target, , , capture] = key;
    window.paramvizListeners.push({ target: new WeakRef(target), type, listener, capture });
  }
  return addEventListener.call(this, type, listener, options);
};
EventTarget.prototype.removeEventListener = function (type, listener, options) {
  const key = [this ?? window, type, listener, captures(options)];
  window.paramvizListeners = window.paramvizListeners.filter((other) => !same(other, key));
  return removeEventListener.call(this, type, listener, options);
};
const OriginalWorker = window.Worker;
window.Worker = class extends OriginalWorker {
  constructor(...args) {
    super(...args);
    window.paramvizWorkers += 1;
  }
  terminate() {
    window.paramvizWorkers -= 1;
    super.terminate();
  }
};
"""
LISTENERS = """() => window.paramvizListeners.filter(({ target }) => {
  const it = target.deref();
  return it !== undefined && !(it instanceof Node && it !== document && !it.isConnected);
}).length"""
# Opens a view as a user does, and waits until it has been drawn and has come to rest.
VISIT_OFTEN = """async ([names, visits]) => {
  const main = document.querySelector('main#paramviz');
  const tab = (name) => [...document.querySelectorAll('[role=tab]')].find((one) => one.textContent === name);
  const frames = async (count) => {
    for (let frame = 0; frame < count; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  };
  for (let visit = 0; visit < visits; visit += 1) {
    for (const name of names) {
      tab(name).click();
      await frames(2);
      if (main.dataset.view !== name.toLowerCase()) {
        throw new Error(`${name} is not in front`);
      }
    }
  }
}"""


@pytest.fixture(scope="module")
def logdir(simulate: Simulate) -> Path:
    return simulate("--steps", str(STEPS), "--points", "2048")


@pytest.fixture(scope="module")
def url(logdir: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(logdir)


def kept_of_all(tab: Tab) -> tuple[int, int]:
    """How many snapshots are kept, and how many there are, as the timeline tells."""
    text = tab.frame.locator(".snapshots")
    expect(text).to_contain_text("snapshots kept", timeout=READY_MS)
    kept, of_all = text.inner_text().splitlines()[0].removesuffix(" snapshots kept").split(" of ")
    return int(kept), int(of_all)


def test_statistics_are_so_small_that_all_are_kept(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, f"{LIMIT}&p.paramviz.view=charts").wait(status="ready", view="charts").settle()
    expect(tab.frame.get_by_text(f"{STEPS + 1} snapshots", exact=True)).to_be_visible()
    assert float(tab.handle("memory-mb")) <= LIMIT_MB


@pytest.mark.parametrize("view", ["embeddings", "network"])
def test_what_does_not_fit_is_thinned_and_the_page_says_so(open_tab: OpenTab, url: str, view: str) -> None:
    tab = open_tab(url, f"{LIMIT}&p.paramviz.view={view}").wait(status="ready", view=view)
    kept, of_all = kept_of_all(tab)

    assert of_all == STEPS + 1
    assert 0 < kept < of_all
    for share, step in ((0.0, 0), (0.999, STEPS)):
        tab.scrub(share)
        tab.wait(step=step)
    tab.settle()
    assert 0 < float(tab.handle("memory-mb")) <= LIMIT_MB


@pytest.mark.parametrize("view", ["embeddings", "network"])
def test_what_was_left_out_is_fetched_where_the_user_gets_to(open_tab: OpenTab, url: str, view: str) -> None:
    tab = open_tab(url, f"{LIMIT}&p.paramviz.view={view}").wait(status="ready", view=view)
    kept, of_all = kept_of_all(tab)
    assert kept < of_all - STEPS // 4
    step_field = tab.frame.get_by_label("Go to step")

    for step in (50, 51, 52, 53):  # an even selection has half of them at most
        step_field.fill(str(step))
        step_field.press("Enter")
        tab.wait(step=step)
        expect(tab.frame.get_by_text("as logged")).to_be_visible()

    assert 0 < float(tab.handle("memory-mb")) <= LIMIT_MB
    kept_there, _ = kept_of_all(tab)
    assert kept_there < of_all


def test_a_higher_limit_brings_the_others_back(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, LIMIT).wait(status="ready")
    kept, _ = kept_of_all(tab)
    assert kept < STEPS
    tab.frame.get_by_role("button", name="Settings", exact=True).click()
    settings = tab.frame.get_by_role("complementary", name="Settings")
    expect(settings).to_contain_text(f"{kept} of {STEPS + 1} snapshots kept.")

    settings.get_by_label("Limit").select_option("512")

    expect(tab.frame.get_by_text(f"{STEPS + 1} snapshots", exact=True)).to_be_visible(timeout=READY_MS)
    expect(settings).to_contain_text(f"All {STEPS + 1} snapshots kept.")


def test_views_that_are_opened_and_closed_leave_nothing_behind(
    open_tab: OpenTab, simulate: Simulate, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab("about:blank#", viewport={"width": 900, "height": 500})
    tab.page.add_init_script(COUNT_LISTENERS)
    tab.url = tensorboard_server(simulate("--steps", "6"))
    tab.open().wait(status="ready")
    names = ["Network", "Charts", "Embeddings"]
    for name in names:
        tab.frame.get_by_role("tab", name=name).click()
        tab.wait(view=name.lower(), status="ready").settle()

    def left() -> dict[str, object]:
        tab.settle()
        return {
            "geometries": tab.handle("geometries"),
            "textures": tab.handle("textures"),
            "listeners": tab.frame.evaluate(LISTENERS),
            "workers": tab.frame.evaluate("window.paramvizWorkers"),
        }

    before = left()
    tab.frame.evaluate(VISIT_OFTEN, [names, VISITS])

    assert left() == before
