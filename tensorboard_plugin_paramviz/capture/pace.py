"""What snapshots and training steps take, measured while both go on."""

from __future__ import annotations

from collections import deque
from statistics import median_low

from tensorboard_plugin_paramviz.capture.schedule import STARTUP_SNAPSHOTS, Progress

_REMEMBERED = 5  # medians of so few follow a change of pace, and forget a single stall


class Pace:
    """Follows a training from snapshot to snapshot.

    A snapshot costs the pause of the training, and the processor's time for what is left to do in the background. All
    methods are for one thread, the training's.

    Args:
        start_seconds: when watching began, on the caller's clock.

    Attributes:
        snapshots: how many were noted.
        pause_seconds: how long the training stood still.
        background_seconds: what the work in the background took.
    """

    def __init__(self, start_seconds: float) -> None:
        self._start_seconds = start_seconds
        self._end_seconds = start_seconds  # of the last snapshot
        self._first_step = 0
        self._step = 0
        self._interval = 0
        self._missed_step: int | None = None  # the first one since the last snapshot
        self._missed_seconds = 0.0  # pauses since the last snapshot
        self._startup_seconds = 0.0
        self._finished_snapshots = 0  # in the background, too
        self._pauses_seconds: deque[float] = deque(maxlen=_REMEMBERED)
        self._backgrounds_seconds: deque[float] = deque(maxlen=_REMEMBERED)
        self._steps_seconds: deque[float] = deque(maxlen=_REMEMBERED)
        self.snapshots = 0
        self.pause_seconds = 0.0
        self.background_seconds = 0.0

    def note_snapshot(self, step: int, start_seconds: float, end_seconds: float) -> Progress:
        """Take note of a logged step, and when the training stood still for it.

        Returns:
            How far logging has come.
        """
        if self.snapshots == 0:
            self._first_step = step
        else:
            training_seconds = start_seconds - self._end_seconds - self._missed_seconds
            self._steps_seconds.append(training_seconds / max(step - self._step, 1))
            self._interval = (step if self._missed_step is None else self._missed_step) - self._step
        self._pauses_seconds.append(end_seconds - start_seconds)
        self.pause_seconds += end_seconds - start_seconds
        if self.snapshots < STARTUP_SNAPSHOTS:
            self._startup_seconds += end_seconds - start_seconds
        self._end_seconds = end_seconds
        self._missed_step = None
        self._missed_seconds = 0.0
        self._step = step
        self.snapshots += 1
        return self.progress(end_seconds)

    def note_miss(self, step: int, start_seconds: float, end_seconds: float) -> None:
        """Take note of a due step that could not be logged, and when the training stood still for the attempt.

        The wait for the next one that can be logged does not count as an interval.
        """
        if self._missed_step is None:
            self._missed_step = step
        self.note_pause(start_seconds, end_seconds)

    def note_pause(self, start_seconds: float, end_seconds: float) -> None:
        """Take note that the training stood still, and no snapshot came of it."""
        self.pause_seconds += end_seconds - start_seconds
        self._missed_seconds += end_seconds - start_seconds

    def note_background(self, seconds: float, snapshots: int = 1) -> None:
        """Take note of work in the background.

        Args:
            seconds: what it took of the processor.
            snapshots: how many were finished with it.
        """
        self.background_seconds += seconds
        in_startup = min(max(STARTUP_SNAPSHOTS - self._finished_snapshots, 0), snapshots)
        self._finished_snapshots += snapshots
        if snapshots > 0:
            self._startup_seconds += seconds * in_startup / snapshots
            self._backgrounds_seconds.extend([seconds / snapshots] * min(snapshots, _REMEMBERED))

    def progress(self, now_seconds: float) -> Progress:
        """How far logging has come."""
        return Progress(
            first_step=self._first_step,
            step=self._step,
            snapshots=self.snapshots,
            snapshot_seconds=_typical(self._pauses_seconds) + _typical(self._backgrounds_seconds),
            step_seconds=_typical(self._steps_seconds),
            interval=self._interval,
            elapsed_seconds=now_seconds - self._start_seconds,
            spent_seconds=self.seconds - self._startup_seconds,
        )

    @property
    def seconds(self) -> float:
        """What snapshots took, of the training and in the background."""
        return self.pause_seconds + self.background_seconds

    def share(self, now_seconds: float) -> float:
        """What snapshots took, as a share of the time since watching began."""
        elapsed_seconds = now_seconds - self._start_seconds
        return self.seconds / elapsed_seconds if elapsed_seconds > 0 else 0.0


def _typical(measured_seconds: deque[float]) -> float:
    """The median; of two, the lower, because the first of anything takes longest."""
    return median_low(measured_seconds) if measured_seconds else 0.0
