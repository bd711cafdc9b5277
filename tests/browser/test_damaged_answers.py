"""Answers that arrive damaged, or not at all: the page keeps what it shows, says so, and asks until they are sound."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import share_colored
from tests.browser.faults.commanded import Training

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import APIResponse, Route

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

    Damage = Callable[[Route, APIResponse], None]

APPEARS_MS = 40_000  # TensorBoard's reload, two of the page's longest pauses, a busy machine
DATA = re.compile(r"/data/plugin/paramviz/(\w+)\?|/data/plugin/paramviz/(runs)$")
LISTED_ROWS, NEIGHBORS = 8, 10
SEEN = 0.002
REFUSED = "the server responded with a status of (404|500|503)"
STATE = '&p.paramviz.view=network&p.paramviz.selected=["run","0.weight",null,3,null]'


def with_body(change: Callable[[bytes], bytes]) -> Damage:
    return lambda route, answer: route.fulfill(response=answer, body=change(answer.body()))


def flip_a_bit_of_the_header(body: bytes) -> bytes:
    """In a frame of arrays that is the length of the header, in JSON the first sign."""
    return bytes([body[0] ^ 0b0100_0000, *body[1:]])


def page_to_sign_in(route: Route, _: APIResponse) -> None:
    route.fulfill(status=200, content_type="text/html", body="<!doctype html><h1>Sign in</h1>")


def status(code: int) -> Damage:
    return lambda route, _: route.fulfill(status=code, content_type="text/plain", body="no")


# One for each route, of every kind that there is; `api.test.ts` has every kind on every route.
DAMAGES: dict[str, Damage] = {
    "runs": with_body(lambda body: body[: len(body) // 2]),
    "snapshots": with_body(lambda body: b"\xff" * 4 + body[4:]),  # a length that lies
    "neighbors": status(500),
    "scalars": page_to_sign_in,
    "phases": with_body(lambda _: b""),
    "insights": with_body(lambda body: body.replace(b"insights", b"insight_")),
    "cloud": with_body(flip_a_bit_of_the_header),
    "movement": status(503),
}
DAMAGED = "An answer of TensorBoard arrived damaged"
# What is asked for a pane is told there.
PANES = {"neighbors": "Inspector", "insights": "Insights", "movement": "What changed"}
WORDS = {"neighbors": "HTTP 500", "movement": "HTTP 503"}


class Damaging:
    """Damages the answers of some routes."""

    def __init__(self, tab: Tab) -> None:
        self.damages: dict[str, Damage] = {}
        self.hit: set[str] = set()
        tab.page.context.route(DATA, self._answer)

    def _answer(self, route: Route) -> None:
        match = DATA.search(route.request.url)
        assert match is not None
        name = match[1] or match[2]
        damage = self.damages.get(name)
        if damage is None:
            route.continue_()
            return
        self.hit.add(name)
        damage(route, route.fetch())


@pytest.fixture
def training(tmp_path: Path) -> Iterator[Training]:
    """A training of a small model, at step 10."""
    with closing(Training(tmp_path / "run")) as training:
        training.tell("log 10")
        yield training


def test_what_arrives_damaged_is_left_out_told_and_asked_for_again(
    training: Training, open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    tab = open_tab(tensorboard_server(tmp_path), STATE).wait(status="ready", step=10).settle()
    damaging = Damaging(tab)
    line = tab.frame.get_by_role("status")

    for route, damage in DAMAGES.items():
        if route == "cloud":
            tab.frame.get_by_role("tab", name="Embeddings").click()
            tab.wait(view="embeddings", status="ready")
        if route in ("insights", "movement"):
            tab.frame.get_by_role("button", name=re.compile(f"^{PANES[route]}")).first.click()
        pane = tab.frame.get_by_role("complementary", name=PANES.get(route, ""))
        words = pane if route in PANES else line
        damaging.damages = {route: damage}
        step = training.tell("log 5")

        message = WORDS.get(route, DAMAGED)
        expect(words, f"what is said of {route}").to_contain_text(message, timeout=APPEARS_MS)
        assert damaging.hit == {route}
        tab.wait(status="ready")
        assert share_colored(tab.pixels()) > SEEN, "the picture stays"
        damaging.damages = {}
        damaging.hit.clear()

        tab.wait(step=step)
        expect(line).to_have_text("", timeout=APPEARS_MS)
        expect(words).not_to_contain_text(message, timeout=APPEARS_MS)
        if route == "insights":
            pane.get_by_role("button", name="Close").click()
        expect(tab.frame.get_by_text(f"{step + 1} snapshots", exact=True)).to_be_visible()
    changes = tab.frame.get_by_role("complementary", name="What changed")
    moved = changes.get_by_role("list", name="Points that moved most").get_by_role("listitem")
    expect(moved).to_have_count(LISTED_ROWS, timeout=APPEARS_MS)
    changes.get_by_role("button", name="Close").click()
    expect(tab.frame.locator(".neighbors li")).to_have_count(NEIGHBORS)
    tab.forgive(REFUSED)


def test_a_page_that_is_opened_on_damaged_answers_says_so_and_recovers(
    open_tab: OpenTab, simulate: Simulate, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    simulate("--steps", "10", "--fault", "shape", out=tmp_path)
    tab = open_tab(tensorboard_server(tmp_path))
    damaging = Damaging(tab)
    damaging.damages = {"runs": page_to_sign_in}
    tab.page.reload()
    tab.wait(status="error")
    expect(tab.frame.get_by_role("heading", name="The data cannot be shown")).to_be_visible()
    expect(tab.frame.get_by_text("This page tries again by itself.")).to_be_visible()
    damaging.damages = {"cloud": DAMAGES["cloud"]}
    expect(tab.frame.get_by_text("An answer of TensorBoard arrived damaged")).to_be_visible(timeout=APPEARS_MS)

    damaging.damages = {}

    tab.wait(status="ready", step=10)
    tab.frame.get_by_role("tab", name="Network").click()
    problems = tab.frame.locator(".runs").get_by_role("button", name="What is wrong with")
    expect(problems).to_be_visible(timeout=APPEARS_MS)  # once it was read
    problems.click()
    expect(tab.frame.locator(".runs").get_by_text("is left out")).to_contain_text("weights")
    tab.forgive(REFUSED)
