"""A source that counts, and waits on request."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tensorboard_plugin_paramviz.serving.sources.source import RawSeries, SeriesListing, Source

_PATIENCE_SECONDS = 10


class CountingSource:
    """Remembers which tags were read from the source behind it, and how often it was asked.

    Args:
        source: where series come from.
        slow_run: reading any series of this run waits until `gate` is set; None: reading any series at all.
    """

    def __init__(self, source: Source, slow_run: str | None = None) -> None:
        self.source = source
        self.read: list[str] = []  # run and tag, with a space between
        self.calls = 0
        self.gate = threading.Event()
        self.gate.set()
        self.is_waiting = threading.Event()
        self._slow_run = slow_run

    def list_series(self, runs: Collection[str] | None = None) -> Mapping[str, Mapping[str, SeriesListing]]:
        return self.source.list_series(runs)

    def read_series(self, tags: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, RawSeries]]:
        if self._slow_run is None or self._slow_run in tags:
            self.is_waiting.set()
            assert self.gate.wait(_PATIENCE_SECONDS)
        self.calls += 1
        self.read += [f"{run} {tag}" for run, its in tags.items() for tag in its]
        return self.source.read_series(tags)
