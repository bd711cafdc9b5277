"""Answers, apart from any data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import load
from werkzeug.test import Client, EnvironBuilder
from werkzeug.wrappers import Request

from tensorboard_plugin_paramviz.serving.routes.responses import respond, respond_json, respond_safetensors
from tensorboard_plugin_paramviz.serving.routes.route import application

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Response


def request(query: str = "") -> Request:
    return Request(EnvironBuilder(path="/runs", query_string=query).get_environ())


def answer(
    handle: Callable[[Request], Response], *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Response:
    return Client(application(handle)).open("/runs", method=method, headers=headers)


def test_head_has_no_body() -> None:
    response = answer(lambda r: respond_json(r, '{"a": 1}'), method="HEAD")
    assert (response.status_code, response.get_data()) == (200, b"")


def test_json_that_the_client_has_is_not_sent_again() -> None:
    first = answer(lambda r: respond_json(r, '{"a": 1}'))
    again = answer(lambda r: respond_json(r, '{"a": 1}'), headers={"If-None-Match": first.headers["ETag"]})
    other = answer(lambda r: respond_json(r, '{"a": 2}'), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert (other.status_code, other.get_data()) == (200, b'{"a": 2}')


def test_an_answer_without_content_says_its_type_still() -> None:
    response = answer(lambda r: respond_json(r, "{}"), headers={"If-None-Match": "*"})
    assert (response.status_code, response.mimetype) == (304, "application/json")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("condition", ["If-Match", "If-Range", "If-Unmodified-Since", "Range"])
def test_other_conditions_change_nothing(condition: str) -> None:
    plain = answer(lambda r: respond_json(r, "{}"))
    asked = answer(lambda r: respond_json(r, "{}"), headers={condition: "*"})
    assert (asked.status_code, asked.get_data()) == (plain.status_code, plain.get_data())


def test_text_is_compressed_where_the_client_takes_it_and_arrays_are_not() -> None:
    packed = answer(lambda r: respond_json(r, "[" + "1, " * 999 + "1]"), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.get_data()) < 200
    arrays = answer(
        lambda r: respond_safetensors(r, {"a": np.zeros(999, np.int8)}, {}), headers={"Accept-Encoding": "gzip"}
    )
    assert "Content-Encoding" not in arrays.headers


def test_arrays_and_their_metadata() -> None:
    tensors = {"steps": np.array([1, 2]), "values": np.zeros((2, 0, 3), np.float32)}
    response = answer(lambda r: respond_safetensors(r, tensors, {"run": "é", "labels": [["a"], None]}))
    assert response.mimetype == "application/octet-stream"
    body = response.get_data()
    header = json.loads(body[8 : 8 + int.from_bytes(body[:8], "little")])
    assert header["__metadata__"] == {"run": "é", "labels": '[["a"], null]'}
    restored = load(body)
    assert restored["steps"].tolist() == [1, 2]
    assert restored["values"].shape == (2, 0, 3)


def test_how_long_an_answer_may_be_kept() -> None:
    kept = respond(request(), b"", "text/css", max_age_seconds=60)
    assert kept.headers["Cache-Control"] == "private, max-age=60"
    asked = respond(request(), b"", "text/css")
    assert "no-cache" in asked.headers["Cache-Control"]
