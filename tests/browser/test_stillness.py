"""People who want things to stand still: nothing moves by itself, but the film, which they start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import share_changed

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

NETWORK = "&p.paramviz.view=network&p.paramviz.run=convergence-1&p.paramviz.settings=quality:full"
SLOWLY = ",animationSpeed:0.25"  # a flight that is seen has many frames, even where each takes half a second
ALIKE = 0.001
MOVED = 0.02
# Pictures that were drawn until nothing changes any more.
COUNT_FRAMES = """
key => new Promise(done => {
  let frames = 0;
  let still = 0;
  let before = window.paramvizDraws;
  const look = () => {
    frames += window.paramvizDraws === before ? 0 : 1;
    still = window.paramvizDraws === before ? still + 1 : 0;
    before = window.paramvizDraws;
    if (still > 20) { done(frames); } else { requestAnimationFrame(look); }
  };
  document.querySelector('.writing').dispatchEvent(new KeyboardEvent('keydown', { key, code: key, bubbles: true }));
  requestAnimationFrame(look);
})
"""
MOST_FRAMES = 4  # the flight's one, and what follows from it: labels, selection, full quality


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--runs", "1", "--steps", "20"))


def open_still(open_tab: OpenTab, url: str, state: str, motion: str) -> Tab:
    tab = open_tab(url, state)
    tab.page.emulate_media(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    tab.page.reload()
    return tab.wait(status="ready").settle()


@pytest.mark.parametrize("renderer", ["webgl2", "canvas2d"])
def test_the_camera_is_there_at_once(renderer: str, open_tab: OpenTab, url: str) -> None:
    frames = {}
    for motion in ("reduce", "no-preference"):
        tab = open_still(open_tab, url, f"{NETWORK}{SLOWLY}&p.paramviz.renderer={renderer}", motion)
        tab.view.focus()
        tab.page.keyboard.press("]")
        tab.settle()
        before = tab.pixels()
        frames[motion] = tab.frame.evaluate(COUNT_FRAMES, "f")
        assert share_changed(before, tab.settle().pixels()) > MOVED  # it has flown

    assert frames["reduce"] <= MOST_FRAMES < frames["no-preference"]


def test_a_picture_that_was_turned_does_not_go_on_by_itself(open_tab: OpenTab, url: str) -> None:
    tab = open_still(open_tab, url, NETWORK, "reduce")
    box = tab.view.bounding_box()
    assert box is not None
    tab.page.mouse.move(box["x"] + 200, box["y"] + 200)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + 320, box["y"] + 220, steps=3)
    tab.page.mouse.up()
    tab.page.wait_for_timeout(250)

    after = tab.pixels()

    assert share_changed(after, tab.settle().pixels()) < ALIKE


def test_the_film_plays_for_whoever_starts_it(open_tab: OpenTab, url: str) -> None:
    tab = open_still(open_tab, url, NETWORK, "reduce")
    tab.frame.get_by_role("button", name="First step").click()
    tab.frame.get_by_role("button", name="Play").click()

    expect(tab.main).not_to_have_attribute("data-step", "0")
    assert 0 < tab.step < 20
