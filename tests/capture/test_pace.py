"""What snapshots and steps take, on a clock that the test turns."""

from __future__ import annotations

from tensorboard_plugin_paramviz.capture.pace import Pace
from tensorboard_plugin_paramviz.capture.schedule import Progress


def test_steps_are_timed_between_snapshots() -> None:
    pace = Pace(0.0)
    assert pace.note_snapshot(0, 1.0, 1.5) == Progress(0, 0, 1, 0.5, 0.0)
    assert pace.note_snapshot(10, 2.5, 2.75) == Progress(0, 10, 2, 0.375, 0.1)


def test_a_single_stall_is_forgotten() -> None:
    pace = Pace(0.0)
    progress = pace.note_snapshot(0, 0.0, 1.0)
    now = 1.0
    for step, pause in enumerate([1.0, 1.0, 500.0, 1.0, 1.0], start=1):
        progress = pace.note_snapshot(step, now + 2.0, now + 2.0 + pause)
        now += 2.0 + pause
    assert (progress.snapshot_seconds, progress.step_seconds) == (1.0, 2.0)


def test_pauses_count_whether_a_snapshot_came_of_them_or_not() -> None:
    pace = Pace(10.0)
    pace.note_snapshot(0, 10.0, 10.5)
    pace.note_pause(12.0, 12.5)
    assert (pace.snapshots, pace.seconds) == (1, 1.0)
    assert pace.share(20.0) == 0.1
    assert Pace(3.0).share(3.0) == 0.0
