"""A run as a file of its own: made in the tab, opened without a server and without a network."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READY_MS, WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

LICENSES = re.compile(r"Third-party software in this page.*Package: three\n.*Copyright", re.DOTALL)
HOSTILE = """<!--<script>alert("1")'&é你"""  # as hostile as the name of a folder can be
WTE = "transformer.wte.weight"
SNAPSHOTS = re.compile(r"kind=weights")
NAME_OF_A_NEIGHBOR = ".neighbors .name"


@dataclass(frozen=True)
class Exported:
    """A file, and what was said of it and shown before."""

    path: Path
    told_mb: float
    points: str
    runs: str
    step: int


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    logdir = simulate("--steps", "400", "--runs", "2")
    next(path for path in sorted(logdir.iterdir()) if path.is_dir()).rename(logdir / HOSTILE)
    return tensorboard_server(logdir)


def open_dialog(tab: Tab) -> Locator:
    """The dialog in which a page is made."""
    tab.frame.get_by_role("button", name="Export").click()
    tab.frame.get_by_role("menuitem", name="HTML").click()
    dialog = tab.frame.get_by_role("dialog", name="Save as a page that needs no server")
    expect(dialog).to_be_visible()
    return dialog


def megabytes(text: str) -> float:
    """The size that a text tells."""
    found = re.search(r"([\d.,]+) (MB|kB)", text)
    assert found is not None, text
    return float(found[1].replace(",", "")) * (1 if found[2] == "MB" else 0.001)


def export(tab: Tab, path: Path) -> Exported:
    """Save what is shown."""
    dialog = open_dialog(tab)
    size = dialog.locator(".file-size p").first
    expect(size).not_to_contain_text("measuring")
    told = megabytes(size.inner_text())
    with tab.page.expect_download(timeout=60_000) as download:
        dialog.get_by_role("button", name="Save", exact=True).click()
    download.value.save_as(path)
    expect(dialog.get_by_text("Saved")).to_be_visible()
    return Exported(path, told, tab.handle("points"), tab.handle("runs"), tab.step)


class PageFile:
    """An exported page, opened by its path in a browser that is offline."""

    def __init__(self, browser: Browser, path: Path, state: str = "") -> None:
        context = browser.new_context(viewport=WINDOW, offline=True)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(f"file://{quote(str(path))}{state}")
        self.main = self.page.locator("main#paramviz")
        expect(self.main).to_have_attribute("data-status", "ready", timeout=READY_MS)

    def close(self) -> None:
        """End, and look back: nothing was asked for but the file, and nothing went wrong."""
        self.page.context.close()
        assert self.complaints == []
        assert [one for one in self.requests if not one.startswith("file:")] == []
        assert len(self.requests) == 1


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture
def page_file(chromium: Browser, open_tab: OpenTab, url: str, places: Path) -> Iterator[PageFile]:
    """The page of both runs."""
    path = places / "both.html"
    if not path.exists():
        export(open_tab(url).wait(status="ready", runs=2).settle(), path)
    page = PageFile(chromium, path)
    yield page
    page.close()


def test_a_file_shows_what_the_tab_shows_without_a_server_or_a_network(
    chromium: Browser, open_tab: OpenTab, url: str, places: Path
) -> None:
    tab = open_tab(url).wait(status="ready", runs=2).settle()
    tab.scrub(0.5)
    tab.settle()
    exported = export(tab, places / "half.html")
    assert LICENSES.search(exported.path.read_text(encoding="utf-8")) is not None

    file = PageFile(chromium, exported.path)
    expect(file.main).to_have_attribute("data-runs", exported.runs)
    expect(file.main).to_have_attribute("data-points", exported.points)
    expect(file.main).to_have_attribute("data-step", str(exported.step))
    expect(file.page).to_have_title(re.compile(re.escape(HOSTILE)))
    expect(file.page.get_by_role("checkbox", name=HOSTILE)).to_be_checked()

    for view in ("Network", "Charts", "Embeddings"):
        file.page.get_by_role("tab", name=view).click()
        expect(file.main).to_have_attribute("data-view", view.lower())
        expect(file.main).to_have_attribute("data-status", "ready", timeout=READY_MS)
    file.close()
    real = exported.path.stat().st_size / 1e6
    assert real == pytest.approx(exported.told_mb, rel=0.3)


