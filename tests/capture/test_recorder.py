"""What one writer's recorder puts into the file, and when it starts anew."""

from __future__ import annotations

import gc
import itertools
import shutil
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.capture.errors import (
    ClosedWriterError,
    EventFileError,
    NothingToLogError,
    SecondModelError,
)
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.recorder import Recorder, recorder_of
from tensorboard_plugin_paramviz.capture.writing.event_file import install_record_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.capture.conftest import LoggedStep

ALL = capture_options()


@pytest.fixture
def recorder(writer: SummaryWriter) -> Recorder:
    """The recorder of a writer."""
    return recorder_of(writer)


@pytest.fixture
def recorded(tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]]) -> Callable[[], list[LoggedStep]]:
    """What is in the file of the writer that is still open: each snapshot is flushed."""
    return lambda: logged_steps(tmp_path)


def test_a_writer_has_one_recorder(writer: SummaryWriter) -> None:
    assert recorder_of(writer) is recorder_of(writer)


def test_each_snapshot_is_on_disk_when_it_is_recorded(
    recorder: Recorder, model: nn.Module, recorded: Callable[[], list[LoggedStep]]
) -> None:
    recorder.bind(model, ALL)
    for step in (0, 3, 4):
        size_bytes = recorder.record(step)
        assert recorded()[-1].step == step
        assert recorded()[-1].size_bytes == pytest.approx(size_bytes, abs=64)
    first, second, third = recorded()
    assert first.header is not None
    assert (second.header, third.header) == (None, None)
    assert first.segment == third.segment
    assert np.isnan(first.statistic("head.weight", "update_ratio"))
    assert second.statistic("head.weight", "update_ratio") == 0.0


def test_a_snapshot_keeps_within_its_budget(recorder: Recorder, recorded: Callable[[], list[LoggedStep]]) -> None:
    model = nn.Sequential(nn.Embedding(2000, 64), *(nn.Linear(64, 64) for _ in range(30)))
    for max_bytes in (524_288, 200_000, 60_000):
        recorder.bind(model, capture_options(max_bytes=max_bytes, max_tile=1024))
        for step in range(2):
            recorder.record(step)
        assert 0.7 * max_bytes < recorded()[-1].size_bytes <= max_bytes


def test_a_step_that_goes_back_starts_a_new_session(
    recorder: Recorder, model: nn.Module, recorded: Callable[[], list[LoggedStep]]
) -> None:
    recorder.bind(model, ALL)
    for step in (0, 10, 20, 10, 11, 11):
        recorder.record(step)
    sessions = [logged.segment.session_start_ms for logged in recorded()]
    assert sessions == sorted(sessions)
    assert [sessions.index(session) for session in sessions] == [0, 0, 0, 3, 3, 5]
    assert all(logged.header is not None and logged.header.layout is not None for logged in recorded()[3::2])
    assert np.isnan(recorded()[3].statistic("head.weight", "update_ratio"))


def test_a_model_that_changes_is_shown_in_both_its_shapes(
    recorder: Recorder, model: nn.Module, recorded: Callable[[], list[LoggedStep]]
) -> None:
    recorder.bind(model, capture_options(labels={"embedding.weight": [str(row) for row in range(20)]}))
    recorder.record(0)
    model.embedding = nn.Embedding(30, 8)
    model.extra = nn.Linear(8, 8)
    recorder.record(1)
    recorder.record(2)
    first, second, third = recorded()
    assert [logged.segment.number for logged in (first, second, third)] == [0, 1, 1]
    assert len(second.layout.parameters) == len(first.layout.parameters) + 2
    assert second.arrays["rows/embedding.weight"].shape == (30, 8)
    assert "labels['embedding.weight'] has 20 labels" in second.layout.problems[0]
    assert np.isnan(second.statistic("head.weight", "update_ratio"))
    assert third.statistic("head.weight", "update_ratio") == 0.0


def test_other_options_begin_another_segment(
    recorder: Recorder, model: nn.Module, recorded: Callable[[], list[LoggedStep]]
) -> None:
    for step, options in enumerate([ALL, ALL, capture_options(include="head.*"), ALL]):
        recorder.bind(model, options)
        recorder.record(step)
    headers = [logged.header for logged in recorded()]
    assert [logged.segment.number for logged in recorded()] == [0, 0, 1, 2]
    assert headers[3] is not None
    assert (headers[3].layout, headers[3].layout_segment) == (None, 0)


