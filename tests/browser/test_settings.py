"""The settings: what they change at once, and that they are remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import share_changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

SEEN = 0.001  # share of the view's pixels that a setting certainly changes
# In the tab's own frame alone: TensorBoard's page cannot do without.
FORBID_STORAGE = """
if (window.parent !== window) {
  Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
}
"""


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--steps", "20"))


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url).wait(status="ready").settle()


def pane(tab: Tab) -> Locator:
    """The settings, opened."""
    found = tab.frame.get_by_role("complementary", name="Settings")
    if found.count() == 0:
        tab.frame.get_by_role("button", name="Settings", exact=True).click()
    expect(found).to_be_visible()
    return found


def drag(slider: Locator, value: float) -> None:
    """Move a slider to a value."""
    slider.fill(str(value))


def choose(select: Locator, value: str) -> None:
    """Choose an entry of a list."""
    select.select_option(value)


CHANGES: dict[str, Callable[[Locator], None]] = {
    "colour scheme": lambda it: choose(it.get_by_label("Colour scheme"), "blue_red"),
    "point size": lambda it: drag(it.get_by_role("slider", name="Point size"), 2.5),
    "opacity": lambda it: drag(it.get_by_role("slider", name="Opacity"), 0.3),
    "labels": lambda it: it.get_by_role("checkbox", name="Labels").uncheck(),
    "grid": lambda it: it.get_by_role("checkbox", name="Grid").uncheck(),
}


def test_every_setting_of_the_picture_is_seen_at_once_and_reset_brings_the_old_picture_back(tab: Tab) -> None:
    settings = pane(tab)
    first = tab.settle().pixels()

    for name, change in CHANGES.items():
        before = tab.pixels()
        change(settings)
        assert share_changed(before, tab.settle().pixels()) > SEEN, name
    settings.get_by_role("button", name="Reset settings").click()

    assert share_changed(first, tab.settle().pixels()) < SEEN * 5  # labels may have found other places


def test_schemes_are_named_as_safe_for_everybody(tab: Tab) -> None:
    settings = pane(tab)

    assert settings.get_by_label("Colour scheme").get_by_role("option").count() >= 4
    expect(settings).to_contain_text("protanopia, deuteranopia and tritanopia")


def test_settings_survive_a_reload_and_are_remembered_where_no_link_says_otherwise(tab: Tab) -> None:
    settings = pane(tab)
    settings.get_by_label("Colour scheme").select_option("brown_teal")
    settings.get_by_role("checkbox", name="Labels").uncheck()
    tab.wait_for_address("settings=colorScheme:brown_teal,labels:off")

    tab.page.reload()
    tab.wait(status="ready")
    expect(pane(tab).get_by_label("Colour scheme")).to_have_value("brown_teal")

    tab.page.goto("about:blank")
    tab.open().wait(status="ready")
    expect(pane(tab).get_by_role("checkbox", name="Labels")).not_to_be_checked()

    tab.page.goto("about:blank")
    tab.open("&p.paramviz.settings=colorScheme:purple_green").wait(status="ready")
    settings = pane(tab)
    expect(settings.get_by_label("Colour scheme")).to_have_value("purple_green")
    expect(settings.get_by_role("checkbox", name="Labels")).to_be_checked()


def test_a_browser_that_may_not_remember_shows_the_page_all_the_same(open_tab: OpenTab, url: str) -> None:
    tab = open_tab("about:blank#")
    tab.url = url
    tab.page.add_init_script(FORBID_STORAGE)
    tab.open().wait(status="ready")

    pane(tab).get_by_role("checkbox", name="Labels").uncheck()

    tab.wait_for_address("settings=labels:off")


def test_a_fixed_quality_is_kept_and_shown(tab: Tab) -> None:
    settings = pane(tab)

    for quality in ("low", "reduced", "full"):
        settings.get_by_label("Quality", exact=True).select_option(quality)
        tab.wait(quality=quality)
    settings.get_by_label("Quality", exact=True).select_option("automatic")
    tab.settle().wait(quality="full")


def test_the_settings_close_by_their_button_and_by_escape_and_the_focus_comes_back(tab: Tab) -> None:
    opener = tab.frame.get_by_role("button", name="Settings", exact=True)
    settings = pane(tab)

    settings.get_by_role("button", name="Close the settings").click()
    expect(settings).to_have_count(0)
    expect(opener).to_be_focused()

    tab.page.keyboard.press("Enter")
    expect(settings).to_be_visible()
    settings.get_by_role("checkbox", name="Labels").focus()
    tab.page.keyboard.press("Escape")
    expect(settings).to_have_count(0)
    expect(opener).to_be_focused()
