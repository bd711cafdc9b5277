"""Runs as a source has them now: read once, kept, and re-read only where the source lists a change."""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.format.errors import TagError
from tensorboard_plugin_paramviz.format.tags import Tag, parse_tag
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError, UnknownRunError
from tensorboard_plugin_paramviz.serving.reading.cache import ByteCache, KeyedLocks
from tensorboard_plugin_paramviz.serving.reading.problems import SeriesProblems, shortened
from tensorboard_plugin_paramviz.serving.reading.segments import SegmentIndex, index_segments
from tensorboard_plugin_paramviz.serving.reading.series import Series, assemble_series
from tensorboard_plugin_paramviz.serving.sources.prefetched import PrefetchedSource
from tensorboard_plugin_paramviz.serving.sources.source import RawSeries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.metadata import SegmentHeader
    from tensorboard_plugin_paramviz.format.tags import Series as SeriesName
    from tensorboard_plugin_paramviz.serving.sources.source import SeriesListing, Source

CACHE_BYTES = 128 * 1024 * 1024
CACHE_BYTES_BESIDE_VALUES = 48 * 1024 * 1024  # where all values lie in this process anyway, and are soon read again
_SERIES_PER_READ = 8  # of some 4 MiB each, of which up to three copies lie in memory at once
_FEWEST_PREFETCHED_RUNS = 2
_ALL_RUNS = None  # the key of a lock; runs have theirs under their names
_NO_STEPS = np.zeros(0, np.int64)

Int64Array = npt.NDArray[np.int64]

logger = logging.getLogger("tensorboard_plugin_paramviz")


@dataclass(frozen=True, eq=False)
class RunSegment:
    """A segment, and the steps of it that count: int64 `[T]`, those that no later segment wrote again."""

    index: SegmentIndex
    steps: Int64Array


class _StatisticsSteps(NamedTuple):
    listing: SeriesListing
    steps: Int64Array
    problems: tuple[str, ...]


@dataclass(frozen=True)
class RunState:
    """A run at one moment.

    Attributes:
        name: the run's name.
        listing: what the source listed, by tag.
        segments: those that hold at least one step that counts, in order.
        layout: that of the newest segment; None where nothing of the run can be read.
        problems: what is left out, and why.
    """

    name: str
    listing: Mapping[str, SeriesListing]
    segments: tuple[RunSegment, ...] = ()
    layout: Layout | None = None
    problems: tuple[str, ...] = ()
    statistics_steps: Mapping[str, _StatisticsSteps] = field(default_factory=dict, repr=False)

    @property
    def steps(self) -> Int64Array:
        """Every step of the run: int64 `[T]`, increasing."""
        return np.concatenate([_NO_STEPS, *(segment.steps for segment in self.segments)])  # (T,)

    @property
    def sessions(self) -> dict[int, int]:
        """The first step that counts of each session, by the session's start in milliseconds since 1970."""
        sessions: dict[int, int] = {}
        for segment in self.segments:
            sessions.setdefault(segment.index.segment.session_start_ms, int(segment.steps[0]))
        return sessions

    def tags(self, series: SeriesName, parameter: str = "") -> list[tuple[RunSegment, Tag]]:
        """The tags of a series, one per segment that has it, in order."""
        tags = [(segment, Tag(series, segment.index.segment, parameter)) for segment in self.segments]
        return [(segment, tag) for segment, tag in tags if tag in segment.index.tags]


@dataclass(frozen=True)
class OpenRun:
    """A run at one moment, and a way to its series.

    Attributes:
        state: the run.
        read: gives the series of some tags, in the order asked for, a few at a time; raises DataUnavailableError where
            the source does not answer.
    """

    state: RunState
    read: Callable[[Sequence[tuple[RunSegment, Tag]]], Iterator[Series]]


