"""What could not be written is told to whoever reads the run."""

from __future__ import annotations

import errno

from tensorboard_plugin_paramviz.capture.errors import EventFileError
from tensorboard_plugin_paramviz.capture.writing.outages import Outages
from tensorboard_plugin_paramviz.format.layout import Layout

LAYOUT = Layout("Tiny", 0, (), problems=("labels were cut",))
REASON = " no snapshot could be written: OSError: No space left on device"


def full_disk() -> EventFileError:
    error = EventFileError("the event file cannot be written")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device", "/home/ada/runs/events.out.tfevents.1")
    return error


def write(outages: Outages, *steps: int) -> list[str]:
    """Write snapshots; what the last of them tells of outages."""
    told: tuple[str, ...] = ()
    for step in steps:
        told = outages.told_in(LAYOUT, step).problems[1:]
        outages.note_success(step)
    return [text.removesuffix(REASON) for text in told]


def fail(outages: Outages, *steps: int) -> None:
    for step in steps:
        outages.note_failure(step, full_disk())


def test_without_outages_the_layout_stays_as_it_is() -> None:
    outages = Outages()
    write(outages, 0, 1, 2)
    assert outages.told_in(LAYOUT, 3) is LAYOUT


def test_every_snapshot_after_an_outage_tells_of_it_in_the_same_words() -> None:
    outages = Outages()
    write(outages, 0, 10)
    fail(outages, 11)
    outages.note_failure(12, EventFileError("it is not time to try again"))
    assert write(outages, 25) == ["from step 11 until step 25"]
    assert write(outages, 26, 30) == ["from step 11 until step 25"]
    assert outages.told_in(LAYOUT, 40).problems == ("labels were cut", f"from step 11 until step 25{REASON}")


def test_it_goes_on_until_a_snapshot_is_written() -> None:
    outages = Outages()
    fail(outages, 1)
    assert "until step 3 no snapshot" in outages.told_in(LAYOUT, 3).problems[-1]
    fail(outages, 3)
    assert write(outages, 4) == ["from step 1 until step 4"]


def test_of_many_outages_the_last_are_told() -> None:
    outages = Outages()
    for step in range(10, 60, 10):
        write(outages, step)
        fail(outages, step + 1)
    assert write(outages, 60) == [
        "from step 31 until step 40",
        "from step 41 until step 50",
        "from step 51 until step 60",
        "… and 2 times before",
    ]


def test_what_is_logged_anew_is_not_missing() -> None:
    outages = Outages()
    write(outages, 0, 10)
    fail(outages, 11)
    assert write(outages, 11) == []  # at the second try
    fail(outages, 12)
    write(outages, 20, 30)
    fail(outages, 31)
    assert write(outages, 15) == ["from step 12 until step 15"]
    assert write(outages, 5) == []


def test_a_reason_is_told_in_so_many_words() -> None:
    outages = Outages()
    outages.note_failure(0, EventFileError("word " * 10_000))
    (text,) = write(outages, 1)
    assert text.startswith("from step 0 until step 1 no snapshot could be written: EventFileError: word word")
    assert len(text) < 300
