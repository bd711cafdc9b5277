"""What stands out in the runs: the button, the cards, what they show, and warnings that come while the page is open."""

from __future__ import annotations

import re
import signal
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NO_ANSWER, PARAMVIZ

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, ViewportSize

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 150
SCENARIOS = ("convergence", "dead", "divergence", "nan")
FOUND_MS = 40_000  # on a busy machine, one run after the other
APPEARS_MS = 60_000
SMALL: ViewportSize = {"width": 700, "height": 640}


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    logdir = tmp_path_factory.mktemp("insights")
    for scenario in SCENARIOS:
        simulate("--scenario", scenario, "--steps", str(STEPS), out=logdir)
    return tensorboard_server(logdir)


def shown(*runs: str) -> str:
    """The part of an address that shows these runs."""
    return "".join(f"&p.paramviz.run={run}" for run in runs)


def button_of(tab: Tab) -> Locator:
    return tab.frame.get_by_role("button", name=re.compile("^Insights"))


def pane_of(tab: Tab) -> Locator:
    return tab.frame.get_by_role("complementary", name="Insights")


def section_of(tab: Tab, run: str) -> Locator:
    return pane_of(tab).get_by_role("region", name=f"Insights of {run}")


def warnings_of(tab: Tab, run: str) -> Locator:
    return section_of(tab, run).get_by_role("article", name=re.compile("^Warning:"))


def open_insights(tab: Tab, warnings: int) -> Locator:
    """Open the pane when so many warnings are known."""
    told = {0: "Insights", 1: "Insights, 1 warning"}.get(warnings, f"Insights, {warnings} warnings")
    expect(button_of(tab)).to_have_accessible_name(told, timeout=FOUND_MS)
    button_of(tab).click()
    return pane_of(tab)


def insight(tab: Tab, run: str, name: str) -> dict[str, Any]:
    """What the route says, the first of this name."""
    answer = tab.page.request.get(f"{tab.url}/data/plugin/paramviz/insights?{urlencode({'run': run})}").json()
    return next(one for one in answer["insights"] if one["name"] == name)


def test_dead_units_are_told_with_evidence_and_causes_and_shown_in_the_network(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, shown("dead-1")).wait(status="ready", runs=1)
    told = insight(tab, "dead-1", "dead_units")

    open_insights(tab, warnings=1)

    card = warnings_of(tab, "dead-1")
    expect(card.get_by_role("heading")).to_contain_text(told["title"])
    expect(card).to_contain_text(told["sentence"])
    expect(card.get_by_role("list", name="Where")).to_contain_text("layers 1–2")
    card.get_by_text("Evidence").click()
    expect(card.get_by_text("share that is dead")).to_be_visible()
    expect(card.get_by_text("mlp · c_fc")).to_have_count(2)
    card.get_by_text("Possible causes").click()
    expect(card.get_by_text(told["causes"][0])).to_be_visible()

    card.get_by_role("button", name="Show in the view").click()

    tab.wait(view="network", status="ready", step=told["view"]["step"])
    expect(card.get_by_text("In the view", exact=True)).to_be_visible()
    tab.wait_for_address(
        "insight=dead_units", "quantity=gradient", f'selected=["dead-1","{told["view"]["parameter"]}"', "camera="
    )
    expect(tab.frame.get_by_role("button", name="Reset camera")).to_be_enabled()


def test_a_training_that_runs_away_is_shown_in_the_charts_and_marked_on_the_timeline(
    open_tab: OpenTab, url: str
) -> None:
    tab = open_tab(url, shown("divergence-1")).wait(status="ready", runs=1)
    told = insight(tab, "divergence-1", "exploding_gradients")
    expect(button_of(tab)).to_have_accessible_name(re.compile(r"^Insights, \d warnings$"), timeout=FOUND_MS)
    button_of(tab).click()
    mark = tab.frame.get_by_role("list", name="Events").get_by_role("button", name=re.compile("exploding gradients"))
    expect(mark).to_be_visible()

    warnings_of(tab, "divergence-1").first.get_by_role("button", name="Show in the view").click()

    tab.wait(view="charts", status="ready", step=told["view"]["step"])
    tab.wait_for_address("statistic=grad_norm", "insight=exploding_gradients", "insight_run=divergence-1")
    tab.page.reload()
    tab.wait(view="charts", status="ready", step=told["view"]["step"])  # the open pane is part of the address
    expect(warnings_of(tab, "divergence-1").first.get_by_text("In the view", exact=True)).to_be_visible(
        timeout=FOUND_MS
    )


