"""Spikes of the loss, with the layers that moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight, InsightView
from tensorboard_plugin_paramviz.serving.analysis.insights.level import smooth
from tensorboard_plugin_paramviz.serving.analysis.insights.places import place_of
from tensorboard_plugin_paramviz.serving.analysis.wording import number, share, times

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence
    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, Float64Array, Int64Array

_NEIGHBOURS = 0.05  # of the values: what a value is held against
_FEWEST_NEIGHBOURS = 5
_NOISES = 9.0  # of the logarithm, above the median before: 8.8 were seen in batches of a single sequence
_NOISE_WIDTHS = 4  # on each side: where noise is taken
_LONE_UPDATES = 5  # between values: a single one that is closer to its neighbours is a hard batch, and no harm done
_MOST_LEFT = 0.5  # of the rise, soon after: more has not passed
_LEAST_RATIO = 1.2
_LEAST_UNDONE = 0.1  # of what had been learned: a hard batch of a model that has learned nearly all is no accident
_MOST_SHARE = 0.1  # of the values that rise so high; more are the noise of this loss
_LONGEST = 0.05  # share of the values: a longer rise is none that passes
_MOST_SPIKES = 6
_LEAST_MOVE = 2.0  # times what is usual around: a layer that took part
_MOST_MOVERS = 5
_SNAPSHOTS_AROUND = 10
_FEWEST_BESIDE = 3  # to know what is usual
_CAUSES = (
    "The data changed, or one batch was unusual (wrong or very rare samples): look at what was fed at that step.",
    "The learning rate is near its limit: lower it, or warm it up over more steps.",
    "The gradient was not clipped: clip its norm, to 1 for example.",
    "Adam's memory of past gradients is too long for a sudden change: lower beta2 to 0.95.",
)


@dataclass(frozen=True)
class _Spike:
    """A rise of the loss from which it recovers.

    Attributes:
        first: the last step before it.
        step: that of its highest value.
        last: the first step after it.
        peak: its highest value.
        around: the usual value.
        is_lone: whether it is a single value.
    """

    first: int
    step: int
    last: int
    peak: float
    around: float
    is_lone: bool


@dataclass(frozen=True)
class _Mover:
    """A parameter that moved more than usual."""

    number: int
    statistic: str
    value: float
    around: float

    @property
    def times(self) -> float:
        return self.value / self.around


def loss_spikes(subject: Subject) -> list[Insight]:
    """Rises of the loss that undo a tenth of what was learned or more, and pass.

    They are looked for up to a divergence. Where snapshots lie inside of one and no layer moved more than usual, it is
    that batch and not the model, and is not told; nor is a single value from which the model recovers within 5 updates
    or without larger updates.
    """
    divergence = subject.finding("divergence")
    last = subject.loss.steps[-1] if len(subject.loss) else 0
    loss = subject.loss.between(subject.first_step, divergence.first_step if divergence else int(last))
    spikes = sorted(_spikes(loss), key=lambda spike: -spike.peak / spike.around)[:_MOST_SPIKES]
    return [insight for spike in spikes if (insight := _insight(subject, loss, spike)) is not None]


def _spikes(loss: Curve) -> list[_Spike]:
    width = max(_FEWEST_NEIGHBOURS, int(_NEIGHBOURS * len(loss)))
    if len(loss) < 2 * width + 1 or not (loss.values > 0).all():
        return []
    logs = np.log(loss.values)
    before = np.full(len(logs), np.nan)  # what is usual
    before[width:] = np.median(sliding_window_view(logs, width)[:-1], axis=1)
    least = np.maximum(_NOISES * _deviations(logs, _NOISE_WIDTHS * width), np.log(_LEAST_RATIO))
    usual = np.exp(before)
    with np.errstate(invalid="ignore"):
        is_undone = loss.values - usual >= _LEAST_UNDONE * (loss.values[0] - usual)
        is_high = (logs - before > least) & is_undone  # (n,)
    if not is_high.any() or is_high.mean() > _MOST_SHARE:
        return []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_high, [False]]).astype(np.int8)))
    spikes = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):  # the values from one to before the other are high
        after = logs[end : end + width]
        if end - start > max(_LONGEST * len(loss), 1) or len(after) < _FEWEST_NEIGHBOURS:
            continue
        peak = start + int(np.argmax(loss.values[start:end]))
        rise = logs[peak] - before[peak]
        if np.median(after) <= before[start] + _MOST_LEFT * rise:
            spikes.append(
                _Spike(
                    first=int(loss.steps[start - 1]),
                    step=int(loss.steps[peak]),
                    last=int(loss.steps[end]),
                    peak=float(loss.values[peak]),
                    around=float(usual[peak]),
                    is_lone=bool(end - start == 1),
                )
            )
    return spikes


def _deviations(logs: Float64Array, width: int) -> Float64Array:
    """The noise of a curve without its trend, as a standard deviation, float64 `[n]`: the larger of near and overall.

    A loss that falls has ever more noise for its size.
    """
    residuals = np.abs(logs - smooth(logs))
    window = min(2 * width + 1, len(logs))
    near = np.median(sliding_window_view(residuals, window), axis=1)  # (n - window + 1,), around each but the ends
    centres = np.clip(np.arange(len(logs)) - window // 2, 0, len(near) - 1)
    return np.asarray(1.4826 * np.maximum(near[centres], np.median(residuals)), np.float64)


def _insight(subject: Subject, loss: Curve, spike: _Spike) -> Insight | None:
    steps = subject.sound.steps
    inside = np.flatnonzero((steps >= spike.first) & (steps < spike.last))  # what lifts the loss comes before
    near = inside if inside.size else np.flatnonzero(steps >= spike.step)[:1]
    movers = _movers(subject, near) if near.size else []
    if not movers if inside.size else spike.is_lone:
        return None
    if spike.is_lone and (spike.last - spike.first < 2 * _LONE_UPDATES or not _has_update(movers)):
        return None
    parameters = [subject.parameters[its.number] for its in movers]
    learned = float(loss.values[0]) - spike.around
    evidence: dict[str, Evidence] = {
        "loss_step": spike.step,
        "loss_peak": spike.peak,
        "loss_around": spike.around,
        "share_of_learned_undone": (spike.peak - spike.around) / learned if learned > 0 else None,
        "snapshots_inside": int(inside.size),
        "moved": [
            {
                "parameter": subject.parameters[its.number].name,
                "statistic": its.statistic,
                "value": its.value,
                "around": its.around,
                "times": its.times,
            }
            for its in movers
        ],
    }
    what = {"grad_norm": "gradient", "update_ratio": "update"}
    moved = (
        f"Most moved {parameters[0].name}: its {what[movers[0].statistic]} was {times(movers[0].times)} the usual."
        if movers
        else "No snapshot near enough shows which layers moved."
    )
    undone = _undone((spike.peak - spike.around) / learned) if learned > 0 else ""
    return Insight(
        name="loss_spike",
        severity="warning",
        title=f"The loss jumped at step {spike.step}"
        + (f", most in {place_of(parameters[:1])}" if movers and parameters[0].layer is not None else ""),
        sentence=f"The loss rose to {number(spike.peak)}, {times(spike.peak / spike.around)} what it was around"
        f"{undone}, then recovered. {moved}",
        first_step=spike.first,
        last_step=spike.last,
        view=InsightView(
            "charts",
            int(steps[near[0]]) if near.size else subject.snapshot_near(spike.step),
            parameters[0].name if movers else None,
            statistic=movers[0].statistic if movers else "update_ratio",
        ),
        causes=_CAUSES,
        parameters=tuple(its.name for its in parameters),
        evidence=evidence,
        place=str(spike.step),
    )


def _undone(part: float) -> str:
    return ", undoing more than all that was learned" if part > 1 else f", undoing {share(part)} of what was learned"


def _has_update(movers: list[_Mover]) -> bool:
    return any(its.statistic == "update_ratio" for its in movers)


def _movers(subject: Subject, near: Int64Array) -> list[_Mover]:
    """The parameters that moved most against their own surroundings, by gradient or update, the most first."""
    start, end = max(int(near[0]) - _SNAPSHOTS_AROUND, 0), int(near[-1]) + 1 + _SNAPSHOTS_AROUND
    movers: dict[int, _Mover] = {}
    for statistic in ("update_ratio", "grad_norm"):
        values = subject.statistic(statistic)
        beside = values[np.setdiff1d(np.arange(start, min(end, len(values))), near)]
        beside = np.where(np.isfinite(beside) & (beside > 0), beside, np.nan)  # (n, P)
        seen = np.where(np.isfinite(values[near]), values[near], 0.0).max(axis=0)  # (P,)
        judged = np.flatnonzero((~np.isnan(beside)).sum(axis=0) >= _FEWEST_BESIDE)
        usual = np.nanmedian(beside[:, judged], axis=0)
        has_moved = seen[judged] >= _LEAST_MOVE * usual
        for parameter, around in zip(judged[has_moved].tolist(), usual[has_moved].tolist(), strict=True):
            mover = _Mover(parameter, statistic, float(seen[parameter]), around)
            if parameter not in movers or mover.times > movers[parameter].times:
                movers[parameter] = mover
    return sorted(movers.values(), key=lambda its: -its.times)[:_MOST_MOVERS]