def test_a_file_plays(page_file: PageFile) -> None:
    page_file.page.get_by_role("button", name="Play", exact=True).click()

    expect(page_file.page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    before = page_file.main.get_attribute("data-step")
    expect(page_file.main).not_to_have_attribute("data-step", str(before))


def test_runs_of_a_file_can_be_compared_and_taken_out(page_file: PageFile) -> None:
    page_file.page.get_by_role("radio", name="Difference").check()
    expect(page_file.main).to_have_attribute("data-status", "ready")
    page_file.page.get_by_role("checkbox", name=HOSTILE).click()

    expect(page_file.main).to_have_attribute("data-runs", "1")


def test_neighbours_in_a_file_are_those_that_the_server_finds(
    chromium: Browser, open_tab: OpenTab, url: str, places: Path
) -> None:
    path = places / "both.html"
    if not path.exists():
        export(open_tab(url).wait(status="ready", runs=2).settle(), path)
    state = f"&p.paramviz.selected={quote(json.dumps([HOSTILE, WTE, None, 3, None]))}"
    tab = open_tab(url, f"&p.paramviz.run={quote(HOSTILE)}{state}").wait(status="ready")
    expect(tab.frame.locator(NAME_OF_A_NEIGHBOR)).to_have_count(10)

    file = PageFile(chromium, path, f"#paramviz{state}")
    expect(file.page.locator(NAME_OF_A_NEIGHBOR)).to_have_count(10)
    live = tab.frame.locator(NAME_OF_A_NEIGHBOR).all_inner_texts()
    assert file.page.locator(NAME_OF_A_NEIGHBOR).all_inner_texts() == live
    file.page.get_by_role("button", name="What changed").click()
    expect(file.page.get_by_role("complementary").get_by_text("Half of the points moved").first).to_be_visible()
    file.close()


def test_what_is_opened_in_a_file_stays_open_until_it_is_closed(page_file: PageFile) -> None:
    page = page_file.page
    sign = page.get_by_role("button", name="What is this? Axes and grid")
    box = page.get_by_role("dialog", name="Axes and grid")

    for key in ("Enter", "Space"):
        sign.press(key)
        expect(box).to_be_focused()
        expect(sign).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Escape")
        expect(box).to_have_count(0)
        expect(sign).to_be_focused()
    for _ in range(2):
        sign.click()
        expect(box).to_contain_text("principal components")
        page.wait_for_timeout(300)
        expect(box).to_be_visible()
        sign.click()
        expect(box).to_have_count(0)

    page.get_by_role("button", name=re.compile("^Insights")).click()
    insights = page.get_by_role("complementary", name="Insights")
    expect(insights.get_by_role("region", name=f"Insights of {HOSTILE}")).to_be_visible()
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.get_by_role("table").first).to_be_visible()


def test_the_colours_of_a_file_can_be_switched(page_file: PageFile) -> None:
    expect(page_file.main).to_have_attribute("data-theme", "light")
    page_file.page.get_by_role("button", name="Dark").click()

    expect(page_file.main).to_have_attribute("data-theme", "dark")


def test_what_takes_long_tells_how_far_it_is_and_can_be_given_up(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, held_back=SNAPSHOTS).wait(status="ready").settle()
    downloads: list[object] = []
    tab.page.on("download", lambda download: downloads.append(download))  # noqa: PLW0108  # it cannot mark a method
    dialog = open_dialog(tab)
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_role("progressbar")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()

    expect(dialog.get_by_role("progressbar")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    tab.page.wait_for_timeout(4000)
    assert downloads == []


def test_more_snapshots_are_told_to_be_more(open_tab: OpenTab, url: str) -> None:
    dialog = open_dialog(open_tab(url).wait(status="ready").settle())
    size = dialog.locator(".file-size p").first
    sizes = []
    for preset in ("25", "All"):
        dialog.get_by_role("button", name=preset, exact=True).click()
        expect(size).not_to_contain_text("measuring")
        sizes.append(megabytes(size.inner_text()))

    assert sizes[1] > 1.2 * sizes[0]
    dialog.get_by_role("checkbox", name="Weights of every snapshot").uncheck()
    expect(size).not_to_contain_text(f"{sizes[1]:.1f}")
    assert megabytes(size.inner_text()) < sizes[0]
