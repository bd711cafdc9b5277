"""The view as a PNG: how large it is, what is in it, and that the page stays as it was."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import share_changed, share_colored

if TYPE_CHECKING:
    import numpy.typing as npt
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

RENDERERS = ("webgl2", "canvas2d")
SEEN = 0.003  # share of a picture's pixels that a cloud certainly covers
WALL = 0.04  # likewise, a model's slabs
HEADER = 0.11  # share of the height above the picture of a 16 : 9 poster
# Where "Save picture" stands as soon as it can be pressed, in pixels from the top; each place once.
NOTE_PLACES = """
  globalThis.notedPlaces = [];
  const note = () => {
    const button = document.querySelector("dialog .main:enabled");
    const place = button?.getBoundingClientRect().top;
    if (place !== undefined && !notedPlaces.includes(place)) {
      notedPlaces.push(place);
    }
    requestAnimationFrame(note);
  };
  note();
"""
FOOTER = 0.82  # the legend stands below this share


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--steps", "40", "--runs", "2"))


def open_dialog(tab: Tab, **choices: str) -> Locator:
    """The dialog of the Export menu's entry PNG, with some of its choices made."""
    tab.frame.get_by_role("button", name="Export", exact=True).click()
    tab.frame.get_by_role("menuitem", name="PNG").click()
    dialog = tab.frame.get_by_role("dialog", name="Picture (PNG)")
    expect(dialog.get_by_role("img", name="Preview")).to_be_visible()
    for label, choice in choices.items():
        dialog.get_by_label(label).select_option(label=choice)
    return dialog


def saved(tab: Tab, dialog: Locator) -> npt.NDArray[np.int16]:
    """What the dialog saves: red, green, blue and alpha of each pixel, 0 to 255, `[height, width, 4]`."""
    with tab.page.expect_download(timeout=60_000) as download:
        dialog.get_by_role("button", name="Save picture").click()
    expect(dialog.get_by_text("Saved paramviz-")).to_be_visible()
    assert download.value.suggested_filename.endswith(".png")
    image = Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))
    return np.asarray(image.convert("RGBA"), np.int16)  # (height, width, 4)


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_picture_has_the_size_that_was_chosen_and_what_the_page_shows(
    open_tab: OpenTab, url: str, renderer: str
) -> None:
    tab = open_tab(url, f"&p.paramviz.renderer={renderer}").wait(status="ready", renderer=renderer).settle()
    before = tab.pixels()
    dialog = open_dialog(tab, Resolution="1920 × 1080", Background="Light")

    pixels = saved(tab, dialog)  # (1080, 1920, 4)

    assert pixels.shape == (1080, 1920, 4)
    assert (pixels[..., 3] == 255).all()
    top, bottom = round(HEADER * 1080), round(FOOTER * 1080)
    for pane in (pixels[top:bottom, :950, :3], pixels[top:bottom, 970:, :3]):
        assert share_colored(pane) > SEEN, "a run is missing"
    assert share_colored(pixels[bottom:, :600, :3]) > SEEN, "the legend's bar is missing"
    assert (pixels[:top, -500:, :3].max(axis=2) < 100).any(), "the step is missing"
    dialog.get_by_role("button", name="Close").click()
    assert share_changed(before, tab.pixels()) == 0


