"""What snapshots and steps take, on a clock that the test turns."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.capture.pace import Pace
from tensorboard_plugin_paramviz.capture.schedule import STARTUP_SNAPSHOTS, Progress


def test_steps_are_timed_between_snapshots() -> None:
    pace = Pace(0.0)
    assert pace.note_snapshot(0, 1.0, 1.5) == Progress(0, 0, 1, snapshot_seconds=0.5, elapsed_seconds=1.5)
    assert pace.note_snapshot(10, 2.5, 2.75) == Progress(
        0, 10, 2, snapshot_seconds=0.25, step_seconds=0.1, interval=10, elapsed_seconds=2.75
    )


def test_before_the_first_snapshot_nothing_is_known() -> None:
    assert Pace(3.0).progress(5.0) == Progress(0, 0, 0, elapsed_seconds=2.0)
    assert Pace(3.0).share(3.0) == 0.0


def test_the_way_is_counted_from_the_first_snapshot() -> None:
    pace = Pace(0.0)
    pace.note_snapshot(5000, 1.0, 1.5)
    progress = pace.note_snapshot(5010, 2.5, 3.0)
    assert (progress.first_step, progress.step, progress.interval) == (5000, 5010, 10)


@pytest.mark.parametrize("stalled", range(2, 6))
def test_a_single_stall_is_forgotten(stalled: int) -> None:
    pace = Pace(0.0)
    now = 0.0
    for step in range(6):
        training, pause = (90.0, 500.0) if step == stalled else (2.0, 1.0)
        progress = pace.note_snapshot(step, now + training, now + training + pause)
        now += training + pause
        assert (progress.snapshot_seconds, progress.step_seconds) == (1.0, 2.0 if step else 0.0)


def test_the_first_snapshot_sets_everything_up_and_is_no_measure_for_the_others() -> None:
    pace = Pace(0.0)
    assert pace.note_snapshot(0, 0.0, 9.0).snapshot_seconds == 9.0
    assert pace.note_snapshot(1, 10.0, 10.5).snapshot_seconds == 0.5


def test_a_change_of_pace_is_followed_after_three_snapshots() -> None:
    pace = Pace(0.0)
    now = 0.0
    found = []
    for step in range(12):
        now += 4.0 if step < 6 else 0.25
        found.append(pace.note_snapshot(step, now, now + 1.0).step_seconds)
        now += 1.0
    assert found == [0.0, *[4.0] * 7, *[0.25] * 4]


def test_pauses_count_whether_a_snapshot_came_of_them_or_not() -> None:
    pace = Pace(10.0)
    pace.note_snapshot(0, 10.0, 10.5)
    pace.note_pause(12.0, 12.5)
    assert (pace.snapshots, pace.pause_seconds, pace.seconds) == (1, 1.0, 1.0)
    assert pace.share(20.0) == 0.1


def test_what_failed_attempts_take_is_no_training_time() -> None:
    pace = Pace(0.0)
    pace.note_snapshot(0, 0.0, 1.0)
    pace.note_pause(2.0, 5.0)
    pace.note_miss(2, 6.0, 10.0)
    assert pace.note_snapshot(4, 12.0, 13.0).step_seconds == 1.0
    assert pace.note_snapshot(5, 16.0, 17.0).step_seconds == 1.0  # of 1 and 3


def test_waiting_for_a_snapshot_that_was_due_makes_no_longer_interval() -> None:
    pace = Pace(0.0)
    pace.note_snapshot(0, 0.0, 0.0)
    pace.note_miss(10, 1.0, 1.0)
    pace.note_miss(500, 50.0, 50.0)
    assert pace.note_snapshot(900, 90.0, 90.0).interval == 10
    assert pace.note_snapshot(950, 95.0, 95.0).interval == 50


def test_work_in_the_background_is_part_of_the_cost() -> None:
    pace = Pace(0.0)
    pace.note_snapshot(0, 0.0, 1.0)
    pace.note_background(2.0)
    pace.note_snapshot(1, 8.0, 9.0)
    assert (pace.pause_seconds, pace.background_seconds, pace.seconds) == (2.0, 2.0, 4.0)
    assert pace.progress(10.0).snapshot_seconds == 3.0
    assert pace.share(10.0) == 0.4


def test_work_on_several_snapshots_is_shared_among_them() -> None:
    pace = Pace(0.0)
    pace.note_background(8.0, snapshots=4)
    pace.note_background(0.5, snapshots=0)  # on none in particular
    assert pace.progress(10.0).snapshot_seconds == 2.0
    assert pace.background_seconds == 8.5


def test_the_startup_is_left_out_of_what_was_spent() -> None:
    pace = Pace(0.0)
    for step in range(STARTUP_SNAPSHOTS + 3):
        pace.note_snapshot(step, 10.0 * step, 10.0 * step + 1.0)
    assert pace.progress(1000.0).spent_seconds == 3.0
    for _ in range(STARTUP_SNAPSHOTS):
        pace.note_background(0.25)
    assert pace.progress(1000.0).spent_seconds == 3.0
    pace.note_background(0.5)
    assert pace.progress(1000.0).spent_seconds == 3.5
    assert pace.seconds == STARTUP_SNAPSHOTS * 1.25 + 3.5


def test_work_that_outlasts_the_startup_is_left_out_in_part() -> None:
    pace = Pace(0.0)
    pace.note_background(STARTUP_SNAPSHOTS + 5.0, snapshots=STARTUP_SNAPSHOTS + 5)
    assert pace.progress(100.0).spent_seconds == pytest.approx(5.0)


def test_attempts_that_failed_belong_to_no_startup() -> None:
    pace = Pace(0.0)
    pace.note_snapshot(0, 0.0, 1.0)
    pace.note_miss(1, 2.0, 4.0)
    assert pace.progress(5.0).spent_seconds == 2.0
