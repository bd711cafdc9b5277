"""A training that runs away: divergence, and values that are not finite any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
from tensorboard_plugin_paramviz.serving.analysis.phases.stretches import rolling_median
from tensorboard_plugin_paramviz.serving.analysis.phases.wording import count, number, times

if TYPE_CHECKING:
    import numpy.typing as npt

    from tensorboard_plugin_paramviz.serving.analysis.phases.movement import Movement
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, Float64Array, RunRecord

_SUSTAINED = 0.05  # share of the run; shorter is a spike
_FEWEST_POINTS = 3
_MEDIAN_POINTS = 5
_NOISES = 4.0  # how far a loss must be above its beginning
_LEAST_EXCESS = 0.25  # ... and as a share of what it had learned until then, or of where it began
_GROWN_UPDATES = 2.0
_LARGER_UPDATES = 10.0  # than before: weights that walk at random do not change their pace
_LEAST_TURNS_DEVIATIONS = 4.0  # how clearly displacements hang together, as those of a walk do not
_LEAST_TURN, _TURN_OF_JITTER = 0.1, -0.5
_MOST_PARAMETERS = 0.5  # share of those that are not finite; a run with more of them is lost


@dataclass(frozen=True)
class _Excess:
    """A stretch of points that lie above where the curve began."""

    onset: int
    last: int


def divergence(record: RunRecord, movement: Movement, loss: Curve) -> Finding | None:
    """Find where a run runs away, if it does.

    A loss that rises above its own beginning, and stays there, is a divergence if the weights have part in it: updates
    many times larger than before, or displacements that do not look independent. (Half of all random walks end above
    their beginning.) Without a loss, both are asked of the weights.

    Args:
        record: the run, as far as it is finite.
        movement: of its weights.
        loss: finite.
    """
    excess = _above_beginning(loss)
    if excess is not None:
        steps = int(loss.steps[excess.onset]), int(loss.steps[excess.last])
        update_growth = _update_growth(movement, steps[0])
        if update_growth >= _LARGER_UPDATES or _hangs_together(movement, steps, update_growth):
            largest = float(loss.values[excess.onset : excess.last + 1].max())
            evidence: dict[str, Evidence] = {
                "loss_first": float(loss.values[0]),
                "loss_before": float(loss.values[excess.onset]),
                "loss_largest": largest,
                "loss_last": float(loss.values[-1]),
            }
            sentence = (
                f"From step {steps[0]} on the loss rose from {number(loss.values[excess.onset])} to {number(largest)}, "
                f"above the {number(loss.values[0])} it began with"
            )
            return _finding(record, steps, evidence, sentence, update_growth)
    return None if len(loss) else _of_weights(record, movement)


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
    sentence = f"At step {min(first_steps)} the loss is no longer a finite number; all weights still are."
    if at.size:
        sentence = (
            f"At step {record.steps[at[0]]} {count(len(parameters), 'parameter')} ({_some(parameters)}) held values "
            f"that are not finite; at the end {in_the_end} of {len(record.parameters)} did."
        )
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


def _of_weights(record: RunRecord, movement: Movement) -> Finding | None:
    sizes = rolling_median(movement.sizes, _MEDIAN_POINTS)
    if len(sizes) < 2 * _FEWEST_POINTS:
        return None
    usual = float(np.median(sizes[: len(sizes) // 4 + 1]))
    stretch = _longest(sizes > _LARGER_UPDATES * usual) if usual > 0 else None
    if stretch is None or stretch.last - stretch.onset < max(_SUSTAINED * len(sizes), _FEWEST_POINTS):
        return None
    steps = int(movement.steps[stretch.onset]), int(movement.steps[stretch.last + 1])
    if not _hangs_together(movement, steps, _LARGER_UPDATES):
        return None
    growth = float(sizes[stretch.onset : stretch.last + 1].max() / usual)
    return _finding(record, steps, {}, f"From step {steps[0]} on the weights ran away", growth)


def _finding(
    record: RunRecord, steps: tuple[int, int], evidence: dict[str, Evidence], sentence: str, update_growth: float
) -> Finding:
    begin = int(np.searchsorted(record.steps, steps[0], side="right")) - 1
    norms = record.norms.values[max(begin, 0) :]
    growth = float(np.nanmax(norms) / norms[0]) if len(norms) and norms[0] > 0 and np.isfinite(norms).any() else 1.0
    weights: dict[str, Evidence] = {"norm_growth": growth, "update_growth": update_growth}
    tail = f", while the norm of the weights grew {times(growth)}" if growth > 1.5 else ""  # noqa: PLR2004  # worth a word
    last = int(record.steps[-1]) if steps[1] >= record.steps[-1] else steps[1]
    return Finding(
        "divergence", steps[0], last, f"{sentence}{tail}; updates grew {times(update_growth)}.", evidence | weights
    )


def _above_beginning(loss: Curve) -> _Excess | None:
    if len(loss) < 2 * _FEWEST_POINTS:
        return None
    smooth = rolling_median(loss.values, _MEDIAN_POINTS)
    beginning = float(np.median(loss.values[:_FEWEST_POINTS]))
    noise = 1.4826 * float(np.median(np.abs(loss.values - smooth)))
    lowest = np.minimum.accumulate(smooth)
    learned = beginning - lowest
    limit = beginning + np.maximum(_NOISES * noise, _LEAST_EXCESS * np.maximum(learned, abs(beginning)))
    found = _longest(smooth > limit)
    if found is None or found.last - found.onset + 1 < max(_SUSTAINED * len(loss), _FEWEST_POINTS):
        return None
    quiet = np.flatnonzero(smooth[: found.onset] <= lowest[found.onset] + _quiet_noise(loss, smooth, found.onset))
    onset = int(quiet[-1]) if quiet.size else found.onset
    return _Excess(onset, found.last)


def _quiet_noise(loss: Curve, smooth: Float64Array, end: int) -> float:
    """Twice the noise before the loss rises."""
    return 2 * 1.4826 * float(np.median(np.abs(loss.values[:end] - smooth[:end]))) if end else 0.0


def _longest(flags: npt.NDArray[np.bool_]) -> _Excess | None:
    """The longest run of flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    if not edges.size:
        return None
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    return _Excess(int(starts[longest]), int(ends[longest]) - 1)


def _update_growth(movement: Movement, onset_step: int) -> float:
    """How many times larger updates were at most than before a step."""
    sizes = rolling_median(movement.sizes, _MEDIAN_POINTS)
    before, after = sizes[movement.steps[1:] <= onset_step], sizes[movement.steps[1:] > onset_step]
    usual = float(np.median(before)) if before.size else 0.0
    return float(after.max() / usual) if after.size and usual > 0 else 1.0


def _hangs_together(movement: Movement, steps: tuple[int, int], update_growth: float) -> bool:
    """Whether displacements depend on each other as those of a walk do not.

    Those of weights that jitter around one place do depend on each other; but they do not grow.
    """
    turns = movement.turns[(movement.steps[1:-1] >= steps[0]) & (movement.steps[1:-1] <= steps[1])]
    by_chance = float(np.sqrt(np.sum(turns**2)))  # standard deviation of their sum, were their signs random
    if by_chance == 0:
        return False
    turn = float(turns.mean())
    is_jitter = abs(turn - _TURN_OF_JITTER) < _LEAST_TURN and update_growth < _GROWN_UPDATES
    return not is_jitter and abs(turn) >= _LEAST_TURN and abs(float(turns.sum())) >= _LEAST_TURNS_DEVIATIONS * by_chance


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:2]) + (", …" if len(names) > 2 else "")  # noqa: PLR2004  # as many as a sentence bears
