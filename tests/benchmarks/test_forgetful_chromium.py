"""The page that is measured is not made to keep what it was answered."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError

from benchmarks.setup.browser import chromium, open_page
from benchmarks.setup.forgetful_chromium import without_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWER = bytes(1_000_000)
PAGE = b"<p>a page"


class Handler(BaseHTTPRequestHandler):
    """A page, and an answer for its script."""

    def do_GET(self) -> None:
        """Give one of them."""
        body = ANSWER if self.path == "/answer" else PAGE
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """Where they are."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_who_asks_to_be_told_of_requests_is_told_of_them_only() -> None:
    asked = {"id": 7, "method": "Network.enable", "params": {"kept": True}, "sessionId": "A"}
    changed = json.loads(without_answers(json.dumps(asked).encode()))
    assert changed == {**asked, "params": {"kept": True, "maxTotalBufferSize": 1, "maxResourceBufferSize": 1}}
    bare = json.loads(without_answers(b'{"id":8,"method":"Network.enable"}'))
    assert bare["params"] == {"maxTotalBufferSize": 1, "maxResourceBufferSize": 1}


@pytest.mark.parametrize(
    "message",
    [
        b'{"id":1,"method":"Page.enable","params":{}}',
        b'{"id":2,"method":"Page.say","params":{"what":"Network.enable"}}',
    ],
)
def test_whatever_else_is_said_is_passed_on(message: bytes) -> None:
    assert json.loads(without_answers(message)) == json.loads(message)


def test_a_measured_page_gets_an_answer_that_nobody_can_ask_for_again(url: str) -> None:
    with chromium() as browser, open_page(browser) as page:
        page.goto(url)
        with page.expect_response("**/answer") as answered:
            length = page.evaluate(
                "fetch('/answer').then((answer) => answer.arrayBuffer()).then((body) => body.byteLength)"
            )
        assert length == len(ANSWER)
        with pytest.raises(PlaywrightError, match="evicted"):
            answered.value.body()
