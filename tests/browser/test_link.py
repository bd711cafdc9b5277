"""A link shows somebody else exactly what was seen."""

from __future__ import annotations

import io
import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import share_changed

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

# Shares of pixels that differ clearly. Of labels that cannot all stand, those stay that stood there before.
SAME = 0.001
SAME_BUT_FOR_LABELS = 0.03
HANDLES = ("view", "step", "runs", "points")
# Somebody else's browser remembers settings of its own.
OTHER_SETTINGS = "localStorage.setItem('paramviz.settings', 'colorScheme:blue_red,pointSize:2.5,labels:off,height:on')"


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--runs", "3", "--steps", "40"))


def open_dialog(tab: Tab) -> Locator:
    tab.frame.get_by_role("button", name="Export", exact=True).click()
    tab.frame.get_by_role("menuitem", name="Link", exact=True).click()
    dialog = tab.frame.get_by_role("dialog", name="Link to this view")
    expect(dialog).to_be_visible()
    return dialog


def link_of(tab: Tab) -> str:
    """What the dialog offers to copy; the dialog is closed again."""
    dialog = open_dialog(tab)
    link = dialog.get_by_label("Address").input_value()
    tab.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return link


def state_in(link: str, url: str) -> str:
    assert link.startswith(f"{url}/#paramviz&")
    return link.removeprefix(f"{url}/#paramviz")


def move_camera(tab: Tab) -> None:
    box = tab.view.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.6)
    tab.page.mouse.move(*middle)
    tab.page.mouse.down()
    tab.page.mouse.move(middle[0] + 90, middle[1] - 40, steps=4)
    tab.page.mouse.up()
    tab.page.mouse.wheel(0, -200)
    tab.page.wait_for_timeout(600)


def arrange_embeddings(tab: Tab) -> None:
    tab.frame.get_by_role("checkbox", name="convergence-2").uncheck()
    tab.frame.get_by_role("combobox", name="Colour").select_option("row")
    tab.scrub(0.37)
    move_camera(tab)
    tab.frame.get_by_label("Speed", exact=True).select_option("4")
    tab.frame.get_by_role("button", name="What changed").click()


def arrange_network(tab: Tab) -> None:
    tab.frame.get_by_role("tab", name="Network").click()
    tab.wait(view="network", status="ready")
    tab.frame.get_by_role("checkbox", name="Norms").uncheck()
    tab.frame.get_by_role("treeitem", name=re.compile(r"^h\.1( |$)")).locator(".tree-twisty").click()
    tab.frame.get_by_role("treeitem", name=re.compile(r"^h\.0( |$)")).click()
    tab.settle()
    tab.scrub(0.62)
    move_camera(tab)
    tab.frame.get_by_role("button", name="Settings", exact=True).click()


def arrange_charts(tab: Tab) -> None:
    tab.frame.get_by_role("tab", name="Charts").click()
    tab.wait(view="charts", status="ready")
    tab.frame.get_by_role("combobox", name="Statistic").select_option("std")
    tab.frame.get_by_role("button", name="Hide table").click()
    tab.scrub(0.5)


ARRANGEMENTS: dict[str, Callable[[Tab], None]] = {
    "embeddings": arrange_embeddings,
    "network": arrange_network,
    "charts": arrange_charts,
}


def seen(tab: Tab) -> dict[str, object]:
    """What a link must bring back beside the picture."""
    frame = tab.frame
    tree = frame.get_by_role("treeitem")
    return {
        **{name: tab.main.get_attribute(f"data-{name}") for name in HANDLES},
        "speed": frame.get_by_label("Speed", exact=True).input_value(),
        "position": tab.slider.get_attribute("aria-valuetext"),
        "panes": [pane.get_attribute("aria-label") for pane in frame.get_by_role("complementary").all()],
        "tree": [(item.inner_text(), item.get_attribute("aria-expanded")) for item in tree.all()],
        "place": [crumb.inner_text() for crumb in frame.get_by_label("Breadcrumbs").get_by_role("button").all()],
        "table": frame.get_by_role("button", name="Hide table").count(),
    }


