"""The demo shows a run that moves, and leaves nothing running."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nanogpt.demo import PortTakenError, has_points, refuse_taken_port

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

PATIENCE_SECONDS = 90


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def demo(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path, port: int
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a function that starts a demo in the test's own folder."""
    demos: list[subprocess.Popen[str]] = []

    def start_demo(*arguments: str) -> subprocess.Popen[str]:
        folders = (f"--log_dir={tmp_path / 'runs'}", f"--out_dir={tmp_path / 'out'}")
        demos.append(start("nanogpt.demo", f"--port={port}", *folders, *arguments))
        return demos[-1]

    yield start_demo
    for command in demos:
        if command.poll() is None:
            command.send_signal(signal.SIGINT)
        command.communicate(timeout=PATIENCE_SECONDS)


def read_until(command: subprocess.Popen[str], words: str) -> str:
    """Read a command's output until it says the words; return all of it."""
    assert command.stdout is not None
    alarm = threading.Timer(PATIENCE_SECONDS, command.kill)  # which ends its output, and so the reading
    alarm.start()
    try:
        text = ""
        while words not in text:
            line = command.stdout.readline()
            assert line, f"ended without {words!r}: {text}"
            text += line
    finally:
        alarm.cancel()
        alarm.join()
    return text


def descendants(process_id: int) -> set[int]:
    """Return the processes that a process started, and those started by them (Linux)."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(status.parent.name)] = int(fields[1])
    found = {process_id}
    while new := {child for child, parent in parents.items() if parent in found} - found:
        found |= new
    return found - {process_id}


@pytest.fixture
def assert_all_end(is_running: Callable[[int], bool]) -> Callable[[set[int]], None]:
    """Return a function that waits for processes to end."""

    def wait(process_ids: set[int]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while running := {each for each in process_ids if is_running(each)}:
            assert time.monotonic() < deadline, f"still running: {running}"
            time.sleep(0.05)

    return wait


def test_the_address_comes_when_the_run_moves_and_ctrl_c_ends_everything(
    demo: Callable[..., subprocess.Popen[str]], tmp_path: Path, port: int, assert_all_end: Callable[[set[int]], None]
) -> None:
    (tmp_path / "runs" / "demo-1").mkdir(parents=True)
    command = demo("--steps=100000")
    read_until(command, f"http://localhost:{port}/#paramviz")
    assert has_points(port, "demo-2")
    assert not has_points(port, "demo-1")
    children = descendants(command.pid)
    assert len(children) >= 2
    command.send_signal(signal.SIGINT)
    output, errors = command.communicate(timeout=PATIENCE_SECONDS)
    assert (command.returncode, errors) == (0, "")
    assert "ending the training" in output
    assert "Traceback" not in output
    assert_all_end(children)
    assert (tmp_path / "out" / "demo-2" / "ckpt.pt").exists()


def test_when_the_training_is_over_tensorboard_goes_on(demo: Callable[..., subprocess.Popen[str]], port: int) -> None:
    command = demo("--steps=20")
    output = read_until(command, "TensorBoard goes on")
    assert "finished at step 20" in output
    assert has_points(port, "demo-1")
    os.kill(command.pid, signal.SIGTERM)
    assert command.wait(PATIENCE_SECONDS) == 0


def test_a_training_that_dies_is_reported_with_its_last_words(
    demo: Callable[..., subprocess.Popen[str]], assert_all_end: Callable[[set[int]], None]
) -> None:
    command = demo("--steps=100000")
    read_until(command, "step 0:")
    children = descendants(command.pid)
    training = next(each for each in children if b"nanogpt.train" in Path(f"/proc/{each}/cmdline").read_bytes())
    os.kill(training, signal.SIGKILL)
    _, errors = command.communicate(timeout=PATIENCE_SECONDS)
    assert command.returncode == 1
    assert errors.startswith("nanogpt.demo: error: the training ended with status -9; its last output:\n")
    assert "step 0: training loss" in errors
    assert_all_end(children)


def test_a_port_in_use_is_refused_with_a_free_one(
    demo: Callable[..., subprocess.Popen[str]], port: int, tmp_path: Path
) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        with pytest.raises(PortTakenError, match=rf"argument --port: port {port} is in use: .* `make demo PORT=\d+`"):
            refuse_taken_port(port)
        command = demo()
        _, errors = command.communicate(timeout=PATIENCE_SECONDS)
    assert command.returncode == 2
    assert errors.startswith(f"nanogpt.demo: error: argument --port: port {port} is in use")
    assert not any(tmp_path.iterdir())


def test_where_nobody_listens_there_are_no_points(port: int) -> None:
    refuse_taken_port(port)
    assert not has_points(port, "demo-1")
