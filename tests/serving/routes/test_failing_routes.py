"""A route whose own code fails says so itself, and takes no other along."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from tensorboard_plugin_paramviz.serving.plugin import ROUTES
from tensorboard_plugin_paramviz.serving.routes import (
    cloud,
    export,
    insights,
    movement,
    neighbors,
    phases,
    runs,
    scalars,
    snapshots,
    static_files,
)
from tests.serving.conftest import EMBEDDING

if TYPE_CHECKING:
    from types import ModuleType

    from werkzeug.test import Client


CHUNK = next((static_files.STATIC_DIRECTORY / "assets").glob("*.js")).name
# Each route: a question that it answers, and what only its own code calls for that.
QUESTIONS: dict[str, tuple[str, ModuleType, str]] = {
    "runs": ("runs", runs, "respond_json"),
    "snapshots": ("snapshots?run=a&kind=weights", snapshots, "bounded_snapshots"),
    "cloud": (f"cloud?run=a&parameter={EMBEDDING}", cloud, "_describe_alignment"),
    "neighbors": (f"neighbors?run=a&parameter={EMBEDDING}&row=0", neighbors, "neighborhood"),
    "movement": (f"movement?run=a&parameter={EMBEDDING}&from=0&to=10", movement, "movement"),
    "export": ("export?run=a&format=csv", export, "export"),
    "scalars": ("scalars?run=a", scalars, "scalar_tags"),
    "phases": ("phases?run=a", phases, "describe_report"),
    "insights": ("insights?run=a", insights, "describe_insights"),
    "index.js": ("index.js", static_files, "etag_of"),
    "assets": (f"assets/{CHUNK}", static_files, "_CHUNK_NAME"),
}


class Broken:
    """Fails whatever is done with it, and names the route whose code it was put into."""

    def __init__(self, route: str) -> None:
        self._route = route

    def __call__(self, *_: object, **__: object) -> Any:  # noqa: ANN401  # in the place of anything
        raise RuntimeError(f"the code of {self._route} is broken on purpose")

    fullmatch = __call__


def statuses(client: Client) -> dict[str, int]:
    """What each route answers to its question."""
    return {
        route: client.get(f"/data/plugin/paramviz/{question}").status_code
        for route, (question, _, _) in QUESTIONS.items()
    }


def test_every_route_has_its_question() -> None:
    assert QUESTIONS.keys() == {*(route.name for route in ROUTES), "index.js", "assets"}


@pytest.mark.parametrize("route", QUESTIONS)
def test_a_route_that_fails_fails_alone(
    route: str, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    question, module, called = QUESTIONS[route]
    sound = dict.fromkeys(QUESTIONS, 200)
    with monkeypatch.context() as broken:
        broken.setattr(module, called, Broken(route))
        with caplog.at_level(logging.ERROR):
            assert statuses(client) == sound | {route: 500}
        response = client.get(f"/data/plugin/paramviz/{question}")
    assert response.mimetype == "application/json"
    assert json.loads(response.get_data())["error"]["code"] == "internal_error"
    assert f"the code of {route} is broken on purpose" in caplog.text
    assert statuses(client) == sound  # once it is whole again, nothing has stayed behind
