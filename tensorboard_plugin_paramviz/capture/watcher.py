"""Watching a model while it is trained: which steps are logged, and why the training never notices.

watcher = watch(writer, model)
for step in range(1, steps + 1):
    ...
    optimizer.step()
    watcher.step(step)
    optimizer.zero_grad()
"""

from __future__ import annotations

import atexit
import operator
import os
import time
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

from torch.utils.tensorboard import SummaryWriter

from tensorboard_plugin_paramviz.capture.errors import (
    BudgetError,
    StepError,
    WriterTypeError,
    WritingEndedError,
)
from tensorboard_plugin_paramviz.capture.failures import LOGGER, Failures
from tensorboard_plugin_paramviz.capture.inventory import unwrap_model
from tensorboard_plugin_paramviz.capture.options import MAX_BYTES, MAX_TILE, capture_options
from tensorboard_plugin_paramviz.capture.pace import Pace
from tensorboard_plugin_paramviz.capture.recorder import recorder_of
from tensorboard_plugin_paramviz.capture.report import Report
from tensorboard_plugin_paramviz.capture.schedule import AT_THE_END, NEVER, policy_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    from tensorboard_plugin_paramviz.capture.options import CaptureOptions, Config, Labels, Patterns, RowChoice
    from tensorboard_plugin_paramviz.capture.recorder import Outcome
    from tensorboard_plugin_paramviz.capture.schedule import Every, Policy

_BEFORE_EVERYTHING = -1
_LONG_PAUSES_TO_MENTION = 3  # one may be the machine's hiccup
_LAST_WRITE_SECONDS = 60.0  # how long the end of a training waits for a disk


