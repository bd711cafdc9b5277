"""Reading a model leaves no trace, and misses nothing that the plan asks for."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.model.inventory import named_tensors
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import make_plan
from tensorboard_plugin_paramviz.capture.reading.sampling import RawSample, Sampler

if TYPE_CHECKING:
    from collections.abc import Callable


def sample(model: nn.Module, **arguments: object) -> RawSample:
    plan = make_plan(model, capture_options(**arguments))  # type: ignore[arg-type]  # each fits
    return Sampler(plan).sample(named_tensors(model)).result()


def test_tiles_lie_one_after_the_other() -> None:
    model = nn.Linear(3, 2)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
        model.bias.copy_(torch.tensor([7.0, 8.0]))
    found = sample(model)
    assert found.tiles.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found.gradients is not None
    assert np.isnan(found.gradients.tiles).all()
    assert found.norms.norms.tolist() == pytest.approx([91**0.5, 113**0.5])


def test_gradients_lie_where_their_weights_do() -> None:
    model = nn.ModuleDict({"with": nn.Linear(2, 1, bias=False), "without": nn.Linear(1, 1, bias=False)})
    model["with"].weight.grad = torch.tensor([[3.0, 4.0]])
    gradients = sample(model).gradients
    assert gradients is not None
    assert np.array_equal(gradients.tiles, [3, 4, np.nan], equal_nan=True)
    assert np.array_equal(gradients.norms.norms, [5, np.nan], equal_nan=True)
    assert sample(model, gradients=False).gradients is None


def test_rows_are_full_and_know_their_gradients() -> None:
    model = nn.Embedding(4, 2)
    with torch.no_grad():
        model.weight.copy_(torch.arange(8.0).reshape(4, 2))
    model.weight.grad = torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0], [6.0, 8.0]])
    found = sample(model, rows={"weight": [3, 1]})
    assert found.rows["weight"].tolist() == [[6, 7], [2, 3]]
    assert found.gradients is not None
    gradients = found.gradients.rows["weight"]
    assert gradients is not None
    assert gradients.tolist() == [[6, 8], [3, 4]]


def test_a_sparse_gradient_is_read_like_a_dense_one() -> None:
    dense, sparse = nn.Embedding(50, 4), nn.Embedding(50, 4, sparse=True)
    sparse.load_state_dict(dense.state_dict())
    tokens = torch.tensor([3, 7, 7, 49])
    for model in (dense, sparse):
        model(tokens).square().sum().backward()
    first, second = sample(dense).gradients, sample(sparse).gradients
    assert sparse.weight.grad is not None
    assert sparse.weight.grad.is_sparse
    assert first is not None
    assert second is not None
    assert np.allclose(first.tiles, second.tiles)
    assert np.allclose(first.norms.norms, second.norms.norms)
    first_rows, second_rows = first.rows["weight"], second.rows["weight"]
    assert first_rows is not None
    assert second_rows is not None
    assert np.allclose(first_rows, second_rows)


def test_a_gradient_of_a_shape_that_the_weight_no_longer_has_is_none() -> None:
    model = nn.Linear(2, 2, bias=False)
    model(torch.ones(1, 2)).sum().backward()
    model.weight.data = torch.ones(3, 2)
    gradients = sample(model).gradients
    assert gradients is not None
    assert np.isnan(gradients.tiles).all()


def test_a_sample_is_no_view_of_the_model() -> None:
    model = nn.Embedding(4, 3)
    found = sample(model)
    before = copy.deepcopy(found)
    with torch.no_grad():
        model.weight.fill_(9)
    assert np.array_equal(found.tiles, before.tiles)
    assert np.array_equal(found.rows["weight"], before.rows["weight"])


def test_every_dtype_in_one_model() -> None:
    model = nn.Module()
    for name, dtype in {"a": torch.float16, "b": torch.bfloat16, "c": torch.float64, "d": torch.complex64}.items():
        model.register_parameter(name, nn.Parameter(torch.full((2,), 2, dtype=dtype)))
    for name, dtype in {"e": torch.bool, "f": torch.int32, "g": torch.float8_e5m2}.items():
        model.register_parameter(name, nn.Parameter(torch.ones((2,)).to(dtype), requires_grad=False))
    found = sample(model)
    assert found.tiles.tolist() == [2, 2, 2, 2, 2, 2, 2, 0, 2, 0, 1, 1, 1, 1, 1, 1]
    assert found.norms.norms.tolist() == pytest.approx([8**0.5] * 4 + [2**0.5] * 3)


def test_reading_leaves_no_trace(
    model: nn.Module, train: Callable[[nn.Module, torch.optim.Optimizer, torch.Generator], float]
) -> None:
    train(model, torch.optim.SGD(model.parameters(), 0.1), torch.Generator().manual_seed(0))
    model.eval()
    weights = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    gradients = {
        name: parameter.grad.clone() for name, parameter in model.named_parameters() if parameter.grad is not None
    }
    versions = {name: parameter._version for name, parameter in model.named_parameters()}
    random_state = torch.get_rng_state()
    sample(model)
    assert torch.equal(torch.get_rng_state(), random_state)
    assert torch.is_grad_enabled()
    assert not model.training
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter, weights[name])
        assert parameter.grad is not None
        assert torch.equal(parameter.grad, gradients[name])
        assert parameter._version == versions[name]
        assert parameter.requires_grad
