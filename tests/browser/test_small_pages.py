"""Small pages, and pages at 200 %: nothing is cut off, all can be reached, and the picture keeps its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

HEADER_PIXELS = 64  # TensorBoard's own
LEAST_VIEW_PIXELS = 180
LEAST_VIEW_SHARE = 0.33
SIZES: dict[str, ViewportSize] = {
    "1024 × 640": {"width": 1024, "height": 640},
    "1280 × 800 at 200 %": {"width": 640, "height": 400},
    "1024 × 640 at 200 %": {"width": 512, "height": 320},
    "320 wide": {"width": 320, "height": 640},
}
VIEWS = ("embeddings", "network", "charts")
# What a user can press, scrolled to: in the page as far as it goes, and not under something else.
OUT_OF_REACH = """
() => {
  const wanted = [...document.querySelectorAll('button, select, input, [role=slider], [role=treeitem]')]
    .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.disabled);
  return wanted.filter(element => {
    element.scrollIntoView({ block: 'center', inline: 'nearest' });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isInside = left >= -1 && right <= innerWidth + 1 && top >= -1 && bottom <= innerHeight + 1;
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isOnTop = element.contains(there) || there?.contains(element) || element.closest('label')?.contains(there);
    // Two handles share one rail.
    return !(isInside && (isOnTop || getComputedStyle(element).pointerEvents === 'none'));
  }).map(element => `${element.outerHTML.slice(0, 120)} at ${JSON.stringify(element.getBoundingClientRect())}`);
}
"""
TOO_WIDE = """
() => [...document.querySelectorAll('#paramviz, .side, .center, .toolbar, .timeline, .controls, .view, dialog')]
  .filter(element => element.scrollWidth > element.clientWidth + 1)
  .map(({ className, id, scrollWidth, clientWidth }) => `${id} ${className}: ${scrollWidth} > ${clientWidth}`)
"""


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--runs", "2", "--steps", "20"))


def expect_all_in_reach(tab: Tab) -> None:
    assert tab.frame.evaluate(TOO_WIDE) == []
    assert tab.frame.evaluate(OUT_OF_REACH) == []


@pytest.mark.parametrize("size", SIZES)
def test_all_is_in_reach_and_the_picture_has_its_place(size: str, open_tab: OpenTab, url: str) -> None:
    viewport = SIZES[size]
    tab = open_tab(url, viewport=viewport).wait(status="ready")
    for view in VIEWS:
        tab.frame.get_by_role("tab", name=view.capitalize()).click()
        tab.wait(view=view).settle()
        expect_all_in_reach(tab)
        box = tab.frame.locator("#view").bounding_box()
        assert box is not None
        assert box["height"] >= min(LEAST_VIEW_PIXELS, LEAST_VIEW_SHARE * (viewport["height"] - HEADER_PIXELS)), view
    if viewport["width"] < 720:
        tab.frame.get_by_role("button", name="Runs", exact=True).click()
        expect_all_in_reach_of(tab, "#side")


def expect_all_in_reach_of(tab: Tab, place: str) -> None:
    """What lies over the rest is itself in reach."""
    found = tab.frame.evaluate(OUT_OF_REACH.replace("document.query", f"document.querySelector('{place}').query"))
    assert found == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["?", "t"])
def test_boxes_over_the_page_fit(key: str, size: str, open_tab: OpenTab, url: str) -> None:
    viewport = SIZES[size]
    tab = open_tab(url, viewport=viewport).wait(status="ready")
    tab.page.keyboard.press(key)
    dialog = tab.frame.get_by_role("dialog")
    expect(dialog).to_be_visible()

    box = dialog.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert box["y"] + box["height"] <= viewport["height"]
    assert tab.frame.evaluate(TOO_WIDE) == []
    expect_all_in_reach_of(tab, "dialog")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_why_there_is_no_picture_can_be_read_to_the_end(
    open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tab = open_tab(tensorboard_server(tmp_path_factory.mktemp("empty")), viewport=SIZES["1024 × 640 at 200 %"])
    tab.wait(status="empty")
    first = tab.frame.get_by_role("heading", name="No parameters have been logged here yet")
    last = tab.frame.get_by_text("paramviz simulate runs/try")

    for words in (last, first):
        words.scroll_into_view_if_needed()
        expect(words).to_be_in_viewport(ratio=1)
