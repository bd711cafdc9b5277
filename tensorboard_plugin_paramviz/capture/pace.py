"""What snapshots and training steps take, measured while both go on."""

from __future__ import annotations

from collections import deque
from statistics import median

from tensorboard_plugin_paramviz.capture.schedule import Progress

_REMEMBERED = 5  # medians of so few follow a change of pace, and forget a single stall


class Pace:
    """Follows a training from snapshot to snapshot.

    Args:
        start_seconds: when watching began, on the caller's clock.
    """

    def __init__(self, start_seconds: float) -> None:
        self._start_seconds = start_seconds
        self._end_seconds = start_seconds  # of the last snapshot
        self._first_step: int | None = None
        self._step = 0
        self._snapshot_seconds: deque[float] = deque(maxlen=_REMEMBERED)
        self._step_seconds: deque[float] = deque(maxlen=_REMEMBERED)
        self.snapshots = 0
        self.seconds = 0.0

    def note_snapshot(self, step: int, start_seconds: float, end_seconds: float) -> Progress:
        """Take note of a logged step, and when the training stood still for it.

        Returns:
            How far logging has come.
        """
        if self._first_step is None:
            self._first_step = step
        else:
            self._step_seconds.append((start_seconds - self._end_seconds) / max(step - self._step, 1))
        self.note_pause(start_seconds, end_seconds)
        self._snapshot_seconds.append(end_seconds - start_seconds)
        self._end_seconds = end_seconds
        self._step = step
        self.snapshots += 1
        return Progress(
            first_step=self._first_step,
            step=step,
            snapshots=self.snapshots,
            snapshot_seconds=median(self._snapshot_seconds),
            step_seconds=median(self._step_seconds) if self._step_seconds else 0.0,
        )

    def note_pause(self, start_seconds: float, end_seconds: float) -> None:
        """Take note that the training stood still, whether a snapshot came of it or not."""
        self.seconds += end_seconds - start_seconds

    def share(self, now_seconds: float) -> float:
        """Share of the time since watching began that snapshots took, from 0 to 1."""
        elapsed = now_seconds - self._start_seconds
        return self.seconds / elapsed if elapsed > 0 else 0.0
