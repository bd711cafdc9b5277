"""The route `scalars`, in TensorBoard's own application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tensorboard.compat.proto import summary_pb2

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from werkzeug.test import Client

    from tests.serving.conftest import OpenRunWriter

ROUTE = "/data/plugin/paramviz/scalars"


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> Client:
    """A run with a loss that ends in NaN, and one without any scalar."""
    logdir = tmp_path_factory.mktemp("runs")
    writer = write_run(logdir / "a").log(0, 10)
    for step, loss in ((0, 3.5), (10, 2.5), (20, float("nan"))):
        values = [summary_pb2.Summary.Value(tag=tag, simple_value=loss) for tag in ("loss/train", "loss/val", "lr")]
        writer.add(step, summary_pb2.Summary(value=values))
    write_run(logdir / "b").log(0)
    return open_client(logdir)


def get(client: Client, status: int = 200, **arguments: str) -> Any:  # noqa: ANN401  # JSON
    response = client.get(ROUTE, query_string=arguments)
    assert response.status_code == status
    assert response.mimetype == "application/json"
    return response.get_json()


def test_the_tags_and_which_is_the_loss(client: Client) -> None:
    assert get(client, run="a") == {"run": "a", "tags": ["loss/train", "loss/val", "lr"], "loss": "loss/train"}
    assert get(client, run="b") == {"run": "b", "tags": [], "loss": None}


def test_one_series_with_null_where_it_is_not_finite(client: Client) -> None:
    series = get(client, run="a", tag="loss/train")
    assert sorted(series) == ["run", "steps", "tag", "values", "wall_times"]
    assert (series["steps"], series["values"]) == ([0, 10, 20], [3.5, 2.5, None])
    assert series["wall_times"] == sorted(series["wall_times"])


@pytest.mark.parametrize(
    ("arguments", "status", "code", "argument"),
    [
        ({}, 400, "missing_argument", "run"),
        ({"run": "c"}, 404, "unknown_run", "run"),
        ({"run": "a", "tag": "loss/trian"}, 404, "unknown_tag", "tag"),
        ({"run": "b", "tag": "loss"}, 404, "unknown_tag", "tag"),
        ({"run": "a", "step": "3"}, 400, "unknown_argument", "step"),
    ],
)
def test_wrong_requests(client: Client, arguments: dict[str, str], status: int, code: str, argument: str) -> None:
    error = get(client, status, **arguments)["error"]
    assert (error["code"], error["argument"]) == (code, argument)


def test_a_near_miss_is_offered(client: Client) -> None:
    assert "did you mean 'loss/train'" in get(client, 404, run="a", tag="loss/trian")["error"]["message"]
