"""What a person watches is cut off: the server is killed, the network goes, the page sleeps, the disk is full."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import signal
import time
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.serving.errors import RunPathError
from tests.browser.conftest import NO_ANSWER, share_colored
from tests.browser.faults.commanded import Training
from tests.browser.faults.small_disk import NoSmallDiskError, SmallDisk
from tests.hostile.inquiry import runs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Request, Route

    from tests.browser.conftest import OpenTab, Tab
    from tests.conftest import TensorBoardServer

APPEARS_MS = 30_000  # TensorBoard's reload, the page's longest pause, a busy machine
SEEN = 0.002
DISK_IS_FULL = "The disk of the log directory has no room: what is logged there now may be lost"
LEFT_OUT = "PARAMVIZ_TESTS_WITHOUT_A_FULL_DISK"
SOMETHING_IS_MISSING = "run: not all is well with what was logged."
ROUTES = "**/data/plugin/paramviz/**"
EMBEDDING, OUTPUT = "0.weight", "2.weight"
CELL = f'&p.paramviz.view=network&p.paramviz.selected=["run","{EMBEDDING}",null,3,4]'


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def training(logdir: Path) -> Iterator[Training]:
    """A training of a small model, at step 10."""
    with closing(Training(logdir / "run")) as training:
        training.tell("log 10")
        yield training


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk that may be filled."""
    try:
        disk = SmallDisk(tmp_path / "disk")
    except NoSmallDiskError as error:
        if os.environ.get(LEFT_OUT) != "1":
            pytest.fail(f"no disk can be mounted here that may be filled; {LEFT_OUT}=1 leaves this test out: {error}")
        pytest.skip(f"left out, as {LEFT_OUT} asks for: {error}")
    with closing(disk):
        yield disk


def status_line(tab: Tab) -> Locator:
    return tab.frame.get_by_role("status")


def expect_run(tab: Tab, logdir: Path, *, until: int | None = None) -> None:
    """Wait until the page has every step that was logged, and no other; all of them `until` where none was lost."""
    steps = load_run(logdir / "run").steps
    if until is not None:
        assert list(steps) == list(range(until + 1))
    expect(tab.frame.locator(".newest-step")).to_have_text(f"newest step {steps[-1]},", timeout=APPEARS_MS)
    expect(tab.frame.get_by_text(f"{len(steps)} snapshots", exact=True)).to_be_visible(timeout=APPEARS_MS)
    expect(status_line(tab)).to_have_text("")


def shown_weight(tab: Tab) -> float:
    """The weight that is selected, at the step shown, as the inspector tells it."""
    name = tab.frame.get_by_role("rowheader", name="value", exact=True)
    row = tab.frame.locator(".inspector").get_by_role("row").filter(has=name)
    return float(row.get_by_role("cell").first.inner_text().replace("−", "-"))


def expect_weight(tab: Tab, logdir: Path) -> None:
    """The page shows the newest weights of what is in the log directory now."""
    run = load_run(logdir / "run")
    tab.wait(step=run.steps[-1]).settle()
    assert shown_weight(tab) == pytest.approx(float(run.weights(EMBEDDING)[-1, 3, 4]), rel=0.01, abs=1e-4)


def open_with_clock(open_tab: OpenTab, url: str) -> Tab:
    """The newest step of the run, on a page whose clock the test moves on."""
    tab = open_tab(url, CELL)
    tab.page.context.clock.install()
    tab.page.reload()
    return tab.wait(status="ready", step=10).settle()


def wait_until_served(url: str, step: int) -> None:
    """Wait until TensorBoard has read the step, whether or not a page asks for it."""
    deadline = time.monotonic() + APPEARS_MS / 1000
    while runs(url)[0]["steps"][-1] != step:
        assert time.monotonic() < deadline, f"TensorBoard does not read step {step}"
        time.sleep(0.2)


