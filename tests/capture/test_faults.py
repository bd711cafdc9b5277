"""Never in the way: whatever happens to a snapshot, the training goes on; however a training ends, its log is there."""

from __future__ import annotations

import logging
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz import ParameterWatcher, SummaryWriter, load_run
from tensorboard_plugin_paramviz.capture.failures import LOGGER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.capture.conftest import Classifier

SCRIPT = Path(__file__).parent / "faults" / "training.py"
ROOT = Path(__file__).parents[2]
STEPS = 40


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[SummaryWriter]:
    """A writer, closed in the end."""
    with SummaryWriter(tmp_path) as writer:
        yield writer


def command(log_dir: Path, ending: str, *flags: str) -> list[str]:
    return [sys.executable, str(SCRIPT), str(log_dir), ending, *flags]


def train(log_dir: Path, ending: str, *flags: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command(log_dir, ending, *flags), env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def start(log_dir: Path, ending: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        command(log_dir, ending), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize(
    "stage",
    [
        "reading.sampling.Sampler.sample",
        "writing.snapshot_writer.encode_sample",
        "writing.snapshot_writer.snapshot_to_summary",
    ],
)
@pytest.mark.parametrize("error", [MemoryError, torch.OutOfMemoryError, RuntimeError])
def test_no_failure_reaches_the_training(
    stage: str, error: type[Exception], writer: SummaryWriter, model: nn.Module, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error(f"no room for {stage}")

    def step(number: int) -> None:
        watcher.step(number)
        watcher.flush()

    watcher = writer.watch(model, every=1)
    watcher.flush()
    with pytest.MonkeyPatch.context() as broken, caplog.at_level(logging.WARNING, logger=LOGGER.name):
        broken.setattr(f"tensorboard_plugin_paramviz.capture.{stage}", fail)
        for number in range(1, 20):
            step(number)
        assert watcher.report.failures == 4  # at 1, 3, 7 and 15: the pauses grow
    (record,) = caplog.records
    assert f"no room for {stage}" in record.getMessage()
    for number in range(20, 33):
        step(number)
    assert list(load_run(writer.log_dir).steps) == [0, 31, 32]


def watch_without_a_thread(writer: SummaryWriter, model: nn.Module) -> ParameterWatcher:
    """A watcher that needs a new thread for its next snapshot."""
    watcher = writer.watch(model, every=1)
    watcher.flush()
    watcher._recorder.end_thread()
    return watcher


def refuse_to_start(_: threading.Thread) -> None:
    """What a system does that has no thread left."""
    raise RuntimeError("can't start new thread")


def test_a_system_without_a_thread_left_does_not_reach_the_training(
    writer: SummaryWriter, model: nn.Module, caplog: pytest.LogCaptureFixture
) -> None:
    watcher = watch_without_a_thread(writer, model)
    with pytest.MonkeyPatch.context() as broken, caplog.at_level(logging.WARNING, logger=LOGGER.name):
        broken.setattr(threading.Thread, "start", refuse_to_start)
        assert not any(watcher.step(step) for step in range(1, 20))
    assert watcher.report.failures == 4
    (record,) = caplog.records
    assert "can't start new thread" in record.getMessage()
    assert [step for step in range(20, 33) if watcher.step(step)] == [31, 32]


def test_a_system_that_never_has_a_thread_does_not_reach_the_end_of_a_training(
    writer: SummaryWriter, model: nn.Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = watch_without_a_thread(writer, model)
    monkeypatch.setattr(threading.Thread, "start", refuse_to_start)
    assert not any(watcher.step(step) for step in (1, 2))
    watcher.close()
    assert watcher.report.failures == 2  # of step 1, and of step 2 as the last one


def test_one_parameter_that_cannot_be_read_does_not_cost_the_others(
    writer: SummaryWriter, model: Classifier, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Unreadable(nn.Parameter):
        """A tensor of which every use fails, as those of a broken extension."""

        @classmethod
        def __torch_function__(cls, function: Any, *arguments: Any) -> Any:  # noqa: ANN401  # torch's own signature
            if "detach" in getattr(function, "__name__", ""):
                raise RuntimeError("the device is lost")
            return super().__torch_function__(function, *arguments)  # type: ignore[no-untyped-call]  # torch's own

    watcher = writer.watch(model, every=1)
    model.head.weight = Unreadable(model.head.weight.detach())
    with caplog.at_level(logging.WARNING, logger=LOGGER.name):
        assert [watcher.step(step) for step in (1, 2)] == [True, True]
    watcher.flush()
    (record,) = caplog.records
    assert record.getMessage() == "head.weight cannot be read, the rest is logged (RuntimeError: the device is lost)"
    assert watcher.report.failures == 2
    run = load_run(tmp_path)
    assert list(run.steps) == [0, 1, 2]
    norms = run.statistics[:, :, run.statistic_names.index("norm")]
    lost = [parameter.name for parameter, norm in zip(run.parameters, norms[1], strict=True) if np.isnan(norm)]
    assert lost == ["head.weight"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_replaced(writer: SummaryWriter, model: nn.Module, tmp_path: Path) -> None:
    def die(*_: object) -> None:
        raise SystemExit

    watcher = writer.watch(model, every=1)
    watcher.flush()
    with pytest.MonkeyPatch.context() as deadly:
        deadly.setattr("tensorboard_plugin_paramviz.capture.writing.snapshot_writer.encode_sample", die)
        watcher.step(1)
        watcher.flush()
    for step in range(2, 6):
        watcher.step(step)
    watcher.flush()
    assert watcher.report.failures == 1
    assert list(load_run(tmp_path).steps) == [0, 3, 4, 5]


def test_a_disk_that_stands_still_does_not_stop_the_training(
    writer: SummaryWriter, model: nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves_again = threading.Event()
    watcher = writer.watch(model, every=1)
    watcher.flush()
    write = watcher._recorder._snapshots._write  # what waits for the disk

    def wait(*arguments: Any, **options: Any) -> int:  # noqa: ANN401  # whatever it takes
        assert moves_again.wait(60)
        return write(*arguments, **options)

    monkeypatch.setattr(watcher._recorder._snapshots, "_write", wait)  # likewise
    watcher._recorder._background._capacity = 2  # a short queue
    assert [watcher.step(step) for step in range(1, 6)] == [True, True, False, False, False]
    assert watcher.report.drops == 3
    moves_again.set()
    watcher.flush()
    assert watcher.step(6)
    watcher.close()
    assert list(load_run(tmp_path).steps) == [0, 1, 2, 6]


def test_a_training_is_the_same_to_the_bit_watched_or_not(tmp_path: Path) -> None:
    unwatched = train(tmp_path / "unwatched", "close", "--unwatched", "--workers", "2")
    for flags in ([], ["--plain"]):
        watched = train(tmp_path / f"watched{flags}", "close", "--workers", "2", *flags)  # which fork
        assert watched.stdout == unwatched.stdout
        assert len(watched.stdout.split()) == 1
        assert (watched.returncode, watched.stderr) == (0, "")
        assert list(load_run(tmp_path / f"watched{flags}").steps) == list(range(STEPS + 1))


@pytest.mark.parametrize(
    ("ending", "last_step", "status"), [("forget", STEPS, 0), ("raise", 33, 1), ("exit", STEPS, 3)]
)
def test_however_a_training_ends_all_of_it_is_logged(ending: str, last_step: int, status: int, tmp_path: Path) -> None:
    ended = train(tmp_path, ending)
    assert ended.returncode == status
    assert list(load_run(tmp_path).steps) == list(range(last_step + 1))
    if ending == "raise":
        assert ended.stderr.endswith("RuntimeError: the training is broken\n")


@pytest.mark.parametrize("flags", [(), ("--plain",)])
def test_a_disk_that_is_full_for_a_while_costs_only_what_was_due_meanwhile(
    flags: tuple[str, ...], tmp_path: Path
) -> None:
    unwatched = train(tmp_path / "unwatched", "close", "--unwatched")
    ended = train(tmp_path / "run", "full disk", *flags)
    assert (ended.returncode, ended.stdout) == (0, unwatched.stdout)
    assert "the event file cannot be written: OSError: [Errno 27] File too large" in ended.stderr
    steps = list(load_run(tmp_path / "run").steps)
    assert steps[:11] == list(range(11))
    assert steps[-1] == STEPS
    assert len(steps) >= 13  # the pauses between tries grow
    assert not {11, 12, 13} & set(steps)
    told = f"from step 11 until step {steps[11]} no snapshot could be written: OSError: File too large"
    problem, *others = load_run(tmp_path / "run").problems
    assert problem == told
    assert all("is not complete" in other for other in others)


def test_a_fork_that_ends_as_an_interpreter_does_writes_nothing(tmp_path: Path) -> None:
    ended = train(tmp_path, "fork")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert list(load_run(tmp_path).steps) == list(range(STEPS + 1))


def test_ctrl_c_ends_a_training_with_its_last_step(tmp_path: Path) -> None:
    with start(tmp_path, "forever") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == 20:
                break
        process.send_signal(signal.SIGINT)
        output, error = process.communicate(timeout=60)
    last_step = max(map(int, output.split()), default=20)
    assert error.rstrip().endswith("KeyboardInterrupt")
    steps = list(load_run(tmp_path).steps)
    assert steps[:7] == [0, 3, 6, 9, 12, 15, 18]
    assert steps[-1] in (last_step, last_step + 1)


@pytest.mark.parametrize("seed", range(3))
def test_a_run_killed_at_a_random_moment_shows_every_completed_snapshot(seed: int, tmp_path: Path) -> None:
    moment = random.Random(seed).randrange(5, 60)  # noqa: S311  # no secret
    with start(tmp_path, "forever") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == moment:
                break
        process.kill()
    steps = list(load_run(tmp_path).steps)
    assert steps == list(range(0, steps[-1] + 1, 3))
    assert steps[-1] >= moment - 6  # the last one or two may not be complete