def test_parameters_that_appear_are_logged_from_then_on(
    recorder: Recorder, recorded: Callable[[], list[LoggedStep]]
) -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.LazyLinear(4))
    recorder.bind(model, ALL)
    recorder.record(0)
    model(torch.ones(1, 2))
    recorder.record(1)
    first, second = recorded()
    assert [skipped.name for skipped in first.layout.skipped] == ["1.weight", "1.bias"]
    assert [parameter.name for parameter in second.layout.parameters] == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_a_model_without_any_values_yet_is_not_logged(recorder: Recorder) -> None:
    recorder.bind(nn.Linear(2, 2, device="meta"), ALL)
    model = nn.LazyLinear(2)
    recorder.end_watch()
    recorder.bind(model, ALL)
    with pytest.raises(NothingToLogError, match="no parameter of the LazyLinear has values: not initialised yet"):
        recorder.record(0)


def test_a_second_model_is_refused_while_the_first_lives(recorder: Recorder, model: nn.Module) -> None:
    first = nn.Linear(2, 2)
    recorder.bind(first, ALL)
    with pytest.raises(SecondModelError, match=r"of a Linear already.*torch\.nn\.ModuleDict"):
        recorder.bind(model, ALL)
    del first
    gc.collect()
    recorder.bind(model, ALL)
    assert recorder.record(0) > 0


def test_a_writer_is_watched_by_one_at_a_time(recorder: Recorder, model: nn.Module) -> None:
    recorder.begin_watch(model, ALL)
    with pytest.raises(SecondModelError, match=r"close\(\) the first watcher"):
        recorder.begin_watch(model, ALL)
    recorder.end_watch()
    other = nn.Linear(2, 2)
    recorder.begin_watch(other, ALL)


def test_a_failed_watch_leaves_the_writer_free(recorder: Recorder, model: nn.Module) -> None:
    with pytest.raises(ValueError, match="no parameter"):
        recorder.begin_watch(model, capture_options(include="nothing"))
    recorder.begin_watch(model, ALL)


def test_a_closed_writer_is_not_opened_again(
    writer: SummaryWriter, recorder: Recorder, model: nn.Module, tmp_path: Path
) -> None:
    recorder.bind(model, ALL)
    recorder.record(0)
    writer.close()
    with pytest.raises(ClosedWriterError, match="is closed"):
        recorder.record(1)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_recorder_keeps_neither_its_writer_nor_its_model_alive(tmp_path: Path) -> None:
    writer = SummaryWriter(tmp_path)
    recorder = recorder_of(writer)
    recorder.bind(nn.Linear(2, 2), ALL)
    writer.close()
    del writer
    gc.collect()
    with pytest.raises(RuntimeError):
        recorder.record(0)


def test_a_write_that_fails_is_followed_by_a_whole_layout(
    writer: SummaryWriter,
    recorder: Recorder,
    model: nn.Module,
    recorded: Callable[[], list[LoggedStep]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    recorder.bind(model, ALL)
    with monkeypatch.context() as broken:
        broken.setattr(writer.file_writer, "flush", fail)
        with pytest.raises(OSError, match="No space"):
            recorder.record(0)
    recorder.record(1)
    recorder.record(2)
    assert [logged.segment.number for logged in recorded()[-2:]] == [1, 1]
    header = recorded()[-2].header
    assert header is not None
    assert header.layout is not None


def test_a_run_tells_of_steps_that_could_not_be_written(tmp_path: Path, model: nn.Module) -> None:
    clock = itertools.count(step=60)  # each try is due
    with SummaryWriter(tmp_path / "run") as writer:
        install_record_log(writer._get_file_writer().event_writer, lambda: next(clock))
        recorder = recorder_of(writer)
        recorder.bind(model, ALL)
        recorder.record(0)
        shutil.rmtree(tmp_path / "run")
        with pytest.raises(EventFileError, match="the event file was removed"):
            recorder.record(1)
        recorder.record(2)
        recorder.record(3)
    run = load_run(tmp_path / "run")
    assert list(run.steps) == [2, 3]
    (problem,) = run.problems
    assert problem == (
        "from step 1 until step 2 no snapshot could be written: FileNotFoundError: the event file was removed"
    )


def test_a_resume_with_the_clock_set_back_still_comes_later(
    tmp_path: Path, model: nn.Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SummaryWriter(tmp_path) as before:
        recorder_of(before).bind(model, ALL)
        recorder_of(before).record(5)
    an_hour_ago_ns = time.time_ns() - 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: an_hour_ago_ns)

    with SummaryWriter(tmp_path, filename_suffix=".resumed") as after:
        recorder_of(after).bind(model, ALL)
        recorder_of(after).record(6)

    assert list(load_run(tmp_path).steps) == [5, 6]


@pytest.mark.filterwarnings("error")
def test_a_weight_that_stays_infinite_is_logged_without_a_warning(
    recorder: Recorder, model: nn.Module, recorded: Callable[[], list[LoggedStep]]
) -> None:
    with torch.no_grad():
        next(model.parameters()).view(-1)[0] = torch.inf
    recorder.bind(model, ALL)
    for step in (0, 1):
        recorder.record(step)
    assert [logged.step for logged in recorded()] == [0, 1]
