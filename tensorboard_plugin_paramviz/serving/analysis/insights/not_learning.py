"""Layers that do not learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight, InsightView
from tensorboard_plugin_paramviz.serving.analysis.insights.level import fails_to_fall
from tensorboard_plugin_paramviz.serving.analysis.insights.places import fitted_title, place_of
from tensorboard_plugin_paramviz.serving.analysis.insights.subject import evidence_number
from tensorboard_plugin_paramviz.serving.analysis.wording import share

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject

_FEWEST_SNAPSHOTS = 5  # after the first; a warm-up from a rate of 0 moves nothing at first
_SAME_NORM = 1e-6  # of it: what float32 cannot tell apart. The norm is that of all weights, not of a sample
_SHARE_OF_RUN = 0.5  # that swings
_END = 0.1  # of the run: weights must swing into it
_SHARE_FROZEN = 0.5  # of the matrices: whoever freezes as many means it, as in fine-tuning

Reason: TypeAlias = Literal["no gradient", "zero gradient", "gradient unused"]

_CAUSES: dict[Reason, tuple[str, ...]] = {
    "no gradient": (
        "It is frozen (requires_grad is False): if that is not meant, switch it on before the optimizer is made.",
        "It has no part in the loss, through a detach(), a no_grad() or a branch never taken: see how forward uses it.",
    ),
    "zero gradient": (
        "What it computes is multiplied by 0 or clipped away: look at masks, gates and activations behind it.",
        "Half precision rounds its gradient to 0: scale the loss (GradScaler), or use bfloat16.",
        "Its units are dead or saturated: use GELU, or start with smaller weights and a lower learning rate.",
    ),
    "gradient unused": (
        "The optimizer does not know it: give it model.parameters() after the model is complete.",
        "Its learning rate is 0, or so small that updates vanish in rounding: look at optimizer.param_groups.",
        "Weights in half precision are too coarse for such small updates: keep a copy in float32, or raise the rate.",
    ),
}
_REASONS: dict[Reason, str] = {
    "no gradient": "and no gradient was logged",
    "zero gradient": "and the gradient is exactly 0",
    "gradient unused": "though there is a gradient",
}
_CHANGED: dict[Reason, str] = {"no gradient": "changed", "zero gradient": "learned", "gradient unused": "changed"}
_SWINGING_CAUSES = (
    "The learning rate is too high, so that each step jumps over the valley: lower it by a factor of 3 to 10.",
    "The momentum is too high for this rate: lower one of the two.",
    "The batches are small and their gradients disagree: take larger ones, or let the rate decay.",
)


@dataclass(frozen=True)
class _Still:
    """Matrices that do not learn, and why."""

    numbers: list[int]
    reason: Reason


def layers_not_learning(subject: Subject, explained: Collection[str]) -> list[Insight]:
    """Matrices that stand still to the last bit, or have a gradient of exactly 0, while others learn.

    A matrix stands still if its sampled weights did not change between any two snapshots and the norm of all of them
    stayed the same. Matrices without a gradient are frozen, perhaps on purpose: told as a warning where they are the
    lesser part of a model's numbered layers and not whole layers from the lowest on, as an observation otherwise.
    Vectors say nothing. Weights that swing from side to side and gain nothing by it learn no more.

    Args:
        subject: the run.
        explained: names of parameters of which another insight says why they stand still.
    """
    swinging = _swinging(subject)
    still = _still(subject)
    if not still:
        return swinging
    moving = set(subject.matrices) - {its for group in still for its in group.numbers}
    if not moving:
        return [*_of_everything(subject, still), *swinging]
    known = _explained_numbers(subject, explained)
    told = [_Still([its for its in group.numbers if its not in known], group.reason) for group in still]
    return [*(_insight(subject, group) for group in told if group.numbers), *swinging]


def _explained_numbers(subject: Subject, explained: Collection[str]) -> set[int]:
    """The matrices that are explained, or lie in the same part of a layer: what dead units feed is dead as well."""
    parts = {(its.layer, its.kind) for its in subject.parameters if its.name in explained and its.layer is not None}
    return {
        number
        for number in subject.matrices
        if (its := subject.parameters[number]).name in explained or (its.layer, its.kind) in parts
    }


def _still(subject: Subject) -> list[_Still]:
    """Matrices that do not learn by the reason; those of which nobody can know are left out."""
    matrices = np.array(
        [
            number
            for number in subject.matrices
            # a sample may be of rows that never came
            if not ((its := subject.parameters[number]).sampled and its.kind == "token_embedding")
        ],
        np.int64,
    )
    gradients, norms = subject.statistic("grad_norm")[:, matrices], subject.statistic("norm")[:, matrices]  # (T, M)
    ratios = np.nan_to_num(subject.statistic("update_ratio")[:, matrices])  # of matrices of zeros not known
    is_known = np.isfinite(norms)
    spread = np.where(is_known, norms, -np.inf).max(axis=0) - np.where(is_known, norms, np.inf).min(axis=0)  # (M,)
    stands_still = (
        (is_known.sum(axis=0) > _FEWEST_SNAPSHOTS)
        & ~ratios.any(axis=0)
        & (spread <= _SAME_NORM * np.where(is_known, norms, 0.0).max(axis=0))
    )
    counts = np.isfinite(gradients).sum(axis=0)
    is_zero = (counts >= _FEWEST_SNAPSHOTS) & ~np.nan_to_num(gradients).any(axis=0)
    groups: tuple[tuple[Reason, npt.NDArray[np.bool_]], ...] = (
        ("no gradient", stands_still & (counts == 0)),
        ("zero gradient", is_zero),
        ("gradient unused", stands_still & (counts > 0) & ~is_zero),
    )
    return [_Still(matrices[chosen].tolist(), reason) for reason, chosen in groups if chosen.any()]


def _of_everything(subject: Subject, still: list[_Still]) -> list[Insight]:
    """No matrix learns: told where gradients say that the model was to learn."""
    if all(group.reason == "no gradient" for group in still):
        return []
    numbers = sorted(its for group in still for its in group.numbers)
    reason = next(group.reason for group in still if group.reason != "no gradient")
    return [
        Insight(
            name="layers_not_learning",
            severity="warning",
            title="No matrix of the model learns",
            sentence=f"None of its {len(numbers)} matrices {_CHANGED[reason]} between step {subject.first_step} and "
            f"{subject.last_step}, {_REASONS[reason]}.",
            first_step=subject.first_step,
            last_step=subject.last_step,
            view=_view(subject, numbers[0]),
            causes=_CAUSES[reason],
            evidence={"reason": reason, "still": len(numbers), "matrices": len(numbers)},
        )
    ]


def _insight(subject: Subject, group: _Still) -> Insight:
    parameters = [subject.parameters[number] for number in group.numbers]
    place = place_of(parameters)
    is_frozen = group.reason == "no gradient"
    first, last = subject.first_step, int(subject.sound.steps[-1])
    verb = "do" if place.startswith("layers") or place[0].isdigit() else "does"
    said = "is frozen" if verb == "does" else "are frozen"
    title = f"{place} {said}" if is_frozen else f"{place} {verb} not learn"
    many = "One matrix has" if len(parameters) == 1 else f"{len(parameters)} matrices have"
    return Insight(
        name="layers_not_learning",
        severity="observation" if is_frozen and _is_on_purpose(subject, group.numbers) else "warning",
        title=fitted_title(title, f"A matrix {said}" if is_frozen else f"A matrix {verb} not learn"),
        sentence=f"{many} not {_CHANGED[group.reason]} between step {first} and {last} while others did, "
        f"{_REASONS[group.reason]}.",
        first_step=first,
        last_step=last,
        view=_view(subject, group.numbers[0]),
        causes=_CAUSES[group.reason],
        parameters=tuple(its.name for its in parameters),
        evidence={
            "reason": group.reason,
            "still": len(parameters),
            "matrices": len(subject.matrices),
            "layers": sorted({its.layer for its in parameters if its.layer is not None}),
        },
        place=parameters[0].name,
    )


def _is_on_purpose(subject: Subject, frozen: list[int]) -> bool:
    """Whether frozen matrices look as if someone meant it: outer ones as well, most of them, or the lowest layers."""
    layers = {its: layer for its in subject.matrices if (layer := subject.parameters[its].layer) is not None}
    frozen_layered = {its for its in frozen if its in layers}
    if len(frozen_layered) < len(frozen) or len(frozen_layered) > _SHARE_FROZEN * len(layers):
        return True
    highest = max(layers[its] for its in frozen_layered)
    return frozen_layered == {its for its, layer in layers.items() if layer <= highest}


def _view(subject: Subject, number: int) -> InsightView:
    name = subject.parameters[number].name
    return InsightView("network", subject.last_step, name, quantity="since_start", since=subject.first_step)


def _swinging(subject: Subject) -> list[Insight]:
    """Weights that swing over half of the run, to its end, while the loss rests on a plateau."""
    found = subject.finding("instability")
    if found is None:
        return []
    first, last = subject.first_step, int(subject.sound.steps[-1])
    span = max(last - first, 1)
    goes_on = found.last_step - found.first_step >= _SHARE_OF_RUN * span and found.last_step >= last - _END * span
    rests = any(its.name == "plateau" and its.last_step > found.first_step for its in subject.report.phases)
    if not goes_on or not (rests or fails_to_fall(subject.loss, (first + last) // 2, last)):
        return []
    turn, net = evidence_number(found, "turn_mean"), evidence_number(found, "net_over_path")
    ratios = subject.sound.update_ratios.values
    number = int(np.argmax(np.nan_to_num(subject.statistic("update_ratio")[-1])))
    return [
        Insight(
            name="layers_not_learning",
            severity="warning",
            title="The weights swing to and fro and learn no more",
            sentence=f"From step {found.first_step} to {found.last_step} each change took back most of the one before "
            f"(cosine {turn:.2f}, {share(net)} of the way led anywhere), and the loss no longer fell.",
            first_step=found.first_step,
            last_step=found.last_step,
            view=InsightView("charts", last, subject.parameters[number].name, statistic="update_ratio"),
            causes=_SWINGING_CAUSES,
            evidence={**found.evidence, "update_ratio_median": float(np.nanmedian(ratios))},
            place="swinging",
        )
    ]
