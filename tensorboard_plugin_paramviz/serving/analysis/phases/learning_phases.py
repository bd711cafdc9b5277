"""The phases that tile a training: initialization, rapid learning, convergence, plateau."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve
from tensorboard_plugin_paramviz.serving.analysis.phases.stretches import Pace, Stretch, falling, split
from tensorboard_plugin_paramviz.serving.analysis.wording import number, share

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.evidence import Learning
    from tensorboard_plugin_paramviz.serving.analysis.phases.movement import Movement
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import RunRecord

NAMES: dict[Pace, str] = {
    "not yet": "initialization",
    "fast": "rapid learning",
    "slowly": "convergence",
    "not at all": "plateau",
}

_LEAST_FALL_NOISES = 4.0  # a loss that falls by less says nothing about when


def learning_phases(record: RunRecord, movement: Movement, seen: Learning) -> list[Finding]:
    """Tile a run by how fast it learns.

    The loss tells, where it falls. How much of the weights' way is done tells only where no loss says otherwise:
    weights that move while the loss does not fall learn nothing.

    Args:
        record: the run, as far as it is sound.
        movement: of its weights.
        seen: what speaks for learning.

    Returns:
        Nothing where there is a loss, and it does not fall.
    """
    first, last = int(record.steps[0]), int(record.steps[-1])
    loss = record.loss.between(first, last)
    fall = falling(loss)
    by_loss = seen.has_fallen or fall.total > _LEAST_FALL_NOISES * fall.noise
    if not by_loss and seen.loss_tells:
        return []
    if not by_loss:
        fall = falling(Curve(movement.steps, 1 - movement.progress))
    stretches = _merged(split(fall, first))
    findings = []
    for index, stretch in enumerate(stretches):
        begin = first if index == 0 else stretch.first_step
        end = last if index == len(stretches) - 1 else stretch.last_step
        evidence = _curve_evidence(stretch, fall.total, by_loss=by_loss)
        evidence |= _weights_evidence((begin, end), record, movement)
        tell = _of_loss if by_loss else _of_way
        sentence = tell(stretch, (begin, end), (stretch.first - stretch.last) / fall.total)
        findings.append(Finding(NAMES[stretch.pace], begin, end, sentence, evidence))
    return findings


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    """Neighbours of one pace as one; two plateaus beside each other are at different levels."""
    merged: list[Stretch] = []
    for stretch in stretches:
        if merged and merged[-1].pace == stretch.pace != "not at all":
            before = merged.pop()
            stretch = Stretch(stretch.pace, before.first_step, stretch.last_step, before.first, stretch.last)  # noqa: PLW2901  # the merged one goes on
        merged.append(stretch)
    return merged


def _curve_evidence(stretch: Stretch, total: float, *, by_loss: bool) -> dict[str, Evidence]:
    if not by_loss:
        return {"progress_first": 1 - stretch.first, "progress_last": 1 - stretch.last}
    fallen = (stretch.first - stretch.last) / total
    return {"loss_first": stretch.first, "loss_last": stretch.last, "share_of_fall": fallen}


def _weights_evidence(steps: tuple[int, int], record: RunRecord, movement: Movement) -> dict[str, Evidence]:
    its = movement.directedness(*steps)
    evidence: dict[str, Evidence] = {
        "update_ratio_median": _median(record.update_ratios.between(*steps)),
        "gradient_norm_median": _median(record.gradient_norms.between(*steps)),
    }
    if its.by_chance > 0:
        evidence |= {
            "directedness": its.value,
            "directedness_by_chance": its.by_chance,
            "probability_by_chance": its.probability,
        }
    return evidence


def _median(curve: Curve) -> float | None:
    return float(np.median(curve.values)) if len(curve) else None


def _of_loss(stretch: Stretch, steps: tuple[int, int], fallen: float) -> str:
    first, last = number(stretch.first), number(stretch.last)
    match stretch.pace:
        case "not yet":
            return f"Up to step {steps[1]} hardly anything was learned: the loss had not yet left {first}."
        case "fast":
            return (
                f"From step {steps[0]} to {steps[1]} the loss fell from {first} to {last}, "
                f"{share(fallen)} of all it fell."
            )
        case "slowly":
            return (
                f"From step {steps[0]} to {steps[1]} the loss fell ever more slowly, from {first} to {last}: "
                f"{share(fallen)} of all it fell."
            )
        case _:
            return f"From step {steps[0]} to {steps[1]} the loss stood still near {last}."


def _of_way(stretch: Stretch, steps: tuple[int, int], fallen: float) -> str:
    match stretch.pace:
        case "not yet":
            return f"Up to step {steps[1]} the weights hardly left where they began."
        case "fast":
            return (
                f"From step {steps[0]} to {steps[1]} the weights went {share(fallen)} of the way to where they are at "
                "the end."
            )
        case "slowly":
            return (
                f"From step {steps[0]} to {steps[1]} the weights went on ever more slowly, {share(fallen)} of the way "
                "to where they are at the end."
            )
        case _:
            return f"From step {steps[0]} to {steps[1]} the weights got no further."
