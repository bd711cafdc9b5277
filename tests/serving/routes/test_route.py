"""Whatever goes wrong in a route has the one shape of errors."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from tensorboard_plugin_paramviz.serving.errors import UnknownRunError
from tensorboard_plugin_paramviz.serving.routes.responses import respond_json
from tensorboard_plugin_paramviz.serving.routes.route import application

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Request, Response


def answer(
    handle: Callable[[Request], Response], *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Response:
    return Client(application(handle)).open("/runs", method=method, headers=headers)


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
