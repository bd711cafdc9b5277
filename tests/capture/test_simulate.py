"""Simulated runs, as they lie in their files."""

from __future__ import annotations

import itertools
import tempfile
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.capture.errors import LogDirectoryError, SimulationError
from tensorboard_plugin_paramviz.capture.simulate import MODELS, simulate
from tensorboard_plugin_paramviz.capture.simulation.faults import FAULTS
from tensorboard_plugin_paramviz.capture.simulation.records import RecordTail
from tensorboard_plugin_paramviz.capture.simulation.scenarios.choice import SCENARIO_TYPES
from tensorboard_plugin_paramviz.format.codes import decode
from tensorboard_plugin_paramviz.format.tags import parse_tag

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.capture.conftest import LoggedStep

TOKENS = "transformer.wte.weight"


def test_a_run_has_a_snapshot_for_each_step_and_a_loss(
    tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]]
) -> None:
    (directory,) = simulate(tmp_path, steps=12)
    logged = logged_steps(directory)
    assert directory == tmp_path / "convergence-1"
    assert [each.step for each in logged] == list(range(13))
    losses = [scalar.value for scalar in EventAccumulator(str(directory)).Reload().Scalars("loss/train")]
    assert len(losses) == 13
    assert losses[-1] < losses[0] / 2
    layout = logged[0].layout
    assert (layout.model_class, layout.n_head, layout.problems) == ("GPT", 4, ())
    assert [(cloud.parameter, len(cloud.row_ids), len(cloud.labels)) for cloud in layout.clouds] == [
        (TOKENS, 128, 128),
        ("transformer.wpe.weight", 64, 0),
    ]
    assert "Monday" in layout.clouds[0].labels
    assert layout.config["learning_rate"] == 0.001


def test_its_weights_move_like_a_trainings(tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]]) -> None:
    logged = logged_steps(simulate(tmp_path, steps=60)[0])
    ratios = [each.statistic("transformer.h.1.mlp.c_fc.weight", "update_ratio") for each in logged]
    assert np.isnan(ratios[0])
    assert 1e-3 < max(ratios[1:]) < 0.2
    assert ratios[-1] < max(ratios[1:]) / 3
    rows = [decode(each.arrays[f"rows/{TOKENS}"], each.arrays[f"row_statistics/{TOKENS}"][:, :1]) for each in logged]
    assert np.linalg.norm(rows[-1], axis=1).mean() > np.linalg.norm(rows[0], axis=1).mean()


def test_several_runs_differ_and_bear_the_same_words(
    tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]]
) -> None:
    first, second = (logged_steps(directory)[-1] for directory in simulate(tmp_path, runs=2, steps=3))
    assert first.layout.clouds[0].labels == second.layout.clouds[0].labels
    assert first.layout.config["seed"] != second.layout.config["seed"]
    assert not np.array_equal(first.arrays["weights"], second.arrays["weights"])


def test_a_second_call_adds_runs(tmp_path: Path) -> None:
    first = simulate(tmp_path, steps=1, runs=2)
    second = simulate(tmp_path, steps=1)
    assert [directory.name for directory in first + second] == ["convergence-1", "convergence-2", "convergence-3"]


def normalized_records(directory: Path) -> list[bytes]:
    """The records of a run, with times and the name of the session put aside."""
    (path,) = directory.iterdir()
    events = [event_pb2.Event.FromString(record.data) for record in RecordTail(path).read()]
    tags = [value.tag for event in events for value in event.summary.value if value.tag.startswith("paramviz/")]
    session = parse_tag(tags[0]).segment.session.encode()
    for event in events:
        event.wall_time = 0
    return [event.SerializeToString().replace(session, b"0" * len(session)) for event in events]


@pytest.mark.parametrize("scenario", SCENARIO_TYPES)
def test_the_same_seed_makes_the_same_run_to_the_byte(tmp_path: Path, scenario: str) -> None:
    first, second, other = (
        normalized_records(simulate(tmp_path, scenario, steps=8, points=20, width=16, seed=seed)[0])
        for seed in (5, 5, 6)
    )
    assert len(first) > 9
    assert first == second
    assert first != other


def test_all_points_are_logged_however_many(tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]]) -> None:
    (directory,) = simulate(tmp_path, steps=2, points=2048, width=256)
    (cloud, _) = logged_steps(directory)[0].layout.clouds
    assert (len(cloud.row_ids), cloud.columns, len(set(cloud.labels))) == (2048, 256, 2048)


def test_a_large_vocabulary_logs_the_rows_that_have_words(
    tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]], monkeypatch: pytest.MonkeyPatch
) -> None:
    large = MODELS["gpt2"]
    shape = type(large.shape)(n_layer=1, n_head=2, width=8, tokens=5000, positions=16)
    monkeypatch.setitem(MODELS, "gpt2", type(large)(shape, points=100))
    (cloud, _) = logged_steps(simulate(tmp_path, model="gpt2", steps=1)[0])[1].layout.clouds
    assert cloud.row_ids == tuple(range(0, 5000, 50))
    assert cloud.labels[:3] == ("0", "1", "2")


