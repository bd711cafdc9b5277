"""As many snapshots as a training of hours logs, live, in two minutes: nothing grows beyond them and nothing gets lost.

`make soak` does the same with real trainings in real time; how it is read and judged is the same code.
"""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.setup.browser import PageMemory, launch_without_memories
from benchmarks.soak.memory_verdicts import memory_verdicts
from benchmarks.soak.page_script import PAGE_SCRIPT
from benchmarks.soak.record import Record, RunSteps
from benchmarks.soak.sampling import read_page, take_sample
from benchmarks.soak.server import Server
from benchmarks.soak.steps import logged_steps
from benchmarks.soak.user import VIEWS, User
from benchmarks.soak.verdicts import step_verdicts
from tests.browser.chromium import FLAGS_OF_TESTS
from tests.browser.conftest import PARAMVIZ, READY_MS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Playwright, ViewportSize

    from tests.browser.conftest import OpenTab

RUNS = ("convergence-1", "convergence-2")
STEPS = 1_000
RATE = 8
FIRST_VISIT, VISITED_EACH = 60, 120  # snapshots of a run
LOOKS_AT_A_TIME, LAST_LOOKS = 5, 4  # a busy machine has time for few in between
EMPTY_MS = 3000
WINDOW: ViewportSize = {"width": 1024, "height": 640}  # fewer pixels: this is about the data
LOGDIR = "runs"


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One whose pages keep nothing for the program that drives them: it would count as theirs."""
    browser = launch_without_memories(playwright, FLAGS_OF_TESTS)
    yield browser
    browser.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """TensorBoard on a directory without runs, which nothing may happen to."""
    incidents: list[str] = []
    (tmp_path / LOGDIR).mkdir()
    server = Server(tmp_path / LOGDIR, tmp_path, lambda who, what: incidents.append(f"{who}: {what}"))
    yield server
    server.stop()
    assert incidents == []


def test_the_snapshots_of_hours_leave_nothing_behind_but_themselves(
    server: Server, chromium: Browser, open_tab: OpenTab, tmp_path: Path
) -> None:
    logdir = tmp_path / LOGDIR
    tab = open_tab(server.url, script=PAGE_SCRIPT, viewport=WINDOW).wait(status="empty")
    tab.page.wait_for_timeout(EMPTY_MS)
    memory = PageMemory(chromium, tab)
    record = Record(empty_page_bytes=memory.read_bytes())
    user = User(tab)

    def look(writers: dict[str, int]) -> None:
        record.arrivals += user.take_arrivals()
        in_page = read_page(user, memory, record.empty_page_bytes)
        seconds = time.monotonic() - started
        record.samples.append(take_sample(seconds, writers, server, logdir, shown=RUNS, in_page=in_page))

    started = time.monotonic()
    simulate = [PARAMVIZ, "simulate", str(logdir), "--live", f"--rate={RATE}", f"--steps={STEPS}", "--runs=2"]
    with subprocess.Popen(simulate) as writer:
        try:
            tab.wait(status="ready", runs=len(RUNS))
            while writer.poll() is None or len(record.visits) <= len(VIEWS):
                served = min(len(server.steps.get(run, ())) for run in RUNS)
                if served >= FIRST_VISIT + VISITED_EACH * len(record.visits):
                    record.visits.append(user.visit(time.monotonic() - started))
                    if len(record.visits) == len(VIEWS):
                        record.samples.clear()  # what a view takes when it is seen first is no growth
                for _ in range(LOOKS_AT_A_TIME):
                    look({"writer": writer.pid})
                    tab.page.wait_for_timeout(500)
        finally:
            writer.terminate()
    tab.wait(step=STEPS, status="ready")
    deadline = time.monotonic() + READY_MS / 1000
    while user.listed_snapshots() != STEPS + 1 and time.monotonic() < deadline:
        tab.page.wait_for_timeout(500)
    for _ in range(LAST_LOOKS):
        look({})
        tab.page.wait_for_timeout(500)
    due = list(range(STEPS + 1))
    record.runs = [RunSteps(run, due, logged_steps(logdir / run), server.served(run)) for run in RUNS]
    record.is_over = True

    assert len(record.visits) > len(VIEWS)
    assert {visit.resting_quality for visit in record.visits} == {"full"}
    found = [*memory_verdicts(record), *step_verdicts(record)]
    assert [verdict for verdict in found if not verdict.is_met] == []
