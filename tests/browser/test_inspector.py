"""The inspector: what is known of what is selected."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import expect

from tensorboard_plugin_paramviz import load_run
from tests.browser.conftest import is_colored

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 40
RUNS = ("convergence-1", "convergence-2")
TOKENS = "transformer.wte.weight"
ATTENTION = "transformer.h.1.attn.c_attn.weight"
TITLES = 80  # pixels above the points
LEGEND = 160  # pixels below them


@pytest.fixture(scope="module")
def logdir(simulate: Simulate) -> Path:
    return simulate("--runs", "2", "--steps", str(STEPS))


@pytest.fixture(scope="module")
def url(logdir: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(logdir)


def selecting(  # the words of a selection
    name: str, part: str | None = None, row: int | None = None, column: int | None = None, run: str = RUNS[0]
) -> str:
    return f"&p.paramviz.selected={quote(json.dumps([run, name, part, row, column]))}"


def inspector_of(tab: Tab) -> Locator:
    return tab.frame.get_by_role("complementary", name="Inspector")


def figure(tab: Tab, name: str) -> float:
    """A number of the inspector's tables."""
    row = inspector_of(tab).get_by_role("row").filter(has=tab.frame.get_by_role("rowheader", name=name, exact=True))
    text = row.get_by_role("cell").first.inner_text()
    return float(text.replace("≈", "").replace("−", "-").replace(",", ""))


def a_point(tab: Tab) -> tuple[float, float]:
    """Where some point is on the page."""
    rows, columns = np.nonzero(is_colored(tab.settle().pixels()[TITLES:-LEGEND]))
    box = tab.view.bounding_box()
    assert box is not None
    middle = len(rows) // 2
    return box["x"] + float(columns[middle]), box["y"] + TITLES + float(rows[middle])


def test_numbers_are_those_that_were_logged(open_tab: OpenTab, url: str, logdir: Path) -> None:
    tab = open_tab(url, f"&p.paramviz.view=charts{selecting(ATTENTION, 'value')}").wait(status="ready", runs=2)
    run = load_run(logdir / RUNS[0])
    index = [parameter.name for parameter in run.parameters].index(ATTENTION)

    def logged(step: int, statistic: str) -> float:
        at = list(run.steps).index(step)
        return float(run.statistics[at, index, run.statistic_names.index(statistic)])

    inspector = inspector_of(tab)
    expect(inspector.get_by_role("heading", level=2)).to_have_text("h.1 · attn · value")
    expect(inspector).to_contain_text("384 × 128 · Attention · layer 1 · 4 heads · float32")
    expect(inspector).to_contain_text("Values decide what a token passes on")
    expect(inspector).to_contain_text("the statistics are of all of it: query, key, value")
    expect(inspector).to_contain_text(f"Statistics, step {STEPS}")
    for name, statistic in (("norm", "norm"), ("mean", "mean"), ("gradient norm", "grad_norm")):
        assert figure(tab, name) == pytest.approx(logged(STEPS, statistic), rel=0.01)
    expect(inspector).to_contain_text("≈ estimated from 4,096 of 49,152 weights")

    tab.scrub(0.0)

    expect(inspector).to_contain_text("Statistics, step 0")
    assert figure(tab, "norm") == pytest.approx(logged(0, "norm"), rel=0.01)
    for title in ("Norm", "Gradient norm", "Update ratio", "Spread of the weights"):
        expect(inspector.get_by_role("heading", name=title, exact=True)).to_have_count(1)


def test_numbers_of_each_run_are_one_click_away(open_tab: OpenTab, url: str, logdir: Path) -> None:
    tab = open_tab(url, f"&p.paramviz.view=charts{selecting(ATTENTION)}").wait(status="ready", runs=2)
    run = load_run(logdir / RUNS[1])
    index = [parameter.name for parameter in run.parameters].index(ATTENTION)

    inspector_of(tab).get_by_text(RUNS[1]).click()

    expect(inspector_of(tab).get_by_role("radio", name=RUNS[1])).to_be_checked()
    expected = run.statistics[-1, index, run.statistic_names.index("norm")]
    assert figure(tab, "norm") == pytest.approx(expected, rel=0.005)


