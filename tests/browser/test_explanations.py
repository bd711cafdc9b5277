"""Explanations where one looks: opened by keyboard and pointer, and the fuller page behind them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 200
LABELS = ("At the start", "At the end", "A bad sign")
ATTENTION = "transformer.h.1.attn.c_attn.weight"
SELECTED = f"&p.paramviz.selected={quote(json.dumps(['convergence-1', ATTENTION, 'query', None, None]))}"

EMBEDDINGS = "&p.paramviz.view=embeddings"
NETWORK = "&p.paramviz.view=network"
CHARTS = "&p.paramviz.view=charts"


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    logdir = simulate("--steps", str(STEPS))
    simulate("--steps", str(STEPS), "--scenario", "nan", out=logdir)
    return tensorboard_server(logdir)


def button(tab: Tab, title: str) -> Locator:
    return tab.frame.get_by_role(
        "button", name=re.compile(rf"^(What to expect of it: )?What is this\? {re.escape(title)}$")
    )


def dialog(tab: Tab, title: str) -> Locator:
    return tab.frame.get_by_role("dialog", name=title, exact=True)


@pytest.mark.parametrize(
    ("state", "title", "words"),
    [
        (EMBEDDINGS, "Colour by magnitude", "The norm of each row"),
        (f"{EMBEDDINGS}&p.paramviz.compare=overlay", "Colours of runs", "Each run has a colour"),
        (f"{EMBEDDINGS}&p.paramviz.compare=difference", "Colour by distance to another run", "How far each point is"),
        (EMBEDDINGS, "Axes and grid", "principal components"),
        (EMBEDDINGS, "rapid learning", "The stretch in which most is learned"),
        (NETWORK, "Colours of weights", "Each cell is one real weight"),
        (NETWORK, "Magenta: not finite", "A weight that is NaN or infinite"),
        (CHARTS, "Colours of the map", "a row for each parameter"),
        (CHARTS + SELECTED, "Query", "Queries say what a token is looking for"),
        (CHARTS + SELECTED, "Update ratio", "How much one update changes the weights"),
    ],
)
def test_a_key_opens_it_wherever_there_is_something_to_explain(
    open_tab: OpenTab, url: str, state: str, title: str, words: str
) -> None:
    tab = open_tab(url, state).wait(status="ready", runs=2)
    sign = button(tab, title)
    expect(sign).to_have_attribute("aria-expanded", "false")

    sign.focus()
    tab.page.keyboard.press("Enter")

    box = dialog(tab, title)
    expect(box).to_be_visible()
    expect(box).to_be_focused()
    expect(sign).to_have_attribute("aria-expanded", "true")
    expect(box).to_contain_text(words)
    for label in LABELS:
        expect(box.get_by_role("term").filter(has_text=label)).to_be_visible()
    expect(box.get_by_role("definition")).to_have_count(len(LABELS))
    assert is_inside_the_window(box)

    tab.page.keyboard.press("Escape")

    expect(box).to_have_count(0)
    expect(sign).to_be_focused()
    expect(sign).to_have_attribute("aria-expanded", "false")


def test_what_was_selected_stays_so_when_its_explanation_is_closed(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, NETWORK + SELECTED).wait(status="ready", runs=2)
    inspector = tab.frame.get_by_role("complementary", name="Inspector")
    expect(inspector).to_contain_text("Queries say what a token is looking for")
    step = tab.step

    button(tab, "Query").click()
    expect(dialog(tab, "Query")).to_be_visible()
    for key in ("ArrowLeft", "Space", "Escape"):
        tab.page.keyboard.press(key)

    expect(dialog(tab, "Query")).to_have_count(0)
    expect(inspector).to_be_visible()
    expect(tab.frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert tab.step == step


def test_its_button_a_click_elsewhere_and_another_one_close_it(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, CHARTS + SELECTED).wait(status="ready", runs=2)
    boxes = tab.frame.get_by_role("dialog")

    button(tab, "Query").click()
    expect(dialog(tab, "Query")).to_be_visible()
    button(tab, "Query").click()
    expect(boxes).to_have_count(0)

    button(tab, "Query").click()
    button(tab, "Gradient norm").click()
    expect(dialog(tab, "Gradient norm")).to_be_visible()
    expect(boxes).to_have_count(1)

    tab.frame.get_by_role("heading", name="Layers over time").click()
    expect(boxes).to_have_count(0)

    button(tab, "Query").click()
    dialog(tab, "Query").get_by_role("button", name="Close").click()
    expect(boxes).to_have_count(0)


def test_the_chosen_statistic_and_each_of_the_inspector_are_explained(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, CHARTS + SELECTED).wait(status="ready", runs=2)
    table = tab.frame.get_by_role("complementary", name="Inspector").get_by_role("table").first
    rows = table.get_by_role("row").filter(has=tab.frame.get_by_role("rowheader"))
    expect(rows.first.get_by_role("rowheader")).to_have_text("norm")
    expect(table.get_by_role("button", name=re.compile("What is this"))).to_have_count(rows.count())

    tab.frame.get_by_role("combobox", name="Statistic").select_option("zeros")

    expect(tab.frame.get_by_text("Which share of the sampled weights is exactly zero.", exact=True)).to_be_visible()
    button(tab, "Share of zeros").first.click()
    expect(dialog(tab, "Share of zeros")).to_contain_text("pruning")


def test_an_event_says_what_it_is_beside_its_mark(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, EMBEDDINGS).wait(status="ready", runs=2)
    mark = tab.frame.get_by_role("button", name=re.compile(r"^non-finite values, step"))

    mark.hover()
    sign = button(tab, "non-finite values")
    expect(sign).to_have_text(re.compile("non-finite values"))
    sign.click()

    expect(dialog(tab, "non-finite values")).to_contain_text("The first step at which a weight or the loss is NaN")
    assert tab.step == STEPS  # only the mark itself goes there


def test_a_band_too_narrow_for_a_sign_has_one_for_the_keyboard(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, EMBEDDINGS).wait(status="ready", runs=2)
    phases = tab.frame.get_by_role("list", name="Phases").get_by_role("button")
    expect(phases.first).to_be_attached()

    for index in range(phases.count()):
        phases.nth(index).focus()
        tab.page.keyboard.press("Enter")
        expect(tab.frame.get_by_role("dialog")).to_be_visible()
        tab.page.keyboard.press("Escape")
        expect(tab.frame.get_by_role("dialog")).to_have_count(0)


def test_the_fuller_page_opens_at_its_section_and_stands_alone(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, CHARTS).wait(status="ready", runs=2)
    button(tab, "Norm").first.click()
    link = dialog(tab, "Norm").get_by_role("link", name=re.compile("^Read more"))
    expect(link).to_have_attribute("rel", "noopener")

    with tab.page.context.expect_page() as opened:
        link.click()
    page = opened.value

    page.wait_for_url(re.compile(r"/assets/explanations-[\w-]+\.html#statistic-norm$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What you see, and what it means")
    expect(page.get_by_role("heading", name="Norm", exact=True)).to_be_in_viewport()
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Plateau").click()
    expect(page.get_by_role("heading", name="Plateau", exact=True)).to_be_in_viewport()
    missing = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.hash.slice(1))"
        ".filter((id) => document.getElementById(id) === null)"
    )
    assert missing == []


def test_without_the_server_it_says_why_there_is_nothing(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, EMBEDDINGS).wait(status="ready", runs=2)
    tab.page.route(re.compile("/assets/(_virtual_explanations|popover)"), lambda route: route.abort())

    button(tab, "Axes and grid").click()

    expect(tab.frame.get_by_role("alert")).to_have_text(re.compile("could not be loaded"))
    tab.forgive("ERR_FAILED")


def is_inside_the_window(box: Locator) -> bool:
    """Whether all of a box can be seen."""
    return bool(
        box.evaluate(
            "(box) => { const { left, top, right, bottom } = box.getBoundingClientRect();"
            " return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight; }"
        )
    )
