"""The route export, in TensorBoard's own application."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS, export
from tensorboard_plugin_paramviz.serving.answers.export.plan import Selection
from tensorboard_plugin_paramviz.serving.reading.log_directory import open_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from werkzeug.test import Client

    from tensorboard_plugin_paramviz.serving.answers.export.download import FormatName
    from tests.serving.conftest import OpenRunWriter

EXPORT = "/data/plugin/paramviz/export"
MIMETYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "npz": "application/octet-stream",
    "safetensors": "application/octet-stream",
}


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter) -> Path:
    logdir = tmp_path_factory.mktemp("runs")
    write_run(logdir / "gpt" / "größe").log(0, 10).cut().log(20)
    return logdir


@pytest.fixture(scope="module")
def client(logdir: Path, open_client: Callable[[Path], Client]) -> Client:
    return open_client(logdir)


@pytest.mark.parametrize("name", FORMATS)
def test_it_gives_the_bytes_that_are_made_without_tensorboard(client: Client, logdir: Path, name: FormatName) -> None:
    response = client.get(EXPORT, query_string={"run": "gpt/größe", "format": name, "steps": "0,20"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == MIMETYPES[name]
    download = export(open_run(logdir, "gpt/größe").opened, name, Selection(steps="0,20"))
    assert response.get_data() == b"".join(download.chunks())


def test_parameters_may_be_repeated(client: Client) -> None:
    arguments = {"run": "gpt/größe", "format": "npz", "kinds": "weights", "parameters": ["h.*", "lm_head.weight"]}
    with np.load(io.BytesIO(client.get(EXPORT, query_string=arguments).get_data())) as file:
        assert len([name for name in file.files if name.startswith("weights/")]) == 2


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_an_attachment_with_a_harmless_name(client: Client, name: str) -> None:
    response = client.get(EXPORT, query_string={"run": "gpt/größe", "format": name})
    assert response.headers["Content-Disposition"] == (
        f"attachment; filename=\"paramviz-gpt_gr__e.{name}\"; filename*=UTF-8''paramviz-gpt_gr%C3%B6%C3%9Fe.{name}"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    length = response.headers.get("Content-Length")
    assert length == (None if name != "safetensors" else str(len(response.get_data())))


@pytest.mark.parametrize("name", FORMATS)
def test_head_has_the_headers_and_makes_nothing(client: Client, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = {"run": "gpt/größe", "format": name}
    whole = client.get(EXPORT, query_string=arguments)
    monkeypatch.setattr(
        "tensorboard_plugin_paramviz.serving.answers.export.gathering.read_blocks", lambda *_: pytest.fail("read")
    )
    head = client.head(EXPORT, query_string=arguments)
    assert head.status_code == 200
    assert head.get_data() == b""
    assert dict(head.headers) == dict(whole.headers)
