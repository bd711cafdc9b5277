"""Names and labels that are scripts, pages, and terminals' commands: the page shows them as text."""

from __future__ import annotations

import json
import re
import shutil
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NO_ANSWER, READY_MS, WINDOW, share_colored
from tests.hostile.case import STEPS
from tests.hostile.corpus import FAMILIES, SOUND, write_family
from tests.hostile.inquiry import runs
from tests.hostile.many_runs import write_many_runs
from tests.hostile.names import run_names
from tests.hostile.texts import SCRIPTS
from tests.serving.conftest import EMBEDDING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Frame, Locator, Page

    from tests.browser.conftest import OpenTab, Tab
    from tests.conftest import TensorBoardServer

VIEWS = ("Charts", "Embeddings", "Network")
SHOWN_AT_ONCE = 8
MANY_RUNS = 10_000
LISTED_AT_MOST = 250
SETTLES_SECONDS = 60.0
FIRST_LIST_MS = 120_000  # of ten thousand runs, on a busy machine
SEEN = 0.002
LONGEST_TEXT = 5_000  # characters in one place of the page: names of parameters stand in it whole
FIND_LONGEST_TEXT = """
() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let longest = 0;
  while (texts.nextNode()) longest = Math.max(longest, texts.currentNode.data.length);
  return longest;
}
"""


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every hostile name of a run, and runs of hostile labels and parameters."""
    logdir = tmp_path_factory.mktemp("hostile")
    write_family(logdir, "names")
    write_family(logdir / "labels", "labels")
    return logdir


@pytest.fixture(scope="module")
def url(logdir: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(logdir)


class Watch:
    """Whatever a page does beside showing text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.events: list[str] = []
        page.on("dialog", self._was_told)
        page.on("pageerror", lambda error: self.events.append(f"error: {error}"))
        page.on("popup", lambda popup: self.events.append(f"popup: {popup.url}"))
        page.on("request", lambda request: self._asked(request.url))

    def _was_told(self, dialog: Dialog) -> None:
        self.events.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname != "127.0.0.1":
            self.events.append(f"request: {address[:200]}")

    def check(self) -> None:
        """Nothing happened, in no frame."""
        assert self.events == []
        assert [frame.url for frame in self.page.frames if frame.evaluate("window.hacked !== undefined")] == []


def open_watched(open_tab: OpenTab, url: str, state: str) -> tuple[Tab, Watch]:
    """Opens the tab, watched from its first request on."""
    watches: list[Watch] = []
    tab = open_tab(url, state, prepare=lambda page: watches.append(Watch(page)))
    return tab, watches[0]


def showing(*runs: str, **choices: object) -> str:
    """The page's part of an address that has these runs checked."""
    words = [("run", run) for run in runs]
    words += [(name, one if isinstance(one, str) else json.dumps(one)) for name, one in choices.items()]
    return "".join(f"&p.paramviz.{name}={quote(text, safe='')}" for name, text in words)


def hover_a_point(tab: Tab) -> Locator:
    """Moves the pointer until it finds a point; its tooltip."""
    box = tab.view.bounding_box()
    assert box is not None
    for share_y in (0.3, 0.36, 0.42, 0.48, 0.54, 0.6, 0.66):
        for share_x in range(20, 80, 2):
            tab.page.mouse.move(box["x"] + box["width"] * share_x / 100, box["y"] + box["height"] * share_y)
            tab.page.wait_for_timeout(25)
            if tab.frame.get_by_role("tooltip").count() > 0:
                return tab.frame.get_by_role("tooltip")
    pytest.fail("the pointer found no point")


def look_around(frame: Frame) -> None:
    """Opens whatever shows names and labels."""
    main = frame.locator("main#paramviz")
    for name in ("What changed", re.compile("^Insights")):
        frame.get_by_role("button", name=name).first.click()
        expect(frame.get_by_role("complementary").first).to_be_visible()
    for view in ("Charts", "Network", "Embeddings"):
        frame.get_by_role("tab", name=view).click()
        expect(main).to_have_attribute("data-view", view.lower())
        expect(main).to_have_attribute("data-status", "ready", timeout=READY_MS)
    frame.page.keyboard.press("t")
    expect(frame.get_by_role("dialog").get_by_role("table")).to_be_visible()
    frame.page.keyboard.press("Escape")