def requests_of(tab: Tab) -> list[str]:
    """A list to which the routes are added that the page asks for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        _, is_ours, route = request.url.partition("/data/plugin/paramviz/")
        if is_ours:
            asked.append(route.partition("?")[0])

    tab.page.on("request", note)
    return asked


def test_a_server_that_is_killed_costs_nothing_that_was_logged(
    training: Training, logdir: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    url = tensorboard_server(logdir)
    tab = open_tab(url, CELL).wait(status="ready", step=10).settle()
    tab.scrub(0.5)
    tab.settle()
    step = tab.step

    os.kill(tensorboard_server.pid(url), signal.SIGKILL)
    tensorboard_server.stop(url)
    training.tell("log 10")
    expect(status_line(tab)).to_contain_text("TensorBoard does not answer", timeout=APPEARS_MS)
    tab.wait(status="ready", step=step)
    tensorboard_server(logdir, port=int(url.rpartition(":")[2]))
    newest = training.tell("log 5")

    expect_run(tab, logdir, until=newest)
    assert tab.step == step, "the playhead stays where the user has put it"
    tab.forgive(NO_ANSWER)


def test_a_minute_without_a_network_and_an_hour_of_sleep(
    training: Training, logdir: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    url = tensorboard_server(logdir)
    tab = open_with_clock(open_tab, url)
    asked = requests_of(tab)

    tab.page.context.set_offline(True)
    for _ in range(30):
        tab.page.clock.run_for(2000)
        while tab.under_way:  # a request fails in real time
            tab.page.wait_for_timeout(20)
    expect(status_line(tab)).to_contain_text("TensorBoard does not answer")
    tab.wait(status="ready")
    assert 4 <= asked.count("runs") <= 7, "the pauses between tries grow"
    newest = training.tell("log 5")
    tab.page.context.set_offline(False)
    expect_run(tab, logdir, until=newest)

    tab.settle()
    tab.page.clock.pause_at(tab.page.evaluate("Date.now()") / 1000 + 1)  # asleep
    newest = training.tell("log 20")
    wait_until_served(url, newest)
    asked.clear()
    tab.page.clock.fast_forward("01:00:00")
    tab.page.clock.resume()
    expect(tab.frame.get_by_text("Caught up after 1 h: 20 new snapshots.")).to_be_visible(timeout=APPEARS_MS)
    expect_run(tab, logdir, until=newest)
    expect_weight(tab, logdir)
    tab.page.wait_for_timeout(1000)
    assert len(asked) <= 30, "what was missed comes at once, and nothing twice"
    tab.forgive(NO_ANSWER)


def test_a_network_that_swallows_answers(
    training: Training, logdir: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    """As a tunnel does that has lost its other end: no request fails, none is answered."""
    tab = open_with_clock(open_tab, tensorboard_server(logdir))

    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    tab.page.route(ROUTES, hold)
    newest = training.tell("log 5")
    tab.page.clock.run_for(30_000)
    expect(status_line(tab)).to_contain_text("TensorBoard does not answer")
    assert len(held) == 1, "what is asked for is waited for, and not asked for again"
    tab.page.clock.run_for(30_000)
    for route in held:
        route.continue_()
    tab.page.unroute(ROUTES)

    expect(status_line(tab)).to_have_text("", timeout=APPEARS_MS)
    tab.page.clock.run_for(30_000)
    expect_run(tab, logdir, until=newest)
    expect_weight(tab, logdir)


def test_a_run_that_is_overwritten_is_shown_as_it_is_now(
    logdir: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    with closing(Training(logdir / "run")) as first:
        first.tell("log 12")
    tab = open_tab(tensorboard_server(logdir), CELL).wait(status="ready")
    expect_run(tab, logdir)
    expect_weight(tab, logdir)

    shutil.rmtree(logdir / "run")
    with closing(Training(logdir / "run", seed=1)) as shorter:
        shorter.tell("log 6")
    expect_run(tab, logdir)
    expect(tab.frame.get_by_text("run: logged anew. What was there before is gone.")).to_be_visible()
    expect_weight(tab, logdir)

    with closing(Training(logdir / "run", seed=2, width=12)) as other_model:  # beside the file that is there
        other_model.tell("log 9")
    expect_run_of_the_last_session(tab, logdir)
    expect_weight(tab, logdir)
    tab.frame.get_by_role("tab", name="Embeddings").click()
    tab.wait(status="ready", view="embeddings")
    assert share_colored(tab.settle().pixels()) > SEEN


def expect_run_of_the_last_session(tab: Tab, logdir: Path) -> None:
    """As `expect_run`: `load_run` tells of a run in several sessions what the page is to show of it."""
    assert list(load_run(logdir / "run").steps) == list(range(10))
    expect_run(tab, logdir)


def log_until_written(training: Training, logdir: Path) -> None:
    """Go on with the training until its writer has tried again, after pauses that grow, and the run has its steps."""
    deadline = time.monotonic() + APPEARS_MS / 1000
    step = training.tell("log 1")
    while step not in newest_steps(logdir):
        assert time.monotonic() < deadline, "what is logged is not written"
        time.sleep(0.5)
        step = training.tell("log 1")


def expect_outage(tab: Tab, logdir: Path, reason: str) -> None:
    """The run says which steps could not be written: those that are missing."""
    steps = [-1, *load_run(logdir / "run").steps]
    missing = f"until step {next(step for former, step in itertools.pairwise(steps) if step > former + 1)} "
    tab.frame.locator(".runs").get_by_role("button", name="What is wrong with run").click()
    expect(tab.frame.locator(".runs").get_by_text(f"{missing}no snapshot could be written")).to_contain_text(reason)


def newest_steps(logdir: Path) -> list[int]:
    """The steps that lie in the log directory."""
    try:
        return list(load_run(logdir / "run").steps)
    except RunPathError:
        return []


def test_a_full_disk_and_a_clock_set_back(
    training: Training, logdir: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab(tensorboard_server(logdir), CELL).wait(status="ready", step=10).settle()

    newest = training.tell("clock -3600", "log 5")
    expect_run(tab, logdir, until=newest)
    expect(tab.frame.locator(".recovery")).to_contain_text("run: the clock of the training was set back")
    expect(tab.frame.locator(".data-age")).to_contain_text(re.compile(r"logged \d+ s ago"))
    expect_weight(tab, logdir)

    training.tell("full", "log 5")
    tab.page.wait_for_timeout(4000)
    expect_run(tab, logdir)  # up to where there was room
    tab.wait(step=15)
    training.tell("room")
    log_until_written(training, logdir)
    expect(tab.frame.locator(".recovery")).to_contain_text(SOMETHING_IS_MISSING, timeout=APPEARS_MS)
    newest = training.tell("log 5")
    steps = load_run(logdir / "run").steps
    assert np.array_equal(steps[:16], np.arange(16))
    assert np.array_equal(steps[-5:], np.arange(newest - 4, newest + 1))  # from there on nothing is lost
    expect_run(tab, logdir)
    expect_weight(tab, logdir)
    expect_outage(tab, logdir, "OSError: File too large")


def test_a_disk_without_room(small_disk: SmallDisk, open_tab: OpenTab, tensorboard_server: TensorBoardServer) -> None:
    logdir = small_disk.path
    with closing(Training(logdir / "run")) as training:
        training.tell("log 10")
        tab = open_tab(tensorboard_server(logdir), CELL).wait(status="ready", step=10).settle()

        small_disk.fill()
        training.tell("log 5")
        expect(status_line(tab)).to_contain_text(DISK_IS_FULL, timeout=APPEARS_MS)
        tab.wait(status="ready")
        small_disk.make_room()
        log_until_written(training, logdir)
        expect(tab.frame.locator(".recovery")).to_contain_text(SOMETHING_IS_MISSING, timeout=APPEARS_MS)

        expect_run(tab, logdir)
        expect_weight(tab, logdir)
        expect_outage(tab, logdir, "OSError: No space left on device")


def test_a_log_directory_that_is_removed(
    training: Training, logdir: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab(tensorboard_server(logdir), CELL).wait(status="ready", step=10).settle()

    shutil.rmtree(logdir)
    tab.wait(status="empty")
    expect(tab.frame.get_by_role("heading", name="The runs are gone")).to_be_visible()
    log_until_written(training, logdir)
    newest = training.tell("log 5")

    assert np.array_equal(load_run(logdir / "run").steps[-5:], np.arange(newest - 4, newest + 1))  # nothing is lost
    tab.wait(status="ready", step=newest)
    expect_run(tab, logdir)
    expect_weight(tab, logdir)
    expect_outage(tab, logdir, "FileNotFoundError: the event file was removed")
