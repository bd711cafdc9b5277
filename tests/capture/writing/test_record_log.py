"""Writing goes on after a failure, in a new event file; nothing is raised, everything is counted."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tensorboard.backend.event_processing.directory_watcher import DirectoryWatcher
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto import event_pb2
from tensorboard.compat.tensorflow_stub import errors
from tensorboard.compat.tensorflow_stub.io import gfile
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from tensorboard_plugin_paramviz.capture.writing.event_file import install_record_log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tensorboard_plugin_paramviz.capture.writing.record_log import RecordLog

# TensorBoard's files leave their temporary file to the collector where closing them fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file <_io.BufferedRandom:ResourceWarning")

FULL = OSError(errno.ENOSPC, "No space left on device")


class Clock:
    """A time that moves when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class ObjectStore:
    """A file system of TensorBoard's own over a folder, which takes whole files only, and fails when it is told to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.error: Exception | None = None
        self.begun: list[str] = []

    def write(self, filename: bytes, content: bytes, _binary_mode: bool = False) -> None:
        self.begun.append(os.path.basename(filename.decode()))  # noqa: PTH119  # an address
        if self.error is not None:
            raise self.error
        self.path(filename.decode()).write_bytes(content)

    def makedirs(self, address: str) -> None:
        self.path(address).mkdir(parents=True, exist_ok=True)

    def path(self, address: str) -> Path:
        return self._folder / address.partition("://")[2]


class Disk(ObjectStore):
    """One that appends as well; when it fails, half of what was to be written lies in the file."""

    def write(self, filename: bytes, content: bytes, _binary_mode: bool = False) -> None:
        self.begun.append(os.path.basename(filename.decode()))  # noqa: PTH119  # an address
        self.path(filename.decode()).write_bytes(b"")
        self.append(filename, content)

    def append(self, filename: bytes, content: bytes, _binary_mode: bool = False) -> None:
        written = content if self.error is None else content[: len(content) // 2]
        with self.path(filename.decode()).open("ab") as file:
            file.write(written)
        if self.error is not None:
            raise self.error


class Log:
    """An event writer with a record log whose time the test decides, and a reader that follows the directory."""

    def __init__(self, directory: str, folder: Path) -> None:
        self.clock = Clock()
        self.folder = folder
        self.event_writer = EventFileWriter(directory)
        record_log = install_record_log(self.event_writer, self.clock)
        assert record_log is not None
        self.record_log: RecordLog = record_log
        self._follower = DirectoryWatcher(str(folder), EventFileLoader)

    def add(self, *steps: int) -> None:
        """Write and flush an event for each step."""
        for step in steps:
            self.event_writer.add_event(event_pb2.Event(step=step, wall_time=1.0))
            self.event_writer.flush()

    def follow(self) -> list[int]:
        """The steps that TensorBoard's Python loader finds now, beyond those that it found before."""
        return [event.step for event in self._follower.Load() if not event.file_version]

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir())


@pytest.fixture(params=[Disk, ObjectStore])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A file system whose addresses begin with faulty://."""
    made = request.param(tmp_path)
    gfile.register_filesystem("faulty", made)
    yield made
    del gfile._REGISTERED_FILESYSTEMS["faulty"]


only_disk = pytest.mark.parametrize("store", [Disk], indirect=True)
only_object_store = pytest.mark.parametrize("store", [ObjectStore], indirect=True)


@pytest.fixture
def open_log(tmp_path: Path) -> Iterator[Callable[[str], Log]]:
    """Opens a log in a directory, or at an address, beneath the test's folder."""
    opened: list[Log] = []

    def open_directory(directory: str) -> Log:
        is_address = "://" in directory
        folder = tmp_path / (directory.partition("://")[2] if is_address else directory)
        opened.append(Log(directory if is_address else str(folder), folder))
        return opened[-1]

    yield open_directory
    for log in opened:
        log.event_writer.close()


def messages(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(record.levelno, record.getMessage()) for record in caplog.records]


@pytest.fixture(autouse=True)
def _all_messages(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="tensorboard_plugin_paramviz")


