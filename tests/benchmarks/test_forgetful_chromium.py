"""The page that is measured is not made to tell of what it asks for, which it would have to keep."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from benchmarks.setup.browser import chromium_without_memories, open_page
from benchmarks.setup.forgetful_chromium import without_requests

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWER = bytes(1_000_000)
PAGE = b"<p>a page"
ASK = "fetch('/answer').then((answer) => answer.arrayBuffer()).then((body) => body.byteLength)"


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


def test_who_asks_to_be_told_of_requests_is_told_nothing() -> None:
    asked = {"id": 7, "method": "Network.enable", "params": {"kept": True}, "sessionId": "A"}
    changed = json.loads(without_requests(json.dumps(asked).encode()))
    assert changed == {"id": 7, "method": "Network.disable", "params": {}, "sessionId": "A"}


@pytest.mark.parametrize(
    "message",
    [
        b'{"id":1,"method":"Page.enable","params":{}}',
        b'{"id":2,"method":"Page.say","params":{"what":"Network.enable"}}',
    ],
)
def test_whatever_else_is_said_is_passed_on(message: bytes) -> None:
    assert json.loads(without_requests(message)) == json.loads(message)


def test_a_measured_page_gets_its_answers_and_tells_of_none(url: str) -> None:
    told = list[str]()
    with chromium_without_memories() as browser, open_page(browser) as page:
        page.on("request", lambda request: told.append(request.url))
        page.goto(url)
        assert page.evaluate(ASK) == len(ANSWER)
    assert told == []
