"""Watching a model while it is trained: which steps are logged, and why the training never notices.

watcher = watch(writer, model)
for step in range(1, steps + 1):
    ...
    optimizer.step()
    watcher.step(step)
    optimizer.zero_grad()
"""

from __future__ import annotations

import operator
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch.utils.tensorboard import SummaryWriter

from tensorboard_plugin_paramviz.capture.errors import BudgetError, StepError, WriterTypeError
from tensorboard_plugin_paramviz.capture.failures import LOGGER, Failures
from tensorboard_plugin_paramviz.capture.inventory import unwrap_model
from tensorboard_plugin_paramviz.capture.options import MAX_BYTES, MAX_TILE, capture_options
from tensorboard_plugin_paramviz.capture.pace import Pace
from tensorboard_plugin_paramviz.capture.recorder import recorder_of
from tensorboard_plugin_paramviz.capture.schedule import NEVER, policy_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    from tensorboard_plugin_paramviz.capture.options import CaptureOptions, Config, Labels, Patterns, RowChoice
    from tensorboard_plugin_paramviz.capture.schedule import Every, Policy

_BEFORE_EVERYTHING = -1
_LONG_PAUSES_TO_MENTION = 3  # one may be the machine's hiccup


@dataclass(frozen=True)
class Report:
    """What watching did and cost so far.

    Attributes:
        snapshots: logged steps.
        bytes: their size.
        seconds: how long the training stood still for them.
        share: of the time since watching began, from 0 to 1.
        drops: steps that were handed in although they are not above the last logged one.
        failures: snapshots that could not be taken or written.
    """

    snapshots: int
    bytes: int
    seconds: float
    share: float
    drops: int
    failures: int


class ParameterWatcher:
    """Logs a model's parameters at the steps that are due. Made by `watch`.

    After its construction it never raises: failures are logged once per cause, under the name
    `tensorboard_plugin_paramviz`, counted, and followed by growing pauses.

    Args:
        writer: whose event file the snapshots go to.
        model: what is watched, wrapped or not.
        options: what of it is logged.
        policy: which steps are due.
        max_pause: seconds; longer pauses of the training are reported, once.
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
        self._bytes = 0
        self._drops = 0
        self._last_step = self._latest_step = _BEFORE_EVERYTHING
        self._next_step = 0
        self._interval = 1
        self._long_pauses = 0
        self._is_closed = False

    def step(self, global_step: int) -> bool:
        """Log the parameters if the step is due.

        Call it after `optimizer.step()` and before `zero_grad()`: gradients are what lies in `.grad` then. A step that
        is not above the last logged one is skipped and counted.

        Args:
            global_step: the updates made so far.

        Returns:
            Whether the step was logged.
        """
        try:
            if global_step < self._next_step:
                if global_step > self._last_step:
                    self._latest_step = global_step
                else:
                    self._drops += 1
                return False
            step = whole_step("global_step", global_step)
        except Exception as error:  # noqa: BLE001  # nothing reaches the training loop
            self._failures.note(error, global_step, self._clock())
            return False
        self._latest_step = step
        return self._log(step)

    def close(self) -> None:
        """Log the last step that was handed in, if it is not logged yet, and stop watching."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._next_step < NEVER and self._latest_step > self._last_step:
            self._log(self._latest_step)
        self._next_step = NEVER
        self._recorder.end_watch()

    @property
    def report(self) -> Report:
        """What watching did and cost so far."""
        return Report(
            snapshots=self._pace.snapshots,
            bytes=self._bytes,
            seconds=self._pace.seconds,
            share=self._pace.share(self._clock()),
            drops=self._drops,
            failures=self._failures.count,
        )

    def _log(self, step: int) -> bool:
        start_seconds = self._clock()
        try:
            if self._recorder.last_step is not None and step <= self._recorder.last_step:  # add_parameters was called
                self._drops += 1
                self._next_step = self._recorder.last_step + 1
                return False
            self._recorder.bind(self._model, self._options)  # add_parameters may have asked for something else
            self._bytes += self._recorder.record(step)
            progress = self._pace.note_snapshot(step, start_seconds, self._clock())
            self._failures.note_success()
            self._last_step = step
            self._next_step = self._policy.next_step(progress)
            self._interval = self._next_step - step
        except Exception as error:  # noqa: BLE001  # nothing reaches the training loop
            self._wait_after(error, step, start_seconds)
            return False
        self._mention_long_pause(self._clock() - start_seconds)
        return True

    def _wait_after(self, error: Exception, step: int, start_seconds: float) -> None:
        now_seconds = self._clock()
        self._pace.note_pause(start_seconds, now_seconds)
        self._failures.note(error, step, now_seconds)
        if self._failures.is_permanent(error, now_seconds):
            self._next_step = NEVER
            LOGGER.error("no more steps are logged, training goes on (%s: %s)", type(error).__name__, error)
        else:
            self._next_step = step + self._interval * self._failures.pause_factor

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
        max_pause: seconds; longer pauses of the training are reported, once.
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
