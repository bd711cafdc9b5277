"""Anybody's event writer takes a record log, at any time, and its files stay the same to the byte."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto import event_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.summary.writer.record_writer import RecordWriter
from torch.utils.tensorboard import SummaryWriter as TorchSummaryWriter

from tensorboard_plugin_paramviz import SummaryWriter
from tensorboard_plugin_paramviz.capture.writing.event_file import install_record_log, record_log_of
from tensorboard_plugin_paramviz.capture.writing.record_log import RecordLog

if TYPE_CHECKING:
    from pathlib import Path

    from torch.utils.tensorboard.writer import FileWriter

FROZEN_SECONDS = 1_700_000_000.25


def log_some_of_everything(writer: TorchSummaryWriter) -> None:
    """With the same random numbers each time."""
    random = np.random.default_rng(0)
    for step in range(3):
        writer.add_scalar("loss", 0.5 * step, step)
        writer.add_scalars("both", {"train": 1.0 * step, "test": 2.0 * step}, step)
        writer.add_histogram("weights", random.standard_normal(10_000), step)
        writer.add_image("noise", random.random((3, 32, 32)).astype(np.float32), step)
        writer.add_text("note", "text " * 1000, step)
        writer.add_embedding(torch.eye(4), ["a", "b", "c", "d"], global_step=step)
    writer.add_hparams({"lr": 0.1, "layers": 2, "name": "é"}, {"accuracy": 0.5})
    writer.close()


def file_writer_of(writer: TorchSummaryWriter) -> FileWriter:
    """Torch's part of a writer that is open."""
    file_writer: FileWriter | None = getattr(writer, "file_writer", None)
    assert file_writer is not None
    return file_writer


def files_of(directory: Path) -> list[tuple[str, bytes]]:
    """Each event file's folder and content; the names of files differ in a number."""
    return sorted(
        (str(path.parent.relative_to(directory)), path.read_bytes()) for path in directory.rglob("*tfevents*")
    )


def steps_of(directory: Path) -> list[int]:
    """The steps of all events, file after file."""
    paths = sorted(directory.glob("*tfevents*"))
    return [event.step for path in paths for event in EventFileLoader(str(path)).Load() if not event.file_version]


@pytest.mark.parametrize("has_hardware_checksums", [True, False])
def test_files_are_the_same_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_hardware_checksums: bool
) -> None:
    monkeypatch.setattr(time, "time", lambda: FROZEN_SECONDS)
    if not has_hardware_checksums:
        monkeypatch.setitem(sys.modules, "google_crc32c", None)
    log_some_of_everything(TorchSummaryWriter(tmp_path / "stock"))
    log_some_of_everything(SummaryWriter(tmp_path / "ours"))
    borrowed = TorchSummaryWriter(tmp_path / "borrowed")
    assert install_record_log(file_writer_of(borrowed).event_writer) is not None
    log_some_of_everything(borrowed)
    stock = files_of(tmp_path / "stock")
    assert [folder for folder, _ in stock] == [".", str(FROZEN_SECONDS), "both_test", "both_train"]
    assert len(stock[0][1]) > 20_000
    assert files_of(tmp_path / "ours") == stock
    assert files_of(tmp_path / "borrowed") == stock


def test_our_writer_has_a_record_log_from_the_start_and_after_it_was_closed(tmp_path: Path) -> None:
    writer = SummaryWriter(tmp_path)
    first = record_log_of(file_writer_of(writer))
    assert first is not None
    writer.close()
    writer.add_scalar("late", 1.0, 1)
    second = record_log_of(file_writer_of(writer))
    assert second is not None
    assert (first.closed, second.closed, second is first) == (True, False, False)
    writer.close()


