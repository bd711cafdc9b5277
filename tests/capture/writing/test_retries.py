"""When to try again what failed."""

from __future__ import annotations

import errno

import pytest

from tensorboard_plugin_paramviz.capture.writing.retries import Retries

FULL = OSError(errno.ENOSPC, "No space left on device")


class Clock:
    """A time that moves when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def seconds_until_due(retries: Retries, clock: Clock) -> float:
    started = clock.seconds
    while not retries.is_due:
        clock.seconds += 0.5
    return clock.seconds - started


def test_what_works_is_always_due(clock: Clock) -> None:
    assert Retries(clock).is_due


def test_pauses_grow_to_half_a_minute(clock: Clock) -> None:
    retries = Retries(clock)
    pauses = []
    for _ in range(7):
        retries.note_failure(FULL)
        pauses.append(seconds_until_due(retries, clock))
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_cause_is_new_once(clock: Clock) -> None:
    retries = Retries(clock)
    errors = [FULL, FULL, OSError(errno.EIO, "damaged"), FULL, MemoryError(), OSError(errno.EIO, "still damaged")]
    assert [retries.note_failure(error) for error in errors] == [True, False, True, False, True, False]


def test_trouble_that_comes_and_goes_is_one_trouble(clock: Clock) -> None:
    retries = Retries(clock)
    pauses = []
    for _ in range(7):
        retries.note_failure(FULL)
        pauses.append(seconds_until_due(retries, clock))
        retries.note_success()
        clock.seconds += 10
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert not retries.note_failure(FULL)


def test_after_a_quiet_minute_trouble_is_news_again(clock: Clock) -> None:
    retries = Retries(clock)
    for _ in range(5):
        retries.note_failure(FULL)
    retries.note_success()
    clock.seconds += 60
    assert retries.note_failure(FULL)
    assert seconds_until_due(retries, clock) == 1


def test_an_hour_in_which_nothing_was_tried_is_no_quiet_one(clock: Clock) -> None:
    retries = Retries(clock)
    retries.note_failure(FULL)
    clock.seconds += 3600
    assert retries.is_due
    assert not retries.note_failure(FULL)
