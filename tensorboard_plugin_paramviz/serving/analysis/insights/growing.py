"""Weights that grow without end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight, InsightView
from tensorboard_plugin_paramviz.serving.analysis.insights.level import begin_and_end, fails_to_fall, noise, smooth
from tensorboard_plugin_paramviz.serving.analysis.insights.places import fitted_title
from tensorboard_plugin_paramviz.serving.analysis.wording import number, times

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence
    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Float64Array

# Healthy trainings make the norm of all weights up to 2.3 times what it was, and that of an embedding begun small 16
# times. Growth alone is never told: something must show that nothing is gained by it.
_GROWTH = 5.0
_GROWTH_OF_ONE = 30.0
_SHARE_OF_RUN = 0.5  # in which weights double and the loss does not fall
_RESTLESS = 0.025  # of a weight with each update, in the middle of the run; 0.02 in healthy ones
_RESTLESS_BEYOND_DOUBT = 0.1  # whatever the loss: one that exploded before it was first logged falls from there
_FEWEST_SNAPSHOTS = 13
_FEWEST_UPDATES = 100
_GAIN = 0.3  # of the first loss: with rates far too high it falls by a quarter all the same
_GROWTH_IN_DIVERGENCE = 3.0
_RISE = 1.5  # of the loss above where it began
_NOISES = 4.0  # ... and in its own noise
_FEWEST_LOSSES = 3
_MOST_NAMED = 5
_CAUSES = (
    "The learning rate is too high, so that each update overshoots: lower it by a factor of 3 to 10.",
    "Nothing holds the weights back: add weight decay (AdamW with 0.1, for example), or normalisation before them.",
    "The loss rewards ever larger outputs, as on data that are separated already: stop earlier, or smooth the labels.",
)


@dataclass(frozen=True)
class _Reason:
    """Why growth is more than learning: in words, with its numbers."""

    words: str
    evidence: dict[str, Evidence]


def growing_weights(subject: Subject) -> list[Insight]:
    """Weights that grow many times over without any gain.

    That is so where the training diverges; where the norm of all weights is five times its first and either the loss
    rises above where it began, or each update still changes weights by 2.5 % in the middle of the run, so that little
    lasts, and no loss fell by 30 % (10 % of weights: whatever the loss); or where the norm, also that of a single
    matrix, doubles over half of the run while the loss does not fall.
    """
    record = subject.sound
    if len(record.steps) < 2:  # noqa: PLR2004  # to compare
        return []
    norms = record.norms.values
    reason = _of_divergence(subject)
    if reason is None and growths(norms[:, np.newaxis])[0] >= _GROWTH:
        reason = _of_loss(subject) or _of_restlessness(subject) or _of_endlessness(subject, norms)
    if reason is not None:
        return [_insight(subject, None, norms, reason)]
    matrices = np.array(subject.matrices, np.int64)
    for parameter in matrices[growths(record.statistics["norm"][:, matrices]) >= _GROWTH_OF_ONE].tolist():
        its = record.statistics["norm"][:, parameter]
        reason = _of_endlessness(subject, its)
        if reason is not None:
            return [_insight(subject, parameter, its, reason)]
    return []


def growths(norms: Float64Array) -> Float64Array:
    """The largest of each column over its first, float64 `[n]`; 1 where that is 0 or not known."""
    if not len(norms):
        return np.ones(norms.shape[1])
    known = np.isfinite(norms)
    first = np.take_along_axis(norms, np.argmax(known, axis=0)[np.newaxis], axis=0)[0]
    largest = np.where(known, norms, -np.inf).max(axis=0)
    grows = known.any(axis=0) & (first > 0)
    return np.asarray(np.divide(largest, first, out=np.ones(norms.shape[1]), where=grows), np.float64)


def _span(subject: Subject) -> int:
    return int(subject.sound.steps[-1]) - int(subject.sound.steps[0])


def _of_divergence(subject: Subject) -> _Reason | None:
    found = subject.finding("divergence")
    if found is None:
        return None
    growth = found.evidence["norm_growth"]
    if not isinstance(growth, float) or growth < _GROWTH_IN_DIVERGENCE:
        return None
    return _Reason(f"the training diverged from step {found.first_step} on", {"divergence_step": found.first_step})


def _of_loss(subject: Subject) -> _Reason | None:
    values = subject.loss.values
    if len(values) <= 2 * _FEWEST_LOSSES:
        return None
    first = float(values[:_FEWEST_LOSSES].max())
    levels = smooth(values)
    highest = float(levels[_FEWEST_LOSSES:].max())
    if not highest > _RISE * first > 0 or highest - first < _NOISES * noise(values):
        return None
    return _Reason(
        f"the loss rose to {number(highest)}, above the {number(first)} it began with",
        {"loss_first": first, "loss_largest": highest},
    )


def _of_restlessness(subject: Subject) -> _Reason | None:
    ratios = subject.sound.update_ratios.values
    count = len(ratios)
    if count < _FEWEST_SNAPSHOTS or _span(subject) < _FEWEST_UPDATES or _growth_of_begun(subject) < _GROWTH:
        return None
    middle = ratios[count // 4 : 3 * count // 4 + 1]
    middle = middle[np.isfinite(middle)]
    if not middle.size or np.median(middle) < _RESTLESS:
        return None
    ratio, ends = float(np.median(middle)), begin_and_end(subject.loss)
    words = f"each update still changes a typical weight by {100 * ratio:.1f} % of its size"
    evidence: dict[str, Evidence] = {"update_ratio_in_the_middle": ratio}
    if ends is None or ratio >= _RESTLESS_BEYOND_DOUBT:
        return _Reason(f"{words}, so that nothing learned lasts", evidence)
    first, last = ends
    if first - last >= _GAIN * abs(first):
        return None
    words += f", and the loss is still {number(last)}, where it began with {number(first)}"
    return _Reason(words, evidence | {"loss_first": first, "loss_last": last})


def _growth_of_begun(subject: Subject) -> float:
    """How many times all weights grew but those that began at 0, as in a regression: any learning makes these grow."""
    norms = subject.statistic("norm")
    begun = norms[:, ~(norms[0] == 0)]
    with np.errstate(over="ignore"):
        whole = np.sqrt(np.nansum(begun**2, axis=1))  # (T,)
    return float(growths(whole[:, np.newaxis])[0])


def _of_endlessness(subject: Subject, norms: Float64Array) -> _Reason | None:
    """Growth to twice the size over half of the run or more, all the while the loss does not fall.

    Without a loss, growth over the second half must speed up and double the weights: that is more than a random walk's
    or that of a constant push.
    """
    steps = subject.sound.steps
    if len(steps) < _FEWEST_SNAPSHOTS or not np.isfinite(norms).all() or norms[-1] < 2 * norms[0]:
        return None
    span = _span(subject)
    begin = int(np.flatnonzero(norms <= norms[-1] / 2)[-1])
    stuck = fails_to_fall(subject.loss, int(steps[begin]), int(steps[-1]))
    if stuck is not None:
        if not stuck or int(steps[-1]) - int(steps[begin]) < _SHARE_OF_RUN * span:
            return None
        return _Reason(
            f"it doubled from step {steps[begin]} on, while the loss did not fall",
            {"doubled_since": int(steps[begin])},
        )
    half, three_quarters = (int(np.searchsorted(steps, int(steps[0]) + int(part * span))) for part in (0.5, 0.75))
    middle, later, end = float(norms[half]), float(norms[three_quarters]), float(norms[-1])
    if not min(middle, later) > 0 or end < 2 * middle or end / later < later / middle:
        return None
    late = end / middle
    return _Reason(
        f"over the second half of the run it grew {times(late)}, ever faster", {"growth_in_second_half": late}
    )


def _insight(subject: Subject, parameter: int | None, norms: Float64Array, reason: _Reason) -> Insight:
    each = growths(subject.statistic("norm")[:, list(subject.matrices)])
    order = np.argsort(-each)[:_MOST_NAMED]
    ranked = {subject.parameters[subject.matrices[its]].name: float(each[its]) for its in order}
    growth = float(growths(norms[:, np.newaxis])[0])
    name = None if parameter is None else subject.parameters[parameter].name
    steps, known = subject.sound.steps[np.isfinite(norms)], norms[np.isfinite(norms)]
    first, largest = float(known[0]), float(known.max())
    before_largest = known[: int(np.argmax(known)) + 1]
    first_step = int(steps[np.flatnonzero(before_largest <= 2 * first)[-1]])  # the last at which it had not doubled
    what = "The weights" if name is None else name
    return Insight(
        name="growing_weights",
        severity="warning",
        title=fitted_title(f"{what} grew {times(growth)} without gain", f"A matrix grew {times(growth)} without gain"),
        sentence=f"The norm of {'all weights' if name is None else name} grew from {number(first)} to "
        f"{number(largest)}, {times(growth)} as much; {reason.words}.",
        first_step=first_step,
        last_step=max(int(subject.sound.steps[-1]), first_step),
        view=InsightView("charts", int(subject.sound.steps[-1]), name or next(iter(ranked), None), statistic="norm"),
        causes=_CAUSES,
        parameters=tuple(ranked) if name is None else (name,),
        evidence={
            "norm_first": first,
            "norm_largest": largest,
            "growth": growth,
            "growth_by_parameter": ranked,
            **reason.evidence,
        },
        place=name or "",
    )
