"""What becomes of failures."""

from __future__ import annotations

import logging

import pytest

from tensorboard_plugin_paramviz.capture.errors import ClosedWriterError
from tensorboard_plugin_paramviz.capture.failures import Failures


def failure(error: Exception) -> Exception:
    """The error as it arrives: with the place where it was raised."""
    with pytest.raises(type(error)) as raised:
        throw(error)
    return raised.value


def throw(error: Exception) -> None:
    raise error


def test_a_cause_is_logged_once_and_counted_always(caplog: pytest.LogCaptureFixture) -> None:
    failures = Failures()
    with caplog.at_level(logging.WARNING, logger="tensorboard_plugin_paramviz"):
        for step in range(5):
            failures.note(failure(OSError(f"no space left for {step}")), step, float(step))
        failures.note(failure(MemoryError()), 5, 5.0)
    assert failures.count == 6
    assert [record.getMessage() for record in caplog.records] == [
        "step 0 could not be logged, training goes on (OSError: no space left for 0)",
        "step 5 could not be logged, training goes on (MemoryError: )",
    ]


def test_pauses_grow_until_it_works_again() -> None:
    failures = Failures()
    pauses = []
    for step in range(6):
        failures.note(failure(OSError()), step, 0.0)
        pauses.append(failures.pause_factor)
    assert pauses == [2, 4, 8, 16, 16, 16]
    failures.note_success()
    assert failures.pause_factor == 1


def test_a_closed_writer_is_permanent_and_so_is_a_disk_that_is_full_for_minutes() -> None:
    failures = Failures()
    full = failure(OSError(28, "No space left on device"))
    for step, seconds in enumerate((1000.0, 1100.0, 1150.0, 1190.0)):
        failures.note(full, step, seconds)
        assert not failures.is_permanent(full, seconds)  # too early, or too few tries
    failures.note(full, 5, 1200.0)
    assert failures.is_permanent(full, 1200.0)
    assert failures.is_permanent(ClosedWriterError(), 0.0)


def test_other_failures_never_are() -> None:
    failures = Failures()
    failures.note(failure(RuntimeError()), 1, 0.0)
    assert not failures.is_permanent(RuntimeError(), 1e9)