def make_a_link(tab: Tab) -> None:
    tab.frame.get_by_role("button", name="Export", exact=True).click()
    tab.frame.get_by_role("menuitem", name="Link", exact=True).click()
    expect(tab.frame.get_by_role("dialog").get_by_label("Address")).to_be_visible()
    tab.page.keyboard.press("Escape")


@pytest.mark.parametrize("first", range(0, len(run_names()), SHOWN_AT_ONCE))
def test_names_of_runs_are_text(open_tab: OpenTab, url: str, first: int) -> None:
    names = run_names()[first : first + SHOWN_AT_ONCE]
    tab, watch = open_watched(open_tab, url, showing(*names, view="charts"))
    tab.wait(status="ready", runs=len(names))
    for name in names:
        expect(tab.frame.get_by_role("checkbox", name=name, exact=True)).to_be_checked()
    look_around(tab.frame)
    make_a_link(tab)
    watch.check()


def test_labels_and_names_of_parameters_are_text(
    chromium: Browser, open_tab: OpenTab, url: str, tmp_path: Path
) -> None:
    selected = ["labels/labels", EMBEDDING, None, 0, None]
    state = showing("labels/labels", "labels/parameters", view="embeddings", selected=selected)
    tab, watch = open_watched(open_tab, url, state)
    tab.wait(status="ready", view="embeddings")
    expect(tab.frame.locator("aside.inspector")).to_contain_text(SCRIPTS[0])
    expect(hover_a_point(tab)).to_contain_text("“")
    look_around(tab.frame)
    make_a_link(tab)

    tab.frame.get_by_role("button", name="Export").click()
    tab.frame.get_by_role("menuitem", name="HTML").click()
    dialog = tab.frame.get_by_role("dialog", name="Save as a page that needs no server")
    with tab.page.expect_download(timeout=60_000) as download:
        dialog.get_by_role("button", name="Save", exact=True).click()
    download.value.save_as(tmp_path / "page.html")
    watch.check()
    page = chromium.new_context(viewport=WINDOW, offline=True).new_page()
    alone = Watch(page)
    page.goto(f"file://{tmp_path / 'page.html'}")
    expect(page.locator("main#paramviz")).to_have_attribute("data-status", "ready", timeout=READY_MS)
    look_around(page.main_frame)
    alone.check()
    page.context.close()


def test_a_label_of_a_megabyte_is_cut(open_tab: OpenTab, url: str) -> None:
    run = "labels/label-of-a-megabyte"
    tab = open_tab(url, showing(run, view="embeddings", selected=[run, EMBEDDING, None, 0, None]))
    tab.wait(status="ready", view="embeddings", points=4)
    expect(tab.frame.locator("aside.inspector")).to_contain_text("x…”")
    tab.page.keyboard.press("t")
    expect(tab.frame.get_by_role("dialog").get_by_role("table")).to_contain_text("<b…”")
    assert tab.frame.evaluate(FIND_LONGEST_TEXT) < LONGEST_TEXT


def test_layouts_that_lie_are_shown_as_far_as_they_are_sound(
    open_tab: OpenTab, tmp_path: Path, tensorboard_server: TensorBoardServer
) -> None:
    cases = write_family(tmp_path, "layouts")
    names = [case.run for case in cases if case.steps]
    url = tensorboard_server(tmp_path)
    for first in range(0, len(names), SHOWN_AT_ONCE):
        some = names[first : first + SHOWN_AT_ONCE]
        tab, watch = open_watched(open_tab, url, showing(*some, view="network"))
        tab.wait(status="ready", runs=len(some))
        for view in VIEWS:
            tab.frame.get_by_role("tab", name=view).click()
            tab.wait(status="ready", view=view.lower()).settle()
            assert tab.frame.evaluate(FIND_LONGEST_TEXT) < LONGEST_TEXT, (some, view)
        watch.check()
        tab.page.context.close()


