"""Time: the axis with a scalar and what the runs went through, the film, and what it shows between snapshots."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from torch.utils.tensorboard import SummaryWriter

from tests.browser.conftest import share_changed

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 200
LIES_ON_TOP = """(element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
SAME = 0.001
MOVED = 0.01


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    logdir = simulate("--steps", str(STEPS))
    simulate("--steps", str(STEPS), "--scenario", "nan", out=logdir)
    with closing(SummaryWriter(str(logdir / "convergence-1"))) as writer:
        for step in range(STEPS):
            writer.add_scalar("lr", 0.001 * step, step)
    return tensorboard_server(logdir)


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url, "&p.paramviz.settings=labels:off").wait(status="ready", runs=2).settle()


def switch(tab: Tab, name: str) -> Locator:
    return tab.frame.get_by_role("group", name="How time is shown").get_by_role("button", name=name)


def shown_value(tab: Tab) -> float:
    return float(tab.frame.locator(".scalar-value").inner_text())


def test_the_loss_stands_over_the_axis_and_another_scalar_can_be_chosen(tab: Tab) -> None:
    choice, lines = tab.frame.get_by_role("combobox", name="Scalar over time"), tab.frame.locator(".curves path")
    expect(choice).to_have_value("loss/train")
    expect(lines).to_have_count(2)
    path = lines.first.get_attribute("d")
    assert path is not None
    assert path.count("L") > STEPS / 2
    in_the_end = shown_value(tab)

    tab.page.keyboard.press("Home")
    tab.wait(step=0)
    assert shown_value(tab) > 1.5 * in_the_end > 0

    choice.select_option("lr")
    expect(lines).to_have_count(1)  # the other run has none
    tab.page.keyboard.press("End")
    tab.wait(step=STEPS)
    expect(tab.frame.locator(".scalar-value")).to_have_text("0.199")
    tab.wait_for_address("scalar=lr")


def test_what_the_runs_went_through_is_named_and_a_mark_goes_there(tab: Tab) -> None:
    bands = tab.frame.locator(".band")
    expect(bands.filter(has_text="convergence")).to_be_visible()
    expect(bands.nth(1)).to_have_attribute("title", re.compile("rapid learning. From step"))

    marks = tab.frame.get_by_role("list", name="Events")
    mark = marks.get_by_role("button", name=re.compile("^non-finite values"))
    mark.click()

    expect(mark).to_have_accessible_name(re.compile(r"non-finite values, step 123, nan-1"))
    tab.wait(step=123)


def test_what_a_mark_offers_is_out_of_the_way_when_the_pointer_has_left_it(tab: Tab) -> None:
    mark = tab.frame.get_by_role("list", name="Events").get_by_role("listitem").first
    mark.get_by_role("button").first.click()
    assert mark.locator(".event-help").evaluate(LIES_ON_TOP)

    tab.page.mouse.move(5, 5)

    assert not mark.locator(".event-help").evaluate(LIES_ON_TOP)
    tab.page.keyboard.press("Tab")
    assert mark.locator(".event-help").evaluate(LIES_ON_TOP)  # what the keys have reached is seen


def test_a_film_names_the_phase_in_the_picture(tab: Tab) -> None:
    tab.frame.get_by_role("combobox", name="Speed").select_option("0.25")
    tab.page.keyboard.press("Home")
    caption = tab.frame.locator(".phase-caption")
    expect(caption).to_have_count(0)

    tab.frame.get_by_role("button", name="Play", exact=True).click()

    expect(caption).to_have_text("rapid learning · convergence-1")


def test_a_typed_step_is_gone_to(tab: Tab) -> None:
    field = tab.frame.get_by_role("textbox", name="Go to step")
    field.fill("1 0 4")
    field.press("Enter")
    tab.wait(step=104)
    expect(field).to_have_value("step 104")

    field.fill("99,999")
    field.press("Enter")
    tab.wait(step=STEPS)  # no farther than the last one
    field.fill("somewhere")
    field.press("Enter")
    expect(field).to_have_value(f"step {STEPS}")
    field.fill("7")
    field.press("Escape")
    tab.wait(step=STEPS)


def test_the_first_and_the_last_step_have_buttons(tab: Tab) -> None:
    tab.frame.get_by_role("button", name="First step").click()
    tab.wait(step=0)
    tab.frame.get_by_role("button", name="Last step").click()
    tab.wait(step=STEPS)


def test_a_film_in_a_loop_begins_anew(tab: Tab) -> None:
    tab.frame.get_by_role("combobox", name="Speed").select_option("8")
    switch(tab, "Loop").click()
    expect(switch(tab, "Loop")).to_have_attribute("aria-pressed", "true")
    tab.scrub(0.9)
    before = tab.step

    tab.frame.get_by_role("button", name="Play", exact=True).click()

    tab.page.wait_for_function(
        "before => Number(document.querySelector('iframe[title=ParamViz]').contentDocument"
        ".querySelector('#paramviz').dataset.step) < before",
        arg=before,
    )
    expect(tab.frame.get_by_role("button", name="Pause")).to_be_visible()


def test_between_snapshots_the_picture_moves_unless_only_snapshots_are_wanted(open_tab: OpenTab, url: str) -> None:
    # Between two snapshots of the beginning, where points move far.
    state = "&p.paramviz.run=convergence-1&p.paramviz.settings=labels:off"
    pictures = {}
    for step in (2, 2.6):
        tab = open_tab(url, f"{state}&p.paramviz.step={step}").wait(status="ready").settle()
        pictures[step] = tab.pixels()
    expect(tab.frame.get_by_text("between 2 and 3")).to_be_visible()
    assert share_changed(pictures[2], pictures[2.6]) > MOVED

    switch(tab, "Snapshots only").click()

    expect(tab.frame.get_by_text("snapshot of step 2")).to_be_visible()
    assert share_changed(pictures[2], tab.settle().pixels()) < SAME


def test_a_logarithmic_axis_gives_the_beginning_more_room(tab: Tab) -> None:
    tab.scrub(0.5)
    tab.wait(step=STEPS // 2)

    switch(tab, "Logarithmic steps").click()
    tab.scrub(0.5)

    tab.wait(step=13)  # the square root of 201, less one
    expect(tab.frame.locator(".tick-label")).to_contain_text(["0", "1"])
    tab.wait_for_address("settings=")
    tab.page.reload()
    tab.wait(status="ready")
    expect(switch(tab, "Logarithmic steps")).to_have_attribute("aria-pressed", "true")


def test_a_film_of_snapshots_is_a_choice_that_is_kept(tab: Tab) -> None:
    switch(tab, "Snapshot by snapshot").click()
    tab.wait_for_address("settings=")

    tab.page.reload()
    tab.wait(status="ready")

    expect(switch(tab, "Snapshot by snapshot")).to_have_attribute("aria-pressed", "true")
