"""What changed between two steps: the interval, the list, colours and trails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import is_colored, share_changed

if TYPE_CHECKING:
    import numpy.typing as npt
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 120
RUNS = ("convergence-1", "convergence-2")
TOKENS = "transformer.wte.weight"
SELECTED = quote(f'["{RUNS[0]}","{TOKENS}",null,7,null]')
ALL_SNAPSHOTS = "&p.paramviz.settings=trails:all"
TRAIL_PIXELS = 40  # that the line of a trail certainly covers
COLORED = 0.001  # share of pixels that differ when the points have other colours


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--runs", "2", "--steps", str(STEPS)))


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url).wait(status="ready", runs=2)


def changes_of(tab: Tab) -> Locator:
    return tab.frame.get_by_role("complementary", name="What changed")


def open_changes(tab: Tab) -> Locator:
    tab.frame.get_by_role("button", name="What changed").click()
    return changes_of(tab)


def movement(tab: Tab, run: str, first: int, last: int, **more: str) -> dict[str, Any]:
    """What the route says."""
    words = {"run": run, "parameter": TOKENS, "from": first, "to": last, **more}
    response = tab.page.request.get(f"{tab.url}/data/plugin/paramviz/movement?{urlencode(words)}")
    answer: dict[str, Any] = response.json()
    return answer


def points_of(tab: Tab, run: str) -> Locator:
    section = changes_of(tab).get_by_role("region", name=f"What changed in {run}")
    return section.get_by_role("list", name="Points that moved most").get_by_role("button")


def test_the_points_that_moved_most_are_listed_for_each_run(tab: Tab) -> None:
    changes = open_changes(tab)

    expect(changes).to_contain_text(f"steps 0 to {STEPS}")
    for run in RUNS:
        rows = movement(tab, run, 0, STEPS)["rows"]
        expect(points_of(tab, run)).to_have_count(8)
        first = points_of(tab, run).first
        expect(first).to_contain_text(f"{rows[0]['distance']:.3g}")
        expect(first).to_have_accessible_description(
            re.compile(rf"moved .*, {round(rows[0]['neighbor_change'] * 10)} of 10 neighbours changed")
        )


def test_a_listed_point_is_selected_in_every_run(tab: Tab) -> None:
    open_changes(tab)
    first = points_of(tab, RUNS[0]).first

    first.click()

    expect(first).to_have_attribute("aria-pressed", "true")
    tab.wait_for_address("selected=")
    changes_of(tab).get_by_role("button", name="Close").click()
    expect(tab.frame.get_by_role("complementary", name="Inspector")).to_be_visible()


def test_the_parameters_that_changed_most_are_listed_and_can_be_selected(tab: Tab) -> None:
    open_changes(tab)
    section = changes_of(tab).get_by_role("region", name=f"What changed in {RUNS[0]}")
    expect(section.get_by_role("list", name="Layers that changed most")).to_contain_text("layer 0")
    parameters = section.get_by_role("list", name="Parameters that changed most").get_by_role("button")
    expect(parameters).to_have_count(8)
    shares = [float(text.split("\n")[-1].removesuffix(" %")) for text in parameters.all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0

    parameters.first.click()

    expect(parameters.first).to_have_attribute("aria-pressed", "true")


def test_changes_are_counted_from_the_step_that_is_chosen(tab: Tab) -> None:
    changes = open_changes(tab)
    tab.scrub(0.25)
    since = tab.step

    changes.get_by_role("button", name="Count from this step").click()
    expect(changes).to_contain_text("go to another one")
    tab.scrub(0.75)

    expect(changes).to_contain_text(f"steps {since} to {tab.step}")
    expect(points_of(tab, RUNS[0])).to_have_count(8)
    stretch = tab.frame.locator(".track .interval").bounding_box()
    track = tab.slider.bounding_box()
    assert stretch is not None
    assert track is not None
    assert stretch["x"] == pytest.approx(track["x"] + 0.25 * track["width"], abs=8)
    assert stretch["width"] == pytest.approx(0.5 * track["width"], abs=8)

    tab.wait_for_address(f"since={since}").page.reload()
    # The open pane is part of the address.
    expect(changes_of(tab)).to_contain_text(f"steps {since} to {tab.wait(status='ready').step}")
    changes_of(tab).get_by_role("button", name="From the start").click()
    expect(changes_of(tab)).to_contain_text(f"steps 0 to {tab.step}")


def test_nothing_is_asked_while_the_film_plays(tab: Tab) -> None:
    changes = open_changes(tab)
    expect(points_of(tab, RUNS[0])).to_have_count(8)
    tab.scrub(0.0)
    tab.settle()
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url) if "/movement?" in request.url else None)

    tab.frame.get_by_role("button", name="Play", exact=True).click()
    tab.page.wait_for_timeout(1200)
    assert asked == []
    with tab.page.expect_request(lambda _: len(asked) == len(RUNS)):
        tab.frame.get_by_role("button", name="Pause").click()

    expect(changes).to_contain_text(f"steps 0 to {tab.step}")
    tab.page.wait_for_timeout(800)
    assert len(asked) == len(RUNS)


def test_nothing_heavy_is_asked_while_the_playhead_is_held(tab: Tab) -> None:
    """The picture follows at once; neighbours and movement wait until it is let go of."""
    open_changes(tab)
    with tab.page.expect_response(lambda response: "/neighbors?" in response.url):
        points_of(tab, RUNS[0]).first.click()
    tab.settle()
    box = tab.slider.bounding_box()
    assert box is not None
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url) if "/plugin/paramviz/" in request.url else None)

    def heavy_requests() -> tuple[int, int]:
        return sum("/movement?" in url for url in asked), sum("/neighbors?" in url for url in asked)

    tab.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 20)
    tab.page.mouse.down()
    for share in (0.6, 0.5, 0.4):
        tab.page.mouse.move(box["x"] + box["width"] * share, box["y"] + 20)
        tab.page.wait_for_timeout(500)
    assert tab.step == pytest.approx(0.4 * STEPS, abs=2)
    assert [url for url in asked if "/runs" not in url] == []
    with tab.page.expect_request(lambda _: heavy_requests() == (len(RUNS), 1)):
        tab.page.mouse.up()

    tab.page.wait_for_timeout(1000)
    assert heavy_requests() == (len(RUNS), 1)


def test_keys_close_the_list_before_the_selection(tab: Tab) -> None:
    open_changes(tab)
    points_of(tab, RUNS[0]).first.press("Enter")
    tab.page.keyboard.press("Escape")

    expect(changes_of(tab)).to_have_count(0)
    expect(tab.frame.get_by_role("button", name="What changed")).to_be_focused()
    expect(tab.frame.get_by_role("complementary", name="Inspector")).to_be_visible()
    expect(tab.frame.locator(".track .interval")).to_have_count(0)


def legend_of(tab: Tab) -> Locator:
    return tab.frame.get_by_role("figure").filter(has_text="grid")


def color_by(tab: Tab, name: str) -> None:
    tab.frame.get_by_role("combobox", name="Colour").select_option(name)


def some_point(tab: Tab) -> tuple[float, float]:
    """Where the tooltip of a point is."""
    rows, columns = np.nonzero(is_colored(tab.settle().pixels()[60:-160]))
    box = tab.view.bounding_box()
    assert box is not None
    middle = len(rows) // 2
    return box["x"] + float(columns[middle]), box["y"] + 60 + float(rows[middle])


@pytest.mark.parametrize("renderer", ["webgl2", "canvas2d"])
def test_points_are_coloured_by_how_far_they_moved(open_tab: OpenTab, url: str, renderer: str) -> None:
    tab = open_tab(url, f"&p.paramviz.renderer={renderer}").wait(status="ready", runs=2, renderer=renderer)
    by_magnitude = tab.settle().pixels()

    color_by(tab, "Movement since step 0")

    expect(legend_of(tab)).to_contain_text("how far the row moved")
    expect(legend_of(tab)).to_contain_text(f"steps 0 to {STEPS}")
    expect(tab.frame.locator(".track .interval")).to_be_visible()
    assert share_changed(by_magnitude, tab.settle().pixels()) > COLORED
    known = movement(tab, RUNS[0], 0, STEPS, values="distance")["values"]
    tab.page.mouse.move(*some_point(tab))
    moved = tab.frame.get_by_role("tooltip").locator("dt", has_text="how far the row moved").locator("+ dd")
    assert min(known) * 0.5 < float(moved.inner_text()) < max(known) * 2


def test_points_are_coloured_by_their_new_neighbours_since_a_step(tab: Tab) -> None:
    tab.scrub(0.5)
    since = tab.step
    open_changes(tab).get_by_role("button", name="Count from this step").click()
    changes_of(tab).get_by_role("button", name="Close").click()
    tab.frame.get_by_role("button", name="Last step").click()

    color_by(tab, f"New neighbours since step {since}")

    expect(legend_of(tab)).to_contain_text("neighbours that changed")
    expect(legend_of(tab)).to_contain_text("100 %")
    expect(legend_of(tab)).to_contain_text(f"steps {since} to {STEPS}")
    tab.wait_for_address("color=neighbor_change", f"since={since}")


def test_while_the_film_plays_the_colours_stand_and_say_for_which_steps(tab: Tab) -> None:
    color_by(tab, "Movement since step 0")
    expect(legend_of(tab)).to_contain_text(f"steps 0 to {STEPS}")
    tab.frame.get_by_role("button", name="Play", exact=True).click()
    tab.page.wait_for_timeout(1000)
    expect(legend_of(tab)).to_contain_text(f"steps 0 to {STEPS}")

    tab.frame.get_by_role("button", name="Pause").click()

    assert 0 < tab.step < STEPS
    expect(legend_of(tab)).not_to_contain_text(f"steps 0 to {STEPS}")
    expect(legend_of(tab)).to_contain_text("steps 0 to")


def orange_pixels(tab: Tab) -> npt.NDArray[np.int64]:
    """How many pixels of each of the two panes have the colour of the selection, on a light page, however faint."""
    red, green, blue = np.moveaxis(tab.settle().pixels()[60:-160], 2, 0)  # (height, width) each
    is_orange = (red > 200) & (red - green > 20) & (red - blue > 50)
    return np.array([half.sum() for half in np.array_split(is_orange, 2, axis=1)])


def select_the_point_that_moved_most(tab: Tab) -> None:
    open_changes(tab)
    points_of(tab, RUNS[0]).first.click()
    changes_of(tab).get_by_role("button", name="Close").click()


@pytest.mark.parametrize("renderer", ["webgl2", "canvas2d"])
def test_the_selected_point_draws_its_way_in_every_run(open_tab: OpenTab, url: str, renderer: str) -> None:
    tab = open_tab(url, f"&p.paramviz.renderer={renderer}{ALL_SNAPSHOTS}")
    tab.wait(status="ready", runs=2, renderer=renderer)
    select_the_point_that_moved_most(tab)
    tab.frame.get_by_role("button", name="Settings", exact=True).click()
    with_trails = orange_pixels(tab)

    tab.frame.get_by_role("combobox", name="Trails").select_option("Off")

    without_trails = orange_pixels(tab)
    assert without_trails.min() > 0  # the ring
    assert (with_trails > without_trails + TRAIL_PIXELS).all()
    tab.wait_for_address("settings=trails:off")


def test_a_trail_begins_where_the_run_does(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, ALL_SNAPSHOTS).wait(status="ready", runs=2)
    select_the_point_that_moved_most(tab)
    with_trails = orange_pixels(tab)

    tab.frame.get_by_role("button", name="First step").click()

    tab.wait(step=0)
    assert (orange_pixels(tab) < with_trails - TRAIL_PIXELS).all()


def chip_of(tab: Tab) -> Locator:
    return tab.frame.get_by_text("1 trail", exact=True)


def test_trails_of_several_points_are_kept_until_they_are_cleared(tab: Tab) -> None:
    point = some_point(tab)

    tab.page.keyboard.down("Shift")
    tab.page.mouse.click(*point)
    tab.page.keyboard.up("Shift")

    expect(chip_of(tab)).to_be_visible()
    expect(tab.frame.get_by_role("complementary", name="Inspector")).to_have_count(0)
    tab.wait_for_address('trailed=["convergence-').page.reload()
    tab.wait(status="ready", runs=2)
    expect(chip_of(tab)).to_be_visible()
    open_changes(tab)
    points_of(tab, RUNS[0]).nth(0).press("Shift+Enter")
    points_of(tab, RUNS[0]).nth(1).press("Shift+Enter")
    expect(tab.frame.get_by_text(re.compile(r"^[123] trails?$"))).to_be_visible()
    tab.frame.get_by_role("button", name="Clear the trails").click()
    expect(tab.frame.get_by_role("button", name="Clear the trails")).to_have_count(0)

    points_of(tab, RUNS[0]).nth(2).press("Shift+Enter")
    expect(chip_of(tab)).to_be_visible()
    tab.page.keyboard.press("Escape")  # closes the list
    tab.page.keyboard.press("Escape")
    expect(chip_of(tab)).to_have_count(0)


def test_the_trail_of_the_selected_point_can_be_kept(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, f"&p.paramviz.selected={SELECTED}").wait(status="ready", runs=2)
    keep = tab.frame.get_by_role("button", name="Keep its trail")

    keep.click()

    expect(keep).to_have_attribute("aria-pressed", "true")
    expect(chip_of(tab)).to_be_visible()
    tab.frame.get_by_role("complementary", name="Inspector").get_by_role("button", name="Close").click()
    expect(chip_of(tab)).to_be_visible()
