"""What the page shows and does, whatever draws it: three.js or a 2D canvas."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import place_of_a_slab, place_of_color, share_changed, share_colored

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 40
SEEN = 0.002  # share of the view's pixels that a cloud certainly covers
WALL = 0.04  # likewise, a model's slabs
MOVED = 0.004

RENDERERS = ("webgl2", "canvas2d")


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--steps", str(STEPS)))


@pytest.fixture(params=RENDERERS)
def renderer(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def embeddings(open_tab: OpenTab, url: str, renderer: str) -> Tab:
    return open_tab(url, f"&p.paramviz.renderer={renderer}").wait(status="ready", renderer=renderer).settle()


@pytest.fixture
def network(open_tab: OpenTab, url: str, renderer: str) -> Tab:
    state = f"&p.paramviz.view=network&p.paramviz.renderer={renderer}"
    return open_tab(url, state).wait(status="ready", renderer=renderer, view="network").settle()


def test_a_cloud_is_shown_as_points_that_move_along_the_timeline(embeddings: Tab) -> None:
    newest = embeddings.pixels()
    assert int(embeddings.handle("points")) > 100
    assert share_colored(newest) > SEEN

    embeddings.scrub(0.0)
    embeddings.wait(step=0)

    assert share_changed(newest, embeddings.settle().pixels()) > MOVED


def test_a_point_under_the_pointer_is_told_of(embeddings: Tab) -> None:
    embeddings.page.mouse.move(*place_of_color(embeddings))

    expect(embeddings.frame.get_by_role("tooltip")).to_contain_text("norm of the row")


def test_the_wheel_zooms_and_a_button_brings_the_view_back(embeddings: Tab) -> None:
    before = embeddings.pixels()
    reset = embeddings.frame.get_by_role("button", name="Reset camera")

    embeddings.view.hover()
    embeddings.page.mouse.wheel(0, -500)
    expect(reset).to_be_enabled()
    zoomed = share_changed(before, embeddings.settle().pixels())
    reset.click()

    assert zoomed > MOVED
    assert share_changed(before, embeddings.settle().pixels()) < zoomed / 2


def test_a_model_is_shown_as_slabs_that_change_along_the_timeline(network: Tab) -> None:
    newest = network.pixels()
    assert int(network.handle("points")) > 10_000
    assert share_colored(newest) > WALL

    network.frame.get_by_role("button", name="Previous snapshot").click()
    assert network.step < STEPS
    before = network.settle().pixels()
    network.scrub(0.0)
    network.wait(step=0)

    assert share_changed(before, network.settle().pixels()) > MOVED


def test_a_model_follows_the_theme_and_hides_what_is_unchecked(network: Tab) -> None:
    light, cells = network.pixels(), int(network.handle("points"))

    network.page.evaluate("document.body.classList.add('dark-mode')")
    network.wait(theme="dark")
    network.frame.get_by_role("checkbox", name="MLP", exact=True).uncheck()

    expect(network.main).not_to_have_attribute("data-points", str(cells))
    assert int(network.handle("points")) < cells
    dark = network.settle().pixels()
    assert np.median(dark) < np.median(light) - 100
    assert share_colored(dark) < share_colored(light)


def test_a_cell_is_told_of_and_selected_and_a_slab_flown_to(network: Tab) -> None:
    far, place = share_colored(network.pixels()), place_of_a_slab(network)

    expect(network.frame.get_by_role("tooltip")).to_contain_text("z-score")
    network.page.mouse.dblclick(*place)

    expect(network.frame.get_by_role("button", name="Reset camera")).to_be_enabled()
    assert share_colored(network.settle().pixels()) > 1.5 * far
    network.page.wait_for_function("location.hash.includes('selected')")


def test_keys_go_from_weight_to_weight(network: Tab) -> None:
    press, inspector = network.page.keyboard.press, network.frame.get_by_role("complementary", name="Inspector")
    press("]")  # the token embedding
    without_cell = network.settle().pixels()

    press("d")
    expect(inspector).to_contain_text("Weight at row 0, column 0")
    press("Shift+d")
    expect(inspector).to_contain_text("Weight at row 0, column 16")  # every second one is logged
    press("s")
    expect(inspector).to_contain_text("Weight at row 2, column 16")
    press("a")
    expect(inspector).to_contain_text("Weight at row 2, column 14")

    press("f")  # from near, the cell itself is outlined
    assert share_changed(without_cell, network.settle().pixels()) > MOVED
    network.wait_for_address("selected=")


def test_the_flat_camera_obeys_keys_and_survives_a_reload(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, "&p.paramviz.view=network&p.paramviz.renderer=canvas2d").wait(status="ready").settle()
    pictures = [tab.pixels()]

    for key in ("+", "Shift+ArrowLeft"):
        tab.page.keyboard.press(key)
        pictures.append(tab.settle().pixels())
    tab.wait_for_address("camera=")
    tab.page.reload()
    tab.wait(status="ready")

    assert all(share_changed(a, b) > MOVED for a, b in pairwise(pictures))
    assert share_changed(pictures[-1], tab.settle().pixels()) < MOVED


def test_keys_move_the_camera(network: Tab) -> None:
    tab = network
    before = tab.pixels()
    reset = tab.frame.get_by_role("button", name="Reset camera")
    expect(reset).to_be_disabled()
    tab.view.focus()

    tab.page.keyboard.press("Shift+ArrowLeft")
    moved = tab.settle().pixels()
    tab.page.keyboard.press("+")
    tab.page.keyboard.press("+")

    assert share_changed(before, moved) > MOVED
    assert share_changed(moved, tab.settle().pixels()) > MOVED
    expect(reset).to_be_enabled()
    tab.page.keyboard.press("r")
    expect(reset).to_be_disabled()


def test_the_picture_rests_while_the_pointer_does(network: Tab) -> None:
    network.page.mouse.move(*place_of_a_slab(network))
    network.settle()
    expect(network.frame.get_by_role("tooltip")).to_be_visible()

    before = network.draws
    network.page.wait_for_timeout(1500)

    assert network.draws == before
    network.wait(quality="full")


@pytest.mark.parametrize("view", ["embeddings", "network", "charts"])
def test_the_film_plays_in_every_view(open_tab: OpenTab, url: str, view: str, renderer: str) -> None:
    state = f"&p.paramviz.view={view}&p.paramviz.renderer={renderer}&p.paramviz.step=0"
    tab = open_tab(url, state).wait(status="ready", step=0)
    tab.frame.get_by_role("combobox", name="Speed").select_option("8×")

    tab.frame.get_by_role("button", name="Play").click()

    tab.wait(step=STEPS)
    expect(tab.frame.get_by_role("switch", name="Follow")).to_be_checked()
