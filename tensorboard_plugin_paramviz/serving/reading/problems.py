"""What is wrong with the series of runs, as far as they were read: which values were left out, which steps are missing.

The steps of a run are those of its statistics. Weights and rows belong to each of them, gradients need not.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    from tensorboard_plugin_paramviz.format.tags import Series as SeriesName
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, RunSegment, RunState
    from tensorboard_plugin_paramviz.serving.reading.series import Series

_MOST_STEPS_NAMED = 3
_LONGEST_TEXT = 1_000  # characters; what a run says of itself can be as long as a layout


class _Outcome(NamedTuple):
    """What reading one series showed: why values were left out, and which steps of the run it does not have."""

    problems: tuple[str, ...]
    missing: Int64Array


def shortened(text: str) -> str:
    """What a run says, cut where nobody reads on."""
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"


class SeriesProblems:
    """Remembers what was found wrong with the series of runs, for many threads at once."""

    def __init__(self) -> None:
        self._outcomes: dict[str, dict[str, _Outcome]] = {}
        self._lock = threading.Lock()

    def note(self, run: str, tag: str, segment: RunSegment, series: Series) -> None:
        """Remember what reading a series showed, instead of what reading it showed before."""
        missing = np.setdiff1d(segment.steps, series.steps, assume_unique=True)
        with self._lock:
            self._outcomes.setdefault(run, {})[tag] = _Outcome(series.problems, missing)

    def forget(self, run: str, kept: Collection[str] = ()) -> None:
        """Forget a run's series but for those of the tags that are kept."""
        with self._lock:
            outcomes = {tag: outcome for tag, outcome in self._outcomes.pop(run, {}).items() if tag in kept}
            if outcomes:
                self._outcomes[run] = outcomes

    def of(self, state: RunState) -> list[str]:
        """What is wrong with a run's series: values that were left out, in order of tags, and what steps lack."""
        with self._lock:
            outcomes = dict(self._outcomes.get(state.name, {}))
        left_out = [text for tag in sorted(outcomes) if tag in state.listing for text in outcomes[tag].problems]
        lacking = [_lacking(state, series, parameter, outcomes) for series, parameter in _complete_series(state)]
        return [shortened(text) for text in (*left_out, *lacking) if text]


def _complete_series(state: RunState) -> list[tuple[SeriesName, str]]:
    """The series that have a value at each step: those of weights, and of the rows that a layout names."""
    if not state.segments:
        return []
    clouds = dict.fromkeys(c.parameter for segment in state.segments for c in segment.index.layout.clouds)
    rows: list[SeriesName] = ["rows", "row_statistics"]
    return [("weights", ""), *((series, cloud) for cloud in clouds for series in rows)]


def _lacking(state: RunState, series: SeriesName, parameter: str, outcomes: dict[str, _Outcome]) -> str:
    """One sentence about the steps that a series does not have; empty where it has all, as far as it was read."""
    segments = [s for s in state.segments if not parameter or s.index.layout.cloud(parameter) is not None]
    tags = dict(state.tags(series, parameter))
    newest = state.segments[-1].steps[-1]
    missing: list[int] = []
    for segment in segments:
        tag = tags.get(segment)
        if tag is None:
            missing += segment.steps[segment.steps < newest].tolist()  # the newest may be on its way
        elif (outcome := outcomes.get(str(tag))) is not None and outcome.missing.size:
            lacking = np.intersect1d(segment.steps, outcome.missing, assume_unique=True)
            missing += lacking[lacking != state.listing[str(tag)].max_step].tolist()  # which has come since it was read
    if not missing:
        return ""
    total = sum(len(segment.steps) for segment in segments)
    name = f"{series.replace('_', ' ')} of {parameter}" if parameter else series
    shown = ", ".join(map(str, missing[:_MOST_STEPS_NAMED])) + (", …" if len(missing) > _MOST_STEPS_NAMED else "")
    return f"{name}: {len(missing)} of {total} steps {'is' if len(missing) == 1 else 'are'} missing: {shown}"
