"""Real TensorBoard processes, with the Rust loader and with the Python one."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from safetensors.numpy import load
from tensorboard.compat.proto import summary_pb2, tensor_pb2, types_pb2

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.cli import main
from tensorboard_plugin_paramviz.format.metadata import summary_metadata
from tensorboard_plugin_paramviz.format.tags import Tag
from tensorboard_plugin_paramviz.serving.answers.cloud import CloudRequest, Clouds
from tensorboard_plugin_paramviz.serving.answers.export.download import FORMATS
from tensorboard_plugin_paramviz.serving.reading.history import SNAPSHOT_KINDS, SnapshotKind, snapshots
from tensorboard_plugin_paramviz.serving.reading.reader import OpenRun, Reader
from tensorboard_plugin_paramviz.serving.sources.checksums import SWITCH
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tests.conftest import TensorBoardServer
    from tests.serving.conftest import OpenRunWriter

LOADERS = ["--load_fast=true", "--load_fast=false"]
WTE = "transformer.wte.weight"
MANY_STEPS = list(range(0, 1500, 10))  # TensorBoard's own limits are 10 and 100 steps of a tag
_PATIENCE_SECONDS = 60


def get(server: str, route: str, **arguments: object) -> bytes:
    query = urllib.parse.urlencode(arguments, doseq=True)
    url = f"{server}/data/plugin/paramviz/{route}?{query}"
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310  # a loopback address
        return bytes(response.read())


def get_tensorboards_own(server: str, route: str) -> Any:  # noqa: ANN401  # JSON
    with urllib.request.urlopen(f"{server}/data/{route}", timeout=30) as response:  # noqa: S310  # a loopback address
        return json.loads(response.read())


def get_runs(server: str) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = json.loads(get(server, "runs"))["runs"]
    return runs


def get_arrays(server: str, route: str, **arguments: object) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    body = get(server, route, **arguments)
    return load(body), json.loads(body[8 : 8 + int.from_bytes(body[:8], "little")])["__metadata__"]


def wait_for_steps(server: str, **expected: list[int]) -> None:
    """Wait until TensorBoard has loaded these steps of these runs, and no other run."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (found := {run["name"]: run["steps"] for run in get_runs(server)}) != expected:
        assert time.monotonic() < deadline, f"found {found}, expected {expected}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def logdir(
    tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter, make_layout: Callable[..., Layout]
) -> Path:
    """A run of many steps in several segments, a resumed run whose layout changes, and one of another width."""
    logdir = tmp_path_factory.mktemp("runs")
    writer = write_run(logdir / "long").log(*MANY_STEPS[:50])
    writer.cut().log(*MANY_STEPS[50:100])
    writer.cut().log(*MANY_STEPS[100:])
    write_run(logdir / "resumed").log(0, 10, 20, 30)
    names = (*(parameter.name for parameter in make_layout().parameters), "late.weight")
    write_run(logdir / "resumed", make_layout(names=names), session=1).log(15, 25)
    write_run(logdir / "back").log(0, 10, 20, 30, 15, 25)
    write_run(logdir / "wide", make_layout(columns=9), seed=3).log(0, 5)
    renamed = logdir / "renamed"
    write_run(renamed).log(0, 10, 20).cut(make_layout(names=names)).log(30)
    write_run(renamed, make_layout(names=names), session=1).log(25, 35).cut(make_layout()).log(45)
    write_run(renamed, session=2).log(40, 50)
    for path, name in zip(sorted(renamed.iterdir()), ["3", "1", "2"], strict=True):  # not in order of time
        path.rename(renamed / f"events.out.tfevents.{name}")
    return logdir


EXPECTED = {
    "long": MANY_STEPS,
    "resumed": [0, 10, 15, 25],
    "back": [0, 10, 15, 25],
    "wide": [0, 5],
    "renamed": [0, 10, 20, 25, 35, 40, 50],
}


@pytest.fixture(scope="module")
def servers(tensorboard_server: TensorBoardServer, logdir: Path) -> list[str]:
    """The same runs from the Rust loader and from the Python one."""
    started = [tensorboard_server(logdir, loader) for loader in LOADERS]
    for server in started:
        wait_for_steps(server, **EXPECTED)
    return started


@pytest.fixture(scope="module")
def named_server(tensorboard_server: TensorBoardServer, logdir: Path) -> str:
    """The same runs, each from a directory with a name, behind which TensorBoard puts "/."."""
    server = tensorboard_server(None, "--logdir_spec=" + ",".join(f"{run}:{logdir / run}" for run in EXPECTED))
    wait_for_steps(server, **{f"{run}/.": steps for run, steps in EXPECTED.items()})
    return server


def open_path(path: Path) -> tuple[EventFileSource, OpenRun]:
    source = EventFileSource(path)
    (run,) = Reader().open(source, [source.run])
    return source, run


