"""A training in a process of its own whose disk fills up, or that is killed; what it logged is read by TensorBoard."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from torch.utils.tensorboard import SummaryWriter as TorchSummaryWriter

from tensorboard_plugin_paramviz.capture.writing.event_file import install_record_log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import TensorBoardServer

    Start = Callable[[str, Path], subprocess.Popen[str]]

PATIENCE_SECONDS = 60

# The limit of the size of a file stands for a full disk; Python ignores the signal that comes with it.
FULL_DISK = """
import resource
import sys
import time
from pathlib import Path

from tensorboard_plugin_paramviz import SummaryWriter
from tensorboard_plugin_paramviz.capture.writing.event_file import record_log_of

def leave_room(size_bytes):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, resource.RLIM_INFINITY))

def event_files():
    return list(Path(sys.argv[1]).glob("*tfevents*"))

def log():
    global step
    step += 1
    writer.add_scalar("loss", 1.0, step)
    writer.add_scalars("both", {"train": 1.0}, step)
    writer.flush()

step = -1
writer = SummaryWriter(sys.argv[1])
record_log = record_log_of(writer.file_writer)
while step < 49:
    log()
leave_room(event_files()[0].stat().st_size + 20)
log()  # half of it
leave_room(0)
while len(event_files()) == 1:  # until a new file was tried
    log()
    time.sleep(0.05)
print(step, record_log.lost_records, flush=True)
input()
leave_room(resource.RLIM_INFINITY)
while record_log.generation == 1:
    log()
    time.sleep(0.05)
for _ in range(50):
    log()
print(step, record_log.lost_records, flush=True)
leave_room(0)
log()
writer.close()
writer.close()
"""

ENDLESS = """
import sys

from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard_plugin_paramviz.capture.writing.event_file import install_record_log

writer = EventFileWriter(sys.argv[1])
install_record_log(writer)
step = 0
while True:
    tensor = tensor_pb2.TensorProto(tensor_content=bytes([step % 256]) * 50_000)
    value = summary_pb2.Summary.Value(tag="snapshot", tensor=tensor)
    writer.add_event(event_pb2.Event(step=step, wall_time=1.0, summary=summary_pb2.Summary(value=[value])))
    if step % 10 == 0:
        writer.flush()
        print(step, flush=True)
    step += 1
"""


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a program in a process of its own, and ends it with the test."""
    started: list[subprocess.Popen[str]] = []

    def start_program(program: str, directory: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start_program
    for process in started:
        process.kill()
        process.communicate()


def read_numbers(process: subprocess.Popen[str]) -> list[int]:
    """The next line of what a program prints."""
    assert process.stdout is not None
    numbers = [int(word) for word in process.stdout.readline().split()]
    assert numbers, "the program ended"
    return numbers


def tell(process: subprocess.Popen[str]) -> None:
    """Let a program go on that waits for it."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def scalar_steps(server: str, run: str, tag: str) -> list[int]:
    """The steps of a scalar that TensorBoard has loaded so far."""
    url = f"{server}/data/plugin/scalars/scalars?run={run}&tag={tag}"
    try:
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310  # a loopback address
            return [step for _, step, _ in json.loads(response.read())]
    except urllib.error.HTTPError as error:
        error.close()
        return []  # not yet


def wait_for_last_step(server: str, run: str, tag: str, last_step: int) -> list[int]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (steps := scalar_steps(server, run, tag))[-1:] != [last_step]:
        assert time.monotonic() < deadline, f"{run}, {tag}: found {steps}"
        time.sleep(0.1)
    return steps


def test_a_full_disk_costs_only_what_was_logged_meanwhile(
    start: Start, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    servers = [tensorboard_server(tmp_path, loader) for loader in ("--load_fast=true", "--load_fast=false")]
    training = start(FULL_DISK, tmp_path / "run")
    last_step, lost_records = read_numbers(training)
    assert lost_records == last_step - 49
    for server in servers:  # they have half a record now
        assert wait_for_last_step(server, "run", "loss", 49) == list(range(50))
    tell(training)
    last_step, lost_records = read_numbers(training)
    for server in servers:
        steps = wait_for_last_step(server, "run", "loss", last_step)
        assert steps == [*range(50), *range(50 + lost_records, last_step + 1)]
        assert wait_for_last_step(server, "run/both_train", "both", last_step)[:50] == list(range(50))
    _, complaints = training.communicate()
    assert training.returncode == 0
    warnings = complaints.splitlines()
    assert len(warnings) == 4  # for each of the two files, one when it failed first and one at its end
    assert all("File too large" in warning for warning in warnings[:2])
    assert all("is closed; events lost at its end: 1" in warning for warning in warnings[2:])


@pytest.mark.parametrize("last_step", [0, 50, 120])
def test_what_was_complete_survives_a_kill(start: Start, tmp_path: Path, last_step: int) -> None:
    training = start(ENDLESS, tmp_path / "run")
    while read_numbers(training) != [last_step]:
        pass
    training.kill()
    training.wait()
    (path,) = (tmp_path / "run").iterdir()
    events = [event for event in EventFileLoader(str(path)).Load() if not event.file_version]
    assert [event.step for event in events] == list(range(len(events)))
    assert len(events) > last_step
    for event in events:
        assert event.summary.value[0].tensor.tensor_content == bytes([event.step % 256]) * 50_000


def test_a_removed_directory_costs_what_lay_in_it(tensorboard_server: TensorBoardServer, tmp_path: Path) -> None:
    servers = [tensorboard_server(tmp_path, loader) for loader in ("--load_fast=true", "--load_fast=false")]
    clock = itertools.count(step=60)
    with TorchSummaryWriter(tmp_path / "run") as writer:
        record_log = install_record_log(writer._get_file_writer().event_writer, lambda: next(clock))
        assert record_log is not None
        for step in range(10):
            writer.add_scalar("loss", 1.0, step)
        writer.flush()
        for server in servers:
            wait_for_last_step(server, "run", "loss", 9)
        shutil.rmtree(tmp_path / "run")
        for step in range(10, 20):
            writer.add_scalar("loss", 1.0, step)
        writer.flush()
        assert (record_log.generation, record_log.lost_records) == (2, 1)
        for server in servers:
            assert wait_for_last_step(server, "run", "loss", 19)[-9:] == list(range(11, 20))