def test_a_healthy_run_is_said_to_be_so_beside_one_that_is_not(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, shown("convergence-1", "nan-1")).wait(status="ready", runs=2)

    pane = open_insights(tab, warnings=1)

    healthy = section_of(tab, "convergence-1")
    expect(healthy).to_contain_text(
        f"Nothing of what is looked for was found in {STEPS + 1} snapshots.", timeout=FOUND_MS
    )
    expect(healthy).to_contain_text("Looked for: values that are not finite")
    expect(warnings_of(tab, "convergence-1")).to_have_count(0)
    expect(warnings_of(tab, "nan-1")).to_contain_text("not")
    expect(pane.get_by_role("region").first).to_have_accessible_name("Insights of nan-1")  # what is wrong comes first
    tab.frame.get_by_role("checkbox", name="nan-1").click()
    expect(button_of(tab)).to_have_accessible_name("Insights")


def test_clusters_unfold_and_are_shown_among_the_points(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, f"{shown('convergence-1')}&p.paramviz.view=charts").wait(status="ready")
    told = insight(tab, "convergence-1", "clusters")
    open_insights(tab, warnings=0)
    card = section_of(tab, "convergence-1").get_by_role("article", name=re.compile("^Observation:")).first
    expect(card.get_by_text("Evidence")).to_be_hidden(timeout=FOUND_MS)
    card.get_by_role("heading").click()

    card.get_by_role("button", name="Show in the view").click()

    tab.wait(view="embeddings", status="ready", step=told["view"]["step"])
    tab.wait_for_address("color=movement", f"since={told['view']['since']}")


def test_the_keyboard_opens_reads_shows_and_closes(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, shown("dead-1")).wait(status="ready", runs=1)
    expect(button_of(tab)).to_have_accessible_name("Insights, 1 warning", timeout=FOUND_MS)
    button_of(tab).focus()
    tab.page.keyboard.press("Enter")
    card = warnings_of(tab, "dead-1")
    expect(card).to_be_visible()
    card.get_by_text("Evidence").focus()
    tab.page.keyboard.press("Enter")
    expect(card.get_by_text("share that is dead")).to_be_visible()
    card.get_by_role("button", name="Show in the view").focus()
    tab.page.keyboard.press("Enter")
    tab.wait(view="network")
    expect(card.get_by_role("button", name="Show in the view")).to_be_focused()

    tab.page.keyboard.press("Escape")

    expect(pane_of(tab)).to_have_count(0)
    expect(button_of(tab)).to_be_focused()


def test_on_a_small_page_the_pane_makes_way_for_the_view(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, shown("dead-1"), viewport=SMALL).wait(status="ready", runs=1)
    open_insights(tab, warnings=1)

    warnings_of(tab, "dead-1").get_by_role("button", name="Show in the view").click()

    tab.wait(view="network")
    expect(pane_of(tab)).to_have_count(0)


@pytest.fixture
def paused_training(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """A log directory, and a training that has written some snapshots to it and waits; its weights will be lost."""
    logdir = tmp_path / "runs"
    arguments = ["--scenario", "nan", "--steps", "60", "--live", "--rate", "4"]
    with subprocess.Popen([PARAMVIZ, "simulate", str(logdir), *arguments]) as process:
        while not any(file.stat().st_size > 0 for file in logdir.rglob("*tfevents*")):
            assert process.poll() is None
        try:
            process.wait(timeout=3)  # for a dozen snapshots
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGSTOP)
        yield logdir, process
        process.send_signal(signal.SIGCONT)
        process.terminate()


def test_a_live_run_gets_its_warning_while_the_page_is_open(
    paused_training: tuple[Path, subprocess.Popen[bytes]], open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    logdir, process = paused_training
    tab = open_tab(tensorboard_server(logdir)).wait(status="ready", runs=1)
    pane = open_insights(tab, warnings=0)
    expect(pane).to_contain_text("Nothing of what is looked for was found", timeout=FOUND_MS)
    expect(tab.frame.get_by_role("status")).to_have_text("")

    process.send_signal(signal.SIGCONT)

    expect(button_of(tab)).to_have_accessible_name("Insights, 1 warning", timeout=APPEARS_MS)
    expect(warnings_of(tab, "nan-1")).to_be_visible()
    expect(tab.frame.get_by_role("status")).to_contain_text("New warning. nan-1: ")


def test_the_pane_says_so_where_it_cannot_be_loaded_any_more(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    logdir = simulate("--scenario", "dead", "--steps", "100")
    url = tensorboard_server(logdir)
    tab = open_tab(url).wait(status="ready", runs=1)
    expect(button_of(tab)).to_have_accessible_name("Insights, 1 warning", timeout=FOUND_MS)

    tensorboard_server.stop(url)

    expect(tab.frame.get_by_role("status")).to_contain_text("TensorBoard does not answer")
    button_of(tab).click()
    expect(pane_of(tab).get_by_role("alert")).to_contain_text("could not be loaded")
    pane_of(tab).get_by_role("button", name="Close").click()
    expect(button_of(tab)).to_be_focused()
    tab.forgive(NO_ANSWER)