def test_all_loaders_describe_the_same_runs(servers: list[str], named_server: str) -> None:
    fast, slow = (get_runs(server) for server in servers)
    assert fast == slow
    assert get_runs(named_server) == [run | {"name": f"{run['name']}/."} for run in fast]
    assert all(run["problems"] == [] for run in fast)


@pytest.mark.parametrize("kind", SNAPSHOT_KINDS)
@pytest.mark.parametrize("run", EXPECTED)
def test_all_loaders_and_a_path_give_the_same_snapshots(
    servers: list[str], named_server: str, logdir: Path, run: str, kind: SnapshotKind
) -> None:
    fast, slow = (get(server, "snapshots", run=run, kind=kind) for server in servers)
    assert fast == slow
    direct = dict(zip(("steps", kind), snapshots(open_path(logdir / run)[1], kind), strict=True))
    for found in (load(fast), load(get(named_server, "snapshots", run=f"{run}/.", kind=kind))):
        for name, values in direct.items():
            assert (found[name].dtype, found[name].shape) == (values.dtype, values.shape)
            assert found[name].tobytes() == values.tobytes()
    assert direct["steps"].tolist() == load_run(logdir / run).steps.tolist() == EXPECTED[run]


@pytest.mark.parametrize("run", EXPECTED)
def test_all_loaders_and_a_path_give_the_same_cloud(
    servers: list[str], named_server: str, logdir: Path, run: str
) -> None:
    source, _ = open_path(logdir / run)
    (cloud,) = Clouds(Reader()).cloud(source, CloudRequest([source.run], WTE)).runs
    for server, name in (*((server, run) for server in servers), (named_server, f"{run}/.")):
        served, _ = get_arrays(server, "cloud", run=name, parameter=WTE)
        np.testing.assert_allclose(served["positions/0"], cloud.points.positions, atol=1e-5)
        assert served["steps/0"].tolist() == cloud.points.steps.tolist() == EXPECTED[run]
        assert served["norms/0"].tobytes() == cloud.points.norms.tobytes()


@pytest.mark.parametrize("switch", ["1", "0"])
def test_checksums_in_c_change_nothing_that_is_shown(
    servers: list[str],
    tensorboard_server: TensorBoardServer,
    logdir: Path,
    monkeypatch: pytest.MonkeyPatch,
    switch: str,
) -> None:
    _, expected = servers
    monkeypatch.setenv(SWITCH, switch)
    server = tensorboard_server(logdir, "--load_fast=false", "--verbosity=0")
    wait_for_steps(server, **EXPECTED)
    assert get(server, "runs") == get(expected, "runs")
    for kind in ("weights", "statistics"):
        arguments = {"run": "long", "kind": kind}
        assert get(server, "snapshots", **arguments) == get(expected, "snapshots", **arguments)
    said = "computes the checksums of event files in C" in tensorboard_server.log(server)
    assert said == (switch == "1")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("run", ["long", "resumed", "back", "wide"])
def test_both_loaders_and_the_command_export_the_same_bytes(
    servers: list[str], logdir: Path, tmp_path: Path, run: str, name: str
) -> None:
    fast, slow = (get(server, "export", run=run, format=name, steps="0-30,last") for server in servers)
    assert fast == slow
    out = tmp_path / "out"
    assert main(["export", str(logdir), "--run", run, "--format", name, "--steps", "0-30,last", "--out", str(out)]) == 0
    assert out.read_bytes() == fast


def test_both_loaders_give_the_same_clouds_and_basis(servers: list[str]) -> None:
    arguments = {"run": ["long", "resumed", "wide"], "parameter": WTE}
    (fast, fast_metadata), (slow, slow_metadata) = (get_arrays(server, "cloud", **arguments) for server in servers)
    assert fast_metadata["basis"] == slow_metadata["basis"]
    assert fast_metadata["fits"] == "[0, 0, 1]"
    assert fast.keys() == slow.keys()
    for name in fast:
        np.testing.assert_allclose(fast[name], slow[name], atol=1e-6)


@pytest.mark.parametrize("loader", LOADERS)
def test_it_is_served_under_a_prefix(tensorboard_server: TensorBoardServer, logdir: Path, loader: str) -> None:
    server = tensorboard_server(logdir, loader, "--path_prefix=/some/where")
    assert server.endswith("/some/where")
    wait_for_steps(server, **EXPECTED)
    assert b"render" in get(server, "index.js")


