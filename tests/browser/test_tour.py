"""The tour: through the user's own run, by keyboard, and back to where it began."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
import torch
from playwright.sync_api import expect
from torch import nn

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz import SummaryWriter

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 120
TOLD = re.compile(r"^\d+ of \d+$")
STATE = "&p.paramviz.color=row&p.paramviz.step=50&p.paramviz.name=attn"  # what the user had chosen
MOST_STOPS = 12
FEWEST_WORDS = 12


class Stop(NamedTuple):
    """What is seen at a stop of the tour."""

    title: str
    text: str
    view: str
    step: int


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--runs", "2", "--steps", str(STEPS)))


def train(model: nn.Module, logdir: Path, *, steps: int, gradients: bool = True) -> Path:
    """Trains a model a little, on its own output; no loss is logged."""
    inputs = torch.zeros(2, 4, dtype=torch.long) if isinstance(model, GPT) else torch.randn(2, 3, 8, 8)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with SummaryWriter(str(logdir / "run")) as writer:
        watcher = writer.watch(model, every=1, gradients=gradients)
        for step in range(1, steps + 1):
            output = model(inputs)
            (output[0] if isinstance(output, tuple) else output).square().mean().backward()
            optimizer.step()
            watcher.step(step)
            optimizer.zero_grad(set_to_none=True)
    return logdir


def small_gpt() -> GPT:
    torch.manual_seed(1)
    return GPT(GPTConfig(n_layer=1, n_head=2, n_embd=8, block_size=4, vocab_size=12))


def bubble_of(tab: Tab) -> Locator:
    return tab.frame.get_by_role("dialog")


def start(tab: Tab) -> Locator:
    tab.frame.get_by_role("button", name="Take the tour").click()
    return bubble_of(tab)


def read(tab: Tab) -> Stop:
    """What the bubble tells, once it has something to tell."""
    bubble = bubble_of(tab)
    expect(bubble.get_by_text(TOLD)).to_be_visible()
    expect(bubble).to_have_attribute("aria-busy", "false")
    label, description = (bubble.get_attribute(f"aria-{name}") for name in ("labelledby", "describedby"))
    return Stop(
        title=tab.frame.locator(f"#{label}").inner_text(),
        text=tab.frame.locator(f"#{description}").inner_text(),
        view=tab.handle("view"),
        step=tab.step,
    )


def walk(tab: Tab) -> list[Stop]:
    """Goes through all of the tour with the right arrow, to its last stop."""
    stops: list[Stop] = []
    while len(stops) < MOST_STOPS:
        stops.append(read(tab))
        if bubble_of(tab).get_by_role("button", name="Done").count() > 0:
            break
        go_on(tab)
    return stops


def go_on(tab: Tab) -> None:
    """To the next stop by the right arrow."""
    told = bubble_of(tab).get_by_text(TOLD).inner_text()
    tab.page.keyboard.press("ArrowRight")
    expect(bubble_of(tab).get_by_text(told, exact=True)).to_have_count(0)


def titles(stops: list[Stop]) -> list[str]:
    return [stop.title for stop in stops]


def test_the_whole_tour_by_keyboard_leaves_the_page_as_it_was(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, STATE).wait(status="ready", runs=2, step=50)
    tab.wait_for_address("step=50")
    before = tab.page.url
    tab.frame.get_by_role("button", name="Take the tour").focus()

    tab.page.keyboard.press("Enter")
    stops = walk(tab)

    assert 8 <= len(stops) <= MOST_STOPS
    assert len(set(titles(stops))) == len(stops)
    assert all(len(stop.text.split()) > FEWEST_WORDS for stop in stops)
    assert stops[0].step == 0
    assert {stop.view for stop in stops} == {"embeddings", "network", "charts"}
    assert len({stop.step for stop in stops}) > 1
    assert "How to compare" in titles(stops)
    assert tab.page.url == before, "the address is the user's own all the while"
    tab.page.keyboard.press("Enter")  # the focus is on Done
    expect(bubble_of(tab)).to_have_count(0)
    tab.wait(view="embeddings", step=50, status="ready")
    expect(tab.frame.get_by_role("button", name="Take the tour")).to_be_focused()
    tab.page.wait_for_timeout(1000)
    assert tab.page.url == before


def test_it_moves_the_camera_and_selects(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready", runs=2)
    start(tab)
    while read(tab).title != "What a head is":
        go_on(tab)

    expect(tab.frame.get_by_role("complementary", name="Inspector")).to_contain_text("query")
    expect(tab.frame.get_by_role("navigation", name="Breadcrumbs")).to_contain_text("query")
    expect(tab.frame.get_by_role("button", name="Reset camera")).to_be_enabled()
    tab.page.keyboard.press("ArrowLeft")
    expect(bubble_of(tab)).to_contain_text("moved most")
    expect(tab.frame.get_by_role("complementary", name="Inspector")).to_have_count(0)


def test_it_can_be_left_and_resumed(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready", runs=2)
    start(tab)
    first = read(tab).title
    expect(bubble_of(tab)).to_have_accessible_name(first)
    expect(bubble_of(tab).get_by_role("heading", level=2)).to_have_text(first)
    for _ in range(2):
        bubble_of(tab).get_by_role("button", name="Next").click()
        tab.page.wait_for_timeout(400)
    third = read(tab)

    tab.page.keyboard.press("Escape")

    expect(bubble_of(tab)).to_have_count(0)
    tab.wait(view="embeddings", step=STEPS)
    expect(tab.frame.get_by_role("switch", name="Follow")).to_be_checked()
    start(tab).get_by_role("button", name="Resume at step 3").click()
    assert read(tab).title == third.title
    bubble_of(tab).get_by_role("button", name="Leave the tour").click()
    expect(bubble_of(tab)).to_have_count(0)
    start(tab).get_by_role("button", name="Start over").click()
    assert read(tab).title == first


def test_a_reload_in_the_middle_brings_the_users_own_page_back(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, STATE).wait(status="ready", runs=2, step=50)
    tab.wait_for_address("step=50")
    start(tab)
    read(tab)
    tab.page.keyboard.press("ArrowRight")
    tab.page.wait_for_timeout(1500)

    tab.page.reload()

    tab.wait(status="ready", step=50, view="embeddings")
    expect(tab.frame.get_by_role("combobox", name="Colour")).to_have_value("row")
    start(tab)
    expect(bubble_of(tab).get_by_role("button", name="Resume at step 2")).to_be_visible()


def test_the_keys_of_the_page_rest_and_the_focus_stays(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready", runs=2)
    bubble = start(tab)
    read(tab)
    for key in ("Home", "2", "r", "End", "Shift+ArrowLeft"):
        tab.page.keyboard.press(key)
    tab.page.wait_for_timeout(500)

    assert tab.step == 0
    assert tab.handle("view") == "embeddings"
    expect(bubble.get_by_role("button", name="Next")).to_be_focused()
    for _ in range(4):
        tab.page.keyboard.press("Tab")
        assert tab.frame.evaluate("document.activeElement.closest('[role=dialog]') !== null")


def test_who_wants_things_to_stand_still_gets_no_film(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready", runs=2)
    tab.page.emulate_media(reduced_motion="reduce")
    start(tab)
    read(tab)

    tab.page.keyboard.press("ArrowRight")

    expect(bubble_of(tab)).to_contain_text("From beginning to end")
    tab.wait(step=STEPS)
    expect(tab.frame.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_run_without_gradients_gets_no_stop_about_them(
    open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    tab = open_tab(tensorboard_server(train(small_gpt(), tmp_path, steps=20, gradients=False))).wait(status="ready")
    start(tab)

    stops = walk(tab)

    assert "What a head is" in titles(stops)
    assert "What pulls at the weights" not in titles(stops)
    assert "How to compare" in titles(stops)
    assert "second" in " ".join(stop.text for stop in stops)


def test_a_run_of_one_snapshot_gets_a_tour_without_time(
    open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    tab = open_tab(tensorboard_server(train(small_gpt(), tmp_path, steps=0))).wait(status="ready")
    start(tab)

    stops = walk(tab)

    assert "Every point is a token" in titles(stops)
    assert "A film needs more snapshots" in titles(stops)
    assert not {"Watch it train", "Where the loss fell"} & set(titles(stops))


def test_a_network_for_images_gets_a_tour_that_is_true_of_it(
    open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    torch.manual_seed(1)
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.Flatten(), nn.Linear(128, 10))
    tab = open_tab(tensorboard_server(train(model, tmp_path, steps=20))).wait(status="ready")
    start(tab)

    stops = walk(tab)

    words = " ".join(stop.text for stop in stops)
    assert "What a filter is" in titles(stops)
    assert "token" not in words
    assert "attention" not in words
    bubble_of(tab).get_by_role("button", name="Done").click()
    expect(bubble_of(tab)).to_have_count(0)


def test_a_narrow_page_has_room_for_it(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, viewport={"width": 600, "height": 800}).wait(status="ready", runs=2)
    tab.frame.get_by_role("button", name="Runs").click()
    start(tab)

    stops = walk(tab)

    assert len(stops) >= 8
    tab.page.keyboard.press("Escape")
    expect(tab.frame.get_by_role("button", name="Take the tour")).to_be_focused()


def test_it_is_walked_on_a_flat_picture_too(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, "&p.paramviz.renderer=canvas2d").wait(status="ready", renderer="canvas2d")
    before = tab.page.url
    start(tab)

    stops = walk(tab)

    assert "What a head is" in titles(stops)
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_timeout(1000)
    assert tab.page.url == before


def test_the_hint_of_a_first_visit_can_be_dismissed(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready")
    tab.frame.get_by_role("button", name="Dismiss").click()
    expect(tab.frame.get_by_text("New here?")).to_have_count(0)

    tab.page.reload()

    tab.wait(status="ready")
    expect(tab.frame.get_by_text("New here?")).to_have_count(0)
    expect(tab.frame.get_by_role("button", name="Take the tour")).to_be_enabled()