def test_without_failures_there_is_one_file(store: Disk, open_log: Callable[[str], Log]) -> None:
    log = open_log("faulty://run")
    log.add(1, 2, 3)
    assert log.follow() == [1, 2, 3]
    assert (log.record_log.generation, log.record_log.lost_records, log.record_log.last_error) == (1, 0, None)
    assert set(store.begun) == {path.name for path in log.files}


@pytest.mark.parametrize(
    "error",
    [
        FULL,
        errors.ResourceExhaustedError(None, None, "quota"),
        errors.UnavailableError(None, None, "try again"),
        MemoryError("no room"),
        ValueError("of a file system that nobody knows"),
    ],
    ids=lambda error: type(error).__name__,
)
@only_disk
def test_half_a_record_is_lost_and_what_comes_later_goes_into_a_new_file(
    store: Disk, error: Exception, open_log: Callable[[str], Log], caplog: pytest.LogCaptureFixture
) -> None:
    log = open_log("faulty://run")
    log.add(1, 2)
    store.error = error
    log.add(3)
    assert log.follow() == [1, 2]  # and half of the third is in the reader's hands
    store.error = None
    log.add(4)  # within the pause
    log.clock.seconds += 1
    log.add(5, 6)
    assert log.follow() == [5, 6]
    assert (log.record_log.generation, log.record_log.lost_records) == (2, 2)
    assert log.record_log.last_error is error
    first, second = log.files
    (failed, failure), (recovered, recovery) = messages(caplog)
    assert (failed, recovered) == (logging.WARNING, logging.INFO)
    assert f"{first.name}, training goes on" in failure
    assert f"({type(error).__name__}: {error})" in failure
    assert recovery == f"events are written again, to faulty://run/{second.name}; 2 were lost"


@only_object_store
def test_a_flush_that_fails_twice_loses_what_it_was_to_bring(
    store: ObjectStore, open_log: Callable[[str], Log]
) -> None:
    log = open_log("faulty://run")
    log.add(1)
    store.error = FULL
    for step in (2, 3, 4):
        log.event_writer.add_event(event_pb2.Event(step=step, wall_time=1.0))
    log.event_writer.flush()
    assert (log.record_log.generation, log.record_log.lost_records) == (1, 3)
    store.error = None
    log.clock.seconds += 1
    log.add(5)
    assert log.follow() == [1, 5]
    assert (log.record_log.generation, log.record_log.lost_records) == (2, 3)


