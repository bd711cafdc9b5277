"""Phases of simulated runs, read as TensorBoard has them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tensorboard.compat.proto import summary_pb2

from tensorboard_plugin_paramviz.capture.simulate import simulate
from tensorboard_plugin_paramviz.serving.answers.phases import Phases
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.scalars import ScalarListing, ScalarSeries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from werkzeug.test import Client

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tests.serving.conftest import OpenRunWriter

SCENARIOS = ("convergence", "divergence", "oscillation", "dead", "nan")
STEPS = 100


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> Client:
    """A run of each scenario, small, and one of three snapshots."""
    logdir = tmp_path_factory.mktemp("runs")
    for scenario in SCENARIOS:
        simulate(logdir, scenario, steps=STEPS, points=32, width=32, max_bytes=40_000)
    write_run(logdir / "short").log(0, 10, 20)
    return open_client(logdir)


def phases_of(client: Client, run: str) -> dict[str, Any]:
    response = client.get("/data/plugin/paramviz/phases", query_string={"run": run})
    assert response.status_code == 200
    answer: dict[str, Any] = response.get_json()
    for finding in (*answer["phases"], *answer["events"]):
        assert sorted(finding) == ["evidence", "first_step", "last_step", "name", "parameters", "sentence"]
        assert finding["first_step"] <= finding["last_step"] <= STEPS
        assert finding["sentence"].endswith(".")
    return answer


def names(findings: list[dict[str, Any]]) -> list[str]:
    return [finding["name"] for finding in findings]


def find(findings: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(finding for finding in findings if finding["name"] == name)


def test_convergence(client: Client) -> None:
    answer = phases_of(client, "convergence-1")
    assert answer["verdict"] == "initialization, rapid learning, convergence"
    assert names(answer["phases"]) == ["initialization", "rapid learning", "convergence"]
    assert set(names(answer["events"])) == {"clusters"}  # words gather, and nothing goes wrong
    assert answer["evidence"]["loss_fall_probability_by_chance"] < 0.001
    rapid = answer["phases"][1]
    assert 10 <= rapid["last_step"] <= 50
    assert rapid["evidence"]["loss_first"] > 3.0 > rapid["evidence"]["loss_last"]


def test_divergence(client: Client) -> None:
    answer = phases_of(client, "divergence-1")
    assert names(answer["phases"])[:2] == ["initialization", "rapid learning"]
    divergence = answer["phases"][-1]
    assert (divergence["name"], divergence["last_step"]) == ("divergence", STEPS)
    assert 40 <= divergence["first_step"] <= 60
    assert divergence["evidence"]["loss_last"] > 10 * divergence["evidence"]["loss_before"]
    assert divergence["evidence"]["norm_growth"] > 10
    assert "non-finite values" not in names(answer["events"])


def test_oscillation(client: Client) -> None:
    answer = phases_of(client, "oscillation-1")
    swinging = find(answer["phases"], "instability")
    assert swinging["evidence"]["turn_mean"] < -0.8
    assert (swinging["first_step"] <= 10, swinging["last_step"]) == (True, STEPS)
    assert "plateau" in names(answer["phases"])
    assert "divergence" not in names(answer["phases"])


def test_dead_units(client: Client) -> None:
    answer = phases_of(client, "dead-1")
    event = find(answer["events"], "dead units")
    assert 0.55 <= event["evidence"]["share_dead"] <= 0.9
    assert 10 <= event["first_step"] <= 20
    assert 40 <= event["last_step"] <= 50
    assert event["parameters"] == ["transformer.h.1.mlp.c_fc.weight", "transformer.h.2.mlp.c_fc.weight"]
    assert answer["phases"][-1]["name"] == "plateau"


def test_nan(client: Client) -> None:
    answer = phases_of(client, "nan-1")
    event = find(answer["events"], "non-finite values")
    assert 57 <= event["first_step"] <= 63
    assert len(event["parameters"]) == 1
    assert event["evidence"]["parameters_in_the_end"] == event["evidence"]["parameters"]
    assert names(answer["phases"]) == ["initialization", "rapid learning", "convergence"]
    assert answer["phases"][-1]["last_step"] < event["first_step"]


def test_units_die_in_no_other_scenario(client: Client) -> None:
    for scenario in ("convergence", "divergence", "oscillation", "nan"):
        assert "dead units" not in names(phases_of(client, f"{scenario}-1")["events"])


def test_a_short_run(client: Client) -> None:
    answer = phases_of(client, "short")
    assert (answer["verdict"], answer["phases"], answer["events"]) == ("too few snapshots", [], [])
    assert answer["evidence"]["snapshots"] == 3


def test_an_unknown_run(client: Client) -> None:
    response = client.get("/data/plugin/paramviz/phases", query_string={"run": "convergense-1"})
    assert response.status_code == 404
    assert response.get_json()["error"]["code"] == "unknown_run"


class NoScalars:
    """A place without scalars."""

    def list_scalars(self, run: str) -> dict[str, Any]:  # noqa: ARG002  # nothing, whatever the run
        return {}

    def read_scalar(self, run: str, tag: str) -> None:  # noqa: ARG002  # likewise
        return None


class CountingSource:
    """A source that counts the series that are read."""

    def __init__(self, source: ProviderSource) -> None:
        self._source = source
        self.read: list[str] = []

    def list_series(self, runs: Any = None) -> Any:  # noqa: ANN401  # as the source
        return self._source.list_series(runs)

    def read_series(self, tags: Any) -> Any:  # noqa: ANN401  # as the source
        self.read += [tag for its in tags.values() for tag in its]
        return self._source.read_series(tags)


def test_a_poll_reads_the_newest_segment_alone(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    writer = write_run(tmp_path / "a").log(*range(20)).cut().log(20, 21)
    phases = Phases(Reader(cache_bytes=0))
    first = CountingSource(open_source(tmp_path))
    before = phases.report(first, NoScalars(), "a")
    assert phases.report(first, NoScalars(), "a") is before
    writer.log(22)
    second = CountingSource(open_source(tmp_path))
    assert phases.report(second, NoScalars(), "a").evidence["snapshots"] == 23
    assert {tag.rpartition("-")[2] for tag in second.read} == {"0001"}


def test_concurrent_requests_share_the_work(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    write_run(tmp_path / "a").log(*range(30))
    phases, source = Phases(Reader()), open_source(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        reports = list(threads.map(lambda _: phases.report(source, NoScalars(), "a"), range(16)))
    assert all(report is reports[0] for report in reports)


def test_a_resumed_run_and_a_parameter_that_comes_late(
    tmp_path: Path,
    write_run: OpenRunWriter,
    make_layout: Callable[..., Layout],
    open_source: Callable[[Path], ProviderSource],
) -> None:
    write_run(tmp_path / "a").log(*range(0, 400, 10))
    names = (*(parameter.name for parameter in make_layout().parameters), "late.weight")
    write_run(tmp_path / "a", make_layout(names=names), session=1).log(*range(300, 600, 10))
    report = Phases(Reader()).report(open_source(tmp_path), NoScalars(), "a")
    assert report.evidence["snapshots"] == 60
    assert report.phases[-1].last_step == 590
    assert report.verdict.startswith("initialization, rapid learning")


def test_a_loss_of_its_own_steps(
    tmp_path: Path, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> None:
    writer = write_run(tmp_path / "a").log(*range(0, 1000, 20))
    for step in range(0, 1000, 7):
        loss = float(1 + 3 * np.exp(-step / 150))
        value = summary_pb2.Summary.Value(tag="Loss/train", simple_value=loss)
        writer.add(step, summary_pb2.Summary(value=[value]))
    response = open_client(tmp_path).get("/data/plugin/paramviz/phases", query_string={"run": "a"})
    answer = response.get_json()
    assert names(answer["phases"]) == ["initialization", "rapid learning", "convergence", "plateau"]
    assert answer["evidence"]["loss_values"] == 143


class LongLoss:
    """A place that holds a loss of very many values."""

    def list_scalars(self, run: str) -> dict[str, ScalarListing]:  # noqa: ARG002  # as every run
        return {"loss": ScalarListing(199_999, 0.0)}

    def read_scalar(self, run: str, tag: str) -> ScalarSeries:  # noqa: ARG002  # the only one
        steps = np.arange(200_000)
        return ScalarSeries(steps, np.zeros(len(steps)), 1 + 3 * np.exp(-steps / 30_000))


def test_of_a_very_long_loss_an_even_choice_is_read(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    write_run(tmp_path / "a").log(*range(0, 200_000, 5_000))
    report = Phases(Reader()).report(open_source(tmp_path), LongLoss(), "a")
    assert report.evidence["loss_values"] == 1_000
    assert [phase.name for phase in report.phases] == ["initialization", "rapid learning", "convergence", "plateau"]
