"""Many requests at once: the work is done once, nobody waits for what is not theirs, nothing breaks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import pytest

from tensorboard_plugin_paramviz.serving.answers.cloud import CloudRequest, Clouds
from tensorboard_plugin_paramviz.serving.reading.history import snapshots
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tests.serving.counting_source import CountingSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tests.serving.conftest import OpenRunWriter

    OpenSource = Callable[[Path], ProviderSource]

WTE = "transformer.wte.weight"
THREADS = 8
_PATIENCE_SECONDS = 20
T = TypeVar("T")


def at_once(source: CountingSource, work: Callable[[], T]) -> list[T]:
    """Do the same in all threads, none of which can read anything before all have begun."""
    source.gate.clear()
    barrier = threading.Barrier(THREADS + 1)

    def begin() -> T:
        barrier.wait(_PATIENCE_SECONDS)
        return work()

    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(begin) for _ in range(THREADS)]
        barrier.wait(_PATIENCE_SECONDS)
        assert source.is_waiting.wait(_PATIENCE_SECONDS)
        source.gate.set()
        return [future.result(_PATIENCE_SECONDS) for future in futures]


@pytest.fixture
def source(tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource) -> CountingSource:
    """Two runs of three segments each."""
    for name in "ab":
        write_run(tmp_path / name).log(0, 10).cut().log(20).cut().log(30)
    return CountingSource(open_source(tmp_path))


def each_was_read_once(source: CountingSource, count: int) -> bool:
    return len(source.read) == len(set(source.read)) == count


def test_runs_are_read_once(source: CountingSource) -> None:
    reader = Reader()
    answers = at_once(source, lambda: [state.steps.tolist() for state in reader.runs(source)])
    assert answers == [[[0, 10, 20, 30]] * 2] * THREADS
    assert each_was_read_once(source, 2 * 3)


def test_snapshots_are_read_once(source: CountingSource) -> None:
    reader = Reader()

    def ask() -> list[int]:
        (run,) = reader.open(source, ["a"])
        return [int(step) for step in snapshots(run, "weights")[0]]

    assert at_once(source, ask) == [[0, 10, 20, 30]] * THREADS
    assert each_was_read_once(source, 2 * 3)


def test_a_cloud_is_read_once(source: CountingSource) -> None:
    clouds = Clouds(Reader())
    bases = at_once(source, lambda: clouds.cloud(source, CloudRequest(["a", "b"], WTE)).basis)
    assert len(set(bases)) == 1
    assert each_was_read_once(source, 2 * 3 * 3)  # statistics, rows and row statistics


def test_a_run_that_is_read_slowly_keeps_nobody_from_the_others(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    for name in ("fast", "slow"):
        write_run(tmp_path / name).log(0, 10)
    reader = Reader()
    source = CountingSource(open_source(tmp_path), slow_run="slow")
    reader.runs(source)
    source.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        slow_run, fast_run = reader.open(source, ["slow", "fast"])
        waiting = pool.submit(lambda: list(slow_run.read(slow_run.state.tags("weights"))))
        assert source.is_waiting.wait(_PATIENCE_SECONDS)
        assert [state.name for state in reader.runs(source)] == ["fast", "slow"]
        assert snapshots(fast_run, "weights")[0].tolist() == [0, 10]
        assert reader.open(source, ["slow"])[0].state is slow_run.state
        assert not waiting.done()
        source.gate.set()
        assert [series.steps.tolist() for series in waiting.result(_PATIENCE_SECONDS)] == [[0, 10]]


def test_the_series_of_a_run_do_not_wait_for_each_other(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "a").log(0)
    source = CountingSource(open_source(tmp_path))
    (run,) = Reader().open(source, ["a"])
    source.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        weights = pool.submit(lambda: list(run.read(run.state.tags("weights"))))
        assert source.is_waiting.wait(_PATIENCE_SECONDS)
        source.is_waiting.clear()
        gradients = threading.Thread(target=lambda: list(run.read(run.state.tags("gradients"))))
        gradients.start()
        assert source.is_waiting.wait(_PATIENCE_SECONDS)  # it has come as far as the first
        source.gate.set()
        gradients.join(_PATIENCE_SECONDS)
        assert weights.result(_PATIENCE_SECONDS)


def test_runs_that_come_and_go_while_many_ask(
    tmp_path: Path, write_run: OpenRunWriter, open_source: OpenSource
) -> None:
    write_run(tmp_path / "some" / "a").log(0)
    for name in "abcdef":
        write_run(tmp_path / "all" / name).log(0, 10)
    sources = [open_source(tmp_path / "some"), open_source(tmp_path / "all")]
    reader = Reader(cache_bytes=0)

    def ask(number: int) -> list[str]:
        states = reader.runs(sources[number % 2])
        for state in states:
            reader.problems(state)
        (run,) = reader.open(sources[1], ["abcdef"[number % 6]])
        reader.check(run)
        return [state.name for state in states]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(ask, range(60)))
    assert answers == [["a"], list("abcdef")] * 30
    assert [state.steps.tolist() for state in reader.runs(sources[1])] == [[0, 10]] * 6
    assert reader.runs(open_source(tmp_path / "none")) == []
    assert reader._states == {}
