"""Whatever an event file holds, reading it raises nothing but named errors, and no other run suffers."""

from __future__ import annotations

import tempfile
import tracemalloc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tensorboard.compat.proto import event_pb2

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.capture.simulation.records import frame
from tensorboard_plugin_paramviz.serving.errors import ServingError
from tensorboard_plugin_paramviz.serving.reading.history import SNAPSHOT_KINDS
from tests.serving.properties.answers import DECODERS, Answer, ask, check_answer, read_json, read_safetensors
from tests.serving.properties.damage import damaged_files, events_of, lies
from tests.serving.properties.requests import PREFIX, GeneratedRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import DataObject, SearchStrategy
    from werkzeug.test import Client

    from tests.serving.conftest import OpenRunWriter

    Everything = dict[str, tuple[dict[str, bytes], dict[str, str]]]

OK = 200
REPLACED_STEPS = (20, 30)  # which the later session logged again: they are not read at all
FILE_NAME = "events.out.tfevents.1.host"
MOST_BYTES = 768 * 1024 * 1024  # three arrays as large as any that may be claimed


@pytest.fixture(scope="module")
def sound_file(tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter) -> bytes:
    directory = tmp_path_factory.mktemp("sound")
    write_run(directory).log(0, 10).cut().log(20)
    return next(directory.iterdir()).read_bytes()


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter) -> list[event_pb2.Event]:
    """Of a run in two segments, and of the session that resumed it."""
    directory = tmp_path_factory.mktemp("events")
    write_run(directory / "first").log(0, 10).cut().log(20, 30)
    write_run(directory / "second", session=1).log(15, 25)
    return [event for name in ("first", "second") for event in events_of(next((directory / name).iterdir()))]


@pytest.fixture(scope="module")
def files(events: list[event_pb2.Event]) -> SearchStrategy[bytes]:
    return damaged_files(events)


class Stack:
    """TensorBoard's application on a directory, asked for everything there is."""

    def __init__(self, client: Client) -> None:
        self._application = client.application

    def ask(self, route: str, query: str = "") -> Answer:
        """An answer that has passed every check there is."""
        request = GeneratedRequest(PREFIX + route, query)
        answer = ask(self._application, request)
        check_answer(answer, request, DECODERS[route])
        return answer

    def everything(self, run: str) -> Everything:
        """The arrays and the metadata of all answers about one run."""
        queries = [("snapshots", f"run={run}&kind={kind}") for kind in SNAPSHOT_KINDS]
        listed = read_json(self.ask("runs").body)["runs"]
        clouds = [cloud for description in listed if description["name"] == run for cloud in description["clouds"]]
        queries += [("cloud", f"run={run}&parameter={quote_plus(cloud)}") for cloud in clouds]
        asked = {query: self.ask(route, query) for route, query in queries}
        self.ask("phases", f"run={run}")
        self.ask("insights", f"run={run}")
        answers = {query: read_safetensors(answer.body) for query, answer in asked.items() if answer.status == OK}
        return {
            query: ({name: array.tobytes() for name, array in arrays.items()}, metadata)
            for query, (arrays, metadata) in answers.items()
        }

    def problems(self, run: str) -> list[str]:
        """What `runs` says is wrong with a run."""
        listed = {each["name"]: each["problems"] for each in read_json(self.ask("runs").body)["runs"]}
        return list(listed.get(run, []))


@pytest.fixture(scope="module")
def open_stack(open_client: Callable[[Path], Client]) -> Callable[[Path], Stack]:
    return lambda logdir: Stack(open_client(logdir))


@pytest.fixture(scope="module")
def sound_answers(
    tmp_path_factory: pytest.TempPathFactory, sound_file: bytes, open_stack: Callable[[Path], Stack]
) -> Everything:
    logdir = tmp_path_factory.mktemp("alone")
    write_file(logdir / "sound", sound_file)
    return open_stack(logdir).everything("sound")


@pytest.fixture(autouse=True)
def _logdir_root(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.getbasetemp()))


def write_file(directory: Path, content: bytes) -> None:
    directory.mkdir(parents=True)
    (directory / FILE_NAME).write_bytes(content)


def read_all_arrays(path: Path) -> None:
    """Everything that `load_run` gives, if it gives anything."""
    try:
        run = load_run(path)
        for parameter in run.parameters[:10]:
            run.weights(parameter.name)
            run.gradients(parameter.name)
    except ServingError:
        return
    assert (run.steps[1:] > run.steps[:-1]).all()
    assert run.statistics.shape == (len(run.steps), len(run.parameters), len(run.statistic_names))


@contextmanager
def most_allocated(most_bytes: int) -> Iterator[None]:
    """Holds what Python and numpy have at once against a bound."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most_bytes
    finally:
        tracemalloc.stop()


@given(data=st.data())
def test_any_file_is_read_or_refused_by_name(data: DataObject, files: SearchStrategy[bytes]) -> None:
    content = data.draw(files)
    with tempfile.TemporaryDirectory() as folder, most_allocated(MOST_BYTES):
        write_file(Path(folder) / "hit", content)
        read_all_arrays(Path(folder) / "hit")


@given(data=st.data())
def test_any_file_leaves_the_other_runs_alone(
    data: DataObject,
    files: SearchStrategy[bytes],
    sound_file: bytes,
    sound_answers: Everything,
    open_stack: Callable[[Path], Stack],
) -> None:
    content = data.draw(files)
    with tempfile.TemporaryDirectory() as folder:
        write_file(Path(folder) / "hit", content)
        write_file(Path(folder) / "sound", sound_file)
        stack = open_stack(Path(folder))
        listed = [run["name"] for run in read_json(stack.ask("runs").body)["runs"]]
        if "hit" in listed:
            stack.everything("hit")
        assert stack.everything("sound") == sound_answers
        assert stack.problems("sound") == []


@given(data=st.data())
def test_a_value_that_lies_is_named(
    data: DataObject, events: list[event_pb2.Event], open_stack: Callable[[Path], Stack]
) -> None:
    copies = [event_pb2.Event.FromString(event.SerializeToString()) for event in events]
    places = [(event, index) for event in copies for index in range(len(event.summary.value))]
    event, index = data.draw(st.sampled_from([place for place in places if place[0].step not in REPLACED_STEPS]))
    event.summary.value[index].CopyFrom(data.draw(lies(event.summary.value[index])))
    with tempfile.TemporaryDirectory() as folder:
        write_file(Path(folder) / "hit", b"".join(frame(copy.SerializeToString()) for copy in copies))
        stack = open_stack(Path(folder))
        stack.everything("hit")
        assert stack.problems("hit") != []
