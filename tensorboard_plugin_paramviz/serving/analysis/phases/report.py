"""What a run went through, as one report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.phases.dead_units import dead_units
from tensorboard_plugin_paramviz.serving.analysis.phases.divergence import divergence, norm_growth
from tensorboard_plugin_paramviz.serving.analysis.phases.early_fall import early_fall
from tensorboard_plugin_paramviz.serving.analysis.phases.evidence import FEWEST_SNAPSHOTS, Learning, learning
from tensorboard_plugin_paramviz.serving.analysis.phases.instability import spikes, swings
from tensorboard_plugin_paramviz.serving.analysis.phases.learning_phases import learning_phases
from tensorboard_plugin_paramviz.serving.analysis.phases.lost_values import nonfinite_values, step_of_loss
from tensorboard_plugin_paramviz.serving.analysis.phases.movement import movement
from tensorboard_plugin_paramviz.serving.analysis.wording import times

if TYPE_CHECKING:
    from collections.abc import Container

    from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
    from tensorboard_plugin_paramviz.serving.analysis.phases.movement import Movement
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, RunRecord

NO_CLEAR_PHASES = "no clear phases"
TOO_FEW_SNAPSHOTS = "too few snapshots"

_GROWTH_WORTH_A_WORD = 10.0


@dataclass(frozen=True)
class PhaseReport:
    """What a run went through.

    Attributes:
        verdict: the names of its phases in their order, or that there are none, in a few words.
        sentence: why.
        evidence: the numbers of the run as a whole, held against chance.
        phases: what has a beginning and an end, by first step.
        events: what happens at a step, by first step.
    """

    verdict: str
    sentence: str
    evidence: dict[str, Evidence]
    phases: tuple[Finding, ...]
    events: tuple[Finding, ...]


def report(record: RunRecord) -> PhaseReport:
    """Find the phases of a run, and what happened to it."""
    lost_step = step_of_loss(record)
    sound = record if lost_step is None else record.until(lost_step - 1)
    loss = sound.loss.between(*_range(sound))
    moved = movement(sound)
    first, last = _range(record)
    whole_loss = sound.loss.between(first, last if lost_step is None else lost_step - 1)  # behind the last snapshot too
    runaway = divergence(sound, moved, whole_loss, lost_step)
    calm = sound if runaway is None else sound.until(runaway.first_step)
    calm_loss = loss if runaway is None else calm.loss.between(*_range(calm))
    calm_movement = moved if runaway is None else movement(calm)
    seen = learning(calm_movement, calm_loss)
    swinging = swings(calm_movement)
    phases = [swinging, runaway]
    if seen.is_directed or seen.has_fallen or swinging is not None:  # weights that swing are no random walk either
        phases += learning_phases(calm, calm_movement, seen)
    lost_values = nonfinite_values(record)
    events = [*spikes(calm, calm_loss), dead_units(record), lost_values]
    found = sorted((phase for phase in phases if phase is not None), key=_first_step)
    names = dict.fromkeys(phase.name for phase in found)
    if names:
        verdict, sentence = ", ".join(names), _why(seen, names)
    else:
        verdict, sentence = _unclear(calm, calm_movement, calm_loss, seen)
    if lost_step is not None and lost_values is not None:
        verdict, sentence = f"{verdict}, {lost_values.name}", f"{sentence} {lost_values.sentence}"
    return PhaseReport(
        verdict=verdict,
        sentence=sentence,
        evidence=_evidence(sound, calm_movement, seen),
        phases=tuple(found),
        events=tuple(sorted((event for event in events if event is not None), key=_first_step)),
    )


def _why(seen: Learning, names: Container[str]) -> str:
    """Why there are phases."""
    its = seen.directedness
    if seen.is_directed:
        return f"The weights moved with a directedness of {its.value:.2f}, where a random walk has {its.by_chance:.2f}."
    if seen.has_fallen:
        return "The loss fell further than a random walk of its steps would; the weights' movement alone does not tell."
    if "divergence" in names:
        return "The run diverged; what it had learned before cannot be told from chance."
    return (
        f"The weights got no further than a random walk would (directedness {its.value:.3f}, by chance "
        f"{its.by_chance:.3f}); it is how they moved that no random walk shows."
    )


def _unclear(record: RunRecord, moved: Movement, loss: Curve, seen: Learning) -> tuple[str, str]:
    """A verdict and why, where no phase was found."""
    its = seen.directedness
    count = len(record.steps)
    growth = norm_growth(record, int(record.steps[0])) if count else 1.0
    early = early_fall(loss)
    seen_anyway = f" {early}" if early else ""
    if growth >= _GROWTH_WORTH_A_WORD:
        seen_anyway += f" The norm of the weights grew {times(growth)}."
    verdict = NO_CLEAR_PHASES
    if count < FEWEST_SNAPSHOTS:
        verdict = TOO_FEW_SNAPSHOTS
        sentence = (
            f"There are {count} snapshots with finite weights; {FEWEST_SNAPSHOTS} are needed to tell a training from "
            "chance."
        )
    elif not np.any(moved.displacements != 0):
        sentence = "The weights did not move by more than their rounding."
    elif seen.is_directed:
        sentence = (
            f"The weights moved one way (directedness {its.value:.2f}, where a random walk has {its.by_chance:.2f}), "
            "but the loss did not fall by more than chance."
        )
    elif seen_anyway:
        sentence = (
            f"The weights moved with a directedness of {its.value:.3f}, as a random walk does in {its.probability:.0%} "
            "of all cases."
        )
    else:
        sentence = (
            f"The weights moved with a directedness of {its.value:.3f}, and nothing else tells this run from a random "
            f"walk: chance alone gives as much in {its.probability:.0%} of all cases."
        )
    return verdict, f"{sentence}{seen_anyway}"


def _evidence(record: RunRecord, moved: Movement, seen: Learning) -> dict[str, Evidence]:
    its = seen.directedness
    return {
        "snapshots": len(record.steps),
        "displacements": int(np.any(moved.displacements != 0, axis=1).sum()),
        "directedness": its.value,
        "directedness_by_chance": its.by_chance,
        "probability_by_chance": its.probability,
        "loss_values": len(record.loss),
        "loss_fall_probability_by_chance": seen.loss_probability,
    }


def _range(record: RunRecord) -> tuple[int, int]:
    return (int(record.steps[0]), int(record.steps[-1])) if len(record.steps) else (0, -1)


def _first_step(finding: Finding) -> int:
    return finding.first_step
