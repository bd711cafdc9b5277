"""What is exact over full tensors."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from tensorboard_plugin_paramviz.capture.reading.norms import exact_norms


def test_norms_of_small_tensors() -> None:
    found = exact_norms([torch.tensor([3.0, 4.0]), torch.tensor(-2.0), torch.zeros(2, 2)])
    assert found.norms.tolist() == [5.0, 2.0, 0.0]
    assert found.nonfinite.tolist() == [0.0, 0.0, 0.0]


def test_a_long_tensor_is_as_exact_as_a_short_one() -> None:
    tensor = torch.full((10_000_000,), 0.1)  # the same rounding, again and again
    (norm,) = exact_norms([tensor]).norms
    assert norm == pytest.approx(tensor[0].double().item() * math.sqrt(10_000_000), rel=2e-5)


def test_a_single_nan_among_millions_is_counted() -> None:
    tensor = torch.ones(3_000_000)
    tensor[2_999_999] = math.nan
    found = exact_norms([torch.ones(4), tensor])
    assert found.norms[0] == 2.0
    assert np.isnan(found.norms[1])
    assert found.nonfinite.tolist() == [0.0, 1.0]


def test_infinities_and_nans_are_counted_together() -> None:
    found = exact_norms([torch.tensor([math.inf, -math.inf, math.nan, 1.0])])
    assert found.nonfinite.tolist() == [3.0]


def test_finite_values_whose_squares_are_not_have_a_norm() -> None:
    found = exact_norms([torch.tensor([3e30, 4e30])])
    assert found.norms[0] == pytest.approx(5e30)
    assert found.nonfinite.tolist() == [0.0]


def test_no_tensor_has_no_norm() -> None:
    found = exact_norms([None, torch.ones(1)])
    assert np.isnan(found.norms[0])
    assert np.isnan(found.nonfinite[0])
    assert found.norms[1] == 1.0


@pytest.mark.parametrize(
    "dtype", [torch.float64, torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.int32, torch.bool]
)
def test_any_dtype_has_a_norm(dtype: torch.dtype) -> None:
    assert exact_norms([torch.ones(400, 250).to(dtype)]).norms[0] == pytest.approx(math.sqrt(100_000), rel=1e-6)


def test_half_precision_neither_overflows_nor_rounds_the_norm() -> None:
    assert exact_norms([torch.full((10_000,), 60_000.0, dtype=torch.float16)]).norms[0] == pytest.approx(6e6, rel=1e-5)


def test_a_complex_tensors_norm_is_that_of_its_two_parts() -> None:
    assert exact_norms([torch.tensor([3 + 4j]).conj()]).norms[0] == pytest.approx(5.0)


@pytest.mark.parametrize(
    "tensor",
    [
        torch.arange(12.0).reshape(3, 4).T,
        torch.arange(24.0).reshape(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        torch.arange(12.0)[::3],
        torch.tensor([2.0]).expand(5),
        torch.arange(12.0).reshape(3, 4)[:, 1:3],
    ],
)
def test_any_memory_layout_has_the_same_norm(tensor: torch.Tensor) -> None:
    assert exact_norms([tensor]).norms[0] == pytest.approx(tensor.clone().double().norm().item(), rel=1e-6)


def test_a_sparse_gradients_repeated_rows_are_added_first() -> None:
    gradient = torch.sparse_coo_tensor(
        torch.tensor([[1, 1]]), torch.tensor([[1.0, 1.0], [2.0, 3.0]]), (5, 2), check_invariants=True
    )
    assert exact_norms([gradient]).norms[0] == 5.0


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float8_e4m3fn])
def test_another_default_device_changes_nothing(dtype: torch.dtype) -> None:
    tensor = torch.ones(8)
    tensor[3] = math.nan
    with torch.device("meta"):
        found = exact_norms([tensor.to(dtype), torch.ones(4, device="cpu").to(dtype)])
    assert found.nonfinite.tolist() == [1.0, 0.0]
    assert found.norms[1] == 2.0