def test_damaged_event_files_leave_the_sound_run_in_the_picture(
    open_tab: OpenTab, tmp_path: Path, tensorboard_server: TensorBoardServer
) -> None:
    """Also those whose bits were flipped below right checksums: these reach the page."""
    cases = write_family(tmp_path, "event-files")
    url = tensorboard_server(tmp_path)
    listed = settled_runs(url)
    damaged = [case.run for case in cases if case.run in listed]
    assert len(damaged) > SHOWN_AT_ONCE
    for first in range(0, len(damaged), SHOWN_AT_ONCE):
        some = damaged[first : first + SHOWN_AT_ONCE]
        tab, watch = open_watched(open_tab, url, showing(SOUND, *some, view="network"))
        for view in VIEWS:
            tab.frame.get_by_role("tab", name=view).click()
            tab.wait(status="ready", view=view.lower()).settle()
            assert tab.frame.evaluate(FIND_LONGEST_TEXT) < LONGEST_TEXT, (some, view)
        for name in some:
            tab.frame.get_by_role("checkbox", name=name, exact=True).uncheck()
        tab.wait(status="ready", runs=1)
        expect(tab.frame.get_by_role("checkbox", name=SOUND, exact=True)).to_be_checked()
        assert share_colored(tab.settle().pixels()) > SEEN
        watch.check()
        tab.page.context.close()


def test_a_record_that_ends_tensorboards_data_server_leaves_the_picture_until_that_is_back(
    open_tab: OpenTab, tmp_path: Path, tensorboard_server: TensorBoardServer
) -> None:
    write_family(tmp_path, "labels")
    url = tensorboard_server(tmp_path)
    settled_runs(url)
    tab, watch = open_watched(open_tab, url, showing(SOUND, view="network"))
    tab.wait(status="ready", runs=1).settle()
    deadly = FAMILIES["absurd-records"]()[0]  # for whose record of 2⁶⁰ bytes the server finds no memory
    deadly.write(tmp_path)

    expect(tab.frame.get_by_role("status")).to_contain_text("TensorBoard does not answer", timeout=READY_MS)
    tab.wait(status="ready", runs=1)
    assert share_colored(tab.pixels()) > SEEN
    shutil.rmtree(tmp_path / deadly.run)
    tensorboard_server.stop(url)
    tensorboard_server(tmp_path, port=int(url.rpartition(":")[2]))

    expect(tab.frame.get_by_role("status")).to_have_text("", timeout=READY_MS)
    watch.check()
    tab.forgive(NO_ANSWER)
    tab.forgive("503")


def settled_runs(url: str) -> set[str]:
    """The runs that TensorBoard lists, once the sound one is complete and nothing comes any more."""
    deadline = time.monotonic() + SETTLES_SECONDS
    before: dict[str, list[int]] = {}
    while True:
        listed = {run["name"]: run["steps"] for run in runs(url)}
        if listed == before and listed.get(SOUND) == list(STEPS):
            return set(listed)
        assert time.monotonic() < deadline, listed
        before = listed
        time.sleep(2)


def test_thousands_of_runs_are_listed_as_far_as_one_looks(
    open_tab: OpenTab, tmp_path: Path, tensorboard_server: TensorBoardServer
) -> None:
    write_many_runs(tmp_path, MANY_RUNS)
    tab = open_tab(tensorboard_server(tmp_path))
    expect(tab.main).to_have_attribute("data-status", "ready", timeout=FIRST_LIST_MS)
    tab.wait(runs=2)
    boxes = tab.frame.locator("ul.rows input[type=checkbox]")
    # A first, short list may have come while the server was reading: the next one is asked for half a minute later.
    expect(tab.frame.get_by_text("… and 9,800 more: filter to find them.")).to_be_visible(timeout=FIRST_LIST_MS)
    assert boxes.count() < LISTED_AT_MOST
    tab.frame.get_by_role("searchbox", name="Filter runs (regex)").fill("07777$")
    expect(boxes).to_have_count(1)
    boxes.check()
    tab.wait(status="ready", runs=1)
