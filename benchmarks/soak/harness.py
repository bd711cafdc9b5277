"""Runs a soak; whatever happens to what is soaked is noted, and ends nothing."""

from __future__ import annotations

import os
import platform
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.soak.page import Page
from benchmarks.soak.record import Incident, Record, RunSteps
from benchmarks.soak.report import write_report
from benchmarks.soak.sampling import take_sample
from benchmarks.soak.server import Server
from benchmarks.soak.steps import logged_steps
from benchmarks.soak.trainings import Trainings

if TYPE_CHECKING:
    from types import FrameType

    from benchmarks.soak.plan import Plan

_SETTLE_SECONDS = 12.0  # TensorBoard's reload and the page's poll
_PACKAGES = ("torch", "tensorboard", "numpy", "playwright")


class Soak:
    """A soak.

    Args:
        plan: how long, how much.
        out: the folder of the report.
    """

    def __init__(self, plan: Plan, out: Path) -> None:
        self._plan, self._out = plan, out
        self._record = Record(about=_about(plan))
        self._is_stopping = False
        self._started = time.monotonic()

    def run(self) -> bool:
        """Run it to its end, or until a signal; whether all verdicts are met."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note_signal)
        with tempfile.TemporaryDirectory(prefix="soak-") as name, ExitStack() as stack:
            folder = Path(name)
            logdir = folder / "runs"
            logdir.mkdir()
            trainings = Trainings(self._plan, folder, logdir, self._note)
            server = Server(logdir, folder, self._note)
            stack.callback(server.stop)
            page = Page(server.url, self._note)
            stack.callback(page.close)
            stack.callback(trainings.stop)
            self._record.empty_page_bytes = page.empty_bytes
            trainings.start(lambda: self._is_stopping)
            self._started = time.monotonic()
            self._record.about["start"] = _now()
            self._watch(trainings, server, page, logdir)
            self._end(trainings, server, page, logdir)
        return write_report(self._record, self._out)

    def _watch(self, trainings: Trainings, server: Server, page: Page, logdir: Path) -> None:
        """Sample, and let the user do something, until the time is over."""
        sampled, visited, reported = -1e9, 0.0, 0.0
        shown: list[str] = []
        while not self._is_stopping and self._seconds < self._plan.seconds:
            trainings.go_on()
            server.go_on()
            if not page.is_usable:
                page.reopen()
                shown = []
            going = [training.run for training in trainings.going]
            if shown != going and all(len(server.steps.get(run, ())) > 1 for run in going):
                page.attempt(lambda user, runs=going: user.choose(runs))  # type: ignore[misc]
                shown = going
            if self._seconds - sampled >= self._plan.sample_seconds:
                sampled = self._seconds
                self._sample(trainings, server, page, logdir, shown)
            if shown and self._seconds - visited >= self._plan.visit_seconds:
                visited = self._seconds
                visit = page.attempt(lambda user: user.visit(self._seconds))
                self._record.visits += [] if visit is None else [visit]
            if self._seconds - reported >= self._plan.report_seconds:
                reported = self._seconds
                self._report(trainings, server, page)
            page.wait(0.5)
            if not page.is_usable:
                time.sleep(0.5)

    def _sample(self, trainings: Trainings, server: Server, page: Page, logdir: Path, shown: list[str]) -> None:
        self._record.arrivals += page.attempt(lambda user: user.take_arrivals()) or []
        writers = {training.run: training.child.pid for training in trainings.going}
        sample = take_sample(self._seconds, writers, server, logdir, shown=shown, in_page=page.read())
        self._record.samples.append(sample)

    def _report(self, trainings: Trainings, server: Server, page: Page) -> None:
        """Write what there is."""
        self._record.about |= {"end": _now(), "seconds": round(self._seconds)}
        self._record.complaints = page.complaints
        self._record.runs = [
            RunSteps(
                training.run,
                training.due(logged[-1]) if logged else [],
                logged,
                server.served(training.run),
            )
            for training in trainings.all
            for logged in [logged_steps(training.directory)]
        ]
        write_report(self._record, self._out)

    def _end(self, trainings: Trainings, server: Server, page: Page, logdir: Path) -> None:
        """End the trainings, wait until everybody has their last steps, and see what everybody has."""
        shown = [training.run for training in trainings.going]
        trainings.stop()
        page.wait(_SETTLE_SECONDS)
        if not page.is_usable:
            time.sleep(_SETTLE_SECONDS)
        self._sample(trainings, server, page, logdir, shown)
        self._record.is_over = True
        self._report(trainings, server, page)

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _note(self, who: str, what: str) -> None:
        self._record.incidents.append(Incident(self._seconds, who, what))
        print(f"{self._seconds / 60:7.1f} min: {who}: {what}", file=sys.stderr, flush=True)

    def _note_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True


def _about(plan: Plan) -> dict[str, Any]:
    """The machine and the versions, in words."""
    cores = len(os.sched_getaffinity(0))
    memory_gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 30)
    return {
        "planned_seconds": plan.seconds,
        "planned_snapshots": plan.snapshots,
        "sample_seconds": plan.sample_seconds,
        "machine": f"{cores} cores ({platform.machine()}), {memory_gib:.0f} GiB, {platform.system()}; no graphics card",
        "versions": f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    }


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime())
