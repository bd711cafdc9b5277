"""Machines that cannot draw in 3D, or only just, or not for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import share_changed, share_colored

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 40
SEEN = 0.002
SAME = 0.001
TOLD_MS = 30_000  # the page leaves it there for 20 s
VIEWS = ("embeddings", "network")

WITHOUT_WEBGL = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...rest);
};
"""
SMALL_TEXTURES = """
const getParameter = WebGL2RenderingContext.prototype.getParameter;
WebGL2RenderingContext.prototype.getParameter = function (name) {
  return [this.MAX_TEXTURE_SIZE, this.MAX_3D_TEXTURE_SIZE, this.MAX_ARRAY_TEXTURE_LAYERS].includes(name)
    ? SIDE
    : getParameter.call(this, name);
};
"""
WITHOUT_FLOAT_TEXTURES = """
const getExtension = WebGL2RenderingContext.prototype.getExtension;
WebGL2RenderingContext.prototype.getExtension = function (name) {
  return /float/.test(name) ? null : getExtension.call(this, name);
};
"""
REMEMBER_CONTEXT = """
window.paramvizRestorations = 0;
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  const context = getContext.call(this, kind, ...rest);
  if (kind === 'webgl2' && context !== null) {
    window.paramvizLoss = context.getExtension('WEBGL_lose_context');
    this.addEventListener('webglcontextrestored', () => { window.paramvizRestorations += 1; });
  }
  return context;
};
"""
FAILING_DRAW = """
for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced']) {
  WebGL2RenderingContext.prototype[name] = () => { throw new Error('the driver is broken'); };
}
"""


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--steps", str(STEPS)))


def assert_drawn_flat(tab: Tab, reason: str) -> None:
    """The page draws in 2D and says why in one line."""
    tab.wait(status="ready", renderer="canvas2d")
    expect(tab.frame.get_by_role("note").filter(has_text="Drawn in 2D")).to_contain_text(reason)
    assert share_colored(tab.settle().pixels()) > SEEN


@pytest.mark.parametrize("view", VIEWS)
def test_without_webgl_the_page_draws_flat_and_says_why(open_tab: OpenTab, url: str, view: str) -> None:
    tab = open_tab(url, f"&p.paramviz.view={view}", script=WITHOUT_WEBGL)

    assert_drawn_flat(tab, "this browser has no WebGL2")
    tab.forgive("THREE.WebGLRenderer")


def test_where_threejs_does_not_load_the_page_draws_flat(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, "&p.paramviz.renderer=canvas2d").wait(status="ready", renderer="canvas2d")
    tab.page.context.route("**/assets/webgl-*.js", lambda route: route.abort())

    tab.frame.get_by_role("button", name="Draw in 3D").click()

    assert_drawn_flat(tab, "the 3D view could not start")
    tab.forgive("Failed to load resource")


def test_where_threejs_throws_the_page_draws_flat(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, script=FAILING_DRAW)

    assert_drawn_flat(tab, "the 3D view could not start")
    expect(tab.frame.get_by_role("note")).to_have_attribute("title", "Error: the driver is broken")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "script",
    [
        pytest.param(SMALL_TEXTURES.replace("SIDE", "1024"), id="textures of 1024"),
        pytest.param(SMALL_TEXTURES.replace("SIDE", "256"), id="textures of 256"),
        pytest.param(WITHOUT_FLOAT_TEXTURES, id="no float textures"),
    ],
)
def test_a_weak_gpu_draws_in_3d_all_the_same(open_tab: OpenTab, url: str, view: str, script: str) -> None:
    tab = open_tab(url, f"&p.paramviz.view={view}", script=script).wait(status="ready", renderer="webgl2")

    assert share_colored(tab.settle().pixels()) > SEEN
    tab.wait(renderer="webgl2")


@pytest.fixture(params=VIEWS)
def losing_tab(request: pytest.FixtureRequest, open_tab: OpenTab, url: str) -> Tab:
    # Without labels, which may find other places.
    state = f"&p.paramviz.view={request.param}&p.paramviz.settings=labels:off"
    tab = open_tab(url, state, script=REMEMBER_CONTEXT)
    return tab.wait(status="ready", renderer="webgl2").settle()


def lose_context(tab: Tab) -> None:
    tab.frame.evaluate("paramvizLoss.loseContext()")
    tab.page.wait_for_timeout(300)


def restore_context(tab: Tab) -> None:
    known = tab.frame.evaluate("paramvizRestorations")
    tab.frame.evaluate("paramvizLoss.restoreContext()")
    tab.frame.wait_for_function("known => paramvizRestorations > known", arg=known)
    tab.settle()


def forget_losses(tab: Tab) -> None:
    """Three.js reports a lost context on the console, as it should."""
    tab.forgive("Context|CONTEXT_LOST")


def test_a_lost_context_comes_back_with_the_same_picture(losing_tab: Tab) -> None:
    before = losing_tab.pixels()

    lose_context(losing_tab)
    for name in ("Previous snapshot", "Next snapshot"):
        losing_tab.frame.get_by_role("button", name=name).click()
        losing_tab.page.wait_for_timeout(200)
    restore_context(losing_tab)
    forget_losses(losing_tab)

    losing_tab.wait(renderer="webgl2", step=STEPS)
    told = losing_tab.frame.get_by_text("The graphics driver had taken the picture away; it is drawn again.")
    expect(told).to_be_visible()
    expect(told).to_be_hidden(timeout=TOLD_MS)
    assert share_changed(before, losing_tab.pixels()) < SAME


def test_after_three_losses_the_page_draws_flat(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, script=REMEMBER_CONTEXT).wait(status="ready", renderer="webgl2").settle()

    for _ in range(2):
        lose_context(tab)
        restore_context(tab)
        tab.wait(renderer="webgl2")
    lose_context(tab)

    assert_drawn_flat(tab, "the graphics driver stopped the 3D view several times")
    forget_losses(tab)
