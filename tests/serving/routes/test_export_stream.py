"""An export whose data fail on the way, over a real connection."""

from __future__ import annotations

import http.client
import threading
import urllib.parse
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from tensorboard_plugin_paramviz.serving.answers.export import download, gathering
from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS
from tensorboard_plugin_paramviz.serving.answers.export.values import read_blocks
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from werkzeug.test import Client

    from tensorboard_plugin_paramviz.serving.answers.export.plan import ExportArray, Plan
    from tensorboard_plugin_paramviz.serving.answers.export.values import Block
    from tests.serving.conftest import OpenRunWriter

MOST_BYTES_AT_ONCE = 1024


@contextmanager
def serving(client: Client) -> Iterator[http.client.HTTPConnection]:
    """TensorBoard's application behind the server that TensorBoard uses."""
    server = make_server("127.0.0.1", 0, client.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    try:
        yield connection
    finally:
        connection.close()
        server.shutdown()
        thread.join()
        server.server_close()


def ask(connection: http.client.HTTPConnection, name: str) -> http.client.HTTPResponse:
    connection.request("GET", f"/data/plugin/paramviz/export?{urllib.parse.urlencode({'run': 'a', 'format': name})}")
    response = connection.getresponse()
    assert response.status == 200
    return response


@pytest.mark.parametrize("name", FORMATS)
def test_the_client_notices_and_the_terminal_tells(
    tmp_path: Path,
    *,
    write_run: OpenRunWriter,
    open_client: Callable[[Path], Client],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    write_run(tmp_path / "a").log(0, 10)

    def fail(plan: Plan, arrays: list[ExportArray]) -> Iterator[Block]:
        if arrays[0].kind == "rows":
            raise DataUnavailableError("the data server is gone")
        return read_blocks(plan, arrays)

    monkeypatch.setattr(gathering, "read_blocks", fail)
    with serving(open_client(tmp_path)) as connection:
        response = ask(connection, name)
        with pytest.raises(http.client.IncompleteRead):
            response.read()
    assert f"paramviz-a.{name} broke off" in caplog.text


@pytest.mark.parametrize("name", FORMATS)
def test_a_whole_export_ends_properly(
    tmp_path: Path, write_run: OpenRunWriter, open_client: Callable[[Path], Client], name: str
) -> None:
    write_run(tmp_path / "a").log(0, 10)
    client = open_client(tmp_path)
    with serving(client) as connection:
        body = ask(connection, name).read()
    assert body == client.get(f"/data/plugin/paramviz/export?run=a&format={name}").get_data()


def test_a_client_that_leaves_stops_the_work(
    tmp_path: Path,
    write_run: OpenRunWriter,
    open_client: Callable[[Path], Client],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write_run(tmp_path / "a").log(0, 10)
    stopped = threading.Event()

    def endless(_plan: Plan) -> Iterator[bytes]:
        try:
            while True:
                yield bytes(1024 * 1024)
        finally:
            stopped.set()

    monkeypatch.setitem(download._FORMATS, "csv", download._Format("text/csv", endless, None))
    with serving(open_client(tmp_path)) as connection:
        response = ask(connection, "csv")
        assert len(response.read(MOST_BYTES_AT_ONCE)) == MOST_BYTES_AT_ONCE
        response.close()
        connection.close()
        assert stopped.wait(30)
    assert "broke off" not in caplog.text
