"""What watching did and cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """What watching did and cost so far.

    Attributes:
        snapshots: written steps.
        bytes: their size.
        seconds: how long the training stood still for them.
        background_seconds: computing time of the thread that encodes and writes them beside the training.
        share: of both in the time since watching began, from 0 to 1.
        drops: steps that were not logged although they were due, because others still waited to be written, or that
            are not above the last logged one.
        failures: snapshots that could not be taken or written, and parameters that could not be read.
    """

    snapshots: int = 0
    bytes: int = 0
    seconds: float = 0.0
    background_seconds: float = 0.0
    share: float = 0.0
    drops: int = 0
    failures: int = 0
