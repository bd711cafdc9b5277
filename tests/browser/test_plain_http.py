"""A TensorBoard on another machine, over plain http: browsers keep clipboard, WebCodecs and more from such pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import FLAGS_OF_TESTS
from tests.browser.conftest import WINDOW, Tab, share_colored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser.conftest import Launch, Simulate
    from tests.conftest import TensorBoardServer

NAME = "train.example"
SEEN = 0.002
NO_COPYING = "document.execCommand = () => false"


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--steps", "20")).replace("127.0.0.1", NAME)


@pytest.fixture(scope="module")
def browser(launch_chromium: Launch) -> Iterator[Browser]:
    """One for which the remote name is this machine."""
    browser = launch_chromium([*FLAGS_OF_TESTS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"])
    yield browser
    browser.close()


@pytest.fixture(params=["with copying", "without"])
def copies(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "with copying")


@pytest.fixture
def tab(browser: Browser, url: str, copies: bool) -> Iterator[Tab]:
    context = browser.new_context(viewport=WINDOW)
    if not copies:
        context.add_init_script(NO_COPYING)
    tab = Tab(context.new_page(), url).open().wait(status="ready", step=20)
    assert tab.frame.evaluate("[window.isSecureContext, navigator.clipboard === undefined]") == [False, True]
    yield tab
    context.close()
    assert tab.complaints == []


def test_the_page_draws_copies_and_saves(tab: Tab, copies: bool) -> None:
    assert share_colored(tab.settle().pixels()) > SEEN

    tab.frame.get_by_role("button", name="Export", exact=True).click()
    tab.frame.get_by_role("menuitem", name="Link", exact=True).click()
    dialog = tab.frame.get_by_role("dialog", name="Link to this view")
    link = dialog.get_by_label("Address").input_value()
    assert link.startswith(f"http://{NAME}:")
    dialog.get_by_role("button", name="Copy").click()
    status = dialog.get_by_role("status")
    if copies:
        expect(status).to_have_text("Copied.")
    else:
        expect(status).to_have_text(re.compile(r"press (Ctrl\+C|⌘C)\.$"))
        selected = "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"
        assert tab.frame.evaluate(selected) == [0, len(link)]
    expect(dialog.get_by_text("means this machine")).to_have_count(0)
    tab.page.keyboard.press("Escape")
    if copies:
        field = tab.frame.get_by_role("searchbox", name="Filter runs (regex)")
        field.press("Control+v")
        expect(field).to_have_value(link)
        field.fill("")

    tab.frame.get_by_role("button", name="Export", exact=True).click()
    tab.frame.get_by_role("menuitem", name="CSV", exact=True).click()
    with tab.page.expect_download() as waiting:
        tab.frame.get_by_role("button", name="Save").click()
    lines = Path(waiting.value.path()).read_text().splitlines()
    assert lines[0].startswith("# ParamViz export of the run")
    assert any(line.startswith('rows,"transformer.wte.weight",20,') for line in lines)