def picture_of(tab: Tab) -> npt.NDArray[np.int16]:
    """The view; of the charts, which are many pictures, all of the middle."""
    if tab.handle("view") != "charts":
        return tab.pixels()
    tab.page.mouse.move(5, 5)
    image = Image.open(io.BytesIO(tab.frame.get_by_role("region", name="Charts").screenshot()))
    return np.asarray(image.convert("RGB"), np.int16)  # (height, width, 3)


@pytest.mark.parametrize(
    ("view", "state", "same"),
    [
        ("embeddings", "&p.paramviz.settings=labels:off", SAME),
        ("embeddings", "", SAME_BUT_FOR_LABELS),
        ("network", "", SAME_BUT_FOR_LABELS),
        ("charts", "", SAME),
    ],
)
def test_the_view_is_the_same_in_another_browser(
    view: str, state: str, same: float, url: str, open_tab: OpenTab
) -> None:
    tab = open_tab(url, state).wait(status="ready").settle()
    ARRANGEMENTS[view](tab)
    here, picture = seen(tab.settle()), picture_of(tab)
    link = state_in(link_of(tab), url)

    other = open_tab(url, link, script=OTHER_SETTINGS).wait(status="ready").settle()

    assert seen(other) == here
    assert share_changed(picture, picture_of(other)) < same
    somewhere_else = re.sub(r"(step|camera|statistic)=[^&]*", r"\1=", link)
    elsewhere = open_tab(url, somewhere_else).wait(status="ready").settle()
    assert share_changed(picture, picture_of(elsewhere)) > same


def test_a_film_that_plays_is_shared_as_the_step_it_was_at(url: str, open_tab: OpenTab) -> None:
    tab = open_tab(url).wait(status="ready").settle()
    tab.frame.get_by_role("button", name="Play").click()
    tab.page.wait_for_timeout(1500)

    link = open_dialog(tab).get_by_label("Address").input_value()

    step = re.search(r"paramviz\.step=([\d.]+)", link)
    assert step is not None
    assert 0 < float(step[1]) < 40
    tab.page.wait_for_timeout(500)
    assert tab.frame.get_by_label("Address").input_value() == link
    other = open_tab(url, state_in(link, url)).wait(status="ready", step=math.floor(float(step[1]) + 0.5))
    expect(other.frame.get_by_role("button", name="Play")).to_be_visible()


def test_a_page_that_follows_is_shared_as_its_step_unless_it_is_to_follow(url: str, open_tab: OpenTab) -> None:
    tab = open_tab(url).wait(status="ready", step=40)
    dialog = open_dialog(tab)
    field = dialog.get_by_label("Address")
    assert "p.paramviz.step=40" in field.input_value()
    assert "p.paramviz.run=convergence-1&p.paramviz.run=convergence-2" in field.input_value()

    dialog.get_by_label("At the newest step, whenever it is opened").check()

    assert "paramviz.step" not in field.input_value()
    other = open_tab(url, state_in(field.input_value(), url)).wait(status="ready", step=40, runs=2)
    expect(other.frame.get_by_role("switch", name="Follow")).to_be_checked()


def test_copying_is_said_aloud(url: str, open_tab: OpenTab) -> None:
    tab = open_tab(url).wait(status="ready")
    dialog = open_dialog(tab)
    link = dialog.get_by_label("Address").input_value()
    expect(dialog.get_by_text("“127.0.0.1” means this machine")).to_be_visible()

    tab.page.keyboard.press("Enter")

    expect(dialog.get_by_role("status")).to_have_text("Copied.")
    tab.page.keyboard.press("Escape")
    field = tab.frame.get_by_role("searchbox", name="Filter runs (regex)")
    field.press("Control+v")
    expect(field).to_have_value(link)


def test_a_run_that_is_not_here_is_missed_by_its_name(url: str, open_tab: OpenTab) -> None:
    tab = open_tab(url, "&p.paramviz.run=gone/1").wait(status="empty")
    expect(tab.frame.get_by_text("The run gone/1 is not here")).to_be_visible()

    tab = open_tab(url, "&p.paramviz.run=gone/1&p.paramviz.run=convergence-3").wait(status="ready", runs=1)
    expect(tab.frame.get_by_text("Not here: gone/1.")).to_be_visible()
    tab.frame.get_by_role("button", name="Forget").click()
    expect(tab.frame.get_by_text("Not here")).to_have_count(0)
    tab.wait(runs=1)
