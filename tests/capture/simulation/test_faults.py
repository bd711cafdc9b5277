"""What each fault makes of a sound event file, and what readers make of that."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from safetensors.numpy import load
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto import event_pb2

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.capture.simulate import simulate
from tensorboard_plugin_paramviz.capture.simulation.faults import FAULTS
from tensorboard_plugin_paramviz.capture.simulation.records import Record, RecordTail, frame
from tensorboard_plugin_paramviz.format.errors import FormatError, ValueShapeError, VersionError
from tensorboard_plugin_paramviz.format.metadata import header_from_bytes
from tensorboard_plugin_paramviz.format.snapshot import array_from_proto, check_array
from tensorboard_plugin_paramviz.format.tags import parse_tag
from tensorboard_plugin_paramviz.serving.errors import EmptyRunError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import TensorBoardServer

LAST_STEP, HIT_STEP = 6, 3
STEPS = list(range(LAST_STEP + 1))
STEPS_SHOWN = {
    "convergence-1": STEPS,
    "convergence-truncated-1": STEPS[:HIT_STEP],
    **{f"convergence-{kind}-1": STEPS for kind in ("dtype", "shape", "size", "missing", "layout")},
    **{f"convergence-{kind}-1": [] for kind in ("gigabytes", "version")},
}
CHECKSUM_RUN = "convergence-checksum-1"
CHECKSUM_STEPS = (STEPS[:HIT_STEP], STEPS)  # of the Python loader and of the Rust loader
LOADERS = ["--load_fast=true", "--load_fast=false"]
_PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound run, and one with each fault."""
    logdir = tmp_path_factory.mktemp("runs")
    for fault in (None, *FAULTS):
        simulate(logdir, steps=LAST_STEP, points=12, width=16, fault=fault)
    return logdir


@pytest.fixture(scope="module")
def sound(logdir: Path) -> list[Record]:
    """The records of the sound run."""
    (path,) = (logdir / "convergence-1").iterdir()
    return list(RecordTail(path).read())


def data_of(record_frame: bytes) -> bytes:
    """What a record says, without its length and checksums."""
    return record_frame[12:-4]


def event_of(data: bytes) -> event_pb2.Event:
    return event_pb2.Event.FromString(data)


def hit_records(kind: str, sound: list[Record]) -> list[tuple[Record, bytes]]:
    """The records that a fault changes, and what stands in their place."""
    damaged = [(record, FAULTS[kind].damaged(record, HIT_STEP)) for record in sound]
    return [(record, instead) for record, instead in damaged if instead != record.frame]


def faults_of(event: event_pb2.Event, header: event_pb2.Event) -> list[tuple[str, FormatError]]:
    """What the format finds wrong with a snapshot, by series; `header` is the event that carries the layout."""
    content = next(value.metadata.plugin_data.content for value in header.summary.value)
    layout = header_from_bytes(content).layout
    assert layout is not None
    found: list[tuple[str, FormatError]] = []
    for value in event.summary.value:
        tag = parse_tag(value.tag)
        try:
            check_array(array_from_proto(value.tensor), layout, tag)
        except FormatError as error:
            found.append((tag.series, error))
    return found


@pytest.mark.parametrize("kind", FAULTS)
def test_only_what_is_to_be_hit_is_hit(kind: str, sound: list[Record]) -> None:
    ((record, _),) = hit_records(kind, sound)
    event = event_of(record.data)
    assert event.step == (0 if kind in {"layout", "gigabytes", "version"} else HIT_STEP)
    assert event.summary.value[0].tag.startswith("paramviz/statistics/")


@pytest.mark.parametrize("kind", [kind for kind in FAULTS if kind not in {"truncated", "checksum"}])
def test_a_fault_in_what_a_record_says_has_valid_checksums(kind: str, sound: list[Record], tmp_path: Path) -> None:
    path = tmp_path / "events.out.tfevents.damaged"
    damaged = [FAULTS[kind].damaged(record, HIT_STEP) for record in sound]
    path.write_bytes(b"".join(damaged))
    found = list(RawEventFileLoader(str(path)).Load())  # ends at the first record with another checksum
    assert list(map(frame, found)) == damaged