def test_our_writers_other_files_have_one_as_well(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalars("loss", {"train": 1.0, "test": 2.0}, 1)
        writer.add_scalars("loss", {"train": 1.0, "test": 2.0}, 2)
        file_writers: dict[str, FileWriter] = getattr(writer, "all_writers", {})
        logs = [record_log_of(file_writer) for file_writer in file_writers.values()]
        assert len(set(logs)) == 3
        assert None not in logs


def test_a_writer_that_is_at_work_loses_nothing_and_writes_nothing_twice(tmp_path: Path) -> None:
    writer = TorchSummaryWriter(tmp_path, max_queue=100)
    halfway = threading.Event()

    def log() -> None:
        for step in range(400):
            writer.add_text("note", "text " * 200, step)
            if step == 100:
                halfway.set()

    thread = threading.Thread(target=log)
    thread.start()
    assert halfway.wait(60)
    record_log = install_record_log(file_writer_of(writer).event_writer)
    assert thread.is_alive()
    thread.join()
    assert record_log_of(file_writer_of(writer)) is record_log is not None
    writer.close()
    assert steps_of(tmp_path) == list(range(400))


def test_what_waits_is_written_by_the_former_writer_first(tmp_path: Path) -> None:
    writer = EventFileWriter(str(tmp_path), max_queue_size=1000)
    for step in range(500):
        writer.add_event(event_pb2.Event(step=step, wall_time=1.0))
    install_record_log(writer)
    assert steps_of(tmp_path) == list(range(500))
    writer.close()


def test_doing_it_again_changes_nothing(tmp_path: Path) -> None:
    writer = EventFileWriter(str(tmp_path))
    first = install_record_log(writer)
    assert install_record_log(writer) is first is not None
    writer.close()


def test_many_threads_that_do_it_at_once_get_the_same(tmp_path: Path) -> None:
    writer = EventFileWriter(str(tmp_path))
    start = threading.Barrier(8)
    found: list[RecordLog | None] = []

    def install() -> None:
        start.wait()
        found.append(install_record_log(writer))

    threads = [threading.Thread(target=install) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert isinstance(found[0], RecordLog)


def test_a_closed_writer_is_left_alone(tmp_path: Path) -> None:
    writer = EventFileWriter(str(tmp_path))
    writer.close()
    assert install_record_log(writer) is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # the thread's end is wanted
def test_a_writer_whose_thread_died_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    writer = EventFileWriter(str(tmp_path))
    with monkeypatch.context() as broken:
        broken.setattr(RecordWriter, "write", fail)
        writer.add_event(event_pb2.Event(step=1))
        writer._async_writer._worker.join()
    assert install_record_log(writer) is None
    with pytest.raises(OSError, match="disk full"):
        writer.add_event(event_pb2.Event(step=2))


@pytest.mark.parametrize("missing", ["_async_writer", "_general_file_writer", "_file_name"])
def test_a_tensorboard_that_is_built_in_another_way_is_left_alone(
    tmp_path: Path, missing: str, caplog: pytest.LogCaptureFixture
) -> None:
    writer = EventFileWriter(str(tmp_path))
    parts = {name: part for name, part in vars(writer).items() if name != missing}
    with caplog.at_level(logging.DEBUG, logger="tensorboard_plugin_paramviz"):
        assert install_record_log(SimpleNamespace(**parts)) is None
    assert type(writer._async_writer._writer) is RecordWriter
    assert [record.levelno for record in caplog.records] == [logging.DEBUG]
    writer.close()


def test_a_writer_without_a_record_log_has_none(tmp_path: Path) -> None:
    with TorchSummaryWriter(tmp_path) as writer:
        assert record_log_of(file_writer_of(writer)) is None
    assert record_log_of(SimpleNamespace()) is None  # type: ignore[arg-type]  # another package's


def test_a_fork_in_the_middle_of_a_write_can_close_its_copy(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        record_log = record_log_of(writer._get_file_writer())
        assert record_log is not None
        with record_log._lock:  # as while another thread writes
            child = os.fork()
            if child == 0:
                signal.alarm(20)  # instead of hanging
                record_log.close()
                os._exit(0)
        _, status = os.waitpid(child, 0)
    assert status == 0