class Reader:
    """Reads runs from sources, for many threads at once.

    Args:
        cache_bytes: how many bytes of series may be kept.
    """

    def __init__(self, cache_bytes: int = CACHE_BYTES) -> None:
        self._cache: ByteCache[Series] = ByteCache(cache_bytes)
        self._locks = KeyedLocks()
        self._states: dict[str, RunState] = {}
        self._headers: dict[str, dict[bytes, SegmentHeader]] = {}
        self._problems = SeriesProblems()  # of series other than statistics

    def runs(self, source: Source) -> list[RunState]:
        """All runs, in order of name; a run that cannot be read says so in its problems.

        Raises:
            DataUnavailableError: the source does not answer.
        """
        listings = source.list_series()
        for gone in set(self._states) - set(listings):
            self._forget(gone)
        with self._locks.hold(_ALL_RUNS):
            prefetched = self._prefetch(source, listings)
            return [self._refresh_apart(prefetched, name, listings[name]) for name in sorted(listings)]

    def open(self, source: Source, names: Sequence[str]) -> list[OpenRun]:
        """Open some runs.

        Raises:
            UnknownRunError: one of them has no ParamViz data.
            DataUnavailableError: the source does not answer.
        """
        listings = source.list_series(names)
        for name in names:
            if not listings.get(name):
                raise UnknownRunError(name, sorted(source.list_series()))
        with self._locks.hold(frozenset(names)):
            prefetched = self._prefetch(source, listings)
            states = [self._refresh(prefetched, name, listings[name]) for name in names]
        return [OpenRun(state, functools.partial(self._series, source, state)) for state in states]

    def problems(self, state: RunState) -> list[str]:
        """What is wrong with a run, as far as it was read until now."""
        return [*state.problems, *self._problems.of(state)]

    def check(self, run: OpenRun) -> list[str]:
        """Everything that is wrong with a run: each of its series is read once to know it.

        Raises:
            DataUnavailableError: the source does not answer.
        """
        tags = {str(tag): (segment, tag) for segment in run.state.segments for tag in segment.index.tags}
        for name in sorted(tags):
            for _ in run.read([tags[name]]):
                pass
        return self.problems(run.state)

    def _forget(self, name: str) -> None:
        """Forget a run that is gone; whoever is just reading it may bring it back until the runs are listed again."""
        self._states.pop(name, None)
        self._headers.pop(name, None)
        self._problems.forget(name)

    def _series(self, source: Source, state: RunState, tags: Sequence[tuple[RunSegment, Tag]]) -> Iterator[Series]:
        for start in range(0, len(tags), _SERIES_PER_READ):
            some = tags[start : start + _SERIES_PER_READ]
            first = some[0][1]
            with self._locks.hold((state.name, first.series, first.parameter)):  # other series are read meanwhile
                found = self._read(source, state, some)
            yield from found

    def _prefetch(self, source: Source, listings: Mapping[str, Mapping[str, SeriesListing]]) -> Source:
        """Read the changed statistics of all runs at once: a call per run would cost more than the data."""
        changed: dict[str, list[str]] = {}
        for name, listing in listings.items():
            before = self._states.get(name)
            known = before.listing if before is not None else {}
            tags = [tag for tag, series in listing.items() if known.get(tag) != series and _is_statistics(tag)]
            if tags:
                changed[name] = tags
        if len(changed) < _FEWEST_PREFETCHED_RUNS:
            return source
        try:
            return PrefetchedSource(source, source.read_series(changed))
        except DataUnavailableError:
            return source  # each run then tells for itself

    def _refresh_apart(self, source: Source, name: str, listing: Mapping[str, SeriesListing]) -> RunState:
        """Refresh a run such that its faults stay its own."""
        try:
            return self._refresh(source, name, listing)
        except DataUnavailableError as error:
            return RunState(name, listing, problems=(shortened(str(error)),))
        except Exception as error:
            logger.exception("The run %s cannot be read.", name)
            problem = shortened(f"this run cannot be read ({type(error).__name__}: {error})")
            return RunState(name, listing, problems=(problem,))

    def _refresh(self, source: Source, name: str, listing: Mapping[str, SeriesListing]) -> RunState:
        before = self._states.get(name)
        if before is not None and before.listing == listing:
            return before  # without waiting for whoever is reading what has changed since
        with self._locks.hold(name):
            before = self._states.get(name)
            if before is not None and before.listing == listing:
                return before
            headers = self._headers.setdefault(name, {})
            indices, problems = index_segments(listing, headers)
            contents = {series.content for series in listing.values()}
            self._headers[name] = {content: header for content, header in headers.items() if content in contents}
            self._problems.forget(name, kept=listing)
            statistics = self._statistics_steps(source, name, listing, indices, before)
            if not listing:
                problems.append("nothing of it can be listed: one of its values has metadata and no tensor")
            problems += [problem for series in statistics.values() for problem in series.problems]
            segments = _segments_that_count(indices, statistics)
            layout = segments[-1].index.layout if segments else indices[-1].layout if indices else None
            state = RunState(name, listing, segments, layout, tuple(map(shortened, problems)), statistics)
            self._states[name] = state
            return state

    def _statistics_steps(
        self,
        source: Source,
        name: str,
        listing: Mapping[str, SeriesListing],
        indices: Sequence[SegmentIndex],
        before: RunState | None,
    ) -> dict[str, _StatisticsSteps]:
        """The steps of each segment's statistics, read where the listing changed."""
        known = before.statistics_steps if before is not None else {}
        tags = {str(Tag("statistics", index.segment)): index for index in indices}
        steps = {tag: known[tag] for tag in tags if tag in known and known[tag].listing == listing[tag]}
        state = RunState(name, listing)
        missing = [tag for tag in tags if tag not in steps]
        for start in range(0, len(missing), _SERIES_PER_READ):
            some = missing[start : start + _SERIES_PER_READ]
            wanted = [(RunSegment(tags[tag], _NO_STEPS), Tag("statistics", tags[tag].segment)) for tag in some]
            for tag, series in zip(some, self._read(source, state, wanted), strict=True):
                steps[tag] = _StatisticsSteps(listing[tag], series.steps, series.problems)
        return {tag: steps[tag] for tag in tags}

    def _read(self, source: Source, state: RunState, wanted: Sequence[tuple[RunSegment, Tag]]) -> list[Series]:
        """Series from the cache, and those that it lacks from the source; a lock is held against reading them twice."""
        found: dict[Tag, Series] = {}
        for _, tag in wanted:
            kept = self._cache.get((state.name, tag), state.listing[str(tag)])
            if kept is not None:
                found[tag] = kept
        missing = [(segment, tag) for segment, tag in wanted if tag not in found]
        if missing:
            raw = dict(source.read_series({state.name: [str(tag) for _, tag in missing]}).get(state.name, {}))
            for segment, tag in missing:
                series = assemble_series(raw.pop(str(tag), RawSeries(())), segment.index.layout, tag)
                self._cache.put((state.name, tag), state.listing[str(tag)], series)
                if tag.series != "statistics":
                    self._problems.note(state.name, str(tag), segment, series)
                found[tag] = series
        return [found[tag] for _, tag in wanted]


def _is_statistics(name: str) -> bool:
    try:
        return parse_tag(name).series == "statistics"
    except TagError:
        return False


def _segments_that_count(
    indices: Sequence[SegmentIndex], statistics: Mapping[str, _StatisticsSteps]
) -> tuple[RunSegment, ...]:
    """Cut each segment's steps where a later segment begins: a resumed run overwrites what it repeats."""
    segments: list[RunSegment] = []
    cutoff: int | None = None
    for index in reversed(indices):
        steps = statistics[str(Tag("statistics", index.segment))].steps
        if steps.size == 0:
            continue
        first = int(steps[0])
        if cutoff is not None:
            steps = steps[steps < cutoff]
        if steps.size:
            segments.append(RunSegment(index, steps))
        cutoff = first if cutoff is None else min(cutoff, first)
    return tuple(reversed(segments))