def test_truncated_leaves_half_a_record(sound: list[Record]) -> None:
    ((record, instead),) = hit_records("truncated", sound)
    assert record.frame.startswith(instead)
    assert len(instead) == len(record.frame) // 2
    assert [kind for kind, fault in FAULTS.items() if fault.ends_file] == ["truncated"]


def test_checksum_flips_one_bit_of_one_weight(sound: list[Record]) -> None:
    ((record, instead),) = hit_records("checksum", sound)
    differing = [(mine, theirs) for mine, theirs in zip(record.frame, instead, strict=True) if mine != theirs]
    assert [(mine ^ theirs).bit_count() for mine, theirs in differing] == [1]
    before, after = (event_of(data).summary.value for data in (record.data, data_of(instead)))
    assert [a.tag.split("/")[1] for a, b in zip(before, after, strict=True) if a != b] == ["weights"]


@pytest.mark.parametrize("kind", ["dtype", "shape", "size"])
def test_only_the_weights_contradict_the_layout(kind: str, sound: list[Record]) -> None:
    ((record, instead),) = hit_records(kind, sound)
    header = next(event_of(each.data) for each in sound if event_of(each.data).summary.value)
    assert faults_of(event_of(record.data), header) == []
    ((series, error),) = faults_of(event_of(data_of(instead)), header)
    assert series == "weights"
    assert isinstance(error, ValueShapeError)


def test_missing_takes_the_weights_away_and_nothing_else(sound: list[Record]) -> None:
    ((record, instead),) = hit_records("missing", sound)
    before, after = ([value.tag for value in event_of(data).summary.value] for data in (record.data, data_of(instead)))
    assert [tag.split("/")[1] for tag in before if tag not in after] == ["weights"]
    assert [tag for tag in before if tag in after] == after


def test_a_wrong_layout_is_sound_in_itself(sound: list[Record]) -> None:
    ((record, instead),) = hit_records("layout", sound)
    assert [series for series, _ in faults_of(event_of(record.data), event_of(data_of(instead)))] == [
        "weights",
        "gradients",
    ]


def test_gigabytes_are_claimed_by_the_last_tile(sound: list[Record]) -> None:
    ((_, instead),) = hit_records("gigabytes", sound)
    header = header_from_bytes(event_of(data_of(instead)).summary.value[0].metadata.plugin_data.content)
    assert header.layout is not None
    assert header.layout.cells > 2**40


def test_the_version_is_one_of_the_future(sound: list[Record]) -> None:
    ((_, instead),) = hit_records("version", sound)
    with pytest.raises(VersionError, match="found format version 2"):
        header_from_bytes(event_of(data_of(instead)).summary.value[0].metadata.plugin_data.content)


@pytest.mark.parametrize(
    ("kind", "text"), [("truncated", "is not complete"), ("checksum", "its data do not have the checksum behind them")]
)
def test_load_run_ends_at_a_broken_record_and_says_so(logdir: Path, kind: str, text: str) -> None:
    run = load_run(logdir / f"convergence-{kind}-1")
    assert run.steps.tolist() == STEPS[:HIT_STEP]
    (problem,) = run.problems
    assert text in problem


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("dtype", "found a tensor of type DT_DOUBLE, expected float32, int8 or int16"),
        ("shape", f"step {HIT_STEP} is left out: found int16"),
        ("size", f"at step {HIT_STEP} is left out: found"),
        ("missing", "weights: 1 of"),
    ],
)
def test_load_run_lacks_the_damaged_weights_alone_and_says_so(logdir: Path, kind: str, text: str) -> None:
    run = load_run(logdir / f"convergence-{kind}-1")
    assert text in run.problems[0]
    assert run.problems[-1] == f"weights: 1 of {len(STEPS)} steps is missing: {HIT_STEP}"
    assert run.steps.tolist() == STEPS
    has_weights = np.isfinite(run.weights("transformer.wte.weight")).all(axis=(1, 2))
    assert has_weights.tolist() == [step != HIT_STEP for step in STEPS]
    assert np.isfinite(run.gradients("transformer.wte.weight")[1:]).all()


def test_load_run_leaves_out_what_contradicts_a_wrong_layout(logdir: Path) -> None:
    run = load_run(logdir / "convergence-layout-1")
    assert run.steps.tolist() == STEPS
    assert np.isnan(run.weights("transformer.wte.weight")).all()
    assert np.isfinite(run.rows("transformer.wte.weight")).all()


