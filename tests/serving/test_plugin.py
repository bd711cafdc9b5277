"""The routes, in TensorBoard's own application."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from safetensors.numpy import load
from werkzeug.test import Client

from tensorboard_plugin_paramviz.serving.allocator import SmallBlocks
from tensorboard_plugin_paramviz.serving.answers.limits import AnswerSpace
from tensorboard_plugin_paramviz.serving.plugin import ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from werkzeug.test import TestResponse

    from tests.serving.conftest import OpenRunWriter

PREFIX = "/data/plugin/paramviz/"
WTE = "transformer.wte.weight"


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> Client:
    """Two runs: a with steps 0, 10, 20 and b with 0, 5."""
    logdir = tmp_path_factory.mktemp("runs")
    write_run(logdir / "a").log(0, 10).cut().log(20)
    write_run(logdir / "b", seed=1).log(0, 5)
    return open_client(logdir)


def arrays(response: TestResponse) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    assert response.status_code == 200, response.get_data()
    assert response.mimetype == "application/octet-stream"
    body = response.get_data()
    header = json.loads(body[8 : 8 + int.from_bytes(body[:8], "little")])
    return load(body), header["__metadata__"]


def assert_error(response: TestResponse, code: str, argument: str, status: int = 400) -> None:
    assert response.status_code == status
    error = json.loads(response.get_data())["error"]
    assert sorted(error) == ["argument", "code", "message"]
    assert (error["code"], error["argument"]) == (code, argument)
    assert error["message"]


def test_each_request_is_noted_once_it_is_over(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[None] = []
    monkeypatch.setattr(SmallBlocks, "note_request", lambda _: noted.append(None))
    response = client.get(f"{PREFIX}snapshots?run=a&kind=weights")
    assert noted == []  # it has not been sent
    response.close()
    assert len(noted) == 1
    client.get(f"{PREFIX}snapshots?run=a&kind=nonsense").close()
    assert len(noted) == 2  # also where it was refused


def test_the_tab_is_always_there(tmp_path: Path, open_client: Callable[[Path], Client]) -> None:
    listing = json.loads(open_client(tmp_path).get("/data/plugins_listing").get_data())
    assert listing["paramviz"]["enabled"] is True
    assert listing["paramviz"]["tab_name"] == "ParamViz"
    assert listing["paramviz"]["loading_mechanism"] == {
        "type": "IFRAME",
        "module_path": f"{PREFIX}../../..{PREFIX}index.js",
    }


@pytest.mark.parametrize("root", ["http://localhost:6006", "https://localhost/some/where"])
def test_the_page_loads_its_module(client: Client, root: str) -> None:
    page = client.get("/data/plugin_entry.html?name=paramviz").get_data(as_text=True)
    base, module = re.search(r'<base href="(.+?)"', page), re.search(r'import\("(.+?)"\)', page)
    assert base is not None
    assert module is not None
    address = f"{root}/data/plugin_entry.html"
    assert urljoin(urljoin(address, base[1]), module[1]) == f"{root}{PREFIX}index.js"


def test_the_module_is_found_where_the_base_is_overlooked(client: Client) -> None:
    page = client.get("/data/plugin_entry.html?name=paramviz").get_data(as_text=True)
    module = re.search(r'import\("(.+?)"\)', page)
    assert module is not None
    root = "http://localhost:6006"
    assert urljoin(f"{root}/data/plugin_entry.html", module[1]) == f"{root}{PREFIX}index.js"


def test_its_files_are_served(client: Client) -> None:
    response = client.get(f"{PREFIX}index.js")
    assert (response.status_code, response.mimetype) == (200, "text/javascript")
    assert_error(client.get(f"{PREFIX}assets/absent.js"), "not_found", "", 404)


def test_runs(client: Client) -> None:
    response = client.get(f"{PREFIX}runs")
    assert response.mimetype == "application/json"
    runs = json.loads(response.get_data())["runs"]
    assert [(run["name"], run["steps"]) for run in runs] == [("a", [0, 10, 20]), ("b", [0, 5])]
    again = client.get(f"{PREFIX}runs", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_disk_without_room_for_a_snapshot(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(run["is_disk_full"] for run in json.loads(client.get(f"{PREFIX}runs").get_data())["runs"])
    asked = []

    def usage(directory: str) -> SimpleNamespace:
        asked.append(directory)
        return SimpleNamespace(total=10**9, free=1000)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert all(run["is_disk_full"] for run in json.loads(client.get(f"{PREFIX}runs").get_data())["runs"])
    assert [sorted(path.name for path in Path(directory).iterdir()) for directory in asked] == [["a", "b"]]


def test_no_runs(tmp_path: Path, open_client: Callable[[Path], Client]) -> None:
    assert json.loads(open_client(tmp_path).get(f"{PREFIX}runs").get_data()) == {"runs": []}


def test_snapshots(client: Client) -> None:
    tensors, metadata = arrays(client.get(f"{PREFIX}snapshots?run=a&kind=weights&after=0"))
    assert tensors["steps"].tolist() == [10, 20]
    assert (tensors["weights"].shape, tensors["weights"].dtype.name) == ((2, 60), "int16")
    assert metadata == {"run": "a"}
    tensors, _ = arrays(client.get(f"{PREFIX}snapshots?run=b&kind=statistics&steps=5,99"))
    assert tensors["steps"].tolist() == [5]
    assert tensors["statistics"].shape == (1, 2, 26)


def test_a_cloud(client: Client) -> None:
    tensors, metadata = arrays(client.get(f"{PREFIX}cloud?run=b&run=a&parameter={WTE}"))
    assert sorted(tensors) == sorted(
        f"{name}/{run}" for run in (0, 1) for name in ("steps", "positions", "row_ids", "norms", "grad_norms")
    )
    assert tensors["steps/0"].tolist() == [0, 5]
    shapes = {name: (array.shape, array.dtype.name) for name, array in tensors.items() if name.endswith("/1")}
    assert shapes == {
        "steps/1": ((3,), "int64"),
        "positions/1": ((3, 6, 3), "float32"),
        "row_ids/1": ((6,), "int64"),
        "norms/1": ((3, 6), "float32"),
        "grad_norms/1": ((3, 6), "float32"),
    }
    assert json.loads(metadata["runs"]) == ["b", "a"]
    assert json.loads(metadata["fits"]) == [0, 0]
    assert json.loads(metadata["labels"])[1][5] == "token 5"
    shares = json.loads(metadata["explained_variance"])
    assert len(shares) == 2
    assert 0 < sum(shares[0]) <= 1
    assert metadata["projection"] == "pca"


def test_a_poll_has_no_history_and_no_labels(client: Client) -> None:
    _, metadata = arrays(client.get(f"{PREFIX}cloud?run=a&parameter={WTE}"))
    response = client.get(f"{PREFIX}cloud?run=a&parameter={WTE}&after=10&basis={metadata['basis']}")
    tensors, poll = arrays(response)
    assert tensors["steps/0"].tolist() == [20]
    assert poll["basis"] == metadata["basis"]
    assert "labels" not in poll


@pytest.mark.parametrize(
    ("query", "code", "argument", "status"),
    [
        ("runs?x=1", "unknown_argument", "x", 400),
        ("snapshots", "missing_argument", "run", 400),
        ("snapshots?run=a", "missing_argument", "kind", 400),
        ("snapshots?run=a&kind=rows", "bad_value", "kind", 400),
        ("snapshots?run=a&run=b&kind=weights", "repeated_argument", "run", 400),
        ("snapshots?run=a&kind=weights&after=x", "bad_value", "after", 400),
        ("snapshots?run=a&kind=weights&steps=1,,2", "bad_value", "steps", 400),
        ("snapshots?run=c&kind=weights", "unknown_run", "run", 404),
        ("snapshots?run=../a&kind=weights", "unknown_run", "run", 404),
        ("snapshots?run=&kind=weights", "unknown_run", "run", 404),
        ("snapshots?run=%00%ff&kind=weights", "unknown_run", "run", 404),
        ("cloud", "missing_argument", "run", 400),
        ("cloud?run=a", "missing_argument", "parameter", 400),
        ("cloud?run=a&parameter=x", "unknown_parameter", "parameter", 404),
        (f"cloud?run=c&parameter={WTE}", "unknown_run", "run", 404),
        (f"cloud?run=a&parameter={WTE}&projection=tsne", "bad_value", "projection", 400),
        (f"cloud?run=a&parameter={WTE}&basis=x", "bad_basis", "basis", 400),
        (f"cloud?run=a&parameter={WTE}&basis=", "bad_basis", "basis", 400),
        (f"cloud?run=a&parameter={WTE}&align=yes", "bad_value", "align", 400),
        (f"cloud?run=a&parameter={WTE}&colour=0", "unknown_argument", "colour", 400),
        (f"neighbors?run=a&parameter={WTE}", "missing_argument", "row", 400),
        (f"neighbors?run=a&parameter={WTE}&row=-1", "bad_value", "row", 400),
        (f"neighbors?run=a&parameter={WTE}&row=6", "unknown_row", "row", 404),
        (f"neighbors?run=a&parameter={WTE}&row={10**17}", "unknown_row", "row", 404),
        (f"neighbors?run=a&parameter={WTE}&row=0&step=11", "unknown_step", "step", 404),
        (f"neighbors?run=a&parameter={WTE}&row=0&since=11", "unknown_step", "since", 404),
        (f"neighbors?run=a&parameter={WTE}&row=0&k=0", "bad_value", "k", 400),
        (f"neighbors?run=a&parameter={WTE}&row=0&k={10**9}", "bad_value", "k", 400),
        (f"neighbors?run=a&parameter={WTE}&row=0&metric=manhattan", "bad_value", "metric", 400),
        ("neighbors?run=a&parameter=x&row=0", "unknown_parameter", "parameter", 404),
        (f"movement?run=a&parameter={WTE}&from=0", "missing_argument", "to", 400),
        (f"movement?run=a&parameter={WTE}&from=0&to=11", "unknown_step", "to", 404),
        (f"movement?run=a&parameter={WTE}&from=11&to=0", "unknown_step", "from", 404),
        (f"movement?run=a&parameter={WTE}&from=0&to=10&limit=x", "bad_value", "limit", 400),
        (f"movement?run=a&parameter={WTE}&from=0&to=10&values=all", "bad_value", "values", 400),
        ("export", "missing_argument", "run", 400),
        ("export?run=a", "missing_argument", "format", 400),
        ("export?run=a&format=xlsx", "bad_value", "format", 400),
        ("export?run=c&format=npz", "unknown_run", "run", 404),
        ("export?run=a&format=npz&out=/tmp/x", "unknown_argument", "out", 400),
        ("export?run=a&format=npz&steps=1;2", "bad_value", "steps", 400),
        ("export?run=a&format=npz&steps=1&steps=2", "repeated_argument", "steps", 400),
        ("export?run=a&format=npz&steps=7", "unknown_step", "steps", 404),
        ("export?run=a&format=npz&parameters=x*", "unknown_parameter", "parameters", 404),
        ("export?run=a&format=npz&kinds=biases", "bad_value", "kinds", 400),
        ("export?run=a&format=npz&kinds=rows&parameters=h.*", "nothing_to_export", "kinds", 404),
    ],
)
def test_wrong_requests_name_the_argument(client: Client, query: str, code: str, argument: str, status: int) -> None:
    assert_error(client.get(PREFIX + query), code, argument, status)


@pytest.mark.parametrize(
    "path",
    [
        *("runs", "snapshots?run=a&kind=weights", f"cloud?run=a&parameter={WTE}", "index.js"),
        *("export?run=a&format=csv", "export?run=a&format=npz"),
    ],
)
def test_every_answer_carries_nosniff_and_is_never_html(client: Client, path: str) -> None:
    for response in (client.get(PREFIX + path), client.post(PREFIX + path)):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.mimetype in ("application/json", "application/octet-stream", "text/javascript", "text/csv")


def test_experiments_are_apart_and_few(client: Client) -> None:
    names = [f"/experiment/{number}" for number in range(20)]
    answers: list[Any] = [json.loads(client.get(f"{name}{PREFIX}runs").get_data()) for name in names]
    assert all(len(answer["runs"]) == 2 for answer in answers)


def test_the_routes_are_those_with_arguments(client: Client) -> None:
    for name in (route.name for route in ROUTES):
        assert client.get(PREFIX + name).status_code in (200, 400)


def test_many_clients_at_once(tmp_path: Path, write_run: OpenRunWriter, open_client: Callable[[Path], Client]) -> None:
    for seed, name in enumerate("abcd"):
        write_run(tmp_path / name, seed=seed).log(0, 10)
    application = open_client(tmp_path).application
    paths = ["runs", "snapshots?run=a&kind=weights", f"cloud?run=b&run=c&parameter={WTE}", "cloud?run=x&parameter=y"]

    def ask(number: int) -> tuple[int, bytes]:
        response = Client(application).get(PREFIX + paths[number % len(paths)])
        return response.status_code, b"" if "cloud" in response.request.path else response.get_data()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(64)))
    assert [status for status, _ in answers] == [200, 200, 200, 404] * 16
    assert len({body for _, body in answers}) == 3  # runs, snapshots, and those left out


def test_an_answer_holds_its_space_until_it_has_been_sent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[str] = []

    @contextmanager
    def hold(_: AnswerSpace, answer_bytes: int) -> Iterator[None]:
        held.append(f"{answer_bytes} taken")
        try:
            yield
        finally:
            held.append("given back")

    monkeypatch.setattr(AnswerSpace, "hold", hold)
    response = client.get(f"{PREFIX}cloud?run=a&parameter={WTE}")
    size = 3 * 6 * 5 * 4  # steps, rows, numbers of a point, bytes
    assert held == [f"{size} taken"]
    response.close()
    assert held == [f"{size} taken", "given back"]
    held.clear()
    client.head(f"{PREFIX}snapshots?run=a&kind=weights").close()
    client.get(f"{PREFIX}cloud?run=a&parameter={WTE}&basis=x").close()  # refused once it is known how large it would be
    assert [word.partition(" ")[2] or word for word in held] == ["taken", "back", "taken", "back"]
