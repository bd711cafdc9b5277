"""The page for everybody: no state of it breaks a rule that a machine can check, light or dark.

A walk opens the page once and goes from state to state; a new state is one more line of a walk.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from playwright.sync_api import expect

from tests.browser.axe import THEMES, set_theme, violations
from tests.browser.conftest import WINDOW, place_of_a_slab

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, ViewportSize

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

    Act = Callable[[Tab], object]

SETTLING_MS = 200
PROBLEMS_MS = 30_000  # what is wrong with a series is known once it was read
NARROW: ViewportSize = {"width": 640, "height": 600}
ROUTES = re.compile(r"/data/plugin/paramviz/")
WTE = "transformer.wte.weight"
ONE = "&p.paramviz.run=convergence-1"
TWO = f"{ONE}&p.paramviz.run=convergence-2"
THREE = f"{TWO}&p.paramviz.run=convergence-3"
NETWORK = "&p.paramviz.view=network"
CHARTS = "&p.paramviz.view=charts"
ROW = f'&p.paramviz.selected=["convergence-1","{WTE}",null,5,null]'
CELL = f'&p.paramviz.selected=["convergence-1","{WTE}",null,5,3]'
SLAB = '&p.paramviz.selected=["convergence-1","transformer.h.0.attn.c_attn.weight","key",null,null]'


class Walk(NamedTuple):
    """An address, and what is done there, each act from where the last one has led."""

    runs: str
    address: str
    acts: dict[str, Act]
    status: str = "ready"
    viewport: ViewportSize = WINDOW
    is_offline: bool = False


def click(name: str, role: str = "button") -> Act:
    return lambda tab: tab.frame.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]


def press(key: str) -> Act:
    return lambda tab: tab.page.keyboard.press(key)


def then(*acts: Act) -> Act:
    """One act after the other."""

    def act(tab: Tab) -> None:
        for one in acts:
            one(tab)

    return act


def stand(_: Tab) -> None:
    """Do nothing: the state that the address leads to."""


def select(name: str, option: str) -> Act:
    return lambda tab: tab.frame.get_by_role("combobox", name=name).select_option(option)


def hover_a_point(tab: Tab) -> None:
    """Move the pointer over the picture until something is under it."""
    place_of_a_slab(tab)
    expect(tab.frame.get_by_role("tooltip")).to_be_visible()


def sort_the_table(tab: Tab) -> None:
    tab.frame.get_by_role("button", name="Norm", exact=True).click()
    expect(tab.frame.get_by_role("columnheader", name="Norm", exact=True)).to_have_attribute("aria-sort", "ascending")


def read_the_weights(tab: Tab) -> None:
    press("t")(tab)
    select("Table of", "cells")(tab)
    expect(tab.frame.get_by_role("table", name=f"Weight: {WTE}")).to_be_visible()


def explain(tab: Tab) -> None:
    tab.frame.get_by_role("button", name=re.compile("What is this")).last.click()
    expect(tab.frame.get_by_role("dialog")).to_be_visible()


def read_the_insights(tab: Tab) -> None:
    tab.frame.get_by_role("button", name=re.compile("^Insights")).click()
    card = tab.frame.get_by_role("article", name=re.compile("^Warning:")).first
    for more in ("Evidence", "Possible causes"):
        card.get_by_text(more, exact=True).click()


def find_problems(tab: Tab) -> None:
    expect(problems_button(tab)).to_be_visible(timeout=PROBLEMS_MS)


def press_problems(tab: Tab) -> None:
    problems_button(tab).focus()
    tab.page.keyboard.press("Enter")
    expect(tab.frame.locator(".runs").get_by_text("is left out")).to_be_visible()


def problems_button(tab: Tab) -> Locator:
    return tab.frame.get_by_role("button", name=re.compile("^What is wrong with"))


def export(entry: str) -> Act:
    """Open the dialog behind an entry of the menu, once all of it is there."""

    def act(tab: Tab) -> None:
        tab.page.keyboard.press("Escape")  # the dialog before
        tab.frame.get_by_role("button", name="Export", exact=True).click()
        tab.frame.get_by_role("menuitem", name=entry, exact=True).click()
        dialog = tab.frame.get_by_role("dialog")
        expect(dialog.get_by_role("button", name=re.compile("^(Save|Make|Copy)")).first).to_be_enabled()

    return act


def take_the_tour(tab: Tab) -> None:
    tab.frame.get_by_role("button", name="Take the tour").click()
    read_the_bubble(tab)


def go_on(tab: Tab) -> None:
    tab.page.keyboard.press("ArrowRight")
    read_the_bubble(tab)


def read_the_bubble(tab: Tab) -> None:
    bubble = tab.frame.get_by_role("dialog")
    expect(bubble.get_by_text(re.compile(r"^\d+ of \d+$"))).to_be_visible()
    expect(bubble).to_have_attribute("aria-busy", "false")


def lose_the_server(tab: Tab) -> None:
    tab.page.route(ROUTES, lambda route: route.abort())
    expect(tab.frame.get_by_role("status")).to_contain_text("does not answer")


def focus_the_map(tab: Tab) -> None:
    tab.frame.get_by_role("application").first.focus()
    tab.page.keyboard.press("ArrowDown")
    expect(tab.frame.get_by_role("tooltip")).to_be_visible()


WALKS = {
    "embeddings": Walk(
        "three",
        ONE,
        {
            "one run": stand,
            "hover": hover_a_point,
            "export menu": click("Export"),
            "settings": then(press("Escape"), click("Settings")),
            "shortcuts": press("?"),
            "table": then(press("Escape"), click("Table")),
        },
    ),
    "embeddings of three runs": Walk(
        "three",
        THREE + ROW,
        {
            "selected": stand,
            "moved": select("Colour", "movement"),
            "overlay": click("Overlay", "radio"),
            "difference": click("Difference", "radio"),
            "changes": click("What changed"),
            "table": then(press("t"), sort_the_table),
        },
    ),
    "network": Walk(
        "three",
        ONE + NETWORK,
        {
            "one run": stand,
            "hover": hover_a_point,
            "tree open": lambda tab: tab.frame.get_by_role("treeitem").first.press("ArrowRight"),
            "table": click("Table"),
            "filtered away": then(press("Escape"), click("None")),
        },
    ),
    "slab": Walk(
        "three",
        THREE + NETWORK + SLAB,
        {
            "selected": stand,
            "explained": explain,
            "difference": then(press("Escape"), click("Difference", "radio")),
        },
    ),
    "cell": Walk(
        "three",
        TWO + NETWORK + CELL,
        {"selected": stand, "weights": read_the_weights, "lost": then(press("Escape"), lose_the_server)},
    ),
    "charts": Walk(
        "three",
        THREE + CHARTS,
        {"three runs": stand, "cell of a map": focus_the_map, "folded": click("Hide table"), "table": press("t")},
    ),
    "charts of what fails": Walk(
        "nan", "&p.paramviz.view=charts", {"selected": press("]"), "settings": click("Settings")}
    ),
    "damaged run": Walk("damaged", NETWORK, {"closed": find_problems, "open": press_problems}),
    "insights": Walk("nan", "", {"warning": read_the_insights}),
    "exports": Walk("three", TWO, {entry: export(entry) for entry in ("CSV", "PNG", "Clip", "HTML", "Link")}),
    "tour": Walk("three", ONE, {"first stop": take_the_tour, "second stop": go_on, "third stop": go_on}),
    "nothing logged": Walk("empty", "", {"empty": stand}, status="empty"),
    "no run": Walk("three", "&p.paramviz.run=", {"no run": stand}, status="empty"),
    "error": Walk("three", "", {"error": stand}, status="error", is_offline=True),
    "narrow": Walk(
        "three",
        TWO,
        {
            "closed": stand,
            "drawer": click("Runs"),
            "network": click("Network", "tab"),
            "network's drawer": click("Runs"),
            "settings": then(press("Escape"), click("Settings")),
            "shortcuts": press("?"),
        },
        viewport=NARROW,
    ),
}


@pytest.fixture(scope="module")
def urls(simulate: Simulate, tensorboard_server: TensorBoardServer, tmp_path_factory: pytest.TempPathFactory) -> Urls:
    """The address of each log directory, once it is wanted."""
    directories: dict[str, Callable[[], Path]] = {
        "three": lambda: simulate("--runs", "3", "--steps", "20"),
        "nan": lambda: simulate("--scenario", "nan", "--steps", "20"),
        "damaged": lambda: simulate("--steps", "10", "--fault", "shape"),
        "empty": lambda: tmp_path_factory.mktemp("empty"),
    }
    known: dict[str, str] = {}

    def url_of(name: str) -> str:
        if name not in known:
            known[name] = tensorboard_server(directories[name]())
        return known[name]

    return url_of


if TYPE_CHECKING:
    Urls = Callable[[str], str]


@pytest.mark.parametrize("name", WALKS)
def test_no_state_breaks_a_rule(name: str, open_tab: OpenTab, urls: Urls) -> None:
    walk = WALKS[name]
    tab = open_tab(urls(walk.runs), walk.address, viewport=walk.viewport)
    if walk.is_offline:
        tab.page.route(ROUTES, lambda route: route.abort() if "/runs" in route.request.url else route.continue_())
        tab.page.reload()
    tab.wait(status=walk.status)
    found: dict[str, list[str]] = {}  # in which states each is
    for state, act in walk.acts.items():
        act(tab)
        tab.page.wait_for_timeout(SETTLING_MS)
        for theme in THEMES:
            set_theme(tab.page, tab.frame, theme)
            for line in violations(tab.frame):
                found.setdefault(line, []).append(f"{state}, {theme}")
    tab.page.goto("about:blank")  # asks for nothing any more
    tab.forgive("Failed to load resource")
    assert not found, "\n".join(f"{line}\n      in: {'; '.join(states)}" for line, states in found.items())
