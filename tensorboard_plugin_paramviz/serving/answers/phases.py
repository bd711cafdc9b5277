"""The phases, events and insights of a run, found again only where the run has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorboard_plugin_paramviz.format.layout import Layout
from tensorboard_plugin_paramviz.format.tags import Tag
from tensorboard_plugin_paramviz.serving.analysis.insights.find import find_insights
from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject
from tensorboard_plugin_paramviz.serving.analysis.loss_tag import choose_loss
from tensorboard_plugin_paramviz.serving.analysis.neighbors import spread_evenly
from tensorboard_plugin_paramviz.serving.analysis.phases.record import NO_CURVE, Curve, RunRecord, Units
from tensorboard_plugin_paramviz.serving.analysis.phases.report import PhaseReport, report
from tensorboard_plugin_paramviz.serving.analysis.threads import one_thread
from tensorboard_plugin_paramviz.serving.answers.snapshot_sample import (
    STATISTICS,
    SamplePlan,
    SegmentSample,
    sample_segment,
)
from tensorboard_plugin_paramviz.serving.reading.cache import ByteCache, KeyedLocks

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from tensorboard_plugin_paramviz.format.tags import Series
    from tensorboard_plugin_paramviz.serving.analysis.findings import Finding
    from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun, Reader, RunSegment
    from tensorboard_plugin_paramviz.serving.sources.scalars import ScalarSource
    from tensorboard_plugin_paramviz.serving.sources.source import Source

    FindEvents = Callable[[OpenRun], list[Finding]]

_MOST_SNAPSHOTS = 1000
_MOST_LOSS_VALUES = 1000  # plateaus are looked for between any two of them
_SAMPLES_CACHE_BYTES = 64 * 1024 * 1024
_STUDIES_CACHE_BYTES = 4 * 1024 * 1024
_STUDY_BYTES = 64 * 1024


@dataclass(frozen=True)
class Study:
    """What was found out about a run: one look at its snapshots gives both, so that a poll for either is one look.

    Attributes:
        report: what it went through.
        insights: what is wrong with it or worth a look.
        snapshots: how many that was found in.
    """

    report: PhaseReport
    insights: tuple[Insight, ...]
    snapshots: int

    @property
    def nbytes(self) -> int:
        """About what it takes to keep it."""
        return _STUDY_BYTES


class Phases:
    """Finds the phases of runs, for many threads at once.

    Args:
        reader: reads the runs.
        find_events: other analyses that find events in a run, clusters for example.
    """

    def __init__(self, reader: Reader, find_events: Sequence[FindEvents] = ()) -> None:
        self._reader = reader
        self._find_events = find_events
        self._locks = KeyedLocks()
        self._samples: ByteCache[SegmentSample] = ByteCache(_SAMPLES_CACHE_BYTES)
        self._studies: ByteCache[Study] = ByteCache(_STUDIES_CACHE_BYTES)

    def report(self, source: Source, scalars: ScalarSource, name: str) -> PhaseReport:
        """What a run went through; raises what `study` does."""
        return self.study(source, scalars, name).report

    def study(self, source: Source, scalars: ScalarSource, name: str) -> Study:
        """What a run went through, and what is to be said of it.

        Of a run of more than 1,000 snapshots an evenly spaced choice is read.

        Raises:
            UnknownRunError: the run has no ParamViz data.
            DataUnavailableError: the source does not answer.
        """
        (run,) = self._reader.open(source, [name])
        tags = scalars.list_scalars(name)
        loss_tag = choose_loss(tags)
        version = (frozenset(run.state.listing.items()), loss_tag, tags.get(loss_tag or ""))
        with self._locks.hold(name):
            kept = self._studies.get(name, version)
            if kept is None:
                kept = self._find(run, _loss(scalars, name, loss_tag))
                self._studies.put(name, version, kept)
            return kept

    def _find(self, run: OpenRun, loss: Curve) -> Study:
        record = self._record(run, loss)
        with one_thread():
            found = report(record)
        others = [event for find in self._find_events for event in find(run)]
        events = tuple(sorted([*found.events, *others], key=lambda event: event.first_step))
        subject = Subject(
            record, replace(found, events=events), run.state.layout.parameters if run.state.layout else ()
        )
        return Study(subject.report, find_insights(subject), len(run.state.steps))

    def _record(self, run: OpenRun, loss: Curve) -> RunRecord:
        layout = replace(run.state.layout or Layout("", 0, ()), problems=())  # which make no other samples
        plan = SamplePlan.of(layout)
        samples = list(self._sampled(run, plan))
        steps = np.concatenate([np.zeros(0, np.int64), *(sample.steps for sample in samples)])  # (T,)
        shape = (0, len(layout.parameters), len(STATISTICS))
        statistics = np.concatenate([np.zeros(shape), *(sample.statistics for sample in samples)])  # (T, P, S)
        columns = {name: statistics[:, :, index] for index, name in enumerate(STATISTICS)}
        floor = max((segment.index.layout.rounding_floor for segment in run.state.segments), default=0.0)
        return RunRecord(
            steps=steps,
            parameters=tuple(parameter.name for parameter in layout.parameters),
            cells=np.concatenate([np.zeros((0, len(plan.cells))), *(sample.cells for sample in samples)]),
            cell_parameters=plan.cell_parameters,
            roundings=floor * columns.pop("weight_scale"),
            statistics=columns,
            loss=loss,
            units=tuple(
                Units(
                    parameter=units.parameter.name,
                    total=units.total,
                    has_zero_gradient=np.concatenate([sample.zero_gradients[index] for sample in samples]),
                    changes=np.concatenate([sample.changes[index] for sample in samples]).astype(np.float64),
                )
                for index, units in enumerate(plan.units if samples else ())
            ),
        )

    def _sampled(self, run: OpenRun, plan: SamplePlan) -> Iterator[SegmentSample]:
        """The samples of all segments in order; only those not kept are read."""
        chosen = _choose(run)
        found = {
            segment: self._samples.get((run.state.name, segment.index.segment), version)
            for segment, (_, version) in chosen.items()
        }
        missing = [segment for segment, sample in found.items() if sample is None or sample.layout != plan.layout]
        wanted = [(segment, tag) for segment in missing for tag in _tags(segment)]
        series = run.read(wanted)
        for segment in missing:
            steps, version = chosen[segment]
            its = {tag.series: next(series) for tag in _tags(segment)}
            sample = sample_segment(
                plan,
                segment.index.layout,
                steps,
                statistics=its["statistics"],
                weights=its.get("weights"),
                gradients=its.get("gradients"),
            )
            self._samples.put((run.state.name, segment.index.segment), version, sample)
            found[segment] = sample
        return iter([sample for sample in found.values() if sample is not None])


def describe_report(found: PhaseReport) -> dict[str, Any]:
    """A report as fields of JSON; phases and events alike."""
    return {
        "verdict": found.verdict,
        "sentence": found.sentence,
        "evidence": found.evidence,
        "phases": [_describe(phase) for phase in found.phases],
        "events": [_describe(event) for event in found.events],
    }


def _describe(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.name,
        "first_step": finding.first_step,
        "last_step": finding.last_step,
        "parameters": finding.parameters,
        "evidence": finding.evidence,
        "sentence": finding.sentence,
    }


def _choose(run: OpenRun) -> dict[RunSegment, tuple[Int64Array, Hashable]]:
    """Which steps of each segment are read, and a version that changes with what they hold.

    Every second, fourth, ... snapshot, and the last one: the choice stays the same while the run grows, until it has
    doubled.
    """
    total = len(run.state.steps)
    stride = 1
    while total > stride * _MOST_SNAPSHOTS:
        stride *= 2
    chosen: dict[RunSegment, tuple[Int64Array, Hashable]] = {}
    start = 0
    for segment in run.state.segments:
        numbers = np.arange(start, start + len(segment.steps))
        start += len(segment.steps)
        steps = segment.steps[(numbers % stride == 0) | (numbers == total - 1)]
        if steps.size:
            listings = tuple(run.state.listing[str(tag)] for tag in _tags(segment))
            chosen[segment] = (steps, (listings, steps.tobytes()))
    return chosen


def _tags(segment: RunSegment) -> list[Tag]:
    """The series of a segment that are read, statistics first."""
    wanted: tuple[Series, ...] = ("statistics", "weights", "gradients")
    tags = [Tag(series, segment.index.segment) for series in wanted]
    return [tag for tag in tags if tag in segment.index.tags]


def _loss(scalars: ScalarSource, run: str, tag: str | None) -> Curve:
    """The loss, an even choice of its values: TensorBoard can be told to keep any number of them."""
    series = None if tag is None else scalars.read_scalar(run, tag)
    if series is None:
        return NO_CURVE
    chosen = spread_evenly(len(series.steps), _MOST_LOSS_VALUES)
    return Curve(series.steps[chosen], series.values[chosen])
