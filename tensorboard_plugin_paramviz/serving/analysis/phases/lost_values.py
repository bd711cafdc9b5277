"""Values that are not finite any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
from tensorboard_plugin_paramviz.serving.analysis.wording import count

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import RunRecord

_MOST_PARAMETERS = 0.5  # share of those that are not finite; a run with more of them is lost


def nonfinite_values(record: RunRecord) -> Finding | None:
    """The first weights or loss that are NaN or infinite; of the gradients alone, nothing is lost."""
    counts = np.nan_to_num(record.statistics["nonfinite"])  # (T, P); NaN: nobody counted
    at = np.flatnonzero((counts > 0).any(axis=1))
    lost_loss = record.loss.steps[~np.isfinite(record.loss.values)]
    if not at.size and not lost_loss.size:
        return None
    first_steps = [int(steps[0]) for steps in (record.steps[at], lost_loss) if steps.size]
    parameters = tuple(np.array(record.parameters)[counts[at[0]] > 0].tolist()) if at.size else ()
    in_the_end = int((counts[-1] > 0).sum()) if at.size else 0
    evidence: dict[str, Evidence] = {
        "first_step_of_weights": int(record.steps[at[0]]) if at.size else None,
        "first_step_of_loss": int(lost_loss[0]) if lost_loss.size else None,
        "parameters_at_first": len(parameters),
        "parameters_in_the_end": in_the_end,
        "parameters": len(record.parameters),
    }
    told = [f"At step {lost_loss[0]} the loss was no longer a finite number"] if lost_loss.size else []
    if at.size:
        held = f"{count(len(parameters), 'parameter')} ({_some(parameters)}) held values that are not finite"
        step = int(record.steps[at[0]])
        if not told:
            told.append(f"At step {step}, {held}")
        else:
            told.append(held if step == lost_loss[0] else f"at step {step}, {held}")
    end = f"at the end {in_the_end} of {len(record.parameters)} did" if at.size else "all weights still are"
    sentence = f"{', and '.join(told)}; {end}."
    return Finding("non-finite values", min(first_steps), min(first_steps), sentence, evidence, parameters)


def step_of_loss(record: RunRecord) -> int | None:
    """The step from which on the run is lost: its loss, or most of its parameters, are not finite to the end.

    A value that is not finite for a while, or a parameter that never is, costs nothing else.
    """
    lost_parameters = np.sum(np.nan_to_num(record.statistics["nonfinite"]) > 0, axis=1)  # (T,)
    is_lost = lost_parameters > _MOST_PARAMETERS * len(record.parameters)  # (T,)
    steps = []
    for its_steps, flags in ((record.steps, is_lost), (record.loss.steps, ~np.isfinite(record.loss.values))):
        trailing = int(np.cumprod(flags[::-1]).sum()) if len(flags) else 0
        if trailing:
            steps.append(int(its_steps[len(flags) - trailing]))
    return min(steps, default=None)


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:2]) + (", …" if len(names) > 2 else "")  # noqa: PLR2004  # as many as a sentence bears
