"""Following a training from step to step: which steps are logged, and why the training never notices."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
import weakref
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.errors import StepError, WritingEndedError
from tensorboard_plugin_paramviz.capture.failures import LOGGER, Failures
from tensorboard_plugin_paramviz.capture.model.inventory import unwrap_model
from tensorboard_plugin_paramviz.capture.pace import Pace
from tensorboard_plugin_paramviz.capture.recorder import recorder_of
from tensorboard_plugin_paramviz.capture.report import Report
from tensorboard_plugin_paramviz.capture.schedule import AT_THE_END, NEVER
from tensorboard_plugin_paramviz.capture.sharding.peers import SkippedStepError
from tensorboard_plugin_paramviz.capture.steps import whole_step

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from torch import nn
    from torch.utils.tensorboard import SummaryWriter

    from tensorboard_plugin_paramviz.capture.planning.options import CaptureOptions
    from tensorboard_plugin_paramviz.capture.recorder import Outcome
    from tensorboard_plugin_paramviz.capture.schedule import Policy

_BEFORE_EVERYTHING = -1
_LONG_PAUSES_TO_MENTION = 3  # one may be the machine's hiccup
_READING_SHARE = 0.9  # of the pause; the rest is for handing over
_LAST_TURN_SECONDS = 10.0  # how long the end waits, after an exception, for processes that may have ended before


class ParameterWatcher:
    """Logs a model's parameters at the steps that are due. Made by `watch`.

    After its construction it never raises: failures are logged once per cause, under the name
    `tensorboard_plugin_paramviz`, counted, and followed by growing pauses. It belongs to the thread that trains, and to
    the process that made it: in a fork, and in a copy, it does nothing.

    A model that is spread over processes is watched by all of them: at a due step each reads its pieces, and the first
    one writes, and says when the next step is due.

    Args:
        writer: whose event file the snapshots go to; None in processes that do not write.
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
        writer: SummaryWriter | None,
        model: nn.Module,
        options: CaptureOptions,
        policy: Policy,
        *,
        max_pause: float = 0.1,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._model = unwrap_model(model)
        self._recorder = recorder_of(writer)
        self._options = options
        self._recorder.begin_watch(self._model, options)
        self._group = self._recorder.group
        self._writes = self._group is None or self._group.is_first
        self._policy = policy
        self._max_pause = max_pause
        self._clock = clock
        self._pace = Pace(clock())
        self._failures = Failures()
        self._snapshots = self._bytes = self._drops = 0
        self._last_step = self._latest_step = _BEFORE_EVERYTHING
        self._next_step = self._waits_until = 0
        self._interval = 1
        self._long_pauses = 0
        self._is_closed = self._has_gone_back = False
        self._training_thread = threading.get_ident()
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
                if global_step > self._latest_step:
                    self._latest_step = global_step
                else:
                    self._note_repetition(global_step)
                return False
            if not self._is_at_work():
                return False
            step = whole_step("global_step", global_step)
        except Exception as error:  # noqa: BLE001  # nothing reaches the training loop
            self._failures.note(_what_is_wrong(global_step, error), global_step, self._clock())
            return False
        self._latest_step = step
        return self._log(step)

    def flush(self) -> None:
        """Wait until the snapshots that were taken are in the file, for a minute at most."""
        if os.getpid() == self._process:
            self._recorder.finish()

    def close(self) -> None:
        """Log the last step that was handed in, if it is not logged yet, wait until all is written, stop watching."""
        self._close(log_last=True)

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
        """A watcher that is forgotten hands over its last step, and waits for nothing: any thread may collect it."""
        with suppress(Exception):
            self._close(log_last=self._group is None and threading.get_ident() == self._training_thread, waits=False)

    def abandon(self) -> None:
        """Close at an end that nobody planned: other processes are not waited for."""
        with suppress(Exception):
            self._close(log_last=self._group is None)

    def __reduce__(self) -> tuple[object, ...]:
        """A copy of a model that keeps its watcher gets one that does nothing: there is one event file."""
        return IdleWatcher, ()

    def _note_repetition(self, step: int) -> None:
        """A step that is handed in again (between two updates, say) is passed over, one that goes back is told of."""
        if step <= self._last_step or step < self._latest_step:
            self._drops += 1
        if step < self._latest_step and not self._has_gone_back:
            self._has_gone_back = True
            LOGGER.warning(
                "step %s was handed in after step %s: such steps are skipped; count updates over the whole training",
                step,
                self._latest_step,
            )

    def _is_at_work(self) -> bool:
        if os.getpid() != self._process:
            self._next_step = NEVER
            return False
        if self._is_closed:
            self._next_step = NEVER
            LOGGER.warning("step() was called after close(): nothing is logged any more")
            return False
        return True

    def _close(self, *, log_last: bool, waits: bool = True) -> None:
        if self._is_closed or os.getpid() != self._process:
            return
        self._is_closed = True
        try:
            if waits:
                self.flush()
            if log_last and self._next_step < NEVER and self._latest_step > self._last_step:
                self._log_last(self._latest_step)
            if waits:
                self.flush()
            self._collect()
        finally:  # Ctrl-C may have ended the waiting: what is handed over is written at the interpreter's end
            _AT_WORK.discard(self)
            self._next_step = _BEFORE_EVERYTHING  # whatever comes now is noticed
            self._recorder.end_watch()
            if waits:
                self._recorder.end_thread()
            if self._group is not None:
                self._group.leave("its watcher is closed")

    def _log(self, step: int) -> bool:
        start_seconds = self._clock()
        is_logged = False
        try:
            with self._turn(step):
                is_logged = self._attempt(step, start_seconds)
        except SkippedStepError:  # by the first process, for all of them
            pass
        except Exception as error:  # noqa: BLE001  # nothing reaches the training loop
            self._pace.note_miss(step, start_seconds, self._clock())
            self._wait_after(error, step)
        self._next_step = max(self._next_step, self._waits_until)
        self._agree()
        return is_logged

    def _turn(self, step: int) -> AbstractContextManager[None]:
        """What the processes of the model do together; alone there is nothing to it."""
        return nullcontext() if self._group is None else self._group.turn(step)

    def _agree(self) -> None:
        """Follow the first process's word on the next step, so that none waits for the others at a step of its own."""
        if self._group is None or self._group.is_lost:
            return
        try:
            self._next_step = self._group.agree(self._next_step)
        except Exception as error:  # noqa: BLE001  # nothing reaches the training loop
            self._wait_after(error, self._latest_step)
            self._next_step = max(self._next_step, self._waits_until)

    def _attempt(self, step: int, start_seconds: float) -> bool:
        """Take a snapshot, unless the process that writes has a reason not to."""
        if not self._writes:
            return self._take(step, start_seconds)
        self._collect()
        if step < self._waits_until:  # there were failures
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
        return self._take(step, start_seconds)

    def _take(self, step: int, start_seconds: float) -> bool:
        self._recorder.bind(self._model, self._options)  # add_parameters may have asked for something else
        limit_seconds = _READING_SHARE * self._max_pause
        take = self._recorder.take(step, limit_seconds=limit_seconds, overhead=self._pace.share(start_seconds))
        self._last_step = step
        if take is None:
            return False
        if not self._recorder.hand_over(take):  # a disk that stands still at the end of the training
            self._drops += 1
            return False
        for name, error in take.sample.unreadable.items():
            self._failures.note_unreadable(name, error)
        progress = self._pace.note_snapshot(step, start_seconds, self._clock())
        self._next_step = self._policy.next_step(progress)
        self._interval = self._next_step - step
        self._mention_long_pause(self._clock() - start_seconds)
        return True

    def _log_last(self, latest_step: int) -> None:
        try:
            step = whole_step("global_step", latest_step)
            if self._group is not None and sys.exc_info()[0] is not None:
                self._group.timeout_seconds = _LAST_TURN_SECONDS
            if self._recorder.last_step is None or step > self._recorder.last_step:
                with self._turn(step):
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
        """Note a failure. What follows for the next step is said at a due one, when all processes listen."""
        now_seconds = self._clock()
        self._failures.note(error, step, now_seconds)
        if self._failures.is_permanent(error, now_seconds):
            self._waits_until = NEVER
            LOGGER.error(
                "no more steps are logged, training goes on (%s: %s); "
                "to log again, mend this, and watch the model with a new writer",
                type(error).__name__,
                error,
            )
        else:
            self._waits_until = min(step + self._interval * self._failures.pause_factor, AT_THE_END)

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


def _what_is_wrong(step: object, error: Exception) -> Exception:
    """What is wrong with a step that could not even be compared, in words for whoever passed it."""
    try:
        whole_step("global_step", step)
    except StepError as found:
        return found
    return error


class IdleWatcher(ParameterWatcher):
    """A watcher that logs nothing: that of a process that does not write, or a copy of one that does."""

    def __init__(self) -> None:
        """Have nothing to watch."""
        self._is_closed = True

    def step(self, global_step: int) -> bool:  # noqa: ARG002  # a watcher's signature
        """Log nothing."""
        return False

    def flush(self) -> None:
        """Have nothing to wait for."""

    def close(self) -> None:
        """Have nothing to close."""

    def abandon(self) -> None:
        """Likewise."""

    @property
    def report(self) -> Report:
        """Nothing done."""
        return Report()


_AT_WORK: weakref.WeakSet[ParameterWatcher] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """At the interpreter's end, whatever ended it: the last step is logged, and what was taken is written."""
    for watcher in list(_AT_WORK):
        watcher.abandon()