def test_the_button_that_saves_stays_where_it_is_while_the_preview_is_drawn(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready").settle()
    tab.frame.evaluate(NOTE_PLACES)

    dialog = open_dialog(tab)

    expect(dialog.get_by_text(re.compile("about [0-9.]+ MB$"))).to_be_visible()  # known once the preview is drawn
    places = tab.frame.evaluate("notedPlaces")
    assert len(places) == 1, f"it has moved: {places}"


def test_the_size_is_told_beforehand_and_can_be_one_s_own(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready").settle()
    view = tab.view.bounding_box()
    assert view is not None
    dialog = open_dialog(tab, Resolution="Own width")
    width = dialog.get_by_label("Width in pixels")
    width.fill("much")
    expect(dialog.get_by_role("button", name="Save picture")).to_be_disabled()

    width.fill("700")
    dialog.get_by_label("Legend").uncheck()
    dialog.get_by_label("Title, runs and step").uncheck()
    told = dialog.get_by_text(re.compile(r"^700 × [\d,]+ pixels, about [\d.,]+ MB$"))
    expect(told).to_be_visible()
    pixels = saved(tab, dialog)  # (height, 700, 4)

    assert pixels.shape[1] == 700
    assert abs(pixels.shape[0] - 700 * view["height"] / view["width"]) <= 2  # the picture alone
    assert f"700 × {pixels.shape[0]:,} pixels" in told.inner_text()


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_background_can_be_left_out_or_be_another_than_the_page_s(open_tab: OpenTab, url: str, renderer: str) -> None:
    tab = open_tab(url, f"&p.paramviz.renderer={renderer}").wait(status="ready", renderer=renderer).settle()
    dialog = open_dialog(tab, Resolution="As on the page", Background="Transparent, for light pages")
    transparent = saved(tab, dialog)  # (height, width, 4)

    assert (transparent[..., 3] == 0).mean() > 0.5
    assert (transparent[..., 3] == 255).mean() > SEEN
    solid = transparent[transparent[..., 3] == 255][:, :3]  # (pixels, 3)
    assert (solid.max(axis=1) - solid.min(axis=1) > 40).any(), "the points have lost their colour"

    dialog.get_by_label("Background").select_option(label="Dark")
    dark = saved(tab, dialog)  # (height, width, 4)
    assert np.median(dark[..., :3]) < 60
    assert tab.handle("theme") == "light"


@pytest.mark.parametrize("renderer", RENDERERS)
def test_the_network_has_its_own_legend_and_the_explanation_of_what_is_selected(
    open_tab: OpenTab, url: str, renderer: str
) -> None:
    state = f"&p.paramviz.view=network&p.paramviz.renderer={renderer}"
    tab = open_tab(url, state).wait(status="ready", renderer=renderer).settle()
    dialog = open_dialog(tab, Resolution="1920 × 1080")
    expect(dialog.get_by_label("Explanation of the parameter")).to_be_disabled()
    pixels = saved(tab, dialog)  # (1080, 1920, 4)

    top, bottom = round(HEADER * 1080), round(FOOTER * 1080)
    assert share_colored(pixels[top:bottom, :, :3]) > WALL
    bar = pixels[bottom:, :450, :3]  # (rows, columns, 3)
    assert (bar[..., 2] - bar[..., 0] > 60).any(), "the blue end of the legend is missing"
    assert (bar[..., 0] - bar[..., 2] > 60).any(), "its orange end is missing"

    dialog.get_by_role("button", name="Close").click()
    picture_only = round(FOOTER * 1080)
    assert (pixels[picture_only:, 700:1600, :3].max(axis=2) > 200).mean() > 0.99, "words where nothing is selected"


def test_the_explanation_of_what_is_selected_stands_beside_the_legend(open_tab: OpenTab, url: str) -> None:
    name = "transformer.h.0.attn.c_attn.weight"
    state = f'&p.paramviz.view=network&p.paramviz.selected=["convergence-1","{name}","query",null,null]'
    tab = open_tab(url, state).wait(status="ready", view="network").settle()
    dialog = open_dialog(tab, Resolution="1920 × 1080")
    dialog.get_by_label("Explanation of the parameter").check()
    pixels = saved(tab, dialog)  # (1080, 1920, 4)

    words = pixels[880:1040, 560:1600, :3].max(axis=2) < 140  # (rows, columns)
    assert words.mean() > 0.02


def test_charts_are_copied_as_the_page_has_them(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, "&p.paramviz.view=charts").wait(status="ready", view="charts").settle()
    dialog = open_dialog(tab, Resolution="As on the page")
    expect(dialog.get_by_label("Background")).to_have_count(0)
    pixels = saved(tab, dialog)  # (height, width, 4)

    assert pixels.shape[0] > pixels.shape[1] / 4
    assert share_colored(pixels[..., :3]) > WALL, "the maps are missing"


KEEP_CONTEXTS = """
window.drawnOn = [];
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  const found = getContext.call(this, kind, ...more);
  if (found !== null && kind === 'webgl2' && !window.drawnOn.includes(this)) window.drawnOn.push(this);
  return found;
};
"""
ALIVE = "window.drawnOn.filter((canvas) => !canvas.getContext('webgl2').isContextLost()).length"


def test_a_closed_dialog_gives_its_renderer_back(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, script=KEEP_CONTEXTS).wait(status="ready").settle()
    assert tab.frame.evaluate(ALIVE) == 1

    for _ in range(2):
        dialog = open_dialog(tab)
        assert tab.frame.evaluate(ALIVE) == 2
        dialog.get_by_role("button", name="Close").click()
        tab.frame.wait_for_function(f"{ALIVE} === 1")
