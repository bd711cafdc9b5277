"""Gradients that grow out of all proportion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight, InsightView
from tensorboard_plugin_paramviz.serving.analysis.insights.level import smooth
from tensorboard_plugin_paramviz.serving.analysis.wording import number, times

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence
    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Float64Array

# The norm of the gradient of the whole model, which healthy runs raise to 5 times its lowest level at most.
_GROWTH = 30.0
_GROWTH_WITHOUT_LOSS = 300.0
_ABOVE_BEGINNING = 3.0  # what is tiny once all is learned may grow again, up to where it began
_FEWEST_SNAPSHOTS = 3  # fewer are a spike
_LOSS_FALL = 0.9  # a loss that gets lower than this, of its lowest before, profits
_MOST_NAMED = 5
_CAUSES = (
    "The learning rate is too high, so that updates overshoot: lower it by a factor of 3 to 10, or warm it up.",
    "Nothing bounds the gradient: clip its norm, to 1 for example.",
    "The signal grows from layer to layer: add normalisation or residual connections, or start with smaller weights.",
    "Single batches are wrong, as with huge inputs or empty targets: look at what was fed at that step.",
)


def exploding_gradients(subject: Subject) -> list[Insight]:
    """A gradient that rises 30 times above its lowest level, and 3 times above its first, and stays there.

    Nothing is told where the loss profits. Clipped gradients cannot explode: what is logged is what the optimizer saw.
    """
    curve = subject.record.gradient_norms
    known = np.isfinite(curve.values) & (curve.values > 0)
    steps, values = curve.steps[known], curve.values[known]
    if len(values) < _FEWEST_SNAPSHOTS:
        return []
    levels = smooth(values)
    lowest = np.minimum.accumulate(levels)
    is_high = (levels > _GROWTH * lowest) & (levels > _ABOVE_BEGINNING * values[0])
    if not is_high.any():
        return []
    if is_high.sum() < _FEWEST_SNAPSHOTS and not (is_high[-1] and subject.is_lost):
        return []
    peak = int(np.argmax(np.where(is_high, levels, 0)))
    growth = float(levels[peak] / lowest[peak])
    onset = int(np.flatnonzero(levels[: peak + 1] <= 2 * lowest[peak])[-1])  # the last that had not doubled
    profits = _loss_profits(subject, int(steps[onset]))
    if profits or (profits is None and growth < _GROWTH_WITHOUT_LOSS):
        return []
    first, last = int(steps[onset]), int(steps[np.flatnonzero(is_high)[-1]])
    unprofitable = "" if profits is None else ", and the loss did not profit"
    grown = _growths(subject, first, int(steps[peak]))
    evidence: dict[str, Evidence] = {
        "gradient_norm_before": float(lowest[peak]),
        "gradient_norm_largest": float(levels[peak]),
        "growth": growth,
        "step_of_largest": int(steps[peak]),
        "growth_by_parameter": grown,
    }
    return [
        Insight(
            name="exploding_gradients",
            severity="warning",
            title=f"The gradients exploded after step {first}",
            sentence=f"From step {first} on the norm of the gradient grew from {number(float(lowest[peak]))} to "
            f"{number(float(levels[peak]))}, {times(growth)} as much{unprofitable}.",
            first_step=first,
            last_step=last,
            view=InsightView("charts", int(steps[peak]), next(iter(grown), None), statistic="grad_norm"),
            causes=_CAUSES,
            parameters=tuple(grown),
            evidence=evidence,
        )
    ]


def _loss_profits(subject: Subject, first_step: int) -> bool | None:
    """Whether the loss got lower after a step than it had been before; None where that is not known."""
    loss = subject.loss
    before, after = loss.values[loss.steps <= first_step], loss.values[loss.steps > first_step]
    if not len(before) or not len(after):
        return False if subject.is_lost else None
    lowest = float(smooth(before).min())
    return float(np.median(after)) < lowest - (1 - _LOSS_FALL) * abs(lowest)


def _growths(subject: Subject, first_step: int, last_step: int) -> dict[str, float]:
    """How many times larger the gradients that grew most are at one step than at another, the most first."""
    steps, norms = subject.record.steps, subject.record.statistics["grad_norm"]
    before: Float64Array = norms[np.searchsorted(steps, first_step)]
    after: Float64Array = norms[np.searchsorted(steps, last_step)]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = after / before
    order = np.argsort(np.where(np.isfinite(ratios), -ratios, np.inf))[:_MOST_NAMED]
    return {subject.parameters[its].name: float(ratios[its]) for its in order if np.isfinite(ratios[its])}
