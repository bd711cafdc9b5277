"""Arguments and answers, apart from any data."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import load
from werkzeug.test import Client, EnvironBuilder
from werkzeug.wrappers import Request

from tensorboard_plugin_paramviz.serving.errors import ArgumentError, UnknownRunError
from tensorboard_plugin_paramviz.serving.http import Arguments, respond, respond_json, respond_safetensors, route

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Response

KNOWN = ("run", "after", "steps", "kind")


def request(query: str = "") -> Request:
    return Request(EnvironBuilder(path="/runs", query_string=query).get_environ())


def arguments(query: str) -> Arguments:
    return Arguments(request(query), KNOWN)


def test_values_of_each_sort() -> None:
    parsed = arguments("run=b&run=a&run=b&after=-5&steps=3,1,2&kind=weights")
    assert parsed.texts("run") == ["b", "a"]
    assert parsed.optional_step("after") == -5
    assert parsed.optional_steps("steps") == frozenset({1, 2, 3})
    assert parsed.choice("kind", ("weights", "gradients")) == "weights"


def test_absent_values() -> None:
    parsed = arguments("")
    assert parsed.optional_text("run") is None
    assert parsed.optional_step("after") is None
    assert parsed.optional_steps("steps") is None
    assert parsed.optional_choice("kind", ("weights",)) is None


def test_names_may_hold_anything() -> None:
    assert arguments("run=%C3%A9%2F%26%20%00").text("run") == "é/& \0"


@pytest.mark.parametrize(
    ("ask", "query", "code", "argument"),
    [
        (lambda a: a.text("run"), "", "missing_argument", "run"),
        (lambda a: a.texts("run"), "", "missing_argument", "run"),
        (lambda a: a.choice("kind", ("weights",)), "", "missing_argument", "kind"),
        (lambda a: a.text("run"), "run=a&run=a", "repeated_argument", "run"),
        (lambda a: a.optional_step("after"), "after=1&after=2", "repeated_argument", "after"),
        (lambda a: a.choice("kind", ("weights",)), "kind=biases", "bad_value", "kind"),
        (lambda a: a.choice("kind", ("weights",)), "kind=", "bad_value", "kind"),
    ],
)
def test_errors_name_the_argument(ask: Callable[[Arguments], object], query: str, code: str, argument: str) -> None:
    with pytest.raises(ArgumentError) as raised:
        ask(arguments(query))
    assert (raised.value.code, raised.value.argument) == (code, argument)


@pytest.mark.parametrize(
    "value", ["", "x", "1.5", "1e3", "--1", "+1", " 1", "1_000", "٣", "9" * 5_000, str(2**63), "nan"]
)
def test_a_step_is_a_number_that_an_event_can_have(value: str) -> None:
    with pytest.raises(ArgumentError, match="expected the number of a step"):
        Arguments(Request(EnvironBuilder(query_string={"after": value}).get_environ()), KNOWN).optional_step("after")


def test_the_largest_step() -> None:
    assert arguments(f"after={2**63 - 1}").optional_step("after") == 2**63 - 1


def test_an_unknown_argument_is_named_with_those_known() -> None:
    with pytest.raises(ArgumentError, match="found 'aftre'; this route takes run, after, steps, kind"):
        arguments("aftre=1")


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(ArgumentError) as raised:
        arguments(f"{'x' * 10_000}=1")
    assert len(str(raised.value)) < 400
    assert len(raised.value.argument) < 100


def answer(
    handle: Callable[[Request], Response], *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Response:
    return Client(route(handle)).open("/runs", method=method, headers=headers)


def test_an_error_has_one_shape_and_its_status() -> None:
    def handle(_: Request) -> Response:
        raise UnknownRunError("c", ["a", "b"])

    response = answer(handle)
    assert response.status_code == 404
    assert response.mimetype == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.get_data()) == {
        "error": {
            "code": "unknown_run",
            "argument": "run",
            "message": "no run 'c' has ParamViz data; there are 'a', 'b'",
        }
    }


def test_a_fault_of_ours_is_logged_and_says_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    def handle(_: Request) -> Response:
        raise RuntimeError("secret")

    with caplog.at_level(logging.ERROR):
        response = answer(handle)
    assert response.status_code == 500
    assert json.loads(response.get_data())["error"]["code"] == "internal_error"
    assert b"secret" not in response.get_data()
    assert "secret" in caplog.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(method: str) -> None:
    response = answer(lambda r: respond_json(r, "{}"), method=method)
    assert response.status_code == 405
    assert json.loads(response.get_data())["error"]["code"] == "method_not_allowed"


def test_head_has_no_body() -> None:
    response = answer(lambda r: respond_json(r, '{"a": 1}'), method="HEAD")
    assert (response.status_code, response.get_data()) == (200, b"")


def test_json_that_the_client_has_is_not_sent_again() -> None:
    first = answer(lambda r: respond_json(r, '{"a": 1}'))
    again = answer(lambda r: respond_json(r, '{"a": 1}'), headers={"If-None-Match": first.headers["ETag"]})
    other = answer(lambda r: respond_json(r, '{"a": 2}'), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert (other.status_code, other.get_data()) == (200, b'{"a": 2}')


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
