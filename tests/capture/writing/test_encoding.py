"""From a model's numbers to literal codes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.model.inventory import named_tensors
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import Plan, make_plan
from tensorboard_plugin_paramviz.capture.reading.sampling import Sampler
from tensorboard_plugin_paramviz.capture.writing.encoding import PreviousSample, encode_sample
from tensorboard_plugin_paramviz.format.codes import decode
from tensorboard_plugin_paramviz.format.names import STATISTIC_NAMES

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot

MINIMUM = -32_768


def planned(model: nn.Module, **arguments: object) -> Plan:
    return make_plan(model, capture_options(**arguments))  # type: ignore[arg-type]  # each fits


def encoded(model: nn.Module, plan: Plan, step: int = 0, previous: PreviousSample | None = None) -> Snapshot:
    return encode_sample(plan, Sampler(plan).sample(named_tensors(model)).result(), step, previous)


def matrix(values: list[list[float]]) -> nn.Linear:
    model = nn.Linear(len(values[0]), len(values), bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.tensor(values))
    return model


def test_a_weight_is_its_share_of_the_tiles_largest() -> None:
    model = matrix([[2.0, -1.0], [0.5, 0.0]])
    snapshot = encoded(model, planned(model), step=3)
    assert snapshot.step == 3
    assert snapshot.weights.tolist() == [32_767, -16_384, 8192, 0]  # -16,383.5 and 8,191.75
    assert snapshot.statistics[0, STATISTIC_NAMES.index("weight_scale")] == 2.0


def test_what_is_not_finite_or_absent_has_the_minimum() -> None:
    model = matrix([[math.nan, -math.inf, 1.0]])
    snapshot = encoded(model, planned(model))
    assert snapshot.weights.tolist() == [MINIMUM, MINIMUM, 32_767]
    assert snapshot.gradients is not None
    assert snapshot.gradients.tolist() == [MINIMUM] * 3
    statistics = dict(zip(STATISTIC_NAMES, snapshot.statistics[0].tolist(), strict=True))
    assert statistics["nonfinite"] == 2
    assert math.isnan(statistics["grad_scale"])
    assert math.isnan(statistics["grad_nonfinite"])


def test_a_gradient_has_a_scale_of_its_own() -> None:
    model = matrix([[1.0, 1.0]])
    model.weight.grad = torch.tensor([[1e-6, -2e-6]])
    snapshot = encoded(model, planned(model))
    assert snapshot.gradients is not None
    assert snapshot.gradients.tolist() == [16_384, -32_767]
    assert snapshot.statistics[0, STATISTIC_NAMES.index("grad_norm")] == pytest.approx(5**0.5 * 1e-6)


def test_gradients_that_are_not_wanted_are_not_there() -> None:
    model = matrix([[1.0, 1.0]])
    snapshot = encoded(model, planned(model, gradients=False))
    assert snapshot.gradients is None
    assert np.isnan(snapshot.statistics[0, STATISTIC_NAMES.index("grad_norm")])


def test_each_row_has_its_own_scale_norm_and_gradient_norm() -> None:
    model = nn.Embedding(3, 2)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[3.0, -4.0], [0.0, 0.0], [0.001, 0.0]]))
    model.weight.grad = torch.tensor([[0.0, 0.0], [6.0, 8.0], [1.0, 0.0]])
    cloud = encoded(model, planned(model)).rows["weight"]
    assert cloud.codes.tolist() == [[24_575, -32_767], [0, 0], [32_767, 0]]
    assert cloud.statistics == pytest.approx(np.array([[4, 5, 0], [0, 0, 10], [0.001, 0.001, 1]]))
    assert cloud.statistics.dtype == np.float32


def test_the_change_since_the_snapshot_before_counts_per_update() -> None:
    model = matrix([[3.0, 4.0]])
    plan = planned(model)
    before = PreviousSample(10, np.array([3.0, 3.0], np.float32))
    ratio = encoded(model, plan, 15, before).statistics[0, STATISTIC_NAMES.index("update_ratio")]
    assert ratio == pytest.approx(math.sqrt(0.5) / 5 / math.sqrt(12.5))
    assert np.isnan(encoded(model, plan, 15).statistics[0, STATISTIC_NAMES.index("update_ratio")])


@pytest.mark.parametrize("max_bytes", [524_288, 20_000])
def test_the_rounding_floor_is_true(max_bytes: int) -> None:
    torch.manual_seed(0)
    model = nn.Embedding(200, 100)
    plan = planned(model, max_bytes=max_bytes)
    sample = Sampler(plan).sample(named_tensors(model)).result()
    snapshot = encode_sample(plan, sample, 0, None)
    scale = snapshot.statistics[:, STATISTIC_NAMES.index("weight_scale")]
    error = np.abs(decode(snapshot.weights, np.repeat(scale, len(sample.tiles))) - sample.tiles).max()
    assert 0.4 * plan.layout.rounding_floor * scale[0] < error <= 1.01 * plan.layout.rounding_floor * scale[0]
    (cloud,) = plan.layout.clouds
    rows = snapshot.rows["weight"]
    scales = rows.statistics[:, :1]
    row_error = (np.abs(decode(rows.codes, scales) - sample.rows["weight"]) / scales).max()
    assert 0.4 * cloud.rounding_floor < row_error <= 1.01 * cloud.rounding_floor  # decoding rounds, too
