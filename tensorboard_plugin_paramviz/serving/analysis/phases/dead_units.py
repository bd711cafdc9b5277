"""Units that have stopped to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
from tensorboard_plugin_paramviz.serving.analysis.wording import share

if TYPE_CHECKING:
    import numpy.typing as npt

    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Int64Array, RunRecord, Units

_FEWEST_SNAPSHOTS = 5  # with a gradient of exactly 0, one after the other: a batch may miss a unit, five hardly do
_SHARE_OF_SNAPSHOTS = 0.05
_STANDING_STILL = (
    0.1  # of the median change of the living: weight decay and an optimizer's memory move the dead a little
)


def dead_units(record: RunRecord) -> Finding | None:
    """Units whose gradient is exactly 0 over the last snapshots, and whose weights stand still while others move.

    A unit whose input is below 0 for every sample gives no gradient, so it cannot come back by itself (Lu et al.,
    "Dying ReLU and initialization", 2019). A parameter without any gradient is frozen, which is something else. Nor
    does a snapshot tell anything at which the gradient of the whole model is exactly 0: a loss that is solved, as a
    hinge loss may be, gives none to any unit, however alive it is.
    """
    died = {units.parameter: _deaths(record, units) for units in record.units}
    died = {parameter: onsets for parameter, onsets in died.items() if (onsets >= 0).any()}
    if not died:
        return None
    sampled = {units.parameter: units.has_zero_gradient.shape[1] for units in record.units}
    totals = {units.parameter: units.total for units in record.units}
    onsets = np.concatenate([its[its >= 0] for its in died.values()])
    dead = {parameter: int((its >= 0).sum()) for parameter, its in died.items()}
    count, of = sum(dead.values()), sum(sampled[parameter] for parameter in died)
    evidence: dict[str, Evidence] = {
        "dead_sampled_units": count,
        "dead_from_the_beginning": int((onsets == 0).sum()),
        "sampled_units": of,
        "share_dead": count / of,
        "layers": {
            parameter: {"dead": dead[parameter], "sampled": sampled[parameter], "total": totals[parameter]}
            for parameter in died
        },
    }
    layers = f"{len(died)} layers" if len(died) > 1 else next(iter(died))
    sentence = (
        f"{share(count / of)} of the {of} sampled units of {layers} {_when(record, onsets)}: their gradient is exactly "
        "0 and their weights stand still."
    )
    first, last = int(record.steps[onsets.min()]), int(record.steps[onsets.max()])
    return Finding("dead units", first, last, sentence, evidence, tuple(died))


def tells_of_units(record: RunRecord, units: Units) -> npt.NDArray[np.bool_]:
    """Whether each snapshot has a gradient of the units, and one that is not 0 all over the model, bool `[T]`."""
    number = record.parameters.index(units.parameter)
    has_gradient = ~np.isnan(record.statistics["grad_norm"][:, number]) | units.has_zero_gradient.any(axis=1)
    return np.asarray(has_gradient & (record.gradient_norms.values != 0))  # NaN, which is not known, is not 0


def _when(record: RunRecord, onsets: Int64Array) -> str:
    """When units died, those that were dead from the beginning apart."""
    later = onsets[onsets > 0]
    if not later.size:
        return "were dead from the beginning"
    first, last = int(record.steps[later.min()]), int(record.steps[later.max()])
    when = f"died between step {first} and {last}" if last > first else f"died from step {first} on"
    early = len(onsets) - len(later)
    return f"{when} ({early} of them were dead from the beginning)" if early else when


def _deaths(record: RunRecord, units: Units) -> Int64Array:
    """The snapshot from which each unit is dead to the end, int64 `[U]`: -1 for those that live.

    0 is the beginning, though the first snapshot, from before the first update, has no gradient. Nor may the last one.
    """
    seen = np.flatnonzero(tells_of_units(record, units))
    zero = units.has_zero_gradient[seen]  # (S, U)
    needed = max(_FEWEST_SNAPSHOTS, int(_SHARE_OF_SNAPSHOTS * len(zero)))
    if len(zero) < needed:
        return np.full(zero.shape[1], -1)
    trailing = np.cumprod(zero[::-1], axis=0).sum(axis=0)  # (U,)
    is_candidate = trailing >= needed
    late = slice(max(int(seen[-1]) + 1 - needed, 0), int(seen[-1]) + 1)
    is_dead = is_candidate & _stands_still(record, units, is_candidate, late)
    onsets = seen[np.minimum(len(zero) - trailing, len(zero) - 1)]
    if seen[0] <= 1:
        onsets[trailing == len(zero)] = 0
    return np.where(is_dead, onsets, -1)


def _stands_still(
    record: RunRecord, units: Units, is_candidate: npt.NDArray[np.bool_], late: slice
) -> npt.NDArray[np.bool_]:
    """Whether each unit's weights stood still over the late snapshots, while those of living units moved."""
    number = record.parameters.index(units.parameter)
    rounding = 2 * float(np.nan_to_num(record.roundings[late, number]).max())  # what seems to move without moving
    changes = np.where(np.isnan(units.changes), 0, units.changes)
    its = changes[late][1:].max(axis=0, initial=0)  # (U,)
    reference = its[~is_candidate] if (~is_candidate).any() else changes.max(axis=0, initial=0)
    moving = float(np.median(reference)) if reference.size else 0.0
    if is_candidate.all():
        moving = max(moving, _pace_of_others(record, number, late))
    return np.asarray((its <= max(_STANDING_STILL * moving, rounding)) & (moving > 0))


def _pace_of_others(record: RunRecord, number: int, late: slice) -> float:
    """How far weights of a parameter would go between late snapshots if they moved as the fastest of the others do."""
    others = np.nan_to_num(np.delete(record.statistics["update_ratio"][late], number, axis=1), posinf=0.0)
    updates = float(np.median(np.diff(record.steps[late].astype(np.float64))))
    return float(others.max(initial=0.0)) * updates * float(record.scales[number])
