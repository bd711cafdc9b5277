"""Whatever is sent to a route, the answer is sound or an error that says what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensorboard_plugin_paramviz.serving.plugin import ROUTES
from tests.serving.properties.answers import DECODERS, ask, check_answer, check_error
from tests.serving.properties.requests import (
    ARGUMENTS,
    PREFIX,
    REQUIRED,
    GeneratedRequest,
    paths_of_files,
    requests,
)

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject
    from werkzeug.test import Client

    from tensorboard_plugin_paramviz.serving.routes.route import Route


def test_every_route_and_argument_is_tried() -> None:
    assert {route.name for route in ROUTES} == set(REQUIRED) == set(DECODERS)
    assert {name for route in ROUTES for name in route.arguments} == set(ARGUMENTS)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
@given(data=st.data())
def test_any_request_has_a_sound_answer_or_a_named_error(mixed_client: Client, route: Route, data: DataObject) -> None:
    request = data.draw(requests(route))
    check_answer(ask(mixed_client.application, request), request, DECODERS[route.name])


@given(path=paths_of_files())
def test_no_path_leads_out_of_the_page(mixed_client: Client, path: str) -> None:
    answer = ask(mixed_client.application, GeneratedRequest(path))
    if answer.status == 200:  # a path that TensorBoard itself resolves to the entry module
        assert answer.mimetype == "text/javascript"
    elif answer.mimetype == "application/json":
        check_error(answer)
    else:
        assert (answer.status, answer.headers["X-Content-Type-Options"]) == (404, "nosniff")


@given(query=st.text(st.characters(max_codepoint=255), max_size=20))
def test_the_entry_module_is_the_same_whatever_is_asked(mixed_client: Client, query: str) -> None:
    plain, dressed = (
        ask(mixed_client.application, GeneratedRequest(f"{PREFIX}index.js", text)) for text in ("", query)
    )
    assert plain == dressed
