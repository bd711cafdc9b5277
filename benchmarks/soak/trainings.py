"""Real trainings of nanoGPT: one from the beginning to the end, and beside it one after the other from new seeds."""

from __future__ import annotations

import re
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.soak.steps import logged_steps
from nanogpt.processes import Child

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.soak.plan import Plan

# A GPT of 0.2 million weights: it makes many steps a second even beside a browser, so that snapshots lie apart.
OPTIONS = ("--config=cpu", "--n_embd=64", "--batch_size=4", "--eval_interval=1000", "--eval_iters=2")
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "TQDM_MININTERVAL": "30"}
_FIRST_SEED = 1337
_PATIENCE_SECONDS = 60
_STATUSES_OF_STOPPED = (0, 128 + signal.SIGTERM)  # it had just ended by itself, or was stopped between two steps
_STATUS_OF_UNBEGUN = -signal.SIGTERM  # it was still loading, and did not listen yet
_PRINTED_STEP = re.compile(r"\bstep (\d+)[:;]")  # `step 1000: training loss …`, `interrupted at step 1234; next: …`
_TRIAL_EVERY = 5
_TRIAL_SECONDS = 15.0
_TRIAL_PATIENCE_SECONDS = 180.0
_ENDLESS = 100_000  # snapshots: more than any soak has time for
_CAUTION = 1.5  # beside a browser a training is slower than in the trial


class TrialError(RuntimeError):
    """No training could be tried."""


@dataclass
class Training:
    """One training that was started.

    Attributes:
        run: its name.
        directory: where it logs.
        watch_every: steps from one snapshot to the next.
        last_step: at which it ends by itself.
        child: its process.
    """

    run: str
    directory: Path
    watch_every: int
    last_step: int
    child: Child
    started_at: float

    @property
    def reached(self) -> int | None:
        """A step that it is known to have made: the last one where it ended by itself, else the last that it told of.

        None while it trains: its output lags behind. A training that is killed tells of none, or of an old one; what it
        made after that and lost cannot be known.
        """
        status = self.child.exit_status
        if status is None or status == 0:
            return None if status is None else self.last_step
        printed = _PRINTED_STEP.findall(self.child.last_words())
        return int(printed[-1]) if printed else None

    def steps(self) -> tuple[list[int], list[int]]:
        """What should be logged up to the last step that it is known to have made, and what is."""
        reached = self.reached  # asked first: what it had made by then must be there by now
        logged = logged_steps(self.directory)
        last = max([*logged, *([] if reached is None else [reached])], default=None)
        return [] if last is None else self.due(last), logged

    def due(self, last: int) -> list[int]:
        """What should be logged up to a last step: every so many, and that one."""
        due = list(range(0, last + 1, self.watch_every))
        return due if due[-1] == last else [*due, last]


def train(run: str, options: tuple[str, ...], logdir: Path, out: Path) -> Child:
    """Start a training that gives way to everything else on the machine."""
    gentle = ["nice", "-n", "19"] if shutil.which("nice") else []
    places = [f"--log_dir={logdir / run}", f"--out_dir={out / run}"]
    command = [*gentle, sys.executable, "-m", "nanogpt.train", *OPTIONS, *options, *places]
    return Child(run, command, environment=ENVIRONMENT)


class Trainings:
    """Keeps so many trainings going.

    Args:
        plan: how many, how long, how often they log.
        folder: for what they leave beside their logs.
        logdir: for their runs.
        note: is told what goes wrong.

    Attributes:
        all: that were started, in order.
    """

    def __init__(self, plan: Plan, folder: Path, logdir: Path, note: Callable[[str, str], None]) -> None:
        self._plan, self._folder, self._logdir, self._note = plan, folder, logdir, note
        self.all: list[Training] = []
        self._going: list[Training] = []
        self._is_stopped: Callable[[], bool] = lambda: False
        self._steps_per_second = 1.0

    def start(self, is_stopped: Callable[[], bool]) -> None:
        """Find out how fast trainings are here, and start the first ones."""
        self._steps_per_second = self._try_out(is_stopped) / _CAUTION
        self._start_one(_ENDLESS)
        for _ in range(1, self._plan.at_once):
            self._start_one(self._plan.snapshots_per_run)

    @property
    def going(self) -> list[Training]:
        """Those that train now."""
        return list(self._going)

    def go_on(self) -> None:
        """Follow each training that has ended by another one."""
        for training in self.going:
            status = training.child.exit_status
            if status is None:
                continue
            self._going.remove(training)
            if status != 0:
                self._note_status(training, status)
            elif (seconds := time.monotonic() - training.started_at) > 0:
                self._steps_per_second = training.last_step / seconds
            self._start_one(self._plan.snapshots_per_run)

    def stop(self) -> None:
        """End them, the last step logged."""
        for training in self._going:
            status = training.child.stop(signal.SIGTERM, _PATIENCE_SECONDS)
            if status == _STATUS_OF_UNBEGUN and not logged_steps(training.directory):
                self.all.remove(training)  # it is no run
            elif status not in _STATUSES_OF_STOPPED:
                self._note_status(training, status)
        self._going.clear()

    def _note_status(self, training: Training, status: int) -> None:
        words = training.child.last_words(3)
        self._note("training", f"{training.run} ended with status {status}; {words}")

    def _start_one(self, snapshots: int) -> None:
        every = max(1, int(self._steps_per_second * self._plan.seconds_between_snapshots))
        last_step = every * snapshots
        run = f"training-{len(self.all) + 1:02}"
        options = (f"--seed={_FIRST_SEED + len(self.all)}", f"--watch_every={every}", f"--max_iters={last_step}")
        child = train(run, options, self._logdir, self._folder / "out")
        training = Training(run, self._logdir / run, every, last_step, child, time.monotonic())
        self.all.append(training)
        self._going.append(training)

    def _try_out(self, is_stopped: Callable[[], bool]) -> float:
        """Steps a second of a training that others run beside."""
        trials = self._folder / "trials"
        options = (f"--watch_every={_TRIAL_EVERY}", "--max_iters=1000000")
        children = [train(f"trial-{n}", options, trials, self._folder / "out") for n in range(self._plan.at_once)]
        try:
            return _steps_per_second(trials / "trial-0", children[0], is_stopped)
        finally:
            for child in children:
                child.stop(signal.SIGTERM, _PATIENCE_SECONDS)


def _steps_per_second(directory: Path, child: Child, is_stopped: Callable[[], bool]) -> float:
    deadline = time.monotonic() + _TRIAL_PATIENCE_SECONDS
    first: tuple[float, int] | None = None
    while child.exit_status is None and time.monotonic() < deadline and not is_stopped():
        steps, now = logged_steps(directory), time.monotonic()
        if steps and steps[-1] > 0:
            first = first or (now, steps[-1])
            if now - first[0] > _TRIAL_SECONDS and steps[-1] > first[1]:
                return float(steps[-1] - first[1]) / (now - first[0])
        time.sleep(0.5)
    if is_stopped():
        return 1.0
    raise TrialError(
        f"no training logged two snapshots within {_TRIAL_PATIENCE_SECONDS:.0f} s; {child.last_words()}. "
        "See whether `python -m nanogpt.train --config=cpu` trains on this machine."
    )
