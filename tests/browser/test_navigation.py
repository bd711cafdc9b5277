"""Finding the way through a model: kinds, layers, names, the tree of modules, breadcrumbs, and the keys for it."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Route

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

NETWORK = "&p.paramviz.view=network&p.paramviz.run=convergence-1"
KINDS = ["Token embeddings", "Position embeddings", "Attention", "MLP", "Norms"]  # of a GPT with a tied head
NOTHING = "No parameter passes these filters"


PATIENCE_SECONDS = 20.0


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--runs", "2", "--steps", "20"))


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url, NETWORK).wait(status="ready", view="network")


def item(tab: Tab, name: str) -> Locator:
    """A row of the tree, by the beginning of what is written in it."""
    return tab.frame.get_by_role("treeitem", name=re.compile(rf"^{re.escape(name)}( \d|$)"))


def crumbs(tab: Tab) -> Locator:
    return tab.frame.get_by_role("navigation", name="Breadcrumbs").get_by_role("button")


def test_filters_leave_what_they_say_and_can_be_taken_away(tab: Tab) -> None:
    frame = tab.frame
    kinds = frame.get_by_role("group", name="Parameters").get_by_role("checkbox")
    message = frame.get_by_role("heading", name=NOTHING)
    expect(kinds).to_have_count(len(KINDS))
    for name in KINDS:
        expect(frame.get_by_role("checkbox", name=name, exact=True)).to_be_checked()
    expect(frame.get_by_text("52 parameters", exact=True)).to_be_visible()

    all_cells = int(tab.settle().handle("points"))
    frame.get_by_role("checkbox", name="Norms").uncheck()
    expect(frame.get_by_text("34 of 52 parameters")).to_be_visible()
    assert 0 < int(tab.settle().handle("points")) < all_cells
    expect(frame.get_by_text("4 of 5 kinds")).to_be_visible()
    frame.get_by_role("combobox", name="Layers").select_option("Layer 2")
    expect(item(tab, "h.2")).to_be_visible()
    expect(item(tab, "h.1")).to_have_count(0)
    frame.get_by_role("slider", name="First layer").fill("1")
    expect(frame.get_by_text("4 of 5 kinds · layers 1–2")).to_be_visible()
    frame.get_by_role("searchbox", name="Filter parameters").fill("c_fc.weight")
    expect(item(tab, "c_fc")).to_have_count(2)  # few that were looked for are shown open

    frame.get_by_role("searchbox", name="Filter parameters").fill("c_fc.nothing")
    expect(message).to_be_visible()
    frame.get_by_role("button", name="Clear the filters").last.click()
    expect(message).to_have_count(0)
    expect(kinds.locator("visible=true").and_(frame.locator(":checked"))).to_have_count(len(KINDS))
    frame.get_by_role("button", name="None", exact=True).click()
    expect(message).to_be_visible()
    frame.get_by_role("tab", name="Charts").click()
    expect(message).to_be_visible()
    frame.get_by_role("button", name="Clear all filters").click()
    expect(message).to_have_count(0)
    expect(frame.get_by_role("button", name="Clear all filters")).to_have_count(0)


def test_the_tree_is_walked_with_the_keyboard(tab: Tab) -> None:
    press = tab.page.keyboard.press
    root = item(tab, "transformer")
    expect(root).to_have_attribute("aria-expanded", "true")
    tab.frame.get_by_role("searchbox", name="Filter parameters").focus()
    press("Tab")
    expect(root).to_be_focused()

    tab.page.keyboard.type("hh")  # the second of the rows that begin with it
    expect(item(tab, "h.1")).to_be_focused()
    press("ArrowRight")
    press("ArrowRight")
    expect(item(tab, "ln_1")).to_be_focused()
    tab.page.keyboard.type("a")
    expect(item(tab, "attn")).to_be_focused()
    expect(item(tab, "attn")).to_have_attribute("aria-level", "3")
    for key in ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Enter"]:
        press(key)
    expect(item(tab, "key")).to_have_attribute("aria-selected", "true")
    expect(item(tab, "key")).to_be_focused()
    expect(item(tab, "key")).to_have_text(re.compile("128 × 128"))
    expect(crumbs(tab)).to_have_text(["model", "h.1", "attn", "c_attn", "key"])

    for key in ["ArrowLeft", "ArrowLeft"]:
        press(key)
    expect(item(tab, "key")).to_have_count(0)
    expect(item(tab, "c_attn")).to_be_focused()
    press("End")
    expect(item(tab, "ln_f bias")).to_be_focused()
    assert tab.step == 20  # the keys of the timeline were left alone


def test_the_mouse_opens_selects_and_flies_and_a_reload_keeps_it(tab: Tab) -> None:
    frame = tab.frame
    item(tab, "h.2").locator(".tree-twisty").click()
    expect(item(tab, "h.2")).to_have_attribute("aria-expanded", "true")
    expect(crumbs(tab)).to_have_text(["model"])
    item(tab, "mlp").click()
    expect(item(tab, "mlp")).to_have_attribute("aria-expanded", "true")
    expect(crumbs(tab)).to_have_text(["model", "h.2", "mlp"])
    item(tab, "c_fc").click()
    expect(crumbs(tab)).to_have_text(["model", "h.2", "mlp", "c_fc"])
    frame.get_by_role("radio", name="Since start").check()
    frame.get_by_role("checkbox", name="Norms").uncheck()
    tab.wait_for_address("hidden=norm", "quantity=since_start")

    tab.page.reload()
    tab.wait(status="ready", view="network")

    frame = tab.frame
    expect(item(tab, "c_fc")).to_have_attribute("aria-selected", "true")
    expect(item(tab, "c_fc")).to_be_in_viewport()
    expect(frame.get_by_role("radio", name="Since start")).to_be_checked()
    expect(frame.get_by_role("checkbox", name="Norms")).not_to_be_checked()
    crumbs(tab).filter(has_text="h.2").click()
    expect(crumbs(tab)).to_have_text(["model", "h.2"])
    expect(item(tab, "c_fc")).to_have_attribute("aria-selected", "true")


def test_a_difference_needs_a_second_run_and_says_from_which_it_is_taken(tab: Tab) -> None:
    frame = tab.frame
    values = frame.get_by_role("radiogroup", name="Values")
    expect(values.get_by_role("radio")).to_have_count(4)
    difference = frame.get_by_role("radio", name="Difference")
    expect(difference).to_be_disabled()

    frame.get_by_role("checkbox", name="convergence-2").check()
    difference.check()
    expect(values.get_by_role("radio", name="Gradient")).to_be_disabled()
    reference = frame.get_by_role("combobox", name="Difference to")
    expect(reference).to_have_value("convergence-1")
    reference.select_option("convergence-2")
    expect(reference).to_have_value("convergence-2")

    frame.get_by_role("checkbox", name="convergence-2").uncheck()
    expect(frame.get_by_role("heading", name="A difference needs two runs")).to_be_visible()
    frame.get_by_role("button", name="Show the weights").click()
    expect(values.get_by_role("radio", name="Weight")).to_be_checked()
    expect(frame.get_by_role("radio", name="Side by side")).to_be_checked()


def test_keys_open_views_step_through_slabs_and_let_go(tab: Tab) -> None:
    frame, press = tab.frame, tab.page.keyboard.press
    frame.get_by_role("tab", name="Network").focus()
    press("ArrowRight")
    expect(frame.get_by_role("tab", name="Charts")).to_be_focused()
    tab.wait(view="charts")
    press("Home")
    tab.wait(view="embeddings")
    expect(frame.get_by_role("tab", name="Network")).to_have_attribute("tabindex", "-1")
    press("2")
    tab.wait(view="network")

    frame.get_by_role("img", name="Network").focus()
    press("]")
    expect(crumbs(tab)).to_have_text(["model", "wte"])
    press("Alt+ArrowUp")
    expect(crumbs(tab)).to_have_text(["model", "wpe"])
    press("[")
    expect(item(tab, "wte")).to_have_attribute("aria-selected", "true")
    press("ArrowLeft")
    tab.wait(step=19)  # the plain arrows are the timeline's

    settings = frame.get_by_role("button", name="Settings", exact=True)
    settings.click()
    expect(settings).to_have_attribute("aria-pressed", "true")
    press("Escape")
    expect(settings).to_have_attribute("aria-pressed", "false")
    expect(item(tab, "wte")).to_have_attribute("aria-selected", "true")
    press("Escape")
    expect(item(tab, "wte")).to_have_attribute("aria-selected", "false")
    frame.get_by_role("searchbox", name="Filter parameters").fill("")
    tab.page.keyboard.type("213")
    tab.wait(view="network")  # what is typed is typed


def test_a_history_on_its_way_is_announced(tab: Tab) -> None:
    bar = tab.frame.get_by_role("progressbar", name="Loading history")
    expect(bar).to_have_count(0)
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)

    tab.page.route(re.compile(r"/snapshots\?.*kind=weights&steps=\d+(,|%2C)"), hold)  # of more than one step
    tab.page.reload()
    tab.wait(status="ready", view="network")

    bar = tab.frame.get_by_role("progressbar", name="Loading history")
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"^[1-9]\d?$"))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not routes and time.monotonic() < deadline:
        tab.page.wait_for_timeout(50)
    routes[-1].continue_()
    expect(bar).to_have_count(0)
