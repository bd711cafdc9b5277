"""What insights say of runs whose statistics are known; what healthy runs must not hear."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.analysis.findings import Finding
from tensorboard_plugin_paramviz.serving.analysis.insights.find import MOST_INSIGHTS, find_insights
from tensorboard_plugin_paramviz.serving.analysis.insights.insight import LONGEST_TITLE
from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject
from tensorboard_plugin_paramviz.serving.analysis.phases.record import NO_CURVE, Curve, Units
from tensorboard_plugin_paramviz.serving.analysis.phases.report import report
from tests.serving.analysis.insights.conftest import EVERY, LAYERS, SNAPSHOTS, falling_loss

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.findings import Evidence
    from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight
    from tests.serving.analysis.insights.conftest import MakeSubject

TIME = np.linspace(0, 1, SNAPSHOTS)
FLAT = Curve(np.arange(1, SNAPSHOTS * EVERY, 2), 4 + 0.02 * np.random.default_rng(1).standard_normal(245 + 5)[:250])


def warnings(subject: Subject) -> list[Insight]:
    insights = find_insights(subject)
    for insight in insights:
        assert len(insight.title) <= LONGEST_TITLE
        assert insight.sentence.endswith(".")
        assert 2 <= len(insight.causes) <= 4
        assert insight.first_step <= insight.last_step
        assert insight.view.step in subject.record.steps
    return [insight for insight in insights if insight.severity == "warning"]


def names(subject: Subject) -> list[str]:
    return [insight.name for insight in warnings(subject)]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 13, SNAPSHOTS, 300])
@pytest.mark.parametrize("loss", [None, NO_CURVE], ids=["loss", "no loss"])
def test_a_healthy_run_has_none(make_subject: MakeSubject, count: int, loss: Curve | None) -> None:
    assert find_insights(make_subject(norm=np.linspace(2, 2.4, count), loss=loss)) == ()


def test_a_run_without_snapshots_or_parameters_has_none(make_subject: MakeSubject) -> None:
    assert find_insights(make_subject(norm=np.zeros(0))) == ()
    subject = make_subject()
    empty = {name: np.zeros((SNAPSHOTS, 0)) for name in subject.record.statistics}
    record = dataclasses.replace(subject.record, parameters=(), statistics=empty, roundings=np.zeros((SNAPSHOTS, 0)))
    assert find_insights(dataclasses.replace(subject, record=record, parameters=())) == ()


def test_a_run_without_gradients_has_none(make_subject: MakeSubject) -> None:
    assert find_insights(make_subject(grad_norm=np.nan, grad_q50=np.nan, loss=None)) == ()


@pytest.mark.parametrize(
    "statistics",
    [
        {"norm": 2 * (1 + 15 * TIME)},  # an embedding begun small
        {"grad_norm": 0.1 * (1 + 4 * TIME)},
        {"grad_norm": 10.0 ** (-3 * TIME)},  # as the loss comes to rest
        {"update_ratio": np.where(TIME < 0.1, 0.2, 0.001)},
        {"grad_norm": 0.1 * np.geomspace(1, 0.02, LAYERS)[np.newaxis] * np.ones((SNAPSHOTS, 1))},
        {"grad_norm": np.where(np.arange(SNAPSHOTS) == 20, 50.0, 0.1)},  # one batch
    ],
)
def test_what_healthy_runs_do_as_well(make_subject: MakeSubject, statistics: dict[str, np.ndarray]) -> None:
    assert names(make_subject(loss=None, **statistics)) == []


def test_exploding_gradients(make_subject: MakeSubject) -> None:
    gradients = np.where(TIME < 0.6, 0.1, 0.1 * 10 ** (8 * (TIME - 0.6)))
    (insight,) = warnings(make_subject(grad_norm=gradients, loss=FLAT))
    assert (insight.id, insight.view.statistic) == ("exploding_gradients", "grad_norm")
    assert 280 <= insight.first_step <= 330
    assert insight.evidence["growth"] == pytest.approx(10**3.2, rel=0.5)
    assert names(make_subject(grad_norm=gradients)) == ["exploding_gradients"]  # of a size that needs no loss
    assert names(make_subject(grad_norm=gradients, loss=None)) == ["exploding_gradients"]


def test_gradients_that_grow_while_the_loss_falls(make_subject: MakeSubject) -> None:
    gradients = np.where(TIME < 0.02, 0.1, 0.1 + 9 * TIME)
    assert names(make_subject(grad_norm=gradients, loss=None)) == []


def test_weights_that_grow_while_the_loss_is_stuck(make_subject: MakeSubject) -> None:
    norms = 2 * (1 + 15 * TIME)
    (insight,) = warnings(make_subject(norm=norms, loss=FLAT))
    assert (insight.id, insight.view.statistic) == ("growing_weights", "norm")
    assert insight.evidence["growth"] == pytest.approx(16)
    assert "did not fall" in insight.sentence


def test_weights_that_grow_ever_faster_without_a_loss(make_subject: MakeSubject) -> None:
    assert names(make_subject(norm=2 * 10 ** (2 * TIME))) == ["growing_weights"]
    assert names(make_subject(norm=2 * np.sqrt(1 + 200 * TIME))) == []  # a walk


def test_weights_that_are_thrown_about(make_subject: MakeSubject) -> None:
    norms = 2 * np.minimum(1 + 100 * TIME, 10)
    (insight,) = warnings(make_subject(norm=norms, update_ratio=0.06, loss=FLAT))
    assert (insight.name, "where it began with" in insight.sentence) == ("growing_weights", True)
    assert insight.evidence["loss_last"] == pytest.approx(4, rel=0.01)
    (insight,) = warnings(make_subject(norm=norms, update_ratio=0.06, loss=falling_by(0.2, 1.0)))  # not worth it
    assert insight.evidence["loss_last"] == pytest.approx(3.28, rel=0.01)
    (insight,) = warnings(make_subject(norm=norms, update_ratio=0.06))
    assert (insight.name, "nothing learned lasts" in insight.sentence) == ("growing_weights", True)
    assert names(make_subject(norm=norms, update_ratio=0.13, loss=falling_by(0.9, 1.0))) == ["growing_weights"]
    assert names(make_subject(norm=norms, update_ratio=0.02, loss=falling_by(0.2, 1.0))) == []
    assert names(make_subject(update_ratio=0.06, loss=FLAT)) == []
    assert names(make_subject(update_ratio=0.06, loss=None)) == []


def falling_by(share: float, share_of_run: float) -> Curve:
    """A loss that falls from 4 by a share of that, over a share of the run, and rests then."""
    steps = np.arange(1, SNAPSHOTS * EVERY, 2)
    noise = 0.02 * np.random.default_rng(2).standard_normal(len(steps))
    return Curve(steps, 4 - 4 * share * np.minimum(steps / (share_of_run * steps[-1]), 1) + noise)


@pytest.mark.parametrize("share_of_run", [0.2, 1.0])
def test_restless_weights_that_gained(make_subject: MakeSubject, share_of_run: float) -> None:
    """Though the loss may rest long before the end."""
    loss = falling_by(0.9, share_of_run)
    assert names(make_subject(norm=0.4 * np.minimum(1 + 100 * TIME, 29), update_ratio=0.044, loss=loss)) == []


def test_restless_weights_that_began_at_0(make_subject: MakeSubject) -> None:
    """As those of a logistic regression, also where classes overlap so that the loss falls by a quarter only."""
    norms = np.full((SNAPSHOTS, LAYERS), 0.4)
    norms[:, 1:] = 10 * np.minimum(20 * TIME, 1)[:, np.newaxis]
    assert names(make_subject(norm=norms, update_ratio=0.044, loss=falling_by(0.25, 1.0))) == []


def test_a_single_matrix_that_grows(make_subject: MakeSubject) -> None:
    norms = np.full((SNAPSHOTS, LAYERS), 100.0)
    norms[:, 3] = 1 + 59 * TIME
    (insight,) = warnings(make_subject(norm=norms, loss=FLAT))
    assert (insight.id, insight.parameters) == ("growing_weights:h.3.weight", ("h.3.weight",))


def test_layers_that_stand_still(make_subject: MakeSubject) -> None:
    norms = 2 * (1 + TIME[:, np.newaxis] * np.ones(LAYERS))
    ratios = np.full((SNAPSHOTS, LAYERS), 0.005)
    norms[:, [1, 2]], ratios[:, [1, 2]] = 2, 0
    (insight,) = warnings(make_subject(norm=norms, update_ratio=ratios, loss=None))
    assert (insight.title, insight.view.quantity) == ("Layers 1 and 2 do not learn", "since_start")
    assert (insight.evidence["reason"], insight.evidence["layers"]) == ("gradient unused", [1, 2])
    norms[-1, [1, 2]] *= 1.001  # rows that the sample does not have
    assert names(make_subject(norm=norms, update_ratio=ratios, loss=None)) == []


@pytest.mark.parametrize(
    ("frozen", "severity"),
    [
        ([1], "warning"),
        ([0, 2], "warning"),
        ([4, 5], "warning"),
        ([0], "observation"),  # the lowest on, as in fine-tuning
        ([0, 1], "observation"),
        ([0, 1, 2, 3], "observation"),
    ],
)
def test_frozen_layers(make_subject: MakeSubject, frozen: list[int], severity: str) -> None:
    norms = 2 * (1 + TIME[:, np.newaxis] * np.ones(LAYERS))
    ratios, gradients = np.full((SNAPSHOTS, LAYERS), 0.005), np.full((SNAPSHOTS, LAYERS), 0.1)
    norms[:, frozen], ratios[:, frozen], gradients[:, frozen] = 2, 0, np.nan
    (insight,) = find_insights(make_subject(norm=norms, update_ratio=ratios, grad_norm=gradients, loss=None))
    assert (insight.name, insight.severity) == ("layers_not_learning", severity)
    assert insight.evidence["reason"] == "no gradient"
    assert "frozen" in insight.title


def test_a_part_of_the_lowest_layer_that_is_frozen(make_subject: MakeSubject) -> None:
    norms = 2 * (1 + TIME[:, np.newaxis] * np.ones(LAYERS))
    ratios, gradients = np.full((SNAPSHOTS, LAYERS), 0.005), np.full((SNAPSHOTS, LAYERS), 0.1)
    norms[:, 0], ratios[:, 0], gradients[:, 0] = 2, 0, np.nan
    subject = make_subject(norm=norms, update_ratio=ratios, grad_norm=gradients, loss=None)
    halved = tuple(dataclasses.replace(its, layer=(its.layer or 0) // 2) for its in subject.parameters)
    (insight,) = warnings(dataclasses.replace(subject, parameters=halved))
    assert insight.title == "Layer 0 is frozen"


def with_units(subject: Subject, dead: int, dead_from: int) -> Subject:
    """The subject with ten units in layer 2, some of which die; where the model has no gradient, no unit has one."""
    zero = np.zeros((SNAPSHOTS, 10), bool)
    zero[dead_from:, :dead] = True
    zero |= (subject.record.gradient_norms.values == 0)[:, np.newaxis]
    changes = np.where(zero, 0.0, 0.01)
    record = dataclasses.replace(subject.record, units=(Units("h.2.weight", 40, zero, changes),))
    return Subject(record, report(record), subject.parameters)


def test_dead_units(make_subject: MakeSubject) -> None:
    (insight,) = warnings(with_units(make_subject(loss=None), 6, 20))
    assert (insight.name, insight.title) == ("dead_units", "Two thirds of the hidden units of layer 2 are dead")


def test_a_loss_that_is_solved_kills_no_units(make_subject: MakeSubject) -> None:
    """As a hinge loss of 0: no gradient anywhere, and nothing moves any more."""
    solved = TIME >= 0.6
    subject = make_subject(
        norm=2 + np.minimum(TIME, 0.6), grad_norm=np.where(solved, 0, 0.1), update_ratio=np.where(solved, 0, 0.005)
    )
    assert names(with_units(subject, 0, 0)) == []
    (insight,) = warnings(with_units(subject, 6, 10))  # died before
    assert (insight.name, insight.evidence["share_dead"]) == ("dead_units", 0.6)


def test_a_gradient_of_exactly_0(make_subject: MakeSubject) -> None:
    gradients = np.full((SNAPSHOTS, LAYERS), 0.1)
    gradients[:, 4] = 0
    (insight,) = warnings(make_subject(grad_norm=gradients, loss=None))  # weight decay moves it all the same
    assert (insight.title, insight.evidence["reason"]) == ("Layer 4 does not learn", "zero gradient")


def test_a_model_that_stands_still(make_subject: MakeSubject) -> None:
    (insight,) = warnings(make_subject(norm=np.full(SNAPSHOTS, 2.0), update_ratio=0.0))
    assert insight.title == "No matrix of the model learns"
    assert names(make_subject(norm=np.full(SNAPSHOTS, 2.0), update_ratio=0.0, grad_norm=np.nan)) == []  # just logged


def test_gradients_that_fade_on_their_way_back(make_subject: MakeSubject) -> None:
    fading = np.geomspace(1e-5, 1, LAYERS)[np.newaxis] * np.ones((SNAPSHOTS, 1))
    (insight,) = warnings(make_subject(grad_norm=fading, update_ratio=0.005 * fading, loss=None))
    assert (insight.title, insight.view.statistic) == ("Hardly any gradient reaches layers 0 and 1", "grad_norm")
    assert names(make_subject(grad_norm=fading, loss=None)) == []  # Adam makes up for it


def test_a_gradient_that_is_gone(make_subject: MakeSubject) -> None:
    gradients = np.where(TIME < 0.4, 1.0, 1e-6)
    (insight,) = warnings(make_subject(grad_norm=gradients, loss=FLAT))
    assert (insight.id, insight.first_step) == ("vanishing_gradients", 190)
    assert names(make_subject(grad_norm=gradients, loss=None)) == []


def with_spike(at: int, values: int, height: float) -> Curve:
    loss = falling_loss()
    lifted = loss.values.copy()
    lifted[at : at + values] += height
    return Curve(loss.steps, lifted)


def test_a_spike_of_the_loss_with_the_layers_that_moved(make_subject: MakeSubject) -> None:
    ratios = np.full((SNAPSHOTS, LAYERS), 0.005)
    ratios[20, 2] = 0.05
    (insight,) = warnings(make_subject(update_ratio=ratios, loss=with_spike(98, 5, 1.5)))
    assert (insight.name, insight.parameters) == ("loss_spike", ("h.2.weight",))
    assert insight.title == f"The loss jumped at step {insight.evidence['loss_step']}, most in layer 2"
    assert insight.id == f"loss_spike:{insight.evidence['loss_step']}"
    (mover,) = cast("list[dict[str, Any]]", insight.evidence["moved"])
    assert (mover["statistic"], mover["times"]) == ("update_ratio", pytest.approx(10))
    assert insight.view.step == 200


def test_a_spike_that_undoes_more_than_was_learned(make_subject: MakeSubject) -> None:
    ratios = np.full((SNAPSHOTS, LAYERS), 0.005)
    ratios[20, 2] = 0.05
    (insight,) = warnings(make_subject(update_ratio=ratios, loss=with_spike(98, 5, 1.5)))
    assert "% of what was learned" in insight.sentence
    (insight,) = warnings(make_subject(update_ratio=ratios, loss=with_spike(98, 5, 4.5)))
    assert cast("float", insight.evidence["share_of_learned_undone"]) > 1
    assert "undoing more than all that was learned, then recovered" in insight.sentence
    assert "%" not in insight.sentence
    assert "data changed" in insight.causes[0]


def test_hard_batches_are_no_spikes(make_subject: MakeSubject) -> None:
    assert names(make_subject(loss=with_spike(98, 5, 1.5))) == []  # no layer moved
    ratios = np.full((SNAPSHOTS, LAYERS), 0.005)
    ratios[20, 2] = 0.05
    assert names(make_subject(update_ratio=ratios, loss=with_spike(99, 1, 1.5))) == []  # back with the next update
    assert names(make_subject(update_ratio=ratios, loss=with_spike(98, 5, 0.1))) == []


def test_values_that_are_lost(make_subject: MakeSubject) -> None:
    nonfinite = np.zeros((SNAPSHOTS, LAYERS))
    nonfinite[30:, 3] = 7
    (insight,) = warnings(make_subject(nonfinite=nonfinite, loss=None))
    assert (insight.name, insight.view.parameter, insight.view.step) == ("nonfinite_values", "h.3.weight", 300)
    nonfinite[:, 3] = 7  # a mask
    assert names(make_subject(nonfinite=nonfinite, loss=None)) == []


def test_the_gravest_come_first_and_news_last(make_subject: MakeSubject) -> None:
    subject = make_subject(norm=2 * (1 + 15 * TIME), loss=FLAT)
    cluster: dict[str, Evidence] = {"size": 9, "density_ratio": 4.0, "examples": ["a", "b"]}
    events = tuple(
        Finding("clusters", 10, 20 + index, ".", {"step": 100, "clusters": [cluster]}, (f"cloud {index % 30}",))
        for index in range(60)
    )
    report = dataclasses.replace(subject.report, events=(*events, *subject.report.events))
    insights = find_insights(dataclasses.replace(subject, report=report))
    assert len(insights) == MOST_INSIGHTS
    assert [insight.name for insight in insights] == ["growing_weights", *["clusters"] * (MOST_INSIGHTS - 1)]
    assert insights[1].title == "2 clusters formed in cloud 0"
    assert insights[1].severity == "observation"
    assert len({insight.id for insight in insights}) == MOST_INSIGHTS
