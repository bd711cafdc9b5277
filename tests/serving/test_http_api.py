"""The documentation of the routes is complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tensorboard.plugins.base_plugin import TBContext

from tensorboard_plugin_paramviz.serving import errors, plugin
from tensorboard_plugin_paramviz.serving.answers.basis_id import PROJECTIONS
from tensorboard_plugin_paramviz.serving.answers.export.csv_file import COLUMNS
from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS
from tensorboard_plugin_paramviz.serving.answers.export.plan import EXPORT_KINDS
from tensorboard_plugin_paramviz.serving.reading.history import SNAPSHOT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import Client

    from tests.serving.conftest import OpenRunWriter

PAGE = (Path(plugin.__file__).parent / "http_api.md").read_text()
ARGUMENTS = {route.name: route.arguments for route in plugin.ROUTES}
SECTIONS = dict(re.findall(r"^## `GET (\w+)`\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def test_every_route_is_documented() -> None:
    routes = plugin.ParamVizPlugin(TBContext()).get_plugin_apps()
    data_routes = {route.strip("/") for route in routes} - {"index.js", "assets/*"}
    assert data_routes == set(SECTIONS) == set(ARGUMENTS)
    assert "## `GET index.js`, `GET assets/<name>`" in PAGE


@pytest.mark.parametrize("route", sorted(ARGUMENTS))
def test_every_argument_is_documented_and_no_other(route: str) -> None:
    _, _, table = SECTIONS[route].partition("| argument |")
    documented = re.findall(r"^\| `(\w+)` \|", table.partition("\n\n")[0], re.MULTILINE)
    assert tuple(documented) == ARGUMENTS[route]


def test_every_value_of_a_closed_list_is_documented() -> None:
    assert all(f"`{kind}`" in SECTIONS["snapshots"] for kind in SNAPSHOT_KINDS)
    assert all(f"`{projection}`" in SECTIONS["cloud"] for projection in PROJECTIONS)
    assert all(f"`{word}`" in SECTIONS["export"] for word in (*FORMATS, *EXPORT_KINDS))
    assert f"`{','.join(COLUMNS)}`" in SECTIONS["export"]


def test_every_error_is_documented() -> None:
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    codes = {error.code for error in classes if issubclass(error, errors.ServingError)}
    codes -= {errors.RunPathError.code, errors.EmptyRunError.code}  # those of load_run
    arguments = {"missing_argument", "unknown_argument", "repeated_argument", "bad_value"}
    assert set(re.findall(r"^\| `(\w+)` \| \d{3} \|", PAGE, re.MULTILINE)) == codes | arguments


def test_every_field_of_a_run_is_documented(
    tmp_path: Path, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> None:
    write_run(tmp_path / "a").log(0)
    (description,) = open_client(tmp_path).get("/data/plugin/paramviz/runs").get_json()["runs"]
    nested = [*description["parameters"][1]["parts"], description["parameters"][0], description["cloud_layouts"][0]]
    fields = set(description).union(*nested)
    missing = [field for field in sorted(fields) if f"`{field}`" not in SECTIONS["runs"]]
    assert missing == []
