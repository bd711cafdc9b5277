"""Weights or a loss that are no finite numbers any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight, InsightView
from tensorboard_plugin_paramviz.serving.analysis.insights.places import fitted_title, place_of
from tensorboard_plugin_paramviz.serving.analysis.wording import count

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject

_CAUSES = (
    "The learning rate is too high and the weights ran away: lower it, or let it warm up over more steps.",
    "A large gradient went through unclipped: clip its norm, to 1 for example.",
    "Half precision overflowed: use bfloat16, or scale the loss (GradScaler) in float16.",
    "An operation has no finite value, as log(0) or 0/0: find it with torch.autograd.set_detect_anomaly(True).",
)


def nonfinite_values(subject: Subject) -> list[Insight]:
    """The first weights or loss that are NaN or infinite.

    Every one is told: a healthy run has none. The only exception are weights that are not finite from the first
    snapshot to the last, as many at each, while the loss is finite: masks of minus infinity are made so.
    """
    found = subject.finding("non-finite values")
    if found is None or _is_by_design(subject):
        return []
    parameters = [its for its in subject.parameters if its.name in found.parameters]
    in_the_end, everywhere = found.evidence["parameters_in_the_end"], found.evidence["parameters"]
    if not parameters:
        title = "The loss is no longer a finite number"
    elif in_the_end == everywhere:
        title = f"Every weight is lost, since step {found.first_step}"
    else:
        title = fitted_title(
            f"Values that are not finite in {place_of(parameters)}",
            f"Values that are not finite in {count(len(parameters), 'parameter')}",
        )
    at = found.evidence["first_step_of_weights"]
    step = subject.snapshot_near(at if isinstance(at, int) else found.first_step)
    return [
        Insight(
            name="nonfinite_values",
            severity="warning",
            title=title,
            sentence=found.sentence,
            first_step=found.first_step,
            last_step=max(subject.last_step, found.first_step),
            view=InsightView("network", step, parameters[0].name, quantity="weight")
            if parameters
            else InsightView("charts", step, statistic="grad_norm"),
            causes=_CAUSES,
            parameters=found.parameters,
            evidence=found.evidence,
        )
    ]


def _is_by_design(subject: Subject) -> bool:
    counts = np.nan_to_num(subject.record.statistics["nonfinite"])  # (T, P)
    return bool((counts == counts[0]).all() and np.isfinite(subject.record.loss.values).all())
