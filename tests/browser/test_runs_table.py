"""The table of runs in the Charts view: what each run is, and in what runs differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tensorboard_plugin_paramviz import load_run

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

CHARTS = "&p.paramviz.view=charts"
NOT_FOUND = "there is no such row"


@pytest.fixture(scope="module")
def url(two_widths: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(two_widths)


def table_of(tab: Tab) -> Locator:
    return tab.frame.get_by_role("region", name="Runs compared").get_by_role("table", name="Runs compared")


def row(tab: Tab, name: str) -> list[str]:
    """The cells of a row, in order of the runs."""
    found = table_of(tab).get_by_role("row").filter(has=tab.frame.get_by_role("rowheader", name=name, exact=True))
    expect(found, NOT_FOUND).to_have_count(1)
    return [text.strip() for text in found.get_by_role("cell").all_inner_texts()]


def test_two_runs_of_different_width_are_told_apart(two_widths: Path, open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, CHARTS).wait(status="ready", runs=2).settle()
    expect(table_of(tab).get_by_role("columnheader")).to_have_text(["Figure", "narrow", "wide"])
    expect(table_of(tab).get_by_role("rowheader", name="Last loss/train")).to_be_visible()

    runs = [load_run(two_widths / name) for name in ("narrow", "wide")]
    norms = [run.statistics[-1][:, run.statistic_names.index("norm")] for run in runs]
    ratios = [np.median(run.statistics[-1][:, run.statistic_names.index("update_ratio")]) for run in runs]
    assert row(tab, "Model") == ["GPT", "GPT"]
    assert row(tab, "Snapshots") == [str(len(run.steps)) for run in runs]
    assert row(tab, "Last step") == ["40", "60"]
    assert numbers(row(tab, "Norm of all weights")) == pytest.approx([np.sqrt((n * n).sum()) for n in norms], rel=0.005)
    assert numbers(row(tab, "Median update ratio")) == pytest.approx(ratios, rel=0.005)
    assert all(2 < loss < 6 for loss in numbers(row(tab, "Last loss/train")))
    assert all(row(tab, "Verdict"))
    assert row(tab, "n_embd") == ["16", "32"]
    assert row(tab, "max_iters") == ["40", "60"]
    directories = table_of(tab).get_by_role("row").filter(has_text="log_dir").get_by_role("cell")
    expect(directories.nth(1)).to_have_attribute("title", str(two_widths / "wide"))
    assert row(tab, "n_layer") == ["1", "2"]
    expect(table_of(tab).get_by_role("rowheader", name="n_head")).to_have_count(0)  # it is the same in both


def numbers(texts: list[str]) -> list[float]:
    return [float(text.replace("−", "-").replace(",", "")) for text in texts]


def test_one_run_alone_is_compared_with_none(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, CHARTS).wait(status="ready", runs=2)
    tab.frame.get_by_role("checkbox", name="narrow").uncheck()
    tab.wait(runs=1)

    expect(table_of(tab).get_by_role("columnheader")).to_have_text(["Figure", "wide"])
    expect(tab.frame.get_by_text("Hyperparameters that differ")).to_have_count(0)
    expect(tab.frame.get_by_text("No hyperparameter")).to_have_count(0)
    assert row(tab, "Last step") == ["60"]


def test_runs_with_the_same_hyperparameters_say_so(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    logdir = simulate("--steps", "60")
    simulate("--steps", "60", out=logdir / "again")

    tab = open_tab(tensorboard_server(logdir), CHARTS).wait(status="ready", runs=2)

    expect(tab.frame.get_by_text("No hyperparameter differs between these runs.")).to_be_visible()
    expect(table_of(tab).get_by_role("row").filter(has_text="Phases").get_by_role("listitem").first).to_have_text(
        "rapid learning 0 – 18"
    )


def test_on_a_low_page_the_table_is_folded_until_it_is_wanted(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, CHARTS, viewport={"width": 1024, "height": 640}).wait(status="ready", runs=2)
    expect(tab.frame.get_by_role("application").first).to_be_in_viewport()
    expect(table_of(tab)).to_have_count(0)

    tab.frame.get_by_role("button", name="Show table").press("Enter")

    expect(table_of(tab)).to_be_in_viewport()
    tab.frame.get_by_role("tab", name="Network").click()
    tab.frame.get_by_role("tab", name="Charts").click()
    tab.frame.get_by_role("button", name="Hide table").press("Enter")
    expect(table_of(tab)).to_have_count(0)


@pytest.mark.parametrize("width", [1400, 700])
def test_ten_runs_scroll_inside_their_card_beside_the_names_of_the_rows(
    simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer, width: int
) -> None:
    url = tensorboard_server(simulate("--runs", "10", "--steps", "8"))
    shown = "".join(f"&p.paramviz.run=convergence-{number}" for number in range(1, 11))
    tab = open_tab(url, CHARTS + shown, viewport={"width": width, "height": 900}).wait(status="ready", runs=10)
    scroller = tab.frame.get_by_role("region", name="Table of runs")
    name = table_of(tab).get_by_role("rowheader", name="Last step")
    before = name.bounding_box()

    scroller.focus()
    tab.page.keyboard.press("End")
    scroller.evaluate("element => element.scrollTo({ left: element.scrollWidth })")

    last = table_of(tab).get_by_role("columnheader", name="convergence-10")
    expect(last).to_be_in_viewport(ratio=0.5)
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert before["x"] == pytest.approx(after["x"], abs=1)
    assert tab.frame.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
