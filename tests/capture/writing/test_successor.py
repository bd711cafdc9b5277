"""The event file that follows another one."""

from __future__ import annotations

import pytest
from tensorboard.backend.event_processing.io_wrapper import IsSummaryEventsFile
from tensorboard.compat.proto import event_pb2

from tensorboard_plugin_paramviz.capture.writing.successor import Successor, successor_name

NAME = "/runs/a/events.out.tfevents.1700000000.host.example.4711.9"


def test_it_is_named_after_the_present_time() -> None:
    assert successor_name(NAME, 1_700_000_060.9) == "/runs/a/events.out.tfevents.1700000060.host.example.4711.9"


@pytest.mark.parametrize("now_seconds", [1_700_000_000.5, 1_600_000_000.0])
def test_it_sorts_after_the_former_even_within_a_second_or_if_the_clock_was_set_back(now_seconds: float) -> None:
    assert successor_name(NAME, now_seconds) == "/runs/a/events.out.tfevents.1700000001.host.example.4711.9"


@pytest.mark.parametrize(
    "name",
    [
        "events.out.tfevents.1700000000.host.1.0",
        "events.out.tfevents.1700000000.host.1.0.a-suffix.v2",
        "s3://bucket/run/events.out.tfevents.1700000000.host.1.0",
        "/of/events.out.tfevents.5.x/events.out.tfevents.1700000000.host.1.0",
        "C:\\runs\\events.out.tfevents.1700000000.host.1.0",
        "/a\nb/events.out.tfevents.1700000000.host.1.0",
        "events.out.tfevents.0000000007.frozen-clock.1.0",
    ],
)
def test_generations_sort_in_order_and_stay_event_files(name: str) -> None:
    names = [name]
    for _ in range(12):
        names.append(successor_name(names[-1], 0.0))
    assert names == sorted(set(names))
    assert all(IsSummaryEventsFile(name) for name in names)


def test_it_begins_as_every_event_file_does() -> None:
    event = event_pb2.Event.FromString(Successor.of(NAME).first_record)
    assert event.file_version == "brain.Event:2"
    assert event.wall_time > 1_700_000_000


@pytest.mark.parametrize("name", ["", "events.out.tfevents", "run.tfevents.1.host", "events.out.tfevents.now.host"])
def test_another_kind_of_file_has_none(name: str) -> None:
    with pytest.raises(ValueError, match="not named like an event file"):
        Successor.of(name)
