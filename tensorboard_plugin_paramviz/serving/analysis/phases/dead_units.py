"""Units that have stopped to learn for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
from tensorboard_plugin_paramviz.serving.analysis.phases.wording import share

if TYPE_CHECKING:
    import numpy.typing as npt

    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Float64Array, Int64Array, RunRecord, Units

_FEWEST_SNAPSHOTS = 5  # with a gradient of exactly 0, one after the other: a batch may miss a unit, five hardly do
_SHARE_OF_SNAPSHOTS = 0.05
_STANDING_STILL = (
    0.1  # of the median change of the living: weight decay and an optimizer's memory move the dead a little
)


def dead_units(record: RunRecord) -> Finding | None:
    """Units whose gradient is exactly 0 over the last snapshots, and whose weights stand still while others move.

    A unit whose input is below 0 for every sample gives no gradient, and nothing can bring it back (Lu et al., "Dying
    ReLU and initialization", 2019). A parameter without any gradient is frozen, which is something else.
    """
    rounding = dict(zip(record.parameters, np.nan_to_num(record.roundings).T, strict=True))
    died = {units.parameter: _deaths(units, rounding[units.parameter]) for units in record.units}
    died = {parameter: onsets for parameter, onsets in died.items() if (onsets >= 0).any()}
    if not died:
        return None
    sampled = {units.parameter: units.has_zero_gradient.shape[1] for units in record.units}
    totals = {units.parameter: units.total for units in record.units}
    onsets = np.concatenate([its[its >= 0] for its in died.values()])
    dead = {parameter: int((its >= 0).sum()) for parameter, its in died.items()}
    count, of = sum(dead.values()), sum(sampled[parameter] for parameter in died)
    first, last = int(record.steps[onsets.min()]), int(record.steps[onsets.max()])
    evidence: dict[str, Evidence] = {
        "dead_sampled_units": count,
        "sampled_units": of,
        "share_dead": count / of,
        "layers": {
            parameter: {"dead": dead[parameter], "sampled": sampled[parameter], "total": totals[parameter]}
            for parameter in died
        },
    }
    layers = f"{len(died)} layers" if len(died) > 1 else next(iter(died))
    when = f"between step {first} and {last}" if last > first else f"from step {first} on"
    sentence = (
        f"{share(count / of)} of the {of} sampled units of {layers} died {when}: their gradient is exactly 0 and their "
        "weights stand still."
    )
    return Finding("dead units", first, last, sentence, evidence, tuple(died))


def _deaths(units: Units, rounding: Float64Array) -> Int64Array:
    """The snapshot from which each unit is dead to the end, -1 for those that live: int64 `[U]`."""
    zero = units.has_zero_gradient  # (T, U)
    needed = max(_FEWEST_SNAPSHOTS, int(_SHARE_OF_SNAPSHOTS * len(zero)))
    trailing = np.cumprod(zero[::-1], axis=0).sum(axis=0) if len(zero) else np.zeros(zero.shape[1], np.int64)  # (U,)
    is_candidate = trailing >= needed
    is_dead = is_candidate & _stands_still(units, is_candidate, 2 * float(rounding[-needed:].max()), needed)
    return np.where(is_dead, len(zero) - trailing, -1)


def _stands_still(
    units: Units, is_candidate: npt.NDArray[np.bool_], rounding: float, needed: int
) -> npt.NDArray[np.bool_]:
    """Whether each unit's weights stood still over the last snapshots, while those of living units moved.

    `rounding` is what a logged weight may seem to change by without moving.
    """
    known = np.where(np.isnan(units.changes[-needed + 1 :]), 0, units.changes[-needed + 1 :])
    late = known.max(axis=0, initial=0)  # (U,)
    before = np.where(np.isnan(units.changes), 0, units.changes)
    reference = late[~is_candidate] if (~is_candidate).any() else before.max(axis=0, initial=0)
    moving = float(np.median(reference)) if reference.size else 0.0
    return np.asarray((late <= max(_STANDING_STILL * moving, rounding)) & (moving > 0))
