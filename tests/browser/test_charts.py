"""The Charts view: maps of all parameters over time, and lines."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import expect

from tensorboard_plugin_paramviz import load_run

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 40
RUNS = ("convergence-1", "convergence-2")
CHARTS = "&p.paramviz.view=charts"
FC = "transformer.h.1.mlp.c_fc.weight"
NOT_FINITE = "#ff00c8"


@pytest.fixture(scope="module")
def logdir(simulate: Simulate) -> Path:
    return simulate("--runs", "2", "--steps", str(STEPS))


@pytest.fixture(scope="module")
def url(logdir: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(logdir)


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url, CHARTS).wait(status="ready", view="charts", runs=2).settle()


def selecting(name: str, run: str = RUNS[0]) -> str:
    return f'{CHARTS}&p.paramviz.selected=["{run}","{name}",null,null,null]'


def map_of(tab: Tab, run: str = RUNS[0]) -> Locator:
    return tab.frame.get_by_role("application", name=re.compile(f"parameters of {run}"))


def pixels_of(element: Locator) -> npt.NDArray[np.int16]:
    """What an element looks like: `[height, width, 3]`."""
    image = Image.open(io.BytesIO(element.screenshot()))
    return np.asarray(image.convert("RGB"), np.int16)  # (height, width, 3)


def share_near(pixels: npt.NDArray[np.int16], color: str) -> float:
    """The share of pixels in about this colour."""
    return float((np.abs(pixels - ImageColor.getrgb(color)).max(axis=2) < 24).mean())


def share_changed(before: npt.NDArray[np.int16], after: npt.NDArray[np.int16]) -> float:
    """The share of pixels that differ clearly; pictures of an element may differ by a line at their edge."""
    height, width = (min(sizes) for sizes in zip(before.shape[:2], after.shape[:2], strict=True))
    difference = np.abs(before[:height, :width] - after[:height, :width])  # (height, width, 3)
    return float((difference.max(axis=2) > 24).mean())


def pointed(tab: Tab, element: Locator, across: float, down: float) -> None:
    """Move the pointer to a place on an element, in shares of its size."""
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    assert box is not None
    tab.page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def test_a_map_tells_the_numbers_that_were_logged(tab: Tab, logdir: Path) -> None:
    run = load_run(logdir / RUNS[1])
    norms = run.statistics[:, :, run.statistic_names.index("norm")]  # (T, P)

    pointed(tab, map_of(tab, RUNS[1]), 0.001, 0.5)

    tooltip = tab.frame.get_by_role("tooltip")
    expect(tooltip).to_contain_text("Norm")
    name = tooltip.locator("strong").inner_text()
    index = [parameter.name for parameter in run.parameters].index(name)
    assert float(tooltip.locator("dd").nth(1).inner_text()) == pytest.approx(norms[0, index], rel=0.01)


def test_a_click_on_a_map_selects_the_parameter_and_goes_to_the_step(tab: Tab) -> None:
    pointed(tab, map_of(tab), 0.5, 0.5)
    name = tab.frame.get_by_role("tooltip").locator("strong").inner_text()

    tab.page.mouse.down()
    tab.page.mouse.up()

    tab.wait(step=STEPS // 2)
    inspector = tab.frame.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", level=2)).to_have_attribute("title", name)
    expect(tab.slider).to_have_attribute("aria-valuenow", str(STEPS // 2))


def test_a_map_is_walked_with_the_keyboard(tab: Tab) -> None:
    cells = map_of(tab)
    cells.focus()
    told = tab.frame.locator("[aria-live=polite]").first

    tab.page.keyboard.press("ArrowDown")  # the first key shows where one is
    expect(told).to_contain_text(f"transformer.wte.weight, step {STEPS}, Norm: ")
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Home")
    tab.page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("transformer.wpe.weight, step 1,")
    assert tab.step == STEPS
    tab.page.keyboard.press("Enter")

    tab.wait(step=1)
    inspector = tab.frame.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", level=2)).to_have_text("wpe")


def test_another_statistic_has_its_own_words_and_colours(tab: Tab) -> None:
    norms = pixels_of(map_of(tab))
    choice = tab.frame.get_by_role("combobox", name="Statistic")
    assert len(choice.locator("option").all()) == 26

    choice.select_option("Update ratio")

    expect(tab.frame.get_by_text("How much one update changes the weights")).to_be_visible()
    assert share_changed(norms, pixels_of(map_of(tab))) > 0.1
    tab.wait_for_address("statistic=update_ratio")
    tab.page.reload()
    tab.wait(status="ready")
    expect(tab.frame.get_by_role("combobox", name="Statistic")).to_have_value("update_ratio")


def test_scales_are_linear_or_logarithmic(tab: Tab) -> None:
    logarithmic = pixels_of(map_of(tab))

    tab.frame.get_by_text("Linear", exact=True).click()

    expect(tab.frame.get_by_role("radio", name="Linear")).to_be_checked()
    assert share_changed(logarithmic, pixels_of(map_of(tab))) > 0.1


def test_lines_overlay_the_runs_in_their_colours(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, selecting(FC)).wait(status="ready", runs=2)
    card = tab.frame.get_by_role("region", name="Norm of h.1 · mlp · c_fc")
    card.scroll_into_view_if_needed()
    expect(card.get_by_role("listitem")).to_have_text(list(RUNS))
    plot = card.get_by_role("img")
    pixels = pixels_of(plot)
    for color in ("#12b5cb", "#e52592"):
        assert share_near(pixels, color) > 0.001

    pointed(tab, plot.locator(".u-over"), 0.25, 0.5)

    tooltip = tab.frame.get_by_role("tooltip")
    expect(tooltip).to_contain_text(f"Step {STEPS // 4}")
    expect(tooltip).to_contain_text(RUNS[0])
    expect(tooltip).to_contain_text(RUNS[1])
    tab.page.mouse.down()
    tab.page.mouse.up()
    tab.wait(step=STEPS // 4)


def test_the_selected_parameter_spreads_over_time(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, selecting(FC)).wait(status="ready", runs=2)

    for title in ("Histograms over time", "Weights over time", "Gradients over time"):
        card = tab.frame.get_by_role("region", name=title)
        card.scroll_into_view_if_needed()
        expect(card.get_by_role("img")).to_have_count(2)
        pixels = pixels_of(card)
        assert float((pixels.max(axis=2) - pixels.min(axis=2) > 40).mean()) > 0.02


def test_without_a_selection_there_is_a_chart_for_each_kind(tab: Tab) -> None:
    card = tab.frame.get_by_role("region", name="Norm by kind")
    card.scroll_into_view_if_needed()

    expect(card.locator("figcaption")).to_have_text(
        ["Token embeddings", "Position embeddings", "Attention", "MLP", "Norms"]
    )
    assert share_near(pixels_of(card), "#12b5cb") > 0.0005


def test_values_that_are_not_finite_cannot_be_missed(
    open_tab: OpenTab, simulate: Simulate, tensorboard_server: TensorBoardServer
) -> None:
    url = tensorboard_server(simulate("--scenario", "nan", "--steps", "30"))
    tab = open_tab(url, CHARTS).wait(status="ready")
    expect(tab.frame.get_by_role("region", name="Layers over time")).to_contain_text("not finite")

    assert share_near(pixels_of(map_of(tab, "nan-1")), NOT_FINITE) > 0.1
    pointed(tab, map_of(tab, "nan-1"), 0.99, 0.5)
    expect(tab.frame.get_by_role("tooltip")).to_contain_text("not finite")


def test_charts_fit_a_small_page_with_the_inspector_open(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, selecting(FC), viewport={"width": 1024, "height": 640}).wait(status="ready")

    expect(map_of(tab)).to_be_in_viewport()
    box = map_of(tab).bounding_box()
    assert box is not None
    assert box["width"] > 200
    expect(tab.frame.get_by_role("button", name="Close")).to_be_in_viewport()
    assert tab.frame.evaluate(
        "document.querySelector('.charts').scrollWidth <= document.querySelector('.charts').clientWidth"
    )