@pytest.mark.parametrize("loader", LOADERS)
def test_a_run_appears_and_grows_while_tensorboard_runs(
    tensorboard_server: TensorBoardServer, write_run: OpenRunWriter, tmp_path: Path, loader: str
) -> None:
    server = tensorboard_server(tmp_path, loader)
    assert get_tensorboards_own(server, "plugins_listing")["paramviz"]["enabled"] is True
    wait_for_steps(server)
    writer = write_run(tmp_path / "a").log(0, 10)
    wait_for_steps(server, a=[0, 10])
    before, metadata = get_arrays(server, "cloud", run="a", parameter=WTE)
    writer.log(20).cut().log(30)
    write_run(tmp_path / "b").log(0)
    wait_for_steps(server, a=[0, 10, 20, 30], b=[0])
    basis = metadata["basis"]
    poll, poll_metadata = get_arrays(server, "cloud", run=["a", "b"], parameter=WTE, after=10, basis=basis)
    assert poll_metadata["basis"] == basis
    assert (poll["steps/0"].tolist(), poll["steps/1"].tolist()) == ([20, 30], [])
    whole, _ = get_arrays(server, "cloud", run="a", parameter=WTE, basis=basis)
    np.testing.assert_array_equal(whole["positions/0"][:2], before["positions/0"])


def test_a_basis_survives_a_restart_with_the_other_loader(servers: list[str]) -> None:
    first, second = servers
    found, metadata = get_arrays(first, "cloud", run=["wide"], parameter=WTE, projection="final")
    again, metadata_again = get_arrays(second, "cloud", run=["wide"], parameter=WTE, basis=metadata["basis"])
    assert metadata_again["basis"] == metadata["basis"]
    np.testing.assert_allclose(again["positions/0"], found["positions/0"], atol=1e-6)


@pytest.mark.parametrize("loader", LOADERS)
def test_the_users_own_number_of_samples_wins(
    tensorboard_server: TensorBoardServer, write_run: OpenRunWriter, tmp_path: Path, loader: str
) -> None:
    write_run(tmp_path / "a").log(*range(30))
    server = tensorboard_server(tmp_path, loader, "--samples_per_plugin=paramviz=5")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not (runs := get_runs(server)) or runs[0]["steps"][-1] != 29:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert len(runs[0]["steps"]) <= 5


@pytest.mark.parametrize("loader", LOADERS)
def test_a_directory_without_paramviz_data_has_no_runs(
    tensorboard_server: TensorBoardServer, write_run: OpenRunWriter, tmp_path: Path, loader: str
) -> None:
    loss = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="loss", simple_value=1.0)])
    write_run(tmp_path / "a").add(0, loss)
    server = tensorboard_server(tmp_path, loader)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while get_tensorboards_own(server, "runs") != ["a"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert get_runs(server) == []
    with pytest.raises(urllib.error.HTTPError) as raised:
        get(server, "cloud", run="a", parameter=WTE)
    with raised.value as error:
        assert (error.code, json.loads(error.read())["error"]["code"]) == (404, "unknown_run")


@pytest.mark.parametrize("loader", LOADERS)
def test_a_damaged_run_takes_no_other_along(
    tensorboard_server: TensorBoardServer, write_run: OpenRunWriter, tmp_path: Path, loader: str
) -> None:
    write_run(tmp_path / "sound").log(0, 10)
    cut = write_run(tmp_path / "cut").log(0, 10)
    cut.close()
    (path,) = (tmp_path / "cut").iterdir()
    path.write_bytes(path.read_bytes()[:-7])
    lying = write_run(tmp_path / "lying").log(0)
    tensor = tensor_pb2.TensorProto(dtype=types_pb2.DT_INT16, tensor_content=b"abc")
    tensor.tensor_shape.dim.add(size=2**40)
    tag = str(Tag("weights", lying.segment))
    lying.add(10, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, tensor=tensor)]))
    hollow = summary_pb2.Summary.Value(tag="paramviz/weights/1-0000", metadata=summary_metadata())
    write_run(tmp_path / "hollow").add(0, summary_pb2.Summary(value=[hollow]))
    server = tensorboard_server(tmp_path, loader)
    wait_for_steps(server, sound=[0, 10], cut=[0], lying=[0], hollow=[])
    assert get_arrays(server, "snapshots", run="sound", kind="weights")[0]["steps"].tolist() == [0, 10]
    assert get_arrays(server, "snapshots", run="lying", kind="weights")[0]["steps"].tolist() == [0]
    assert get_arrays(server, "snapshots", run="lying", kind="gradients")[0]["steps"].tolist() == [0]
    problems = {run["name"]: run["problems"] for run in get_runs(server)}
    assert problems["sound"] == problems["cut"] == []
    assert problems["lying"] == [
        f"{tag} at step 10 is left out: found 3 bytes for a tensor of shape (1099511627776,), expected 2199023255552"
    ]
    expected = "it has no statistics" if loader == "--load_fast=true" else "nothing of it can be listed"
    assert expected in problems["hollow"][0]