def test_one_weight_is_the_one_in_the_model(open_tab: OpenTab, url: str, logdir: Path) -> None:
    state = f"&p.paramviz.view=charts&p.paramviz.step={STEPS}{selecting(ATTENTION, None, 6, 4)}"
    tab = open_tab(url, state).wait(status="ready", runs=2)
    run = load_run(logdir / RUNS[0])
    weights = run.weights(ATTENTION)  # (T, 64, 64) of 384 × 128
    expect(inspector_of(tab)).to_contain_text("Weight at row 6, column 4")

    # The number itself may still be on its way: first the newest snapshot, then the others.
    expect(inspector_of(tab).get_by_role("row", name="at the start")).to_be_visible()
    assert figure(tab, "value") == pytest.approx(weights[-1, 1, 2], rel=0.01)
    assert figure(tab, "gradient") == pytest.approx(run.gradients(ATTENTION)[-1, 1, 2], rel=0.01)

    index = [parameter.name for parameter in run.parameters].index(ATTENTION)
    mean, std = (run.statistics[-1, index, run.statistic_names.index(name)] for name in ("mean", "std"))
    assert figure(tab, "z-score") == pytest.approx((weights[-1, 1, 2] - mean) / std, rel=0.02)


def test_a_weight_that_is_not_logged_is_told(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, f"&p.paramviz.view=charts{selecting(ATTENTION, None, 7, 4)}").wait(status="ready")

    expect(inspector_of(tab)).to_contain_text("not among those that were logged")


def test_a_click_on_a_point_pins_its_row_and_its_neighbours(open_tab: OpenTab, url: str, logdir: Path) -> None:
    tab = open_tab(url).wait(status="ready", runs=2)
    tab.page.mouse.move(*a_point(tab))
    label = tab.frame.get_by_role("tooltip").locator("strong").inner_text()

    tab.page.mouse.down()
    tab.page.mouse.up()

    inspector = inspector_of(tab)
    row_title = inspector.get_by_role("heading", level=3).filter(has_text="Row")
    expect(row_title).to_contain_text(label)
    neighbors = inspector.locator("ol").get_by_role("button")
    expect(neighbors).to_have_count(10)

    (chosen,) = (name for name in RUNS if inspector.get_by_role("radio", name=name).is_checked())
    run = load_run(logdir / chosen)
    rows = run.rows(TOKENS)[-1]  # (N, D)
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    labels = run.labels(TOKENS)
    distances = 1 - units @ units[labels.index(label.strip("“”"))]
    nearest = [labels[index] for index in np.argsort(distances)[1:11]]
    assert [text.split("\n")[0].strip("“”") for text in neighbors.all_inner_texts()] == nearest

    neighbors.first.click()
    expect(row_title).to_contain_text(nearest[0])
    expect(neighbors).to_have_count(10)


def test_a_click_beside_the_points_and_close_clear_the_selection(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, selecting(TOKENS, None, 3)).wait(status="ready", runs=2)
    expect(inspector_of(tab)).to_be_visible()

    tab.view.click(position={"x": 8, "y": 60})
    expect(inspector_of(tab)).to_have_count(0)

    tab.page.mouse.move(*a_point(tab))
    tab.page.mouse.down()
    tab.page.mouse.up()
    inspector_of(tab).get_by_role("button", name="Close").click()
    expect(inspector_of(tab)).to_have_count(0)


def test_a_drag_selects_nothing(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready", runs=2)
    x, y = a_point(tab)

    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + 60, y + 10, steps=4)
    tab.page.mouse.up()

    expect(tab.frame.get_by_role("button", name="Reset camera")).to_be_enabled()
    expect(inspector_of(tab)).to_have_count(0)


def test_a_tap_selects_a_point(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, has_touch=True).wait(status="ready", runs=2)

    tab.page.touchscreen.tap(*a_point(tab))

    expect(inspector_of(tab).get_by_role("heading", level=2)).to_have_text("wte")


def test_the_selected_point_is_marked_in_every_run(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, selecting(TOKENS, None, 3)).wait(status="ready", runs=2)
    ring = np.array([239, 108, 0])  # the accent of the light page

    pixels = tab.settle().pixels()

    marked = np.abs(pixels - ring).max(axis=2) < 30
    middle = marked.shape[1] // 2
    assert marked[:, :middle].sum() > 8
    assert marked[:, middle:].sum() > 8


def test_a_parameter_that_no_shown_run_has_is_told(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, f"&p.paramviz.view=charts{selecting('no.such.weight')}").wait(status="ready")

    expect(inspector_of(tab)).to_contain_text("None of the shown runs has no.such.weight.")