@only_object_store
def test_a_flush_that_fails_once_loses_nothing(
    store: ObjectStore, open_log: Callable[[str], Log], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = open_log("faulty://run")
    log.add(1)
    write = store.write

    def fail_once(*_: object) -> None:
        monkeypatch.setattr(store, "write", write)
        raise FULL

    monkeypatch.setattr(store, "write", fail_once)
    log.add(2)
    log.clock.seconds += 1
    log.add(3)
    assert log.follow() == [1, 2, 3]
    assert (log.record_log.generation, log.record_log.lost_records) == (2, 0)


def test_pauses_between_tries_grow(
    store: Disk, open_log: Callable[[str], Log], caplog: pytest.LogCaptureFixture
) -> None:
    log = open_log("faulty://run")
    log.add(1)
    store.error = FULL
    log.add(2)
    del store.begun[:]
    tried_seconds, tries = [], 0
    for _ in range(200):
        log.clock.seconds += 0.5
        log.add(3)
        if len(store.begun) > tries:
            tried_seconds.append(log.clock.seconds)
            tries = len(store.begun)
    assert tried_seconds == [1, 3, 7, 15, 31, 61, 91]
    assert len(set(store.begun)) == 1  # no litter
    assert log.record_log.lost_records == 201
    assert [level for level, _ in messages(caplog)] == [logging.WARNING]
    store.error = None
    log.clock.seconds += 30
    log.add(4)
    assert log.follow() == [1, 4]
    assert (log.record_log.generation, log.record_log.lost_records) == (2, 201)


@only_disk
def test_a_reader_that_follows_a_half_begun_file_reads_on(store: Disk, open_log: Callable[[str], Log]) -> None:
    log = open_log("faulty://run")
    log.add(1)
    store.error = FULL
    log.add(2)
    log.clock.seconds += 1
    log.add(3)
    assert log.follow() == [1]  # and half of the new file's first record is in the reader's hands
    assert len(log.files) == 2
    store.error = None
    log.clock.seconds += 2
    log.add(4)
    assert log.follow() == [4]


@only_disk
def test_a_disk_that_fills_again_and_again_makes_a_file_each_time(
    store: Disk, open_log: Callable[[str], Log], caplog: pytest.LogCaptureFixture
) -> None:
    log = open_log("faulty://run")
    for round_ in range(12):
        store.error = None
        log.clock.seconds += 30
        log.add(10 * round_)
        store.error = FULL
        log.add(10 * round_ + 1)
    assert log.follow() == [10 * round_ for round_ in range(12)]
    assert (log.record_log.generation, log.record_log.lost_records, len(log.files)) == (12, 12, 12)
    assert [level for level, _ in messages(caplog)].count(logging.WARNING) == 1


def test_closing_within_an_outage_raises_nothing_and_says_what_was_lost(
    store: Disk, open_log: Callable[[str], Log], caplog: pytest.LogCaptureFixture
) -> None:
    log = open_log("faulty://run")
    log.add(1)
    store.error = FULL
    log.add(2, 3)
    log.event_writer.close()
    log.event_writer.close()
    log.record_log.close()
    assert log.record_log.closed
    assert log.record_log.lost_records == 2
    (path,) = log.files
    assert messages(caplog)[1:] == [(logging.WARNING, f"faulty://run/{path.name} is closed; events lost at its end: 2")]


@only_object_store
def test_a_close_that_fails_raises_nothing_and_says_what_was_lost(
    store: ObjectStore, open_log: Callable[[str], Log], caplog: pytest.LogCaptureFixture
) -> None:
    log = open_log("faulty://run")
    log.add(1)
    log.record_log.write(event_pb2.Event(step=2).SerializeToString())
    store.error = FULL
    log.record_log.close()
    assert (log.record_log.lost_records, log.record_log.last_error) == (1, FULL)
    assert messages(caplog)[-1][1].endswith("is closed; events lost at its end: 1")


def test_a_record_after_the_end_is_lost(open_log: Callable[[str], Log]) -> None:
    log = open_log("run")
    log.event_writer.close()
    log.record_log.write(b"late")
    log.record_log.flush()
    assert (log.record_log.generation, log.record_log.lost_records, len(log.files)) == (1, 1, 1)


@pytest.mark.parametrize("is_made_by_somebody_else", [False, True])
def test_a_removed_directory_is_made_again(
    open_log: Callable[[str], Log], caplog: pytest.LogCaptureFixture, is_made_by_somebody_else: bool
) -> None:
    log = open_log("deep/run")
    log.add(1)
    assert log.follow() == [1]
    shutil.rmtree(log.folder.parent)
    if is_made_by_somebody_else:
        log.folder.mkdir(parents=True)
    log.add(2)
    log.clock.seconds += 1
    log.add(3)
    former, path = log.files
    assert log.follow() == [3]
    assert former.stat().st_size == 0
    assert (log.record_log.generation, log.record_log.lost_records) == (2, 1)
    assert "the event file was removed" in messages(caplog)[0][1]
    assert next(iter(EventFileLoader(str(path)).Load())).file_version == "brain.Event:2"


def test_a_directory_that_cannot_be_made_again_is_tried_again(open_log: Callable[[str], Log], tmp_path: Path) -> None:
    log = open_log("deep/run")
    shutil.rmtree(tmp_path / "deep")
    (tmp_path / "deep").write_text("in the way")
    for step in range(5):
        log.add(step)
        log.clock.seconds += 1
    (tmp_path / "deep").unlink()
    log.clock.seconds += 30
    log.add(10)
    assert log.follow() == [10]
    assert (log.record_log.generation, log.record_log.lost_records) == (2, 5)


def test_a_relative_directory_is_the_same_after_the_training_changed_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = Log("runs/a", tmp_path / "runs" / "a")
    log.add(1)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    log.add(2)
    log.clock.seconds += 1
    log.add(3)
    log.event_writer.close()
    assert log.follow() == [1, 3]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_it_goes_on_without_hardware_checksums_as_well(
    open_log: Callable[[str], Log], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "google_crc32c", None)
    log = open_log("run")
    log.add(1)
    shutil.rmtree(log.folder)
    log.add(2)
    log.clock.seconds += 1
    log.add(3)
    assert log.follow() == [3]