def test_gpt2_has_the_size_of_gpt2() -> None:
    shape = MODELS["gpt2"].shape
    assert (shape.n_layer, shape.n_head, shape.width, shape.positions, MODELS["gpt2"].points) == (
        12,
        12,
        768,
        1024,
        2048,
    )


def test_a_rate_is_kept(tmp_path: Path) -> None:
    times: list[float] = []
    simulate(tmp_path, steps=4, rate=20, on_step=lambda _: times.append(time.monotonic()))
    assert len(times) == 5
    assert times[-1] - times[0] >= 3.5 / 20


class Stop:
    """Ends a simulation as Ctrl-C does, at a step."""

    def __init__(self, at: int) -> None:
        self._at = at

    def __call__(self, step: int) -> None:
        if step == self._at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("scenario", SCENARIO_TYPES)
def test_runs_without_end_are_readable_whenever_they_are_stopped(
    tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]], scenario: str
) -> None:
    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path, scenario, steps=None, runs=2, points=20, width=16, rate=1000, on_step=Stop(7))
    for number in (1, 2):
        assert [each.step for each in logged_steps(tmp_path / f"{scenario}-{number}")] == list(range(8))


def test_a_live_run_is_damaged_while_it_is_written(tmp_path: Path) -> None:
    sizes: list[int] = []

    def look(step: int) -> None:
        sizes.append(sum(path.stat().st_size for path in (tmp_path / "dead-truncated-1").iterdir()))
        Stop(107)(step)

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path, "dead", steps=None, points=12, width=8, fault="truncated", rate=1000, on_step=look)
    grows = [after > before for before, after in itertools.pairwise(sizes)]
    assert grows == [True] * 100 + [False] * 7
    assert load_run(tmp_path / "dead-truncated-1").steps.tolist() == list(range(100))


@pytest.mark.parametrize("fault", FAULTS)
def test_the_sound_file_of_a_damaged_run_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    (directory,) = simulate(tmp_path / "runs", steps=2, points=12, width=8, fault=fault)
    assert directory.name == f"convergence-{fault}-1"
    assert len(list(directory.iterdir())) == 1
    assert list(aside.iterdir()) == []


def test_a_scenario_takes_its_course_within_the_run_whatever_its_length(tmp_path: Path) -> None:
    for steps in (10, 40):
        run = load_run(simulate(tmp_path, "nan", steps=steps, points=12, width=8)[0])
        is_lost = run.statistics[:, :, run.statistic_names.index("nonfinite")].any(axis=1)
        assert np.argmax(is_lost) == pytest.approx(0.6 * steps, abs=1)


def test_torchs_threads_and_random_state_are_left_as_they_were(tmp_path: Path) -> None:
    threads, random_state = torch.get_num_threads(), torch.get_rng_state()
    simulate(tmp_path, steps=1)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), random_state)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            {"scenario": "divergance"},
            "scenario is 'divergance'; there are 'convergence', 'divergence', ",
        ),
        ({"scenario": "divergance"}, "did you mean 'divergence' or"),
        ({"scenario": ""}, "scenario is ''; there are 'convergence'"),
        ({"model": "gpt5"}, "model is 'gpt5'; there are 'tiny', 'gpt2'; did you mean 'gpt2'?"),
        ({"fault": "check-sum"}, "did you mean 'checksum'?"),
        ({"fault": "fire"}, "fault is 'fire'; there are 'truncated', 'checksum', "),
        ({"runs": 0}, "runs is 0"),
        ({"steps": -1}, "steps is -1"),
        ({"points": 0}, "points is 0"),
        ({"width": -8}, "width is -8"),
        ({"max_bytes": 0}, "max_bytes is 0"),
        ({"rate": 0.0}, "rate is 0.0"),
        ({"rate": float("nan")}, "rate is nan"),
    ],
)
def test_what_cannot_be_simulated_is_refused(tmp_path: Path, arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(SimulationError) as raised:
        simulate(tmp_path / "runs", **arguments)
    assert text in str(raised.value)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("scenario", SCENARIO_TYPES)
def test_every_scenario_can_be_as_short_as_can_be(tmp_path: Path, scenario: str) -> None:
    run = load_run(simulate(tmp_path, scenario, steps=1)[0])
    assert run.steps.tolist() == [0, 1]
    assert run.config["scenario"] == scenario


@pytest.mark.parametrize("fault", [None, "checksum"])
def test_a_directory_that_cannot_be_written_is_refused(fault: str | None) -> None:
    with pytest.raises(LogDirectoryError, match=r"log_dir='/proc/runs/convergence-.*1' cannot be made"):
        simulate("/proc/runs", steps=1, fault=fault)
