"""Runs a soak; whatever happens to what is soaked is noted, and ends nothing."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.soak.page import Page
from benchmarks.soak.record import Incident, Record, RunSteps
from benchmarks.soak.report import write_report
from benchmarks.soak.sampling import take_sample
from benchmarks.soak.server import Server
from benchmarks.soak.trainings import Trainings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import FrameType

    from benchmarks.soak.plan import Plan

_PAUSE_SECONDS = 0.5
_SETTLE_SECONDS = 12.0  # TensorBoard's reload and the page's poll
_PACKAGES = ("torch", "tensorboard", "numpy", "playwright")


def should_choose(going: Sequence[str], shown: Sequence[str], steps: Mapping[str, Sequence[int]]) -> bool:
    """Whether the page should show other runs.

    Args:
        going: runs of the trainings that go on.
        shown: runs that the page shows, which it keeps once no training goes on.
        steps: those of each run, as TensorBoard lists them: a run can be chosen once it has something to play.
    """
    return bool(going) and shown != going and all(len(steps.get(run, ())) > 1 for run in going)


@dataclass
class _Watch:
    """What is watched, and when what was done last, in seconds since the start.

    Attributes:
        shown: runs that the page shows.
    """

    trainings: Trainings
    server: Server
    page: Page
    logdir: Path
    shown: list[str] = field(default_factory=list)
    sampled: float | None = None
    visited: float | None = None
    reported: float | None = None


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
            watch = _Watch(trainings, server, page, logdir)
            self._watch(watch)
            self._end(watch)
        return write_report(self._record, self._out)

    def _watch(self, watch: _Watch) -> None:
        """Sample, and let the user do something, until the time is over."""
        while not self._is_stopping and self._seconds < self._plan.seconds:
            if not self._unharmed(lambda: self._look(watch)):
                time.sleep(self._plan.sample_seconds)

    def _unharmed(self, act: Callable[[], None]) -> bool:
        """Whatever goes wrong, hours are not lost for it; whether all went well."""
        try:
            act()
        except Exception as error:  # noqa: BLE001  # likewise
            self._note("harness", f"{type(error).__name__}: {error}")
            return False
        return True

    def _look(self, watch: _Watch) -> None:
        """Mend what has ended, then do what is due."""
        trainings, server, page = watch.trainings, watch.server, watch.page
        trainings.go_on()
        server.go_on()
        if not page.is_usable:
            page.reopen()
            watch.shown = []
        going = [training.run for training in trainings.going]
        if should_choose(going, watch.shown, server.steps):
            watch.shown = going if page.attempt(lambda user: user.choose(going)) else []
        if self._is_due(watch.sampled, self._plan.sample_seconds):
            watch.sampled = self._seconds
            self._sample(watch)
        if watch.shown and self._is_due(watch.visited, self._plan.visit_seconds):
            watch.visited = self._seconds
            visit = page.attempt(lambda user: user.visit(self._seconds))
            self._record.visits += [] if visit is None else [visit]
        if self._is_due(watch.reported, self._plan.report_seconds):
            watch.reported = self._seconds
            self._report(watch)
        page.wait(_PAUSE_SECONDS)
        if not page.is_usable:
            time.sleep(_PAUSE_SECONDS)

    def _sample(self, watch: _Watch) -> None:
        self._record.arrivals += watch.page.attempt(lambda user: user.take_arrivals()) or []
        writers = {training.run: training.child.pid for training in watch.trainings.going}
        in_page = watch.page.read()
        self._record.samples.append(
            take_sample(self._seconds, writers, watch.server, watch.logdir, shown=watch.shown, in_page=in_page)
        )

    def _report(self, watch: _Watch) -> None:
        """Write what there is."""
        self._record.about |= {"end": _now(), "seconds": round(self._seconds)}
        self._record.complaints = watch.page.complaints
        self._record.runs = [
            RunSteps(training.run, *training.steps(), watch.server.served(training.run))
            for training in watch.trainings.all
        ]
        write_report(self._record, self._out)
        found = f"{sum(len(run.logged) for run in self._record.runs):,} snapshots in {len(self._record.runs)} runs"
        print(f"{self._seconds / 60:7.1f} min: {found}, {len(self._record.incidents)} incidents", flush=True)

    def _end(self, watch: _Watch) -> None:
        """End the trainings, wait until everybody has their last steps, and see what everybody has."""
        self._unharmed(watch.trainings.stop)
        watch.page.wait(_SETTLE_SECONDS)
        if not watch.page.is_usable:
            time.sleep(_SETTLE_SECONDS)
        self._unharmed(lambda: self._sample(watch))
        self._record.is_over = True
        self._report(watch)

    def _is_due(self, latest_seconds: float | None, interval_seconds: float) -> bool:
        return latest_seconds is None or self._seconds - latest_seconds >= interval_seconds

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _note(self, who: str, what: str) -> None:
        what = " ".join(what.replace(tempfile.gettempdir(), "…").split())
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
        "planned_snapshots": plan.wanted_snapshots,
        "sample_seconds": plan.sample_seconds,
        "machine": f"{cores} cores ({platform.machine()}), {memory_gib:.0f} GiB, {platform.system()}; no graphics card",
        "commit": _commit(),
        "versions": f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    }


def _commit() -> str:
    """What is soaked; nothing that git cannot tell."""
    git = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty", "--abbrev=12"]
    with suppress(OSError):
        return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    return ""


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime())
