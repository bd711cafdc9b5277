"""Orbit, zoom and pan, by mouse and by touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import share_changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import CDPSession, ViewportSize

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

MOVED = 0.01
WINDOW: ViewportSize = {"width": 1100, "height": 700}  # so that a moving camera is drawn in less time


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--steps", "40"))


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url, viewport=WINDOW).wait(status="ready").settle()


def drag(tab: Tab, *, button: Literal["left", "right"]) -> None:
    box = tab.view.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.page.mouse.move(x, y)
    tab.page.mouse.down(button=button)
    tab.page.mouse.move(x + 120, y + 40, steps=4)
    tab.page.mouse.up(button=button)


def turn_wheel(tab: Tab) -> None:
    tab.view.hover()
    tab.page.mouse.wheel(0, -400)


@pytest.mark.parametrize(
    "move",
    [
        pytest.param(lambda tab: drag(tab, button="left"), id="orbit"),
        pytest.param(lambda tab: drag(tab, button="right"), id="pan"),
        pytest.param(turn_wheel, id="zoom"),
    ],
)
def test_the_mouse_moves_the_camera_and_a_button_brings_it_back(tab: Tab, move: Callable[[Tab], None]) -> None:
    before = tab.pixels()
    reset = tab.frame.get_by_role("button", name="Reset camera")
    expect(reset).to_be_disabled()

    move(tab)

    expect(reset).to_be_enabled()
    moved = share_changed(before, tab.settle().pixels())
    assert moved > MOVED
    reset.click()
    expect(reset).to_be_disabled()
    assert share_changed(before, tab.settle().pixels()) < moved / 2  # labels may have found other places


def test_the_camera_survives_a_reload(tab: Tab) -> None:
    before = tab.pixels()
    drag(tab, button="left")
    moved = tab.settle().pixels()
    tab.wait_for_address("camera=")

    tab.page.reload()
    after = tab.wait(status="ready").settle().pixels()

    # Labels find their places anew, and an address has few digits.
    assert share_changed(moved, after) < share_changed(moved, before) / 3


class Fingers:
    """Emulated touch, in coordinates of the view."""

    def __init__(self, tab: Tab) -> None:
        self._session: CDPSession = tab.page.context.new_cdp_session(tab.page)
        box = tab.view.bounding_box()
        assert box is not None
        self._middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _touch(self, kind: str, *offsets: tuple[float, float]) -> None:
        x, y = self._middle
        points = [{"x": x + dx, "y": y + dy, "id": finger} for finger, (dx, dy) in enumerate(offsets)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def move(self, *paths: tuple[tuple[float, float], tuple[float, float]], moves: int = 6) -> None:
        """Put down one finger per path, move them together, lift them."""
        self._touch("touchStart", *(start for start, _ in paths))
        for move in range(1, moves + 1):
            share = move / moves
            self._touch(
                "touchMove",
                *((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in paths),
            )
        self._touch("touchEnd")


@pytest.fixture(params=["embeddings", "network"])
def touch_tab(open_tab: OpenTab, url: str, request: pytest.FixtureRequest) -> Tab:
    state = f"&p.paramviz.view={request.param}"
    return open_tab(url, state, viewport=WINDOW, has_touch=True).wait(status="ready").settle()


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param([((0, 0), (120, 40))], id="one finger orbits"),
        pytest.param([((-40, 0), (-150, 0)), ((40, 0), (150, 0))], id="two fingers apart zoom"),
        pytest.param([((-40, 0), (60, 60)), ((40, 0), (140, 60))], id="two fingers together pan"),
    ],
)
def test_touch_moves_the_camera(touch_tab: Tab, paths: list[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    before = touch_tab.pixels()

    Fingers(touch_tab).move(*paths)

    expect(touch_tab.frame.get_by_role("button", name="Reset camera")).to_be_enabled()
    assert share_changed(before, touch_tab.settle().pixels()) > MOVED


def test_a_finger_drags_the_timeline(touch_tab: Tab) -> None:
    box = touch_tab.slider.bounding_box()
    assert box is not None

    touch_tab.page.touchscreen.tap(box["x"] + 1, box["y"] + box["height"] * 0.35)

    touch_tab.wait(step=0)
