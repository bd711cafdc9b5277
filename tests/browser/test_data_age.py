"""How old the newest data is, told under the views."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NO_ANSWER

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

STEPS = 20
COUNT_RENDERINGS = """() => {
  window.paramvizRenderings = [];
  const note = document.querySelector('.data-age');
  new MutationObserver((changes) => {
    const elsewhere = changes.filter(({ target }) => !note.contains(target));
    window.paramvizRenderings.push(...elsewhere.map(({ target }) => target.nodeName + ' ' + target.textContent));
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def logdir(simulate: Simulate) -> Path:
    return simulate("--runs", "2", "--steps", str(STEPS))


def note(tab: Tab) -> Locator:
    return tab.frame.get_by_text(re.compile(r"logged \d+ (s|min|h|days?) ago"))


def age_s(tab: Tab) -> int:
    """The age that is told, while it is less than a minute."""
    match = re.search(r"logged (\d+) s ago", note(tab).text_content() or "")
    assert match is not None
    return int(match[1])


def test_the_age_of_the_newest_data_counts_on_and_nothing_else_is_rendered(
    logdir: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab(tensorboard_server(logdir), "&p.paramviz.view=charts").wait(status="ready", runs=2).settle()
    expect(note(tab)).to_have_text(re.compile(f"^newest step {STEPS}, logged"))
    tab.page.route(re.compile("paramviz/runs"), lambda _: None)  # a poll has no answer from now on
    tab.page.wait_for_timeout(2000)  # what comes to rest is said aloud a moment later
    tab.frame.evaluate(COUNT_RENDERINGS)
    before = age_s(tab)

    tab.page.wait_for_timeout(3500)

    assert 2 <= age_s(tab) - before <= 6
    assert tab.frame.evaluate("window.paramvizRenderings") == []
    title = note(tab).get_attribute("title") or ""
    assert [line.partition(":")[0] for line in title.split("\n")] == ["convergence-2", "convergence-1"]
    assert note(tab).evaluate("element => element.closest('[aria-live], [role=status], [role=alert]')") is None


def test_a_new_snapshot_is_young_and_an_old_server_s_data_grow_old(
    logdir: Path, simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    url = tensorboard_server(logdir)
    tab = open_tab(url).wait(status="ready", runs=2)
    tab.page.wait_for_timeout(5000)
    assert age_s(tab) >= 5
    simulate("--steps", str(2 * STEPS), "--seed", "7", out=logdir / "later")
    tab.frame.get_by_role("checkbox", name="later").check()
    expect(note(tab)).to_have_text(re.compile(f"newest step {2 * STEPS}, "))

    tensorboard_server.stop(url)
    expect(tab.frame.get_by_role("status")).to_contain_text("TensorBoard does not answer")

    before = age_s(tab)
    tab.page.wait_for_timeout(2500)
    assert age_s(tab) > before
    tab.forgive(NO_ANSWER)


@pytest.mark.parametrize("width", [1400, 700, 420])
def test_the_note_fits_into_the_page(
    logdir: Path, open_tab: OpenTab, tensorboard_server: TensorBoardServer, width: int
) -> None:
    tab = open_tab(tensorboard_server(logdir), viewport={"width": width, "height": 900}).wait(status="ready")
    expect(note(tab)).to_be_visible()
    cut_off = note(tab).evaluate("element => element.scrollWidth - element.clientWidth")
    assert cut_off <= 0
    assert tab.frame.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
