"""The documentation of the routes is complete, and says nothing that is not so."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import pytest
from tensorboard.compat.proto import summary_pb2
from tensorboard.plugins.base_plugin import TBContext

from tensorboard_plugin_paramviz.serving import errors, plugin
from tensorboard_plugin_paramviz.serving.answers.basis_id import PROJECTIONS
from tensorboard_plugin_paramviz.serving.answers.export.csv_file import COLUMNS
from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS
from tensorboard_plugin_paramviz.serving.answers.export.plan import EXPORT_KINDS
from tensorboard_plugin_paramviz.serving.answers.limits import LARGEST_ANSWER_BYTES
from tensorboard_plugin_paramviz.serving.reading.history import SNAPSHOT_KINDS
from tensorboard_plugin_paramviz.serving.routes import arguments, responses
from tests.serving.api_page import PAGE, SECTIONS, STATUS_OF_CODE, table
from tests.serving.properties.answers import read_json, read_safetensors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from werkzeug.test import Client

    from tests.serving.conftest import OpenRunWriter

ARGUMENTS = {route.name: route.arguments for route in plugin.ROUTES}
WTE = "transformer.wte.weight"

# A request to each route whose answer has every field, tensor and key that the route knows; a new route needs one.
EXAMPLES = {
    "runs": [""],
    "snapshots": [f"run=a&kind={kind}" for kind in SNAPSHOT_KINDS],
    "cloud": [f"run=a&run=b&parameter={WTE}"],
    "neighbors": [f"run=a&parameter={WTE}&row=0&since=0&k=2"],
    "movement": [f"run=a&parameter={WTE}&from=0&to=10", f"run=a&parameter={WTE}&from=0&to=10&values=distance"],
    "export": ["run=a&format=json"],
    "scalars": ["run=a", "run=a&tag=loss"],
    "phases": ["run=a"],
    "insights": ["run=a", "run=growing"],
}


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> Client:
    logdir = tmp_path_factory.mktemp("runs")
    loss = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="loss", simple_value=1.0)])
    for seed, name in enumerate("ab"):
        write_run(logdir / name, seed=seed).log(0, 10).add(0, loss)
    write_run(logdir / "growing").log(*range(0, 200, 10))  # without a gradient, which an insight is about
    return open_client(logdir)


def test_every_route_is_documented_and_has_an_example() -> None:
    routes = plugin.ParamVizPlugin(TBContext()).get_plugin_apps()
    data_routes = {route.strip("/") for route in routes} - {"index.js", "assets/*"}
    assert data_routes == set(SECTIONS) == set(ARGUMENTS) == set(EXAMPLES)
    assert "## `GET index.js`, `GET assets/<name>`" in PAGE


@pytest.mark.parametrize("route", sorted(ARGUMENTS))
def test_every_argument_is_documented_and_no_other(route: str) -> None:
    assert tuple(table(SECTIONS[route], "argument")) == ARGUMENTS[route]


def test_every_value_of_a_closed_list_is_documented() -> None:
    assert all(f"`{kind}`" in SECTIONS["snapshots"] for kind in SNAPSHOT_KINDS)
    assert all(f"`{projection}`" in SECTIONS["cloud"] for projection in PROJECTIONS)
    assert all(f"`{word}`" in SECTIONS["export"] for word in (*FORMATS, *EXPORT_KINDS))
    assert f"`{','.join(COLUMNS)}`" in SECTIONS["export"]


def test_every_error_is_documented_with_its_status() -> None:
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    codes = {error.code for error in classes if issubclass(error, errors.ServingError)}
    codes -= {errors.RunPathError.code, errors.EmptyRunError.code}  # those of load_run
    in_requests = re.findall(r'ArgumentError\(\s*"(\w+)"', inspect.getsource(arguments))
    assert set(in_requests) >= {"missing_argument", "unknown_argument", "repeated_argument", "bad_value"}
    expected = {code: int(responses.status_of(code)) for code in codes | set(in_requests)}
    assert expected == STATUS_OF_CODE


def test_the_limits_are_documented() -> None:
    assert f"{LARGEST_ANSWER_BYTES // 2**20} MiB" in PAGE
    assert f"{arguments.MOST_TEXTS}, of steps {arguments.MOST_STEPS:,}" in PAGE
    assert f"{arguments.LONGEST_QUERY_BYTES // 1024} KiB" in PAGE


@pytest.mark.parametrize("route", sorted(ARGUMENTS))
def test_everything_in_an_answer_is_documented(client: Client, route: str) -> None:
    documented = set(re.findall(r'[`"]([\w/]+)[`"]|\b((?:int|float)\d+)\b', SECTIONS[route]))
    names = {name for query in EXAMPLES[route] for name in names_in_answer(client, route, query)}
    assert names - {name or dtype for name, dtype in documented} == set()


def test_every_key_of_a_cloud_s_metadata_is_documented_and_no_other(client: Client) -> None:
    body = client.get(f"/data/plugin/paramviz/cloud?{EXAMPLES['cloud'][0]}").get_data()
    assert sorted(read_safetensors(body)[1]) == sorted(table(SECTIONS["cloud"], "key"))


def test_every_field_of_a_run_is_documented_and_no_other(client: Client) -> None:
    run = client.get("/data/plugin/paramviz/runs").get_json()["runs"][0]
    assert sorted(run) == sorted(table(SECTIONS["runs"], "field"))


def names_in_answer(client: Client, route: str, query: str) -> Iterator[str]:
    """What a reader of an answer comes upon: fields, keys, tensors and their dtypes. A download explains itself."""
    response = client.get(f"/data/plugin/paramviz/{route}?{query}")
    assert response.status_code == 200, response.get_data()
    if "Content-Disposition" in response.headers:
        return
    if response.mimetype == "application/json":
        yield from fields_of(read_json(response.get_data()))
    else:
        tensors, metadata = read_safetensors(response.get_data())
        yield from metadata
        for name, array in tensors.items():
            yield re.sub(r"/\d+$", "/i", name)
            yield array.dtype.name


def fields_of(document: Any) -> Iterator[str]:  # noqa: ANN401  # JSON
    """Every name in a document but those that users chose: hyperparameters."""
    if isinstance(document, list):
        for item in document:
            yield from fields_of(item)
    elif isinstance(document, dict):
        for name, value in document.items():
            yield name
            if name != "config":
                yield from fields_of(value)
