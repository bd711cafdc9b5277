"""The Embeddings view in the tab: what a user sees and does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import is_colored, share_changed, share_colored

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 120
SEEN = 0.002  # share of the view's pixels that a cloud of points certainly covers
MOVED = 0.01  # share of pixels that differ when the cloud has moved


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    logdir = simulate("--runs", "2", "--steps", str(STEPS))
    return tensorboard_server(logdir)


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url).wait(status="ready", runs=2)


def test_the_newest_step_of_two_runs_is_shown_as_points(tab: Tab) -> None:
    tab.wait(view="embeddings", renderer="webgl2", step=STEPS).settle()

    assert int(tab.handle("points")) > 100
    assert float(tab.handle("frame-script-ms")) > 0
    assert float(tab.handle("frame-script-max-ms")) >= float(tab.handle("frame-script-ms"))
    assert share_colored(tab.pixels()) > SEEN


def test_the_picture_says_how_far_it_can_be_trusted(tab: Tab) -> None:
    summary = tab.frame.get_by_text(re.compile(rf"3 axes: \d+ % of variance · \d+ % of neighbours, step {STEPS}"))
    expect(summary).to_be_visible()
    first, second = tab.frame.get_by_role("heading", level=2).all()[:2]
    expect(first).not_to_contain_text("turned onto")
    expect(second).to_contain_text(re.compile(r"turned onto convergence-1: \d+ % alike in the end \(by chance \d+ %\)"))


def test_only_what_is_built_is_offered(tab: Tab) -> None:
    expect(tab.frame.get_by_role("tab")).to_have_text(["Embeddings", "Network", "Charts"])
    expect(tab.frame.get_by_role("tab", name="Embeddings")).to_have_attribute("aria-selected", "true")


def test_scrubbing_shows_another_step(tab: Tab) -> None:
    newest = tab.settle().pixels()
    expect(tab.frame.get_by_role("switch", name="Follow")).to_be_checked()

    tab.scrub(0.0)

    tab.wait(step=0)
    expect(tab.slider).to_have_attribute("aria-valuenow", "0")
    expect(tab.slider).to_have_attribute("aria-valuetext", "step 0")
    expect(tab.frame.get_by_role("switch", name="Follow")).not_to_be_checked()
    assert share_changed(newest, tab.settle().pixels()) > MOVED


def test_dragging_the_timeline_shows_steps_between_snapshots(tab: Tab) -> None:
    box = tab.slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] * 0.35

    tab.page.mouse.move(box["x"] + 2, middle)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] * 0.5, middle, steps=5)
    assert abs(tab.step - STEPS / 2) <= 1
    tab.page.mouse.up()
    tab.page.mouse.move(box["x"] + box["width"] * 0.9, middle)

    assert abs(tab.step - STEPS / 2) <= 1


def test_the_film_plays_and_pauses(tab: Tab) -> None:
    tab.scrub(0.0)
    tab.wait(step=0)

    tab.frame.get_by_role("button", name="Play").click()
    expect(tab.slider).not_to_have_attribute("aria-valuenow", "0")
    tab.frame.get_by_role("button", name="Pause").click()

    stopped = tab.step
    assert 0 < stopped < STEPS
    tab.page.wait_for_timeout(500)
    assert tab.step == stopped


def test_a_film_that_has_ended_follows_the_run_and_starts_over(tab: Tab) -> None:
    tab.frame.get_by_role("button", name="Play").click()
    expect(tab.slider).not_to_have_attribute("aria-valuenow", str(STEPS))
    expect(tab.frame.get_by_role("switch", name="Follow")).not_to_be_checked()
    tab.frame.get_by_role("combobox", name="Speed").select_option("8×")

    tab.wait(step=STEPS)
    expect(tab.frame.get_by_role("button", name="Play")).to_be_visible()
    expect(tab.frame.get_by_role("switch", name="Follow")).to_be_checked()


def test_keys_step_through_the_snapshots(tab: Tab) -> None:
    steps = [int(tab.step)]
    tab.slider.focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowLeft", "End"):
        tab.page.keyboard.press(key)
        steps.append(tab.step)

    first, second, third, back, last = steps[1:]
    assert (first, last) == (0, STEPS)
    assert 0 < second < third
    assert back == second


def test_keys_work_as_soon_as_the_page_is_there(tab: Tab) -> None:
    tab.page.keyboard.press("Home")
    tab.wait(step=0)


def test_keys_work_wherever_the_focus_is(tab: Tab) -> None:
    tab.view.click(position={"x": 300, "y": 300})
    tab.page.keyboard.press("Home")
    tab.wait(step=0)

    tab.page.keyboard.press(" ")
    expect(tab.frame.get_by_role("button", name="Pause")).to_be_visible()
    tab.page.keyboard.press(" ")
    expect(tab.frame.get_by_role("button", name="Play")).to_be_visible()


def test_the_space_bar_plays_after_a_parameter_was_chosen(tab: Tab) -> None:
    tab.frame.get_by_role("radio", name="transformer.wpe.weight").check()
    tab.scrub(0.0)
    tab.frame.get_by_role("radio", name="transformer.wpe.weight").focus()

    tab.page.keyboard.press(" ")

    expect(tab.frame.get_by_role("button", name="Pause")).to_be_visible()


def test_any_cloud_can_be_chosen_and_the_choice_survives_a_reload(tab: Tab) -> None:
    tokens = int(tab.handle("points"))
    positions = tab.frame.get_by_role("radio", name="transformer.wpe.weight")

    positions.check()
    expect(tab.main).not_to_have_attribute("data-points", str(tokens))
    tab.scrub(0.5)
    chosen_points, chosen_step = tab.handle("points"), tab.step
    tab.wait_for_address("parameter=transformer.wpe.weight", "step=")
    tab.page.reload()

    tab.wait(status="ready", points=chosen_points, step=chosen_step)
    expect(tab.frame.get_by_role("radio", name="transformer.wpe.weight")).to_be_checked()


def test_runs_are_checked_filtered_and_found_again(tab: Tab) -> None:
    names = tab.frame.get_by_role("checkbox").filter(has_not_text="Scale")
    run = tab.frame.locator(".runs").get_by_role("checkbox").first
    assert names.count() >= 2

    run.uncheck()
    tab.wait(runs=1)
    run.check()
    tab.wait(runs=2)

    search = tab.frame.get_by_role("searchbox", name="Filter runs")
    search.fill("no such run")
    expect(tab.frame.get_by_text("No run passes this filter.")).to_be_visible()
    tab.frame.get_by_role("button", name="Clear the filter").click()
    tab.wait(runs=2)

    search.fill("(")
    expect(tab.frame.get_by_text("no valid regular expression")).to_be_visible()
    tab.wait(runs=2)


def test_without_a_checked_run_the_page_says_what_to_do(tab: Tab) -> None:
    for run in tab.frame.locator(".runs").get_by_role("checkbox").all():
        run.uncheck()

    tab.wait(status="empty")
    expect(tab.frame.get_by_text("No run is shown")).to_be_visible()


def test_colors_can_show_the_row_and_the_gradient(tab: Tab) -> None:
    magnitude = tab.settle().pixels()
    choice = tab.frame.get_by_role("combobox", name="Colour")

    choice.select_option("Row")
    expect(tab.frame.get_by_text("number of the row")).to_be_visible()
    assert share_changed(magnitude, tab.settle().pixels()) > SEEN

    choice.select_option("Gradient")
    expect(tab.frame.locator(".legend")).to_contain_text("gradient")


def test_one_scale_for_the_whole_training_makes_the_early_cloud_differ(tab: Tab) -> None:
    tab.scrub(0.0)
    each_step = tab.settle().pixels()

    tab.frame.get_by_role("checkbox", name="Scale to each step").uncheck()

    assert share_changed(each_step, tab.settle().pixels()) > MOVED


def test_the_point_under_the_pointer_tells_its_label(tab: Tab) -> None:
    pixels = tab.settle().pixels()
    rows, columns = np.nonzero(is_colored(pixels[80:-160]))  # between the titles and the legend
    box = tab.view.bounding_box()
    assert box is not None
    tooltip = tab.frame.get_by_role("tooltip")

    middle = len(rows) // 2
    tab.page.mouse.move(box["x"] + float(columns[middle]), box["y"] + 80 + float(rows[middle]))

    expect(tooltip).to_contain_text("norm of the row")
    expect(tooltip).to_contain_text("“")
    tab.page.mouse.move(5, 5)
    expect(tooltip).to_have_count(0)


def test_a_new_fit_is_not_made_by_looking_again(tab: Tab) -> None:
    """The picture of a choice is the same whenever it is made."""
    first = tab.settle().pixels()
    tab.page.reload()

    tab.wait(status="ready", runs=2)

    assert share_changed(first, tab.settle().pixels()) < MOVED


def test_the_picture_is_the_same_where_its_code_comes_last(tab: Tab, open_tab: OpenTab, url: str) -> None:
    """Nothing arrives after the first frame then, and it is the only one."""
    first = tab.settle().pixels()

    late = open_tab(url, held_back=re.compile(r"/assets/webgl-")).wait(status="ready", runs=2)

    expect(late.main).to_have_attribute("data-points", tab.handle("points"))
    assert share_changed(first, late.settle().pixels()) < MOVED


def test_a_link_with_nonsense_still_opens(open_tab: OpenTab, url: str) -> None:
    state = "&p.paramviz.step=soon&p.paramviz.camera=1,2&p.paramviz.color=pink&p.paramviz.parameter=no.such"
    open_tab(url, state).wait(status="ready", step=STEPS)


def test_a_narrow_page_keeps_everything_within_reach(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, viewport={"width": 800, "height": 600}).wait(status="ready")

    for name in ("Play", "Reset camera"):
        expect(tab.frame.get_by_role("button", name=name)).to_be_in_viewport()
    assert share_colored(tab.settle().pixels()) > SEEN


def test_runs_side_by_side_share_the_view(tab: Tab) -> None:
    pixels = tab.settle().pixels()
    middle = pixels.shape[1] // 2

    assert share_colored(pixels[:, :middle]) > SEEN
    assert share_colored(pixels[:, middle:]) > SEEN
    expect(tab.frame.get_by_role("heading", level=2)).to_have_count(2)
