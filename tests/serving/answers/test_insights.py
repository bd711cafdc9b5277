"""Insights of simulated runs, read as TensorBoard has them: faults are told, and health is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tensorboard.compat.proto import summary_pb2

from tensorboard_plugin_paramviz.capture.simulate import simulate
from tensorboard_plugin_paramviz.format.names import STATISTIC_NAMES
from tensorboard_plugin_paramviz.serving.analysis.insights.find import MOST_INSIGHTS
from tensorboard_plugin_paramviz.serving.answers.phases import Phases
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tests.serving.api_page import SECTIONS
from tests.serving.counting_source import CountingSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from werkzeug.test import Client

    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tests.serving.conftest import OpenRunWriter

SEEDS = (0, 3, 5)
STEPS = 90
EXPECTED = {
    "divergence": {"exploding_gradients", "growing_weights"},
    "oscillation": {"layers_not_learning"},
    "dead": {"dead_units"},
    "nan": {"nonfinite_values"},
}
POSSIBLE = {"divergence": {"loss_spike"}, "oscillation": {"loss_spike"}}  # it has some
NUMBERS = {"evidence", "first_step", "last_step", "parameters"}
FIELDS = {"id", "name", "severity", "title", "sentence", "causes", "view"} | NUMBERS
VIEW_FIELDS = {"color", "parameter", "quantity", "since", "statistic", "step", "view"}


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> Client:
    """Small runs of each scenario, sound ones of several lengths, and one of a single snapshot."""
    logdir = tmp_path_factory.mktemp("runs")
    size: dict[str, Any] = {"points": 32, "width": 32, "max_bytes": 40_000}
    for scenario in ("convergence", *EXPECTED):
        for seed in SEEDS:
            _simulate(logdir / f"{scenario} {seed}", scenario, seed=seed, steps=STEPS, **size)
    for steps in (1, 4, 15, 40):
        _simulate(logdir / f"short {steps}", "convergence", seed=steps, steps=steps, **size)
    _simulate(logdir / "wide", "convergence", steps=30, width=48)
    write_run(logdir / "single").log(0)
    return open_client(logdir)


def _simulate(target: Path, scenario: str, **options: Any) -> None:  # noqa: ANN401  # as the function takes them
    (directory,) = simulate(target.parent / "new", scenario, **options)
    directory.rename(target)


def insights_of(client: Client, run: str) -> list[dict[str, Any]]:
    """The insights of a run, each of which keeps to the contract."""
    answer = client.get("/data/plugin/paramviz/insights", query_string={"run": run}).get_json()
    assert sorted(answer) == ["insights", "run", "snapshots"]
    assert answer["run"] == run
    insights: list[dict[str, Any]] = answer["insights"]
    steps = client.get("/data/plugin/paramviz/runs").get_json()["runs"]
    logged = next(each["steps"] for each in steps if each["name"] == run)
    assert answer["snapshots"] == len(logged)
    assert len(insights) <= MOST_INSIGHTS
    assert [each["severity"] for each in insights] == sorted((each["severity"] for each in insights), reverse=True)
    assert len({each["id"] for each in insights}) == len(insights)
    for insight in insights:
        assert insight.keys() == FIELDS
        assert insight["id"].partition(":")[0] == insight["name"]
        assert insight["first_step"] <= insight["last_step"]
        assert len(insight["title"]) <= 60
        assert 2 <= len(insight["causes"]) <= 4
        assert all(sentence.endswith(".") for sentence in (insight["sentence"], *insight["causes"]))
        assert insight["evidence"].keys() - documented_names() == set()
        view = insight["view"]
        assert view.keys() == VIEW_FIELDS
        assert view["step"] in logged
        assert view["statistic"] in {None, *STATISTIC_NAMES}
    return insights


def documented_names() -> set[str]:
    return set(re.findall(r"`(\w+)`", SECTIONS["insights"] + SECTIONS["phases"]))


def warnings_of(client: Client, run: str) -> set[str]:
    return {each["name"] for each in insights_of(client, run) if each["severity"] == "warning"}


@pytest.mark.parametrize(
    "run", [*(f"convergence {seed}" for seed in SEEDS), *(f"short {n}" for n in (1, 4, 15, 40)), "wide", "single"]
)
def test_a_healthy_run_has_no_warning(client: Client, run: str) -> None:
    insights = insights_of(client, run)
    assert {(each["name"], each["severity"]) for each in insights} <= {("clusters", "observation")}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("scenario", EXPECTED)
def test_a_fault_is_told_by_its_name(client: Client, scenario: str, seed: int) -> None:
    found = warnings_of(client, f"{scenario} {seed}")
    assert found >= EXPECTED[scenario]
    assert found <= EXPECTED[scenario] | POSSIBLE.get(scenario, set())


def test_dead_units_lead_to_their_gradients(client: Client) -> None:
    (insight,) = (each for each in insights_of(client, "dead 0") if each["name"] == "dead_units")
    assert insight["parameters"] == ["transformer.h.1.mlp.c_fc.weight", "transformer.h.2.mlp.c_fc.weight"]
    assert insight["id"] == "dead_units:transformer.h.1.mlp.c_fc.weight"
    assert re.fullmatch(r"(Two thirds|Three quarters) of the hidden units of layers 1 and 2 are dead", insight["title"])
    view = insight["view"]
    assert (view["view"], view["step"], view["quantity"]) == ("network", STEPS, "gradient")
    assert view["parameter"] in insight["parameters"]


def test_lost_values_lead_to_where_they_came_from(client: Client) -> None:
    (insight,) = (each for each in insights_of(client, "nan 3") if each["name"] == "nonfinite_values")
    assert insight["parameters"][0].endswith("mlp.c_proj.weight")
    assert (insight["view"]["view"], insight["view"]["parameter"]) == ("network", insight["parameters"][0])
    assert insight["view"]["step"] == insight["evidence"]["first_step_of_weights"]


def test_clusters_are_news(client: Client) -> None:
    seen = [each for seed in SEEDS for each in insights_of(client, f"convergence {seed}")]
    assert seen
    for insight in seen:
        assert (insight["view"]["view"], insight["view"]["since"]) == ("embeddings", 0)
        assert insight["view"]["step"] == insight["evidence"]["step"]


def test_an_unknown_run(client: Client) -> None:
    response = client.get("/data/plugin/paramviz/insights", query_string={"run": "convergense 0"})
    assert response.status_code == 404
    assert response.get_json()["error"]["code"] == "unknown_run"
    assert client.get("/data/plugin/paramviz/insights").get_json()["error"]["code"] == "missing_argument"


class NoScalars:
    """A place without scalars."""

    def list_scalars(self, run: str) -> dict[str, Any]:  # noqa: ARG002  # nothing, whatever the run
        return {}

    def read_scalar(self, run: str, tag: str) -> None:  # noqa: ARG002  # likewise
        return None


def test_phases_and_insights_are_one_look(
    tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]
) -> None:
    writer = write_run(tmp_path / "a").log(*range(20)).cut().log(20, 21)
    phases = Phases(Reader(cache_bytes=0))
    study = phases.study(open_source(tmp_path), NoScalars(), "a")
    assert phases.report(open_source(tmp_path), NoScalars(), "a") is study.report
    writer.log(22)
    source = CountingSource(open_source(tmp_path))
    assert phases.study(source, NoScalars(), "a").snapshots == 23
    assert {tag.rpartition("-")[2] for tag in source.read} == {"0001"}  # the newest segment alone


def test_a_loss_alone_may_be_lost(
    tmp_path: Path, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> None:
    writer = write_run(tmp_path / "a").log(0, 10, 20)
    for step, loss in enumerate([4.0, 3.0, float("nan"), float("nan")]):
        writer.add(5 * step, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="loss", simple_value=loss)]))
    (insight,) = insights_of(open_client(tmp_path), "a")
    assert (insight["title"], insight["first_step"]) == ("The loss is no longer a finite number", 10)
    assert insight["view"]["view"] == "charts"
