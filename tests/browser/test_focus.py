"""The keyboard alone: where it is can be seen on every control, and every point of the picture can be reached."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.axe import set_theme

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

MARGIN_PIXELS = 4
CLEARLY = 60  # of 255
LEAST_SEEN_PIXELS = 20
MOST_STOPS = 50
ROW = '&p.paramviz.selected=["convergence-1","transformer.wte.weight",null,5,null]'
FOCUSED = """
() => {
  const element = document.activeElement;
  if (element === null || element === document.body) { return null; }
  const shown = element.closest('label') ?? element;
  const { x, y, width, height } = shown.getBoundingClientRect();
  const frame = window.frameElement.getBoundingClientRect();
  return { x: x + frame.x, y: y + frame.y, width, height, name: element.outerHTML.slice(0, 100) };
}
"""


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--runs", "2", "--steps", "20"))


def part(page: Page, box: dict[str, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    """What is seen of a control and around it: `[height, width, 3]`."""
    x, y = max(0.0, box["x"] - MARGIN_PIXELS), max(0.0, box["y"] - MARGIN_PIXELS)
    width, height = box["width"] + 2 * MARGIN_PIXELS, box["height"] + 2 * MARGIN_PIXELS
    image = page.screenshot(clip={"x": x, "y": y, "width": width, "height": height})
    return np.asarray(Image.open(io.BytesIO(image)).convert("RGB"), np.int16)  # (height, width, 3)


def unseen_stops(tab: Tab) -> list[str]:
    """Controls that look the same with the focus as without, one after the other as Tab goes to them."""
    page, frame = tab.page, tab.frame
    found: list[str] = []
    known: set[str] = set()
    frame.evaluate("document.querySelector('#paramviz input').focus()")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Shift+Tab" if not known else "Tab")
        box = frame.evaluate(FOCUSED)
        if box is None or box["name"] in known:
            continue
        known.add(box["name"])
        with_focus = part(page, box)
        frame.evaluate("window.paramvizFocused = document.activeElement; document.activeElement.blur()")
        without = part(page, box)
        frame.evaluate("window.paramvizFocused.focus({ focusVisible: true })")
        changed = np.abs(with_focus - without).max(axis=2) > CLEARLY
        if changed.sum() < LEAST_SEEN_PIXELS:
            found.append(box["name"])
    assert len(known) > 20, known
    return found


@pytest.mark.parametrize(("view", "theme"), [("embeddings", "light"), ("network", "dark"), ("charts", "light")])
def test_the_focus_is_seen_on_every_control(view: str, theme: str, open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, f"&p.paramviz.view={view}{ROW}").wait(status="ready", view=view)
    set_theme(tab.page, tab.frame, theme)
    tab.settle()

    assert unseen_stops(tab) == []


def test_points_are_reached_one_after_the_other_and_told(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready").settle()
    said = tab.frame.locator("p.heard[aria-live=polite]").first
    tab.view.focus()

    for row in (0, 1):
        tab.page.keyboard.press("]")
        expect(said).to_have_text(re.compile(rf"row {row} of transformer.wte.weight, norm [\d.]+$"))
    tab.page.keyboard.press("ArrowLeft")

    expect(said).to_have_text(re.compile(r"^Step \d+"))


def test_a_row_is_searched_sorted_and_selected_in_the_table(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready").settle()
    tab.view.focus()
    tab.page.keyboard.press("t")
    table = tab.frame.get_by_role("table", name=re.compile("^Rows of transformer.wte.weight in convergence-1"))
    rows = table.get_by_role("row")
    expect(rows).to_have_count(101)  # a page of them, and the heads

    norm = table.get_by_role("columnheader", name="Norm", exact=True)
    norm.get_by_role("button").press("Enter")
    expect(norm).to_have_attribute("aria-sort", "ascending")
    norms = [float(text) for text in table.locator("tbody tr td:nth-of-type(2)").all_inner_texts()]
    assert norms == sorted(norms)
    tab.frame.get_by_role("searchbox", name="Search the table").fill("“")  # no label has it
    expect(rows).to_have_count(1)
    tab.frame.get_by_role("searchbox", name="Search the table").fill("17")
    expect(rows.filter(has=tab.frame.get_by_role("rowheader", name="17", exact=True))).to_have_count(1)
    table.get_by_role("button", name=re.compile("^Select row 17,")).press("Enter")
    tab.page.keyboard.press("Escape")

    expect(tab.frame.get_by_role("complementary", name="Inspector")).to_contain_text("Row 17")


def test_the_shortcuts_are_listed_and_letters_stay_letters_where_one_types(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready")
    dialog = tab.frame.get_by_role("dialog", name="Keyboard shortcuts")
    tab.frame.get_by_role("searchbox", name="Filter runs").press_sequentially("?t")
    expect(dialog).to_have_count(0)
    tab.frame.get_by_role("searchbox", name="Filter runs").fill("")
    tab.frame.get_by_role("button", name="Keyboard shortcuts").press("Enter")
    expect(dialog).to_contain_text("Play or pause")
    tab.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(tab.frame.get_by_role("button", name="Keyboard shortcuts")).to_be_focused()
