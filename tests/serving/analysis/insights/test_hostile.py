"""Whatever numbers a run claims: insights keep to their contract, and nothing breaks or warns."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.layout import ParameterLayout
from tensorboard_plugin_paramviz.format.names import KINDS
from tensorboard_plugin_paramviz.serving.analysis.insights.find import MOST_INSIGHTS, find_insights
from tensorboard_plugin_paramviz.serving.analysis.insights.insight import LONGEST_TITLE
from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject
from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, RunRecord, Units
from tensorboard_plugin_paramviz.serving.analysis.phases.report import report

if TYPE_CHECKING:
    import numpy.typing as npt

    Float64Array = npt.NDArray[np.float64]

SHAPES: tuple[tuple[int, ...], ...] = ((8, 3), (8,), (), (4, 2, 3))
EXTREME_STEPS = [-(2**63) + 1, -(10**18), *range(1000), 10**18, 2**63 - 1]


def table(random: np.random.Generator, shape: tuple[int, int]) -> Float64Array:
    """Numbers of any size, some of them missing, infinite, 0 or negative; growing without end, or all 0."""
    values = np.exp(random.normal(0, random.choice([0.1, 3, 30]), shape))
    odd = random.choice([np.nan, np.inf, 0.0, -1.0])
    values = np.where(random.random(shape) < random.choice([0, 0.1, 0.9]), odd, values)
    if random.random() < 0.2:
        values = np.exp(np.arange(shape[0]) * random.random())[:, np.newaxis] * np.ones(shape)
    return values * random.choice([1, 1, 1, 0]) if np.isfinite(values).all() else values


def subject_of(seed: int) -> Subject:
    random = np.random.default_rng(seed)
    snapshots, parameters = int(random.choice([1, 2, 3, 6, 14, 40])), int(random.choice([0, 1, 2, 5]))
    shape = (snapshots, parameters)
    steps = np.arange(snapshots) * int(random.integers(1, 50))
    if seed % 3 == 0:
        steps = np.sort(random.choice(np.array(EXTREME_STEPS), snapshots, replace=False))
    statistics = {name: table(random, shape) for name in ("norm", "nonfinite", "grad_norm", "grad_q50", "update_ratio")}
    if random.random() < 0.7:
        statistics["nonfinite"] = np.zeros(shape)
    count = int(random.choice([0, 1, 5, 12, 60]))
    loss = np.exp(random.normal(0, random.choice([0.1, 2]), count)) * random.choice([1, 1, 1, -1])
    loss = np.where(random.random(count) < random.choice([0, 0, 0.2]), np.nan, loss)
    names = tuple(f"p{number}" for number in range(parameters))
    record = RunRecord(
        steps=steps,
        parameters=names,
        cells=random.normal(size=(snapshots, 3 * parameters)),
        cell_parameters=np.repeat(np.arange(parameters), 3),
        roundings=np.full(shape, random.choice([0, 1e-5, 1.0])),
        statistics=statistics,
        loss=Curve(np.sort(random.choice(3000, count, replace=False)), loss),
        units=tuple(
            Units(name, 8, random.random((snapshots, 8)) < random.choice([0.5, 1.1]), np.zeros((snapshots, 8)))
            for name in names[:2]
        ),
    )
    layout = tuple(
        ParameterLayout(
            name,
            SHAPES[random.integers(4)],
            "float32",
            KINDS[random.integers(len(KINDS))],
            (1, 3),
            3 * number,
            layer=None if random.random() < 0.3 else int(random.integers(5)),
            sampled=bool(random.random() < 0.2),
        )
        for number, name in enumerate(names)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # phases have tests of their own
        return Subject(record, report(record), layout)


@pytest.mark.parametrize("block", range(5))
def test_any_numbers(block: int) -> None:
    told = set()
    for seed in range(100 * block, 100 * block + 100):
        subject = subject_of(seed)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            insights = find_insights(subject)
        assert len(insights) <= MOST_INSIGHTS
        assert len({insight.id for insight in insights}) == len(insights)
        for insight in insights:
            assert len(insight.title) <= LONGEST_TITLE, seed
            assert insight.first_step <= insight.last_step, seed
            assert insight.view.step in subject.record.steps, seed
        told |= {insight.name for insight in insights}
    assert len(told) > 3  # the numbers do reach what they are to test
