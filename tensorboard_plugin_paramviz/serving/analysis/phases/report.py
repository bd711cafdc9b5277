"""What a run went through, as one report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.phases.dead_units import dead_units
from tensorboard_plugin_paramviz.serving.analysis.phases.divergence import divergence, nonfinite_values, step_of_loss
from tensorboard_plugin_paramviz.serving.analysis.phases.evidence import FEWEST_SNAPSHOTS, Learning, learning
from tensorboard_plugin_paramviz.serving.analysis.phases.instability import spikes, swings
from tensorboard_plugin_paramviz.serving.analysis.phases.learning_phases import learning_phases
from tensorboard_plugin_paramviz.serving.analysis.phases.movement import movement

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
    from tensorboard_plugin_paramviz.serving.analysis.phases.movement import Movement
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import RunRecord

NO_CLEAR_PHASES = "no clear phases"
TOO_FEW_SNAPSHOTS = "too few snapshots"


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
    runaway = divergence(sound, moved, loss)
    calm = sound if runaway is None else sound.until(runaway.first_step)
    calm_loss = calm.loss.between(*_range(calm))
    calm_movement = moved if runaway is None else movement(calm)
    seen = learning(calm_movement, calm_loss)
    swinging = swings(calm_movement)
    phases = [swinging, runaway]
    if seen.is_directed or seen.has_fallen or swinging is not None:  # weights that swing are no random walk either
        phases += learning_phases(calm, calm_movement, has_fallen=seen.has_fallen)
    events = [*spikes(calm, calm_loss), dead_units(record), nonfinite_values(record)]
    return _report(
        sound,
        calm_movement,
        seen,
        sorted((phase for phase in phases if phase is not None), key=_first_step),
        sorted((event for event in events if event is not None), key=_first_step),
    )


def _against_chance(seen: Learning) -> str:
    its = seen.directedness
    if seen.is_directed:
        return f"The weights moved with a directedness of {its.value:.2f}, where a random walk has {its.by_chance:.2f}."
    if seen.has_fallen:
        return "The loss fell further than a random walk of its steps would; the weights' movement alone does not tell."
    return (
        f"The weights got no further than a random walk would (directedness {its.value:.3f}, by chance "
        f"{its.by_chance:.3f}); it is how they moved that no random walk shows."
    )


def _range(record: RunRecord) -> tuple[int, int]:
    return (int(record.steps[0]), int(record.steps[-1])) if len(record.steps) else (0, -1)


def _first_step(finding: Finding) -> int:
    return finding.first_step


def _report(
    record: RunRecord, moved: Movement, seen: Learning, phases: list[Finding], events: list[Finding]
) -> PhaseReport:
    its = seen.directedness
    moving = int(np.any(moved.displacements != 0, axis=1).sum())
    evidence: dict[str, Evidence] = {
        "snapshots": len(record.steps),
        "displacements": moving,
        "directedness": its.value,
        "directedness_by_chance": its.by_chance,
        "probability_by_chance": its.probability,
        "loss_values": len(record.loss),
        "loss_fall_probability_by_chance": seen.loss_probability,
    }
    verdict = ", ".join(dict.fromkeys(phase.name for phase in phases))
    if verdict:
        sentence = _against_chance(seen)
    elif len(record.steps) < FEWEST_SNAPSHOTS:
        verdict = TOO_FEW_SNAPSHOTS
        sentence = (
            f"There are {len(record.steps)} snapshots with finite weights; {FEWEST_SNAPSHOTS} are needed to tell a "
            "training from chance."
        )
    elif not moving:
        verdict, sentence = NO_CLEAR_PHASES, "The weights did not move by more than their rounding."
    else:
        verdict = NO_CLEAR_PHASES
        sentence = (
            f"The weights moved with a directedness of {its.value:.3f}, and nothing else tells this run from a random "
            f"walk: chance alone gives as much in {its.probability:.0%} of all cases."
        )
    return PhaseReport(verdict, sentence, evidence, tuple(phases), tuple(events))
