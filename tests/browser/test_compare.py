"""Several runs set against each other: over each other, subtracted, of other shapes and lengths, and ten of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import is_colored, share_changed, share_colored

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

ROWS = 103  # characters in the text that nanoGPT learns
NARROW_STEPS, WIDE_STEPS = 40, 60
NEAR = 60  # a shaded ball's colour is still nearer than this to its run's
RUN_COLORS = ((0x12, 0xB5, 0xCB), (0xE5, 0x25, 0x92))
CHANGED = 0.01
RENDERERS = ("webgl2", "canvas2d")


@pytest.fixture(scope="module")
def url(two_widths: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(two_widths)


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url).wait(status="ready", runs=2)


def compare(tab: Tab, how: str) -> Locator:
    """The button that compares the runs in a way."""
    return tab.frame.get_by_role("radiogroup", name="Compare").get_by_role("radio", name=how)


def titles(tab: Tab) -> Locator:
    """The titles of the panes."""
    return tab.frame.locator("h2.pane-title")


def share_of_color(pixels: npt.NDArray[np.int16], color: tuple[int, int, int]) -> float:
    """The share of pixels that are nearly in a colour."""
    return float((np.abs(pixels - np.array(color, np.int16)).max(axis=2) < NEAR).mean())


@pytest.mark.parametrize("renderer", RENDERERS)
def test_runs_lie_over_each_other_in_their_own_colors(open_tab: OpenTab, url: str, renderer: str) -> None:
    tab = open_tab(url, f"&p.paramviz.renderer={renderer}").wait(status="ready", runs=2, renderer=renderer)
    beside = tab.settle().pixels()
    assert max(share_of_color(beside, color) for color in RUN_COLORS) < 0.01

    compare(tab, "Overlay").check()

    expect(titles(tab)).to_have_count(2)
    expect(tab.main).to_have_attribute("data-points", str(2 * ROWS))
    over = tab.settle().pixels()
    assert min(share_of_color(over, color) for color in RUN_COLORS) > 0.001
    assert share_changed(beside, over) > CHANGED


def test_over_each_other_the_tooltip_says_of_which_run_a_point_is(tab: Tab) -> None:
    compare(tab, "Overlay").check()
    rows, columns = np.nonzero(is_colored(tab.settle().pixels()[80:-160]))
    box = tab.view.bounding_box()
    assert box is not None
    tooltip = tab.frame.get_by_role("tooltip")

    seen = set()
    for place in np.linspace(0, len(rows) - 1, 12, dtype=int):
        tab.page.mouse.move(box["x"] + float(columns[place]), box["y"] + 80 + float(rows[place]))
        expect(tooltip).to_contain_text("norm of the row")
        seen |= set(re.findall("narrow|wide", tooltip.inner_text()))
    assert seen == {"narrow", "wide"}


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_difference_of_embeddings_is_a_distance_row_by_row(open_tab: OpenTab, url: str, renderer: str) -> None:
    tab = open_tab(url, f"&p.paramviz.renderer={renderer}").wait(status="ready", runs=2, renderer=renderer)

    compare(tab, "Difference").check()

    expect(titles(tab)).to_have_text([re.compile("wide less narrow")])
    expect(tab.frame.locator("figcaption")).to_contain_text("distance to narrow")
    expect(tab.frame.get_by_text(f"{ROWS} of {ROWS} rows are in both")).to_be_visible()
    expect(tab.main).to_have_attribute("data-points", str(ROWS))
    assert share_colored(tab.settle().pixels()) > CHANGED

    tab.frame.get_by_role("combobox", name="Difference to").select_option("wide")
    expect(titles(tab)).to_have_text([re.compile("narrow less wide")])


def test_a_difference_of_weights_lists_what_cannot_be_subtracted(tab: Tab) -> None:
    tab.frame.get_by_role("tab", name="Network").click()
    compare(tab, "Difference").check()

    expect(titles(tab)).to_have_text([re.compile("wide less narrow")])
    missing = tab.frame.get_by_role("group").filter(has_text="0 of 15 parameters are in both")
    missing.get_by_text("0 of 15 parameters are in both").click()

    expect(missing).to_contain_text("only in wide")
    expect(missing).to_contain_text("transformer.h.1.attn.c_attn.weight")
    expect(missing).to_contain_text(f"transformer.wte.weight: {ROWS} × 32, there {ROWS} × 16")


def test_buildings_are_not_laid_over_each_other_and_the_page_says_why(tab: Tab) -> None:
    compare(tab, "Overlay").check()
    tab.frame.get_by_role("tab", name="Network").click()
    tab.wait(view="network", status="ready")

    expect(compare(tab, "Overlay")).to_be_disabled()
    expect(tab.frame.get_by_text("only points can be laid over each other")).to_be_visible()
    expect(titles(tab)).to_have_count(2)

    tab.frame.get_by_role("tab", name="Embeddings").click()
    expect(compare(tab, "Overlay")).to_be_checked()
    expect(tab.frame.locator(".pane")).to_have_count(1)


def test_runs_of_different_lengths_stand_at_the_same_share_of_their_training(tab: Tab) -> None:
    tab.wait(step=WIDE_STEPS)
    expect(titles(tab).first).to_contain_text(f"its newest step is {NARROW_STEPS}")

    tab.frame.get_by_role("combobox", name="Align by").select_option("share of training")

    expect(titles(tab).first).to_contain_text(f"step {NARROW_STEPS} of {NARROW_STEPS}")
    tab.scrub(0.5)
    expect(titles(tab)).to_have_text(
        [re.compile(f"narrow.*step 20 of {NARROW_STEPS}"), re.compile(f"wide.*step 30 of {WIDE_STEPS}")]
    )
    expect(tab.frame.get_by_text("50 % of each, as logged")).to_be_visible()
    expect(tab.frame.locator(".tick-label").last).to_have_text("100 %")


def test_how_runs_are_compared_survives_a_reload(tab: Tab) -> None:
    compare(tab, "Difference").check()
    tab.frame.get_by_role("combobox", name="Align by").select_option("share of training")
    tab.wait_for_address("compare=difference", "align=share")

    tab.page.reload()

    tab.wait(status="ready", runs=2)
    expect(compare(tab, "Difference")).to_be_checked()
    expect(tab.frame.get_by_role("combobox", name="Align by")).to_have_value("share")
    expect(titles(tab)).to_have_count(1)


def test_one_run_is_compared_with_nothing(tab: Tab) -> None:
    compare(tab, "Difference").check()

    tab.frame.get_by_role("checkbox", name="wide").uncheck()

    tab.wait(runs=1, status="ready")
    expect(titles(tab)).to_have_text([re.compile("^narrow")])
    expect(tab.frame.get_by_text("A comparison needs two runs")).to_be_visible()
    tab.frame.get_by_role("checkbox", name="wide").check()
    expect(titles(tab)).to_have_text([re.compile("wide less narrow")])


def test_ten_runs_can_be_used(simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer) -> None:
    tab = open_tab(tensorboard_server(simulate("--runs", "10", "--steps", "20"))).wait(status="ready", runs=2)
    for run in range(3, 11):
        tab.frame.get_by_role("checkbox", name=f"convergence-{run}", exact=True).check()
    tab.wait(runs=10, status="ready")

    expect(titles(tab)).to_have_count(10)
    points = int(tab.settle().handle("points"))
    tab.scrub(0.5)
    tab.wait(step=10)
    side_by_side = tab.settle().pixels()
    assert share_colored(side_by_side) > CHANGED
    compare(tab, "Overlay").check()
    expect(tab.frame.locator(".pane")).to_have_count(1)
    assert int(tab.handle("points")) == points
    assert share_changed(side_by_side, tab.settle().pixels()) > CHANGED
    compare(tab, "Difference").check()
    expect(titles(tab)).to_have_count(9)
    tab.frame.get_by_role("tab", name="Network").click()
    tab.wait(view="network", status="ready")
    expect(titles(tab)).to_have_count(9)
    tab.frame.get_by_label("Speed").select_option("8")
    tab.frame.get_by_role("button", name="Play", exact=True).click()
    tab.wait(step=20)
