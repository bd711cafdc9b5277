"""Time with real trainings of different width: the film, between snapshots, a live run, movement, tab life."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import TRAIN, share_changed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenTab, Tab
    from tests.conftest import TensorBoardServer

LAST_STEP = 60  # of the wide one
CHANGED = 0.003
NEARLY_NOTHING = 0.001
NO_LABELS = "&p.paramviz.settings=labels:off"
APPEARS_MS = 15_000  # TensorBoard's reload, the page's poll, the glide


@pytest.fixture(scope="module")
def url(two_widths: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(two_widths)


@pytest.fixture
def tab(open_tab: OpenTab, url: str) -> Tab:
    return open_tab(url).wait(status="ready", runs=2, step=LAST_STEP)


def test_the_film_of_both_plays_from_noise_to_the_end(tab: Tab) -> None:
    expect(tab.frame.locator("svg.curves path")).to_have_count(2)  # the loss of each
    end = tab.settle().pixels()
    tab.page.keyboard.press("Home")
    tab.wait(step=0)
    start = tab.settle().pixels()
    assert share_changed(start, end) > CHANGED

    tab.frame.get_by_label("Speed").select_option("8")
    tab.page.keyboard.press("Space")

    tab.wait(step=LAST_STEP)
    expect(tab.frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert share_changed(tab.settle().pixels(), end) < CHANGED


@pytest.mark.parametrize("view", ["Embeddings", "Network"])
def test_between_snapshots_the_picture_moves_unless_only_they_are_wanted(
    open_tab: OpenTab, url: str, view: str
) -> None:
    tab = open_tab(url, NO_LABELS).wait(status="ready", runs=2)  # labels stay where they are as long as they can
    tab.frame.get_by_role("tab", name=view).click()
    tab.wait(view=view.lower(), status="ready")
    expect(tab.frame.get_by_role("progressbar")).to_have_count(0)
    step_field = tab.frame.get_by_label("Go to step")

    step_field.fill("10")
    step_field.press("Enter")
    expect(tab.frame.get_by_text("as logged")).to_be_visible()
    at_snapshot = tab.settle().pixels()
    tab.scrub(10.5 / LAST_STEP)
    expect(tab.frame.get_by_text(re.compile(r"between \d+ and \d+"))).to_be_visible()
    between = tab.settle().pixels()
    tab.frame.get_by_role("button", name="Snapshots only").click()

    expect(tab.frame.get_by_text("snapshot of step 10")).to_be_visible()
    assert not np.array_equal(at_snapshot, between)
    assert share_changed(at_snapshot, tab.settle().pixels()) < NEARLY_NOTHING


def test_a_training_that_starts_meanwhile_appears_and_is_followed(
    two_widths: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    logdir = tmp_path / "runs"
    shutil.copytree(two_widths / "narrow", logdir / "narrow")
    tab = open_tab(tensorboard_server(logdir)).wait(status="ready", runs=1)
    places = ["--log_dir", str(logdir / "live"), "--out_dir", str(tmp_path / "out")]
    size = ["--n_layer", "2", "--n_embd", "32", "--max_iters", "100000"]

    with subprocess.Popen([sys.executable, "-m", "nanogpt.train", *TRAIN, *size, *places]) as training:
        try:
            expect(tab.main).to_have_attribute("data-runs", "2", timeout=4 * APPEARS_MS)  # it starts up meanwhile
            tab.page.wait_for_function(
                "([frame, step]) => Number(frame.contentDocument.querySelector('#paramviz').dataset.step) > step",
                arg=[tab.page.query_selector("iframe[title=ParamViz]"), LAST_STEP],
                timeout=2 * APPEARS_MS,
            )
            expect(tab.frame.get_by_text(re.compile(r"logged \d+ s ago"))).to_be_visible()
            expect(tab.frame.get_by_role("switch", name="Follow")).to_be_checked()
            tab.scrub(0.2)
            expect(tab.frame.get_by_role("switch", name="Follow")).not_to_be_checked()
            step = tab.step
            tab.page.wait_for_timeout(APPEARS_MS / 2)
            assert tab.step == step
        finally:
            training.terminate()


def test_the_step_stays_from_view_to_view(tab: Tab) -> None:
    tab.scrub(0.5)
    step = tab.step
    assert 0 < step < LAST_STEP

    for view in ("Network", "Charts", "Embeddings"):
        tab.frame.get_by_role("tab", name=view).click()
        tab.wait(view=view.lower(), status="ready", step=step)


def test_what_moved_is_listed_for_both_and_selected_in_both(tab: Tab) -> None:
    before = tab.settle().pixels()
    tab.frame.get_by_role("button", name="What changed").click()
    pane = tab.frame.get_by_role("complementary", name="What changed")
    lists = pane.get_by_role("list", name="Points that moved most")
    expect(lists).to_have_count(2)
    expect(pane.get_by_text("Layers that changed most")).to_have_count(2)

    lists.first.get_by_role("button").first.click()
    pane.get_by_role("button", name="Close").click()

    expect(tab.frame.get_by_role("complementary").filter(has_text="Nearest")).to_have_count(1)
    assert before.shape != tab.settle().pixels().shape  # the inspector stands beside the picture now


def test_the_scalars_and_back_lose_nothing(tab: Tab) -> None:
    tab.scrub(0.5)
    step = tab.step
    before = tab.settle().pixels()

    tab.page.get_by_role("tab", name="Scalars").click()
    tab.page.wait_for_timeout(500)
    tab.page.get_by_role("tab", name="ParamViz").click()

    assert tab.wait(status="ready", runs=2).step == step
    assert share_changed(before, tab.settle().pixels()) < CHANGED
