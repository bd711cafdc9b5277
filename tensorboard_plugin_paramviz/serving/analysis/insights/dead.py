"""Layers of which many units are dead."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight, InsightView
from tensorboard_plugin_paramviz.serving.analysis.insights.places import fitted_title, place_of, share_in_words
from tensorboard_plugin_paramviz.serving.analysis.phases.dead_units import tells_of_units
from tensorboard_plugin_paramviz.serving.analysis.wording import share

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject

# Some units of a sound ReLU network die: up to a quarter of a layer in small ones that learned as well as others.
_LEAST_SHARE = 1 / 3
_FEWEST_UNITS = 4
# A unit that fires on one token in fifty has no gradient in most batches of 16 tokens: ten in a row would be 1 in 25.
_SILENT_SNAPSHOTS = 10
_SILENT_SHARE = 0.25  # of the snapshots, at the end
_LARGEST_ROUNDING = 1e-3  # of a typical weight; with codes of 8 bits any gradient below a 254th of the largest is 0
_FEWEST_SNAPSHOTS = 5
_CAUSES = (
    "The learning rate is too high: one large update pushed biases so low that units never fire. Lower it.",
    "ReLU gives no gradient below 0: try GELU, SiLU or Leaky ReLU, which give a little.",
    "The biases begin too low, or the inputs are far from 0: start biases at 0, and normalise what goes in.",
)


def dead_units(subject: Subject) -> list[Insight]:
    """The layers of which a third of the sampled units or more give no gradient any more and stand still."""
    found = subject.finding("dead units")
    if found is None:
        return []
    layers = cast("dict[str, dict[str, int]]", found.evidence["layers"])
    shares = {
        name: its["dead"] / its["sampled"]
        for name, its in layers.items()
        if min(its["dead"], _long_silent(subject, name)) >= max(_LEAST_SHARE * its["sampled"], _FEWEST_UNITS)
        and _is_exact(subject, name)
    }
    if not shares:
        return []
    parameters = [its for its in subject.parameters if its.name in shares]
    worst = max(shares, key=shares.__getitem__)
    with_gradient = np.isfinite(subject.record.statistics["grad_norm"][:, subject.record.parameters.index(worst)])
    shown = subject.record.steps[with_gradient][-1] if with_gradient.any() else subject.last_step
    dead, sampled = (sum(layers[name][key] for name in shares) for key in ("dead", "sampled"))
    place, word = place_of(parameters), share_in_words(dead / sampled)
    told = [f"{name}: {share(its)} of {layers[name]['sampled']} sampled units" for name, its in shares.items()]
    more = f", and {len(told) - 3} more layers" if len(told) > 3 else ""  # noqa: PLR2004  # as a sentence bears
    return [
        Insight(
            name="dead_units",
            severity="warning",
            title=fitted_title(
                *(
                    f"{word} of the {what} are dead"
                    for what in (f"hidden units of {place}", f"units of {place}", "units")
                )
            ),
            sentence=f"Their gradient is exactly 0 and their weights stand still while others move "
            f"({'; '.join(told[:3])}{more}).",
            first_step=found.first_step,
            last_step=max(subject.last_step, found.first_step),
            view=InsightView("network", int(shown), worst, quantity="gradient"),
            causes=_CAUSES,
            parameters=tuple(its.name for its in parameters),
            evidence={
                **found.evidence,
                "dead_sampled_units": dead,
                "sampled_units": sampled,
                "share_dead": dead / sampled,
                "layers": {name: layers[name] for name in shares},
            },
            place=parameters[0].name,
        )
    ]


def _long_silent(subject: Subject, name: str) -> int:
    """How many units of a layer had no gradient for so long that rare inputs do not explain it."""
    units = next(its for its in subject.record.units if its.parameter == name)
    is_silent = units.has_zero_gradient[tells_of_units(subject.record, units)]  # (S, U)
    needed = max(_SILENT_SNAPSHOTS, int(_SILENT_SHARE * len(is_silent)))
    return int(is_silent[-needed:].all(axis=0).sum()) if len(is_silent) >= needed else 0


def _is_exact(subject: Subject, name: str) -> bool:
    """Whether gradients are known to be exactly 0: by fine codes, else by their median, which is logged in full.

    The gradients of the living are as often above 0 as below, so that the median is that of the dead.
    """
    record, number = subject.record, subject.record.parameters.index(name)
    with np.errstate(invalid="ignore", divide="ignore"):
        typical = record.statistics["norm"][:, number] / np.sqrt(np.prod(subject.parameters[number].shape))
        roundings = record.roundings[:, number] / typical
    known = roundings[np.isfinite(roundings)]
    if not known.size or float(np.median(known)) <= _LARGEST_ROUNDING:
        return True
    medians = record.statistics["grad_q50"][:, number]
    return not np.any(medians[np.isfinite(medians)][-_FEWEST_SNAPSHOTS:])
