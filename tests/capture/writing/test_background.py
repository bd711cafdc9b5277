"""A thread beside the training: nobody waits for it, and nobody is hurt by it."""

from __future__ import annotations

import os
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.capture.writing.background import Background

if TYPE_CHECKING:
    from collections.abc import Iterator


class Gate:
    """A job that waits until somebody lets it go."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.opened = threading.Event()

    def __call__(self) -> None:
        self.started.set()
        assert self.opened.wait(60)


@pytest.fixture
def gate() -> Iterator[Gate]:
    """A gate that is open at the test's end, whatever happens."""
    gate = Gate()
    yield gate
    gate.opened.set()


def test_jobs_are_done_one_after_the_other() -> None:
    background, done = Background(1000, 100), list[int]()
    for number in range(50):
        assert background.submit(partial(done.append, number), 1)
    assert background.drain(60)
    assert done == list(range(50))


def test_nobody_waits(gate: Gate) -> None:
    background = Background(1000, 100)
    background.submit(gate, 1)
    assert gate.started.wait(60)
    assert not background.drain(0.01)
    gate.opened.set()
    assert background.drain(60)


def test_a_queue_is_bounded_in_number(gate: Gate) -> None:
    background = Background(1000, 3)
    assert [background.submit(gate, 1) for _ in range(4)] == [True, True, True, False]
    assert background.is_full
    gate.opened.set()
    assert background.drain(60)
    assert background.submit(gate, 1)


def test_a_queue_is_bounded_in_bytes_but_takes_one_job_of_any_size(gate: Gate) -> None:
    background = Background(1000, 100)
    assert [background.submit(gate, size) for size in (600, 300, 300, 1)] == [True, True, True, False]
    gate.opened.set()
    assert background.drain(60)
    assert background.submit(gate, 5000)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_replaced() -> None:
    def die() -> None:
        raise SystemExit

    background, done = Background(1000, 100), list[str]()
    background.submit(die, 600)
    background.submit(lambda: done.append("later"), 600)
    assert background.drain(60)
    assert done == ["later"]
    assert background.submit(lambda: done.append("again"), 900)
    assert background.drain(60)
    assert not background.is_full
    assert done == ["later", "again"]


def test_a_job_that_waits_for_all_jobs_waits_for_nothing() -> None:
    background, done = Background(1000, 100), list[object]()
    background.submit(lambda: done.append(background.drain(60)), 1)  # as when it collects a forgotten watcher
    background.submit(lambda: done.append("next"), 1)
    assert background.drain(60)
    assert done == [False, "next"]


def test_a_thread_that_has_nothing_to_do_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tensorboard_plugin_paramviz.capture.writing.background._LINGER_SECONDS", 0.01)
    background = Background(1000, 100)
    background.submit(lambda: None, 1)
    deadline = time.monotonic() + 60
    while any(thread.name == "paramviz" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_thread_that_is_let_go_before_it_waits_ends_at_once(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    class Job:
        """Its last moment lies between its being done and the thread's look for the next one."""

        def __call__(self) -> None:
            pass

        def __del__(self) -> None:
            gate()

    monkeypatch.setattr("tensorboard_plugin_paramviz.capture.writing.background._LINGER_SECONDS", 600)
    background = Background(1000, 100)
    background.submit(Job(), 1)
    assert gate.started.wait(60)
    assert background.drain(60)
    letting_go = threading.Thread(target=background.end, daemon=True)
    letting_go.start()
    deadline = time.monotonic() + 60
    while background._thread is not None:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    gate.opened.set()
    letting_go.join(60)
    assert not letting_go.is_alive()


def test_in_a_fork_there_is_nothing_to_do(gate: Gate) -> None:
    background = Background(1000, 100)
    background.submit(gate, 1)
    assert gate.started.wait(60)
    background.submit(lambda: None, 1)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"done" if background.drain(5) else b"hang")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        assert answer.read() == b"done"
    os.waitpid(child, 0)