@pytest.mark.parametrize(
    ("kind", "text"), [("gigabytes", "its layout claims arrays of"), ("version", "found format version 2")]
)
def test_load_run_refuses_what_it_cannot_read(logdir: Path, kind: str, text: str) -> None:
    with pytest.raises(EmptyRunError, match=text):
        load_run(logdir / f"convergence-{kind}-1")


class Served:
    """The runs of a log directory, as TensorBoard serves them."""

    def __init__(self, address: str) -> None:
        self._address = address
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._has_loaded(found := {name: run["steps"] for name, run in self.runs().items()}):
            assert time.monotonic() < deadline, f"found {found}"
            time.sleep(0.1)

    @staticmethod
    def _has_loaded(steps: dict[str, list[int]]) -> bool:
        others = {run: its for run, its in steps.items() if run != CHECKSUM_RUN}
        return others == STEPS_SHOWN and steps.get(CHECKSUM_RUN) in CHECKSUM_STEPS

    def runs(self) -> dict[str, dict[str, Any]]:
        """What the route `runs` says, by the run's name."""
        return {run["name"]: run for run in json.loads(self._get("runs"))["runs"]}

    def steps(self, run: str, kind: str) -> list[int]:
        """The steps of a run that have weights, for example."""
        found: list[int] = load(self._get("snapshots", run=run, kind=kind))["steps"].tolist()
        return found

    def _get(self, route: str, **arguments: str) -> bytes:
        url = f"{self._address}/data/plugin/paramviz/{route}?{urllib.parse.urlencode(arguments)}"
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310  # a loopback address
            return bytes(response.read())


@pytest.fixture(scope="module", params=LOADERS)
def served(request: pytest.FixtureRequest, tensorboard_server: TensorBoardServer, logdir: Path) -> Served:
    """All those runs in a real TensorBoard, with each of its loaders."""
    return Served(tensorboard_server(logdir, request.param))


def test_the_sound_run_is_shown_whole_beside_all_others(served: Served) -> None:
    for kind in ("statistics", "weights", "gradients"):
        assert served.steps("convergence-1", kind) == STEPS
    assert served.runs()["convergence-1"]["problems"] == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("dtype", f"at step {HIT_STEP} is left out: found a tensor of type DT_DOUBLE"),
        ("shape", f"step {HIT_STEP} is left out: found int16"),
        ("size", f"at step {HIT_STEP} is left out: found"),
        ("missing", f"weights: 1 of {len(STEPS)} steps is missing: {HIT_STEP}"),
        ("layout", "is left out: found int16"),
        ("gigabytes", "its layout claims arrays of"),
        ("version", "found format version 2"),
    ],
)
def test_a_damaged_run_names_its_problem(served: Served, kind: str, text: str) -> None:
    run = f"convergence-{kind}-1"
    weights = served.steps(run, "weights")  # problems of a series are known when it is read
    assert set(weights) < set(STEPS)
    assert HIT_STEP not in weights
    problems = served.runs()[run]["problems"]
    assert text in problems[0]


@pytest.mark.parametrize("kind", ["dtype", "shape", "size"])
def test_a_damaged_value_costs_its_own_step_alone(served: Served, kind: str) -> None:
    assert served.steps(f"convergence-{kind}-1", "weights") == [step for step in STEPS if step != HIT_STEP]


@pytest.mark.parametrize("kind", ["dtype", "shape", "size", "missing", "layout"])
def test_what_is_sound_of_a_damaged_run_is_shown(served: Served, kind: str) -> None:
    assert served.steps(f"convergence-{kind}-1", "statistics") == STEPS
    assert served.steps(f"convergence-{kind}-1", "gradients") == ([] if kind == "layout" else STEPS)


def test_a_run_is_cut_where_its_file_ends(served: Served) -> None:
    for kind in ("statistics", "weights", "gradients"):
        assert served.steps("convergence-truncated-1", kind) == STEPS[:HIT_STEP]


def test_a_wrong_checksum_spares_what_lies_before_it(served: Served) -> None:
    """The Rust loader does not look at it, the Python loader ends there."""
    assert served.steps(CHECKSUM_RUN, "weights") in CHECKSUM_STEPS


def test_a_step_without_weights_is_absent_from_them(served: Served) -> None:
    assert served.steps("convergence-missing-1", "weights") == [step for step in STEPS if step != HIT_STEP]
