"""A training that runs away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
from tensorboard_plugin_paramviz.serving.analysis.phases.chance import LONGEST_MEMORY
from tensorboard_plugin_paramviz.serving.analysis.phases.stretches import falling, rolling_median
from tensorboard_plugin_paramviz.serving.analysis.wording import number, times

if TYPE_CHECKING:
    import numpy.typing as npt

    from tensorboard_plugin_paramviz.serving.analysis.phases.movement import Movement
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, Float64Array, RunRecord

_SUSTAINED = 0.05  # share of the run; shorter is a spike
_FEWEST_POINTS = 3
_MEDIAN_POINTS = 5
_WORTH_A_WORD = 1.5  # growth in a sentence
_NOISES = 4.0  # how far a loss must be above its beginning
_LEAST_EXCESS = 0.25  # ... and as a share of what it had learned until then, or of where it began
_EXPLODED_UPDATES = 1e3  # no walk's updates grow so much, not even in proportion to its weights
_LARGER_UPDATES = 10.0  # than before: weights that walk at random do not change their pace
_GROWN_NORM = 10.0  # of weights whose values are lost in the end
_LEAPED_NORM = 3.0  # between the first two snapshots: as far as no walk of steps alike goes in its first
_LEAPED_LOSS = 10.0  # ... while the loss ends up this many times above its beginning
_LEAST_TURNS_DEVIATIONS = 4.0  # how clearly displacements hang together, as those of a walk do not
_APART = 3  # snapshots: what an optimizer's momentum carries on is no sign of anything
_LEAST_TURN = 0.1


@dataclass(frozen=True)
class _Excess:
    """A stretch of points that lie above where the curve began."""

    onset: int
    last: int


def divergence(record: RunRecord, movement: Movement, loss: Curve, lost_step: int | None) -> Finding | None:
    """Find where a run runs away, if it does.

    A loss that rises above its own beginning, and stays there, is a divergence if the weights have part in it: updates
    many times larger than before, displacements that do not look independent, or a norm that leaps at once. (Half of
    all random walks end above their beginning.) It also is one if it then is no finite number any more, as no walk's
    is; so is a norm that grows tenfold before the run is lost, unless the loss fell. Without a loss, all is asked of
    the weights.

    Args:
        record: the run, as far as it is finite.
        movement: of its weights.
        loss: finite; it may go on behind the last snapshot of the record.
        lost_step: the step from which on the run is not finite any more.
    """
    excess = _above_beginning(loss)
    if excess is not None:
        steps = int(loss.steps[excess.onset]), int(loss.steps[excess.last])
        update_growth = _update_growth(movement, steps[0])
        is_of_weights = update_growth >= _LARGER_UPDATES or _hangs_together(movement, steps)
        if is_of_weights or (lost_step is not None and excess.last == len(loss) - 1):
            return _of_loss(record, movement, loss, excess)
    if _leaps(record, loss):
        return _of_loss(record, movement, loss, _Excess(0, len(loss) - 1))
    fall = falling(loss)
    if lost_step is not None and fall.total <= _NOISES * fall.noise:
        found = _of_lost_norm(record, movement, lost_step)
        if found is not None:
            return found
    return None if len(loss) else _of_weights(record, movement)


def norm_growth(record: RunRecord, first_step: int) -> float:
    """How many times larger the norm of all weights is at its largest than at the last snapshot up to a step."""
    begin = max(int(np.searchsorted(record.steps, first_step, side="right")) - 1, 0)
    norms = record.norms.values[begin:]
    if not len(norms) or not 0 < norms[0] < np.inf:
        return 1.0
    return float(np.nanmax(norms) / norms[0])


def _leaps(record: RunRecord, loss: Curve) -> bool:
    """Whether weights and loss leap at the beginning, and the loss does not come back."""
    if len(record.steps) < 2 or len(loss) < 2 * _FEWEST_POINTS or not loss.values[0] > 0:  # noqa: PLR2004  # to compare
        return False
    leaped = norm_growth(record.until(int(record.steps[1])), int(record.steps[0]))
    later = float(np.median(loss.values[len(loss) // 2 :]))
    return leaped > _LEAPED_NORM and later > _LEAPED_LOSS * float(loss.values[0])


def _of_loss(record: RunRecord, movement: Movement, loss: Curve, excess: _Excess) -> Finding:
    begins = record.steps if excess.onset == 0 and len(record.steps) else loss.steps[excess.onset :]
    steps = int(begins[0]), int(loss.steps[excess.last])
    first, before = float(loss.values[0]), float(loss.values[excess.onset])
    largest = float(loss.values[excess.onset : excess.last + 1].max())
    evidence: dict[str, Evidence] = {
        "loss_first": first,
        "loss_before": before,
        "loss_largest": largest,
        "loss_last": float(loss.values[-1]),
    }
    above = f", above the {number(first)} it began with" if excess.onset else ""
    sentence = f"From step {steps[0]} on the loss rose from {number(before)} to {number(largest)}{above}"
    return _finding(record, steps, evidence, sentence, _update_growth(movement, steps[0]))


def _of_lost_norm(record: RunRecord, movement: Movement, lost_step: int) -> Finding | None:
    if not len(record.steps) or norm_growth(record, int(record.steps[0])) < _GROWN_NORM:
        return None
    sizes = record.norms.values
    onset = int(np.flatnonzero(sizes[: int(np.nanargmax(sizes))] <= 2 * sizes[0])[-1])  # the last that is not twice it
    step = int(record.steps[onset])
    sentence = f"From step {step} on the weights ran away, until at step {lost_step} values were no longer finite"
    return _finding(record, (step, lost_step - 1), {}, sentence, _update_growth(movement, step))


def _of_weights(record: RunRecord, movement: Movement) -> Finding | None:
    sizes = rolling_median(movement.sizes, _MEDIAN_POINTS)
    if len(sizes) < 2 * _FEWEST_POINTS:
        return None
    usual = float(np.median(sizes[: len(sizes) // 4 + 1]))
    stretch = _longest(sizes > _LARGER_UPDATES * usual) if usual > 0 else None
    if stretch is None or stretch.last - stretch.onset < max(_SUSTAINED * len(sizes), _FEWEST_POINTS):
        return None
    steps = int(movement.steps[stretch.onset]), int(movement.steps[stretch.last + 1])
    growth = float(sizes[stretch.onset : stretch.last + 1].max() / usual)
    if growth < _EXPLODED_UPDATES and not _hangs_together(movement, steps):
        return None
    return _finding(record, steps, {}, f"From step {steps[0]} on the weights ran away", growth)


def _finding(
    record: RunRecord, steps: tuple[int, int], evidence: dict[str, Evidence], sentence: str, update_growth: float
) -> Finding:
    growth = norm_growth(record, steps[0])
    weights: dict[str, Evidence] = {"norm_growth": growth, "update_growth": update_growth}
    told = [
        f"{what} grew {times(its)}"
        for what, its in (("the norm of the weights", growth), ("updates", update_growth))
        if its > _WORTH_A_WORD
    ]
    tail = f", while {' and '.join(told)}" if told else ""
    return Finding("divergence", *steps, f"{sentence}{tail}.", evidence | weights)


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
    below = np.flatnonzero(smooth[: found.onset] <= beginning)  # what lies behind them rises, and is no noise
    crossing = int(below[-1]) + 1 if below.size else found.onset
    quiet = np.flatnonzero(smooth[:crossing] <= lowest[crossing - 1] + _quiet_noise(loss, smooth, crossing))
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


def _hangs_together(movement: Movement, steps: tuple[int, int]) -> bool:
    """Whether displacements that lie apart depend on each other as those of a walk, of jitter or of momentum do not.

    Neither jitter nor momentum ever takes back what was done some displacements before; what goes on in one direction
    must do so beyond an optimizer's memory.
    """
    remembered = int(np.argmax(movement.steps - movement.steps[0] >= LONGEST_MEMORY)) + 1
    swings, goes_on = _mean_turn(movement, steps, _APART), _mean_turn(movement, steps, max(remembered, _APART))
    return swings <= -_LEAST_TURN or (remembered > 1 and goes_on >= _LEAST_TURN)


def _mean_turn(movement: Movement, steps: tuple[int, int], apart: int) -> float:
    """Mean cosine between displacements so far apart, 0 where it could be chance."""
    if apart >= len(movement.steps) - 1:
        return 0.0
    starts = movement.steps[1:-apart]  # where the earlier of two displacements ends
    turns = movement.cosines(apart)[(starts >= steps[0]) & (starts <= steps[1])]
    by_chance = float(np.sqrt(np.sum(turns**2)))  # standard deviation of their sum, were their signs random
    is_chance = by_chance == 0 or abs(float(turns.sum())) < _LEAST_TURNS_DEVIATIONS * by_chance
    return 0.0 if is_chance else float(turns.mean())
