"""Runs grow, are resumed, vanish and come back between requests; what is answered stays true to what was logged."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.plugins.base_plugin import TBContext

from tensorboard_plugin_paramviz.capture.simulation.records import frame
from tests.serving.conftest import EMBEDDING, RunWriter, build_layout
from tests.serving.properties.answers import DECODERS, Answer, ask, check_answer, read_json, read_safetensors
from tests.serving.properties.requests import PREFIX, GeneratedRequest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # a library inside TensorBoard warns when it is imported
    from tensorboard.backend.application import TensorBoardWSGI

    from tensorboard_plugin_paramviz.serving.plugin import ParamVizPlugin

if TYPE_CHECKING:
    import numpy.typing as npt
    from tensorboard.compat.proto import event_pb2

NAMES = ("a", "b")
names = st.sampled_from(NAMES)


class EventFile:
    """An event file with a name of our choice: TensorBoard reads those of a run in order of their names."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path

    def add_event(self, event: event_pb2.Event) -> None:
        with self._path.open("ab") as file:
            file.write(frame(event.SerializeToString()))

    def flush(self) -> None:
        """Every event is written at once."""

    def close(self) -> None:
        """Nothing is open."""


class Training:
    """A run as it should be seen: its steps, and the writer of its newest session."""

    def __init__(self, directory: Path, session: int) -> None:
        self.directory = directory
        self.steps: list[int] = []
        self.resume(session)

    def resume(self, session: int) -> None:
        events = EventFile(self.directory / f"events.out.tfevents.{session:010d}.host")
        self.writer = RunWriter(self.directory, build_layout(), session=session, events=events)
        self.session_is_empty = True

    def log(self, *steps: int) -> None:
        if self.session_is_empty:  # the first step of a session replaces what older sessions have from there on
            self.steps = [step for step in self.steps if step < steps[0]]
            self.session_is_empty = False
        self.writer.log(*steps)
        self.steps.extend(steps)


class GrowingRuns(RuleBasedStateMachine):
    """TensorBoard's application on a directory that changes; its loader looks only when it reloads."""

    def __init__(self) -> None:
        super().__init__()
        self.logdir = Path(tempfile.mkdtemp())
        self.trainings: dict[str, Training] = {}
        self.visible: dict[str, list[int]] = {}
        self.pictures: dict[tuple[str, str], dict[int, npt.NDArray[np.float32]]] = {}
        self.session = 0
        self.multiplexer = EventMultiplexer(tensor_size_guidance={"paramviz": 0})
        provider = MultiplexerDataProvider(self.multiplexer, str(self.logdir))
        plugin = ParamVizPlugin(TBContext(data_provider=provider, logdir=str(self.logdir)))
        self.application = TensorBoardWSGI([plugin], data_provider=provider)

    def teardown(self) -> None:
        shutil.rmtree(self.logdir)

    @rule(name=names, gaps=st.lists(st.integers(1, 9), min_size=1, max_size=4))
    def log(self, name: str, gaps: list[int]) -> None:
        training = self.trainings.get(name)
        if training is None:
            self.session += 1
            training = self.trainings[name] = Training(self.logdir / name, self.session)
        first = training.steps[-1] if training.steps else -gaps[0]
        training.log(*(first + int(gap) for gap in np.cumsum(gaps)))

    @precondition(lambda self: self.trainings)
    @rule(data=st.data())
    def cut(self, data: st.DataObject) -> None:
        self.trainings[data.draw(st.sampled_from(sorted(self.trainings)))].writer.cut()

    @precondition(lambda self: self.trainings)
    @rule(data=st.data(), share=st.floats(0, 1))
    def resume(self, data: st.DataObject, share: float) -> None:
        training = self.trainings[data.draw(st.sampled_from(sorted(self.trainings)))]
        self.session += 1
        training.resume(self.session)
        training.log(training.steps[int(share * (len(training.steps) - 1))])

    @precondition(lambda self: self.trainings)
    @rule(data=st.data())
    def vanish(self, data: st.DataObject) -> None:
        training = self.trainings.pop(data.draw(st.sampled_from(sorted(self.trainings))))
        shutil.rmtree(training.directory)
        self.reload()  # else TensorBoard's loader would take a new run of this name for the old one

    @rule()
    def reload(self) -> None:
        self.multiplexer.AddRunsFromDirectory(str(self.logdir))
        self.multiplexer.Reload()
        self.visible = {name: list(training.steps) for name, training in self.trainings.items()}
        self.pictures = {key: places for key, places in self.pictures.items() if key[0] in self.visible}

    @rule()
    def list_runs(self) -> None:
        listed = read_json(self.ask("runs").body)["runs"]
        assert {run["name"]: run["steps"] for run in listed} == self.visible
        assert [run["problems"] for run in listed] == [[] for _ in listed]

    @rule(name=names, after=st.integers(-1, 40))
    def poll_snapshots(self, name: str, after: int) -> None:
        if name not in self.visible:
            assert self.ask("snapshots", f"run={name}&kind=weights").status == 404
            return
        whole, _ = self.arrays("snapshots", f"run={name}&kind=weights")
        poll, _ = self.arrays("snapshots", f"run={name}&kind=weights&after={after}")
        assert whole["steps"].tolist() == self.visible[name]
        count = sum(step > after for step in self.visible[name])
        for kind in ("steps", "weights"):
            np.testing.assert_array_equal(poll[kind], whole[kind][len(whole[kind]) - count :])

    @precondition(lambda self: self.visible)
    @rule(data=st.data(), after=st.integers(-1, 40))
    def poll_the_cloud(self, data: st.DataObject, after: int) -> None:
        name = data.draw(st.sampled_from(sorted(self.visible)))
        known = sorted(f"&basis={basis}" for run, basis in self.pictures if run == name)
        asked = data.draw(st.sampled_from(["", *known]))
        query = f"run={name}&parameter={quote_plus(EMBEDDING)}"
        whole, metadata = self.arrays("cloud", query + asked)
        poll, poll_metadata = self.arrays("cloud", f"{query}&after={after}&basis={metadata['basis']}")
        assert whole["steps/0"].tolist() == self.visible[name]
        assert poll_metadata["basis"] == metadata["basis"]
        assert json.loads(metadata["runs"]) == [name]
        count = sum(step > after for step in self.visible[name])
        np.testing.assert_array_equal(poll["steps/0"], self.visible[name][len(self.visible[name]) - count :])
        np.testing.assert_array_equal(poll["positions/0"], whole["positions/0"][len(self.visible[name]) - count :])
        places = dict(zip(self.visible[name], whole["positions/0"], strict=True))
        before = self.pictures.setdefault((name, metadata["basis"]), places)
        for step in before.keys() & places.keys():  # the same weights, whichever session logged them
            np.testing.assert_allclose(places[step], before[step], atol=1e-5)

    def ask(self, route: str, query: str = "") -> Answer:
        request = GeneratedRequest(PREFIX + route, query)
        answer = ask(self.application, request)
        check_answer(answer, request, DECODERS[route])
        return answer

    def arrays(self, route: str, query: str) -> tuple[dict[str, npt.NDArray[np.float32]], dict[str, str]]:
        answer = self.ask(route, query)
        assert answer.status == 200, answer
        return read_safetensors(answer.body)


TestGrowingRuns = GrowingRuns.TestCase
TestGrowingRuns.settings = settings(max_examples=max(10, settings().max_examples // 5), stateful_step_count=25)
