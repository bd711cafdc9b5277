"""The Network view in the tab: real weights as a building, and every way to look closer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tensorboard_plugin_paramviz import load_run
from tests.browser.conftest import place_of_a_slab, share_changed, share_colored

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 40
NETWORK = "&p.paramviz.view=network"
SEEN = 0.01  # share of the view's pixels that slabs certainly cover
MOVED = 0.003  # share of pixels that differ when other weights are shown


@pytest.fixture(scope="module")
def logdir(simulate: Simulate) -> Path:
    return simulate("--runs", "2", "--steps", str(STEPS))


@pytest.fixture(scope="module")
def url(logdir: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(logdir)


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url, f"{NETWORK}&p.paramviz.run=convergence-1").wait(status="ready", runs=1, step=STEPS)


def wait_for_history(tab: Tab) -> None:
    """Wait until all snapshots are loaded."""
    expect(tab.frame.get_by_role("progressbar")).to_have_count(0)
    expect(tab.frame.get_by_text(f"{STEPS + 1} snapshots")).to_be_visible()


def share_of_magenta(pixels: npt.NDArray[np.int16]) -> float:
    """The share of pixels in the colour of weights that are not finite."""
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    return float(((red > 200) & (green < 90) & (blue > 140)).mean())


def fly_to(tab: Tab, *names: str) -> None:
    """Choose a parameter in the tree of modules, opening what it lies in."""
    tree = tab.frame.get_by_role("tree")
    for name in names[:-1]:
        item = tree.get_by_role("treeitem", name=re.compile(rf"^{re.escape(name)}\b")).first
        if item.get_attribute("aria-expanded") == "false":
            item.focus()
            tab.page.keyboard.press("ArrowRight")
    tree.get_by_role("treeitem", name=re.compile(rf"^{re.escape(names[-1])}\b")).last.click()
    tab.page.wait_for_timeout(1200)
    tab.settle()


def test_the_newest_weights_are_shown_as_slabs(tab: Tab) -> None:
    tab.wait(view="network", renderer="webgl2")

    pixels = tab.settle().pixels()

    assert int(tab.handle("points")) > 1000
    assert share_colored(pixels) > SEEN
    blue = (pixels[..., 2] - pixels[..., 0] > 40).mean()
    orange = (pixels[..., 0] - pixels[..., 2] > 40).mean()
    assert min(blue, orange) > SEEN / 4, "weights of both signs are seen"


def test_another_step_shows_other_weights(tab: Tab) -> None:
    wait_for_history(tab)
    newest = tab.settle().pixels()

    tab.scrub(0.0)

    tab.wait(step=0)
    assert share_changed(newest, tab.settle().pixels()) > MOVED


def test_the_tooltip_tells_a_weight_of_the_model(tab: Tab, logdir: Path) -> None:
    wait_for_history(tab)
    run = load_run(logdir / "convergence-1")
    fly_to(tab, "transformer", "wte")

    tab.view.hover()

    tooltip = tab.frame.get_by_role("tooltip")
    expect(tooltip).to_contain_text("wte")
    text = tooltip.inner_text().replace("−", "-")
    row, column = (int(re.search(rf"{name} ([\d,]+)", text)[1].replace(",", "")) for name in ("row", "column"))  # type: ignore[index]
    shown = float(re.search(r"weight\s+(\S+)", text)[1])  # type: ignore[index]
    parameter = next(one for one in run.parameters if one.name.endswith("wte.weight"))
    tile = run.weights(parameter.name)[-1]  # (r, c)
    cell = tuple(
        -(-index * size // full) for index, size, full in zip((row, column), tile.shape, parameter.shape, strict=True)
    )
    assert shown == pytest.approx(float(tile[cell]), rel=0.01, abs=1e-6)


def test_a_click_selects_and_a_double_click_flies_there(tab: Tab) -> None:
    wait_for_history(tab)
    far = tab.settle().pixels()
    crumbs = tab.frame.get_by_role("navigation", name="Breadcrumbs")

    tab.page.mouse.dblclick(*place_of_a_slab(tab))

    expect(crumbs.get_by_role("button")).not_to_have_count(1)
    tab.frame.get_by_role("button", name="Close").click()
    tab.page.wait_for_timeout(1200)
    assert share_changed(far, tab.settle().pixels()) > 0.1
    tab.frame.get_by_role("button", name="Reset camera").click()
    expect(tab.frame.get_by_role("button", name="Reset camera")).to_be_disabled()


KEEP_TEXTS = """() => {
window.paramvizTexts = new Set();
const fill = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  window.paramvizTexts.add(text);
  return fill.call(this, text, ...place);
};
}"""


def test_the_wheel_comes_as_near_as_the_numbers_in_the_cells(tab: Tab) -> None:
    wait_for_history(tab)
    tab.frame.evaluate(KEEP_TEXTS)
    tab.page.mouse.move(*place_of_a_slab(tab))

    for _ in range(24):
        tab.page.mouse.wheel(0, -400)
        tab.page.wait_for_timeout(30)
    tab.settle()

    texts = tab.frame.evaluate("[...window.paramvizTexts]")
    assert [text for text in texts if re.fullmatch(r"−?0\.\d+", text)], "cells have their numbers"


@pytest.mark.parametrize("quantity", ["Gradient", "Change", "Since start"])
def test_cells_show_what_is_chosen(tab: Tab, quantity: str) -> None:
    wait_for_history(tab)
    weights = tab.settle().pixels()

    tab.frame.get_by_role("radio", name=quantity).check(force=True)

    assert share_changed(weights, tab.settle().pixels()) > MOVED
    expect(tab.frame.locator("figcaption")).to_contain_text(re.compile(quantity.split(maxsplit=1)[0], re.IGNORECASE))


def test_at_the_start_nothing_has_changed(open_tab: OpenTab, url: str) -> None:
    state = f"{NETWORK}&p.paramviz.run=convergence-1&p.paramviz.quantity=since_start&p.paramviz.step=0"
    tab = open_tab(url, state).wait(status="ready", step=0)
    wait_for_history(tab)
    first = tab.settle().pixels()

    tab.page.keyboard.press("End")

    tab.wait(step=STEPS)
    assert share_colored(tab.settle().pixels()) > share_colored(first) + SEEN / 2


def test_two_runs_differ_and_the_page_says_from_which_one(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, f"{NETWORK}&p.paramviz.compare=difference").wait(status="ready", runs=2)

    expect(tab.frame.locator("h2.pane-title")).to_have_text([re.compile("convergence-2 less convergence-1")])
    expect(tab.frame.locator("figcaption")).to_contain_text("difference to convergence-1")
    wait_for_history(tab)
    assert share_colored(tab.settle().pixels()) > SEEN


def test_kinds_that_are_unchecked_are_gone(tab: Tab) -> None:
    all_cells = int(tab.handle("points"))
    before = tab.settle().pixels()

    tab.frame.get_by_role("checkbox", name="MLP").uncheck()

    expect(tab.main).not_to_have_attribute("data-points", str(all_cells))
    assert 0 < int(tab.handle("points")) < all_cells
    assert share_changed(before, tab.settle().pixels()) > MOVED
    tab.frame.get_by_role("button", name="None", exact=True).click()
    expect(tab.frame.get_by_role("heading", name="No parameter passes these filters")).to_be_visible()
    tab.frame.get_by_role("button", name="Clear the filters").first.click()
    tab.wait(points=all_cells)


def test_weights_that_are_not_finite_cannot_be_missed(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    url = tensorboard_server(simulate("--scenario", "nan", "--steps", str(STEPS)))
    tab = open_tab(url, NETWORK).wait(status="ready", step=STEPS)
    wait_for_history(tab)

    assert share_of_magenta(tab.settle().pixels()) > SEEN
    expect(tab.frame.get_by_text("not finite")).to_be_visible()
    tab.scrub(0.0)
    tab.wait(step=0)
    assert share_of_magenta(tab.settle().pixels()) < SEEN / 10, "but for the mark in the legend"


def test_one_scale_for_all_changes_the_picture(tab: Tab) -> None:
    wait_for_history(tab)
    plain = tab.settle().pixels()

    tab.frame.get_by_role("button", name="Settings", exact=True).click()
    tab.frame.get_by_role("combobox", name="Scale of the colours").select_option("common")
    expect(tab.frame.locator("figcaption")).to_contain_text("one scale for all")
    tab.frame.get_by_role("button", name="Settings", exact=True).click()
    assert share_changed(plain, tab.settle().pixels()) > MOVED


def test_cells_of_a_near_slab_stand_out_by_their_height(tab: Tab) -> None:
    wait_for_history(tab)
    fly_to(tab, "transformer", "wte")
    flat = tab.settle().pixels()

    tab.frame.get_by_role("button", name="Settings", exact=True).click()
    tab.frame.get_by_role("checkbox", name="Height by value").check()
    tab.frame.get_by_role("button", name="Settings", exact=True).click()

    assert share_changed(flat, tab.settle().pixels()) > SEEN


def test_a_link_brings_back_what_was_seen(open_tab: OpenTab, url: str, tab: Tab) -> None:
    wait_for_history(tab)
    fly_to(tab, "transformer", "wte")
    near = tab.settle().pixels()
    tab.wait_for_address("selected=", "camera=")
    state = tab.page.url.partition("#paramviz")[2]

    again = open_tab(url, state).wait(status="ready", view="network")
    wait_for_history(again)

    assert share_changed(near, again.settle().pixels()) < 0.01


def test_any_module_is_a_building(open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path) -> None:
    import torch  # noqa: PLC0415  # slow to import
    from torch import nn  # noqa: PLC0415  # likewise

    from tensorboard_plugin_paramviz import SummaryWriter  # noqa: PLC0415  # likewise

    torch.manual_seed(0)
    models = {
        "cnn": nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten(), nn.Linear(8, 10)),
        "lstm": nn.LSTM(16, 32, 2),
        "one": nn.Linear(8, 8),
        "scalar": nn.ParameterDict({"temperature": nn.Parameter(torch.tensor(2.0))}),
    }
    for name, model in models.items():
        with SummaryWriter(tmp_path / name) as writer:
            writer.add_parameters(model, 0)

    for name in models:
        tab = open_tab(tensorboard_server(tmp_path), f"{NETWORK}&p.paramviz.run={name}").wait(status="ready", runs=1)
        assert int(tab.handle("points")) > 0
        assert share_colored(tab.settle().pixels()) > SEEN / 10, name
        tab.page.close()


def test_a_model_of_many_layers_is_drawn_in_a_few_calls(
    open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    import torch  # noqa: PLC0415  # slow to import
    from torch import nn  # noqa: PLC0415  # likewise

    from tensorboard_plugin_paramviz import SummaryWriter  # noqa: PLC0415  # likewise

    torch.manual_seed(0)
    block = nn.TransformerEncoderLayer(24, 2, 48)
    with SummaryWriter(tmp_path / "deep") as writer:
        writer.add_parameters(nn.TransformerEncoder(block, 48, enable_nested_tensor=False), 0)
    tab = open_tab(tensorboard_server(tmp_path), NETWORK).wait(status="ready").settle()
    before = tab.draws

    tab.frame.get_by_role("radio", name="Since start").check(force=True)
    tab.settle()

    assert int(tab.handle("points")) > 100_000
    assert 0 < tab.draws - before < 60, "slabs share a draw call"
