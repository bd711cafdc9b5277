"""What changes while the page is open: steps, runs, the server, the theme, the tab in front."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NO_ANSWER, PARAMVIZ, READY_MS, share_colored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import OpenTab, Simulate
    from tests.conftest import TensorBoardServer

APPEARS_MS = 15_000  # TensorBoard's reload, the page's poll, the glide
SEEN = 0.002


WATCH_THE_SLIDER = """() => {
  window.paramvizShown = new Set();
  const handle = document.querySelector('.handle');
  new MutationObserver(() => window.paramvizShown.add(handle.style.left)).observe(handle, { attributes: true });
}"""


@pytest.fixture
def live_run(tmp_path: Path) -> Iterator[Path]:
    """A log directory into which a simulated training writes four snapshots a second."""
    logdir = tmp_path / "runs"
    with subprocess.Popen([PARAMVIZ, "simulate", str(logdir), "--live", "--rate", "4"]) as process:
        yield logdir
        process.terminate()


def test_new_steps_glide_in_while_the_training_runs(
    live_run: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab(tensorboard_server(live_run)).wait(status="ready")
    first = tab.step
    tab.frame.evaluate(WATCH_THE_SLIDER)

    expect(tab.main).not_to_have_attribute("data-step", str(first), timeout=APPEARS_MS)

    second = tab.step
    assert second > first
    # The glide takes a moment; a jump would be at the end of the timeline at once.
    tab.frame.wait_for_function("paramvizShown.size > 4 || paramvizShown.has('100%')")
    shown = tab.frame.evaluate("window.paramvizShown.size")
    assert shown > 4, "new snapshots come in many small steps, not in one jump"
    tab.scrub(0.0)
    tab.wait(step=0)
    tab.page.wait_for_timeout(4000)
    assert tab.step == 0, "a page that was scrubbed does not follow"
    tab.frame.get_by_role("switch", name="Follow").click()
    expect(tab.slider).not_to_have_attribute("aria-valuenow", "0")


def test_a_second_run_appears_beside_the_first_without_a_reload(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    logdir = tmp_path / "runs"
    simulate("--steps", "20", out=logdir / "first")
    tab = open_tab(tensorboard_server(logdir)).wait(status="ready", runs=1)

    simulate("--steps", "20", "--seed", "1", out=logdir / "second")

    tab.wait(runs=2)
    expect(tab.frame.locator(".runs").get_by_role("checkbox")).to_have_count(2)


def test_a_run_that_is_removed_is_told_of_and_leaves_the_others(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    logdir = tmp_path / "runs"
    for seed, name in enumerate(("first", "second")):
        simulate("--steps", "20", "--seed", str(seed), out=logdir / name)
    tab = open_tab(tensorboard_server(logdir)).wait(status="ready", runs=2)

    shutil.rmtree(logdir / "first")

    expect(tab.frame.locator(".recovery")).to_contain_text(": not in the log directory at present.", timeout=READY_MS)
    tab.wait(status="ready", runs=1)


def test_a_run_that_starts_after_the_page_was_opened_is_shown(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    logdir = tmp_path / "runs"
    logdir.mkdir()
    tab = open_tab(tensorboard_server(logdir)).wait(status="empty")
    expect(tab.frame.get_by_text("No parameters have been logged here yet")).to_be_visible()
    expect(tab.frame.get_by_text("writer.watch(model)")).to_be_visible()

    simulate("--steps", "20", out=logdir)

    tab.wait(status="ready")
    assert share_colored(tab.settle().pixels()) > SEEN


def test_the_page_survives_a_restart_of_the_server(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    logdir = tmp_path / "runs"
    simulate("--steps", "20", out=logdir / "first")
    url = tensorboard_server(logdir)
    tab = open_tab(url).wait(status="ready", runs=1)
    expect(tab.main).to_have_attribute("data-points", re.compile(r"[1-9]"))  # all of the page is here
    tab.settle()

    tensorboard_server.stop(url)
    expect(tab.frame.get_by_role("status")).to_contain_text("TensorBoard does not answer", timeout=APPEARS_MS)
    tab.wait(status="ready")
    tab.scrub(0.0)
    tab.wait(step=0)
    simulate("--steps", "20", "--seed", "1", out=logdir / "second")
    tensorboard_server(logdir, port=int(url.rpartition(":")[2]))

    expect(tab.main).to_have_attribute("data-runs", "2", timeout=4 * APPEARS_MS)  # its pauses had become long
    expect(tab.frame.get_by_role("status")).to_have_text("")
    tab.forgive(NO_ANSWER)


def test_the_theme_follows_tensorboard(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab(tensorboard_server(simulate("--steps", "20"))).wait(status="ready", theme="light")
    light = tab.settle().pixels()

    tab.page.evaluate("document.body.classList.add('dark-mode')")

    tab.wait(theme="dark")
    dark = tab.settle().pixels()
    assert light.mean() > 200
    assert dark.mean() < 80
    assert share_colored(dark) > SEEN


def test_a_hidden_tab_neither_draws_nor_polls(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab(tensorboard_server(simulate("--steps", "20"))).wait(status="ready").settle()
    requests: list[str] = []
    tab.page.on("request", lambda request: requests.append(request.url))
    tab.frame.get_by_role("button", name="Play").click()

    tab.page.get_by_role("tab", name="Time Series").click()
    expect(tab.page.locator("iframe[title=ParamViz]")).to_be_hidden()
    tab.page.wait_for_timeout(500)
    requests.clear()
    hidden = tab.draws
    tab.page.wait_for_timeout(4000)

    assert tab.draws == hidden
    assert not [url for url in requests if "plugin/paramviz" in url]
    tab.page.get_by_role("tab", name="ParamViz").click()
    tab.frame.wait_for_function("before => window.paramvizDraws > before", arg=hidden)
    tab.wait(status="ready")
    assert share_colored(tab.settle().pixels()) > SEEN