class ParameterWatcher:
    """Logs a model's parameters at the steps that are due. Made by `watch`.

    After its construction it never raises: failures are logged once per cause, under the name
    `tensorboard_plugin_paramviz`, counted, and followed by growing pauses. It belongs to the thread that trains, and to
    the process that made it: in a fork, and in a copy, it does nothing.

    Args:
        writer: whose event file the snapshots go to.
        model: what is watched, wrapped or not.
        options: what of it is logged.
        policy: which steps are due.
        max_pause: seconds that reading a snapshot may take from the training.
        clock: the time in seconds, ever growing.

    Raises:
        SecondModelError: the writer logs another model, or is watched already.
        CaptureError: an option does not fit the model.
    """

    def __init__(
        self,
        writer: SummaryWriter,
        model: nn.Module,
        options: CaptureOptions,
        policy: Policy,
        *,
        max_pause: float = 0.1,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._writer = writer
        self._model = unwrap_model(model)
        self._recorder = recorder_of(writer)
        self._options = options
        self._recorder.begin_watch(self._model, options)
        self._policy = policy
        self._max_pause = max_pause
        self._clock = clock
        self._pace = Pace(clock())
        self._failures = Failures()
        self._snapshots = self._bytes = self._drops = 0
        self._last_step = self._latest_step = _BEFORE_EVERYTHING
        self._next_step = 0
        self._interval = 1
        self._long_pauses = 0
        self._is_closed = False
        self._process = os.getpid()
        _AT_WORK.add(self)

    def step(self, global_step: int) -> bool:
        """Log the parameters if the step is due.

        Call it after `optimizer.step()` and before `zero_grad()`: gradients are what lies in `.grad` then. A step that
        is not above the last logged one is skipped and counted.

        Args:
            global_step: the updates made so far.

        Returns:
            Whether the step was logged: whether it was read, and is being written.
        """
        try:
            if global_step < self._next_step:
                if global_step > self._last_step:
                    self._latest_step = global_step
                else:
                    self._drops += 1
                return False
            if not self._is_at_work():
                return False
            step = whole_step("global_step", global_step)
        except Exception as error:  # noqa: BLE001  # nothing reaches the training loop
            self._failures.note(error, global_step, self._clock())
            return False
        self._latest_step = step
        return self._log(step)

    def flush(self) -> None:
        """Wait until the snapshots that were taken are in the file, for a minute at most."""
        if os.getpid() == self._process and not self._recorder.drain(_LAST_WRITE_SECONDS):
            LOGGER.error("snapshots could not be written within %.0f s, they are given up", _LAST_WRITE_SECONDS)

    def close(self) -> None:
        """Log the last step that was handed in, if it is not logged yet, wait until all is written, stop watching."""
        if self._is_closed or os.getpid() != self._process:
            return
        self._is_closed = True
        _AT_WORK.discard(self)
        if self._next_step < NEVER and self._latest_step > self._last_step:
            self.flush()
            self._log_last(self._latest_step)
        self._next_step = _BEFORE_EVERYTHING  # whatever comes now is noticed
        self.flush()
        self._collect()
        self._recorder.end_watch()

    @property
    def report(self) -> Report:
        """What watching did and cost so far; snapshots that are still being written are not in it."""
        self._collect()
        return Report(
            snapshots=self._snapshots,
            bytes=self._bytes,
            seconds=self._pace.pause_seconds,
            background_seconds=self._pace.background_seconds,
            share=self._pace.share(self._clock()),
            drops=self._drops,
            failures=self._failures.count,
        )

    def __del__(self) -> None:
        """A watcher that is forgotten logs its last step as one that is closed."""
        with suppress(Exception):
            self.close()

    def __reduce__(self) -> tuple[object, ...]:
        """A copy of a model that keeps its watcher gets one that does nothing: there is one event file."""
        return _IdleWatcher, ()

    def _is_at_work(self) -> bool:
        if os.getpid() != self._process:
            self._next_step = NEVER
            return False
        if self._is_closed:
            self._next_step = NEVER
            LOGGER.warning("step() was called after close(): nothing is logged any more")
            return False
        return True

    def _log(self, step: int) -> bool:
        start_seconds = self._clock()
        try:
            self._collect()
            if step < self._next_step:  # there were failures: it waits longer
                return False
            if self._recorder.last_step is not None and step <= self._recorder.last_step:  # add_parameters was called
                self._drops += 1
                self._next_step = self._recorder.last_step + 1
                return False
            if self._recorder.is_busy:
                self._drops += 1
                self._pace.note_miss(step, start_seconds, self._clock())
                self._next_step = self._policy.step_after_drop(step)
                return False
            self._next_step = self._policy.affordable_step(self._pace.progress(start_seconds), step)
            if self._next_step > step:
                self._pace.note_miss(step, start_seconds, start_seconds)
                return False
            self._take(step, start_seconds)
        except Exception as error:  # noqa: BLE001  # nothing reaches the training loop
            self._pace.note_miss(step, start_seconds, self._clock())
            self._wait_after(error, step)
            return False
        return True

    def _take(self, step: int, start_seconds: float) -> None:
        self._recorder.bind(self._model, self._options)  # add_parameters may have asked for something else
        take = self._recorder.take(step, limit_seconds=self._max_pause, overhead=self._pace.share(start_seconds))
        if not self._recorder.hand_over(take):  # a disk that stands still at the end of the training
            self._drops += 1
            return
        for name, error in take.sample.unreadable.items():
            self._failures.note_unreadable(name, error)
        progress = self._pace.note_snapshot(step, start_seconds, self._clock())
        self._last_step = step
        self._next_step = self._policy.next_step(progress)
        self._interval = self._next_step - step
        self._mention_long_pause(self._clock() - start_seconds)

    def _log_last(self, latest_step: int) -> None:
        try:
            step = whole_step("global_step", latest_step)
            if self._recorder.last_step is None or step > self._recorder.last_step:
                self._take(step, self._clock())
        except Exception as error:  # noqa: BLE001  # nothing reaches the training loop
            self._failures.note(error, latest_step, self._clock())

    def _collect(self) -> None:
        """Take note of what became of the snapshots that were handed over."""
        for outcome in self._recorder.outcomes():
            self._pace.note_background(outcome.seconds)
            if outcome.error is None:
                self._snapshots += 1
                self._bytes += outcome.size_bytes
                self._failures.note_success()
            else:
                self._note_lost(outcome)

    def _note_lost(self, outcome: Outcome) -> None:
        error = outcome.error
        self._wait_after(error if isinstance(error, Exception) else WritingEndedError(repr(error)), outcome.step)

    def _wait_after(self, error: Exception, step: int) -> None:
        now_seconds = self._clock()
        self._failures.note(error, step, now_seconds)
        if self._failures.is_permanent(error, now_seconds):
            self._next_step = NEVER
            LOGGER.error("no more steps are logged, training goes on (%s: %s)", type(error).__name__, error)
        else:
            later_step = step + self._interval * self._failures.pause_factor
            self._next_step = max(self._next_step, min(later_step, AT_THE_END))

    def _mention_long_pause(self, pause_seconds: float) -> None:
        if pause_seconds > self._max_pause and self._pace.snapshots > 1:  # the first one sets everything up
            self._long_pauses += 1
            if self._long_pauses == _LONG_PAUSES_TO_MENTION:
                LOGGER.warning(
                    "ParamViz: %d snapshots took more than max_pause allows, the last one %.3g s; "
                    "include fewer parameters, or log more rarely",
                    self._long_pauses,
                    pause_seconds,
                )


class _IdleWatcher:
    """What a copy of a watcher is: it does nothing, and says so."""

    def step(self, global_step: int) -> bool:  # noqa: ARG002  # as a watcher's
        """Log nothing."""
        return False

    def flush(self) -> None:
        """Have nothing to wait for."""

    def close(self) -> None:
        """Have nothing to close."""

    @property
    def report(self) -> Report:
        """Nothing done."""
        return Report()


_AT_WORK: weakref.WeakSet[ParameterWatcher] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """At the interpreter's end, whatever ended it: the last step is logged, and what was taken is written."""
    for watcher in list(_AT_WORK):
        watcher.close()


def watch(
    writer: SummaryWriter,
    model: nn.Module,
    *,
    every: Every = "auto",
    initial_step: int | None = 0,
    include: Patterns = None,
    exclude: Patterns = None,
    gradients: bool = True,
    labels: Labels = None,
    rows: RowChoice = None,
    config: Config = None,
    overhead: float = 0.01,
    max_pause: float = 0.1,
    max_bytes: int = MAX_BYTES,
    max_tile: int = MAX_TILE,
) -> ParameterWatcher:
    """Watch a model through any torch `SummaryWriter`, and log it as it is now.

    Nothing of the model changes: neither its mode, its gradients nor the random state. Close the watcher before the
    writer, unless the writer is ParamViz's own, which does so itself.

    Args:
        writer: whose event file the snapshots go to.
        model: what to watch, wrapped (`DistributedDataParallel`, `torch.compile`) or not.
        every: "auto", every so many steps, or a `Schedule`.
        initial_step: the step that the model is logged as now; None: it is not.
        include: glob patterns over parameter names; None: all parameters.
        exclude: glob patterns of what to leave out.
        gradients: whether to log gradients, too.
        labels: for a parameter's name, one string per row: the tokens of an embedding.
        rows: for a parameter's name, the numbers of the rows to log; otherwise all that fit, evenly spaced.
        config: the run's hyperparameters, numbers and strings.
        overhead: share of the training time that "auto" may take.
        max_pause: seconds that reading a snapshot may take from the training; what a larger model has no time for is
            estimated from a sample, in turns, and marked so.
        max_bytes: what a snapshot may take.
        max_tile: largest edge of the piece that is logged of a weight matrix, in cells.

    Raises:
        WriterTypeError: the writer is none of torch's.
        ModelTypeError: the model is no module.
        EmptyModelError: it has no parameters.
        PatternError: a pattern of `include` fits no parameter, or nothing is left.
        LabelsError: labels do not fit the model.
        RowsError: rows do not fit the model.
        ConfigError: `config` is no mapping.
        BudgetError: `max_bytes`, `max_tile` or `max_pause` is not above 0.
        ScheduleError: by `every` or `overhead` no step would ever be due.
        StepError: `initial_step` is no whole number from 0 on.
        SecondModelError: the writer logs another model, or is watched already.
    """
    if not isinstance(writer, SummaryWriter):
        raise WriterTypeError(f"writer is a {type(writer).__name__}; expected a torch.utils.tensorboard.SummaryWriter")
    if not max_pause > 0:
        raise BudgetError(f"max_pause is {max_pause!r}; expected seconds above 0")
    first_step = None if initial_step is None else whole_step("initial_step", initial_step)
    options = capture_options(
        include=include,
        exclude=exclude,
        gradients=gradients,
        labels=labels,
        rows=rows,
        config=config,
        max_bytes=max_bytes,
        max_tile=max_tile,
    )
    watcher = ParameterWatcher(writer, model, options, policy_of(every, overhead), max_pause=max_pause)
    if first_step is not None:
        watcher.step(first_step)
    return watcher


def whole_step(argument: str, step: object) -> int:
    """Read a step.

    Raises:
        StepError: it is no whole number from 0 on.
    """
    try:
        found = operator.index(step)  # type: ignore[arg-type]  # what has no index is caught
    except TypeError:
        found = -1
    if found < 0:
        raise StepError(f"{argument} is {step!r}; expected the number of updates made, a whole number from 0 on")
    return found
