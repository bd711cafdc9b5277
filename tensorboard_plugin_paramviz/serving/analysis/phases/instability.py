"""A training that does not go smoothly: weights that swing, and spikes from which it recovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence, Finding
from tensorboard_plugin_paramviz.serving.analysis.wording import number, share, times

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.movement import Movement
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, RunRecord

# Weights that jitter around one place have a turn of -0.5: the difference of independent numbers. Below that they
# are thrown from side to side.
_SWINGING_TURN = -0.8
_FEWEST_TURNS = 20
_SHORTEST_SWINGING = 0.1  # of the run
_FEWEST_DIMENSIONS = 3.0  # in fewer, jitter too may turn back each time

_NEIGHBOURS = 0.05  # of the points, on each side: what a spike is held against
_FEWEST_NEIGHBOURS = 5
_DEVIATIONS = 8.0  # above the larger of both sides' medians
_LEAST_RATIO = 1.3
_MOST_SPIKES = 20


def swings(movement: Movement) -> Finding | None:
    """The longest time over which weights are thrown from side to side.

    Past the edge of stability the steepest directions change sign with each update (Cohen et al., "Gradient descent on
    neural networks typically occurs at the edge of stability", 2021).
    """
    turns = movement.turns
    width = max(_FEWEST_TURNS, int(_SHORTEST_SWINGING * len(turns)))
    if len(turns) < width or movement.dimensions < _FEWEST_DIMENSIONS:
        return None
    means = np.convolve(turns, np.full(width, 1 / width), "valid")  # of the turns from each on
    is_swinging = np.convolve(means < _SWINGING_TURN, np.ones(width), "full") > 0  # (T - 2,)
    if not is_swinging.any():
        return None
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_swinging, [0]])))
    start, end = max(zip(edges[::2], edges[1::2], strict=True), key=lambda edge: edge[1] - edge[0])
    first, last = int(movement.steps[start]), int(movement.steps[end + 1])
    turn = float(np.mean(turns[start:end]))
    path = float(np.sum(np.linalg.norm(movement.displacements[start : end + 1], axis=1)))
    net = float(np.linalg.norm(np.sum(movement.displacements[start : end + 1], axis=0)))
    evidence: dict[str, Evidence] = {
        "turn_mean": turn,
        "turn_of_jitter": -0.5,
        "net_over_path": net / path,
        "displacements": int(end - start + 1),
    }
    sentence = (
        f"From step {first} to {last} the weights swung from side to side: each change took back most of the one "
        f"before (cosine {turn:.2f}), and of all their way {share(net / path)} led away from where they began."
    )
    return Finding("instability", first, last, sentence, evidence)


def spikes(record: RunRecord, loss: Curve) -> list[Finding]:
    """Short rises of the loss, the gradients or the updates, from which the run recovered.

    Args:
        record: the run, as far as it neither diverged nor lost its values.
        loss: finite.
    """
    if not len(record.steps):
        return []
    first, last = int(record.steps[0]), int(record.steps[-1])
    signals = {
        "loss": loss,
        "gradient_norm": record.gradient_norms.between(first, last),
        "update_ratio": record.update_ratios.between(first, last),
    }
    peaks = sorted(peak for name, curve in signals.items() for peak in _peaks(name, curve))
    reach = _NEIGHBOURS * (last - first) / 2
    groups: list[list[tuple[int, str, float, float]]] = []
    for peak in peaks:
        if groups and peak[0] - groups[-1][0][0] <= reach:
            groups[-1].append(peak)
        else:
            groups.append([peak])
    largest = sorted(groups, key=lambda group: max(value / usual for _, _, value, usual in group))[-_MOST_SPIKES:]
    return sorted((_spike(group) for group in largest), key=lambda finding: finding.first_step)


def _peaks(name: str, curve: Curve) -> list[tuple[int, str, float, float]]:
    """Step, name, value and what is usual around it, of each peak."""
    width = max(_FEWEST_NEIGHBOURS, int(_NEIGHBOURS * len(curve)))
    if len(curve) < 2 * width + 1 or not (curve.values > 0).all():
        return []
    logs = np.log(curve.values)
    windows = np.lib.stride_tricks.sliding_window_view(logs, width)
    medians = np.median(windows, axis=1)  # (n - width + 1,), of the values from each on
    inside = np.arange(width, len(curve) - width)
    usual = np.maximum(medians[inside - width], medians[inside + 1])  # the larger of before and after
    rises = logs[inside] - usual
    middle = np.median(rises)
    deviation = 1.4826 * np.median(np.abs(rises - middle))
    is_peak = rises > max(_DEVIATIONS * deviation, np.log(_LEAST_RATIO))
    return [
        (int(curve.steps[index]), name, float(curve.values[index]), float(np.exp(level)))
        for index, level in zip(inside[is_peak], usual[is_peak], strict=True)
    ]


_WORDS = {"loss": "the loss", "gradient_norm": "the norm of the gradient", "update_ratio": "the size of the updates"}


def _spike(peaks: list[tuple[int, str, float, float]]) -> Finding:
    highest: dict[str, tuple[int, str, float, float]] = {}
    for peak in peaks:
        if peak[1] not in highest or peak[2] > highest[peak[1]][2]:
            highest[peak[1]] = peak
    ordered = [highest[name] for name in _WORDS if name in highest]
    evidence: dict[str, Evidence] = {}
    for step, name, value, usual in ordered:
        evidence |= {f"{name}_step": step, f"{name}_peak": value, f"{name}_around": usual}
    told = " and ".join(
        f"{_WORDS[name]} rose to {number(value)}, {times(value / usual)} what it was around"
        for _, name, value, usual in ordered
    )
    step = ordered[0][0]
    return Finding("spike", step, step, f"At step {step} {told}; then it recovered.", evidence)
