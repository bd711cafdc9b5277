"""Gradients that fade away: on their way back to the first layers, or in the whole model while it has not learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight, InsightView
from tensorboard_plugin_paramviz.serving.analysis.insights.level import smooth
from tensorboard_plugin_paramviz.serving.analysis.insights.places import fitted_title, place_of
from tensorboard_plugin_paramviz.serving.analysis.wording import number

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Float64Array

# The layer of a healthy transformer with the smallest gradient has a seventh of that of the largest or more.
_FADED = 1e-3
_FADED_BEYOND_DOUBT = 1e-6  # where an optimizer's own smallest number (eps) outweighs the gradient
_HARDLY_MOVES = 0.1  # of what matrices of other layers do: optimizers as Adam make up for small gradients
_LATE = 0.25  # share of the run, at its end: gates that begin at 0 open in time
_FEWEST_SNAPSHOTS = 5
_FEWEST_LAYERS = 3
_GONE = 1e-4  # of the first gradient of the whole model
_UNLEARNED = 0.7  # of the first loss
_CAUSES = (
    "The activations saturate (sigmoid, tanh) or shrink the signal: use GELU or ReLU.",
    "The model is deep without a way round: add residual connections and normalisation.",
    "The weights began too small for the depth: try the initialisation of He or Glorot.",
    "Half precision rounds small gradients to 0: scale the loss (GradScaler), or use bfloat16.",
)


def vanishing_gradients(subject: Subject) -> list[Insight]:
    """Layers whose gradient has faded, and which hardly move; else a model whose gradient is gone before it learned.

    A layer has faded if, over the last quarter of the run, its gradient (root mean square over its matrices) is less
    than a thousandth of the largest layer's, and its weights move less than a tenth as much as others' do.
    """
    return _of_layers(subject) or _of_model(subject)


def _of_layers(subject: Subject) -> list[Insight]:
    record = subject.sound
    layers = _layers(subject)
    with_gradient = np.flatnonzero(np.isfinite(record.gradient_norms.values))
    late = with_gradient[with_gradient >= (1 - _LATE) * len(record.steps)]
    if len(layers) < _FEWEST_LAYERS or len(with_gradient) < _FEWEST_SNAPSHOTS or not late.size:
        return []
    gradients = _late_medians(_gradient_sizes(subject, layers)[late])  # (L,)
    movements = _late_medians(_movements(subject, layers)[late])  # (L,)
    largest = float(np.nanmax(gradients, initial=0.0))
    others = float(np.nanmedian(movements)) if np.isfinite(movements).any() else 0.0
    if not largest > 0:
        return []
    shares = gradients / largest
    has_faded = (
        (shares > 0) & (shares < _FADED) & ((movements < _HARDLY_MOVES * others) | (shares < _FADED_BEYOND_DOUBT))
    )
    if not has_faded.any():
        return []
    faded = [numbers for numbers, its in zip(layers, has_faded, strict=True) if its]
    parameters = [subject.parameters[its] for numbers in faded for its in numbers]
    smallest = float(np.nanmin(shares[has_faded]))
    place = place_of(parameters)
    first = int(record.steps[late[0]])
    is_still = bool((movements[has_faded] < _HARDLY_MOVES * others).all())
    moved = "the weights there hardly moved" if is_still else "that is too little for any optimizer"
    named = {
        place_of([subject.parameters[its] for its in numbers]): float(gradient)
        for numbers, gradient in zip(layers, gradients, strict=True)
    }
    return [
        Insight(
            name="vanishing_gradients",
            severity="warning",
            title=fitted_title(f"Hardly any gradient reaches {place}", "Hardly any gradient reaches some layers"),
            sentence=f"Over the last quarter of the run the gradient of {place} was less than a thousandth of the "
            f"largest layer's ({number(smallest)} of it at the least), and {moved}.",
            first_step=first,
            last_step=int(record.steps[late[-1]]),
            view=InsightView("charts", int(record.steps[late[-1]]), parameters[0].name, statistic="grad_norm"),
            causes=_CAUSES,
            parameters=tuple(its.name for its in parameters),
            evidence={
                "gradient_to_largest": smallest,
                "gradient_by_layer": named,
                "update_ratio_by_layer": dict(zip(named, movements.tolist(), strict=True)),
            },
            place=parameters[0].name,
        )
    ]


def _of_model(subject: Subject) -> list[Insight]:
    curve = subject.sound.gradient_norms.between(subject.first_step, subject.last_step)
    loss = subject.loss.values
    if len(curve) < 2 * _FEWEST_SNAPSHOTS or len(loss) < 2 * _FEWEST_SNAPSHOTS or not loss[0] > 0:
        return []
    first, last = (
        float(np.median(curve.values[:_FEWEST_SNAPSHOTS])),
        float(np.median(curve.values[-_FEWEST_SNAPSHOTS:])),
    )
    loss_end = float(np.median(loss[-_FEWEST_SNAPSHOTS:]))
    if not last <= _GONE * first or loss_end < _UNLEARNED * loss[0]:
        return []
    gone = np.flatnonzero(smooth(curve.values) > _GONE * first)
    step = int(curve.steps[gone[-1]])
    return [
        Insight(
            name="vanishing_gradients",
            severity="warning",
            title=f"The gradient was gone after step {step}",
            sentence=f"The norm of the gradient fell from {number(first)} to {number(last)} while the loss is still "
            f"{number(loss_end)}, where it began with {number(float(loss[0]))}.",
            first_step=step,
            last_step=int(curve.steps[-1]),
            view=InsightView("charts", int(curve.steps[-1]), statistic="grad_norm"),
            causes=(
                "The units have saturated or died, after one large update perhaps: lower the learning rate.",
                *_CAUSES[-2:],
            ),
            evidence={"gradient_norm_first": first, "gradient_norm_last": last, "loss_last": loss_end},
        )
    ]


def _layers(subject: Subject) -> list[list[int]]:
    """Numbers of the matrices of each layer; embeddings and heads, which many batches leave alone, are none.

    Where the model has no numbered layers, each matrix is one.
    """
    inner = [its for its in subject.matrices if subject.parameters[its].kind not in _OUTER_KINDS]
    numbered = [its for its in inner if subject.parameters[its].layer is not None]
    if not numbered:
        return [[its] for its in inner]
    layers: dict[int, list[int]] = {}
    for number_ in numbered:
        layers.setdefault(subject.parameters[number_].layer or 0, []).append(number_)
    return list(layers.values())


_OUTER_KINDS = frozenset({"token_embedding", "position_embedding", "head", "norm"})


def _gradient_sizes(subject: Subject, layers: list[list[int]]) -> Float64Array:
    """Root mean square of the gradient of each layer's matrices, float64 `[T, L]`; NaN where none has one."""
    norms = subject.statistic("grad_norm")
    sizes = np.full((len(norms), len(layers)), np.nan)
    for index, numbers in enumerate(layers):
        its = norms[:, numbers]  # (T, n)
        weights = sum(float(np.prod(subject.parameters[number_].shape)) for number_ in numbers)
        has_gradient = ~np.isnan(its).all(axis=1)
        sizes[has_gradient, index] = np.sqrt(np.nansum(its[has_gradient] ** 2, axis=1) / weights)
    return sizes


def _movements(subject: Subject, layers: list[list[int]]) -> Float64Array:
    """Largest update ratio among each layer's matrices, float64 `[T, L]`; 0 where none is known."""
    ratios = np.nan_to_num(subject.statistic("update_ratio"))
    return np.stack([ratios[:, numbers].max(axis=1) for numbers in layers], axis=1)


def _late_medians(values: Float64Array) -> Float64Array:
    """Median over time of each column's numbers; NaN where it has none."""
    return np.array(
        [np.median(its[np.isfinite(its)]) if np.isfinite(its).any() else np.nan for its in values.T], np.float64
    )
