"""Selections from tensors of every dtype, shape and layout."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tensorboard_plugin_paramviz.capture.reading.tensors import dense_values, even_index, real, rows_of, tile_of


def expected_tile(matrix: torch.Tensor, rows: int, columns: int) -> list[list[float]]:
    """The format's own words: row i * R // r, column j * C // c."""
    height, width = matrix.shape
    return [[matrix[i * height // rows, j * width // columns].item() for j in range(columns)] for i in range(rows)]


@pytest.mark.parametrize("tile_shape", [(6, 8), (3, 4), (2, 8), (4, 3), (5, 7), (1, 1)])
def test_a_tile_takes_evenly_spaced_rows_and_columns(tile_shape: tuple[int, int]) -> None:
    matrix = torch.arange(48.0).reshape(6, 8)
    assert tile_of(matrix, tile_shape).tolist() == expected_tile(matrix, *tile_shape)


def test_an_even_tile_is_a_view() -> None:
    matrix = torch.arange(48.0).reshape(6, 8)
    assert tile_of(matrix, (3, 4)).data_ptr() == matrix.data_ptr()


@pytest.mark.parametrize(
    ("shape", "tile_shape", "cells"),
    [
        ((), (1, 1), [[0.0]]),
        ((6,), (1, 3), [[0.0, 2.0, 4.0]]),
        ((7,), (1, 3), [[0.0, 2.0, 4.0]]),
        ((4, 3, 2), (2, 3), [[0.0, 2.0, 4.0], [12.0, 14.0, 16.0]]),
        ((1, 5, 2), (1, 5), [[0.0, 2.0, 4.0, 6.0, 8.0]]),
        ((3, 2, 2, 2), (3, 2), [[0.0, 4.0], [8.0, 12.0], [16.0, 20.0]]),
        ((2, 1, 2, 2, 2), (2, 2), [[0.0, 4.0], [8.0, 12.0]]),
    ],
)
def test_any_shape_is_a_matrix(shape: tuple[int, ...], tile_shape: tuple[int, int], cells: list[list[float]]) -> None:
    tensor = torch.arange(float(np.prod(shape, dtype=int))).reshape(shape)
    assert tile_of(tensor, tile_shape).tolist() == cells


@pytest.mark.parametrize("tile_shape", [(4, 6), (2, 3), (3, 5)])
def test_a_transposed_or_channels_last_tensor_is_read_in_its_own_order(tile_shape: tuple[int, int]) -> None:
    transposed = torch.arange(24.0).reshape(6, 4).T
    assert tile_of(transposed, tile_shape).tolist() == expected_tile(transposed, *tile_shape)
    convolution = torch.arange(24.0).reshape(4, 3, 2, 1).contiguous(memory_format=torch.channels_last)
    assert tile_of(convolution, tile_shape).tolist() == expected_tile(convolution.reshape(4, 6), *tile_shape)


@pytest.mark.parametrize(
    "dtype",
    [
        *(torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2),
        *(torch.int8, torch.int64, torch.uint8),
    ],
)
@pytest.mark.parametrize("tile_shape", [(2, 2), (3, 3)])
def test_any_dtype_can_be_read(dtype: torch.dtype, tile_shape: tuple[int, int]) -> None:
    stored = torch.arange(16.0).reshape(4, 4).to(dtype)
    matrix = stored.to(torch.float32)
    found = torch.empty(tile_shape).copy_(tile_of(stored, tile_shape))
    assert found.tolist() == expected_tile(matrix, *tile_shape)
    rows = rows_of(stored, torch.tensor([3, 1]))
    assert rows.dtype == torch.float32
    assert rows.tolist() == matrix[[3, 1]].tolist()


def test_booleans_are_ones_and_zeros() -> None:
    assert rows_of(torch.tensor([[True, False]]), torch.tensor([0])).tolist() == [[1.0, 0.0]]


def test_a_complex_number_is_two_real_ones() -> None:
    tensor = torch.tensor([[1 + 2j, 3 + 4j], [5 + 6j, 7 + 8j]])
    assert real(tensor.conj()).flatten().tolist() == [1, -2, 3, -4, 5, -6, 7, -8]
    assert tile_of(tensor, (2, 4)).tolist() == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert rows_of(tensor, torch.tensor([1])).tolist() == [[5, 6, 7, 8]]
    assert tile_of(torch.tensor(1 + 2j), (1, 2)).tolist() == [[1, 2]]


def test_rows_are_copies() -> None:
    matrix = torch.zeros(4, 2)
    rows = rows_of(matrix, torch.arange(4))
    matrix.fill_(1)
    assert rows.sum() == 0


def test_rows_of_a_sparse_gradient_are_zero_where_it_has_none() -> None:
    gradient = torch.sparse_coo_tensor(
        torch.tensor([[4, 1, 4]]),
        torch.tensor([[1.0, 2.0], [3.0, 4.0], [10.0, 20.0]]),
        (6, 2),
        check_invariants=True,
    )
    assert rows_of(gradient, torch.tensor([5, 4, 1, 0])).tolist() == [[0, 0], [11, 22], [3, 4], [0, 0]]
    assert tile_of(gradient, (3, 1)).tolist() == [[0], [0], [11]]
    assert sorted(dense_values(gradient).flatten().tolist()) == [3, 4, 11, 22]


def test_an_empty_sparse_gradient_is_zero() -> None:
    gradient = torch.sparse_coo_tensor(
        torch.empty(1, 0, dtype=torch.int64), torch.empty(0, 2), (6, 2), check_invariants=True
    )
    assert rows_of(gradient, torch.tensor([5, 0])).tolist() == [[0, 0], [0, 0]]
    assert tile_of(gradient, (2, 2)).tolist() == [[0, 0], [0, 0]]


def test_other_sparse_layouts_are_read_as_well() -> None:
    matrix = torch.tensor([[0.0, 1.0], [2.0, 0.0]])
    sparse = matrix.to_sparse()  # of both axes
    assert tile_of(sparse, (2, 2)).tolist() == matrix.tolist()
    assert rows_of(sparse, torch.tensor([1])).tolist() == [[2, 0]]


def test_numbers_at_even_distances() -> None:
    assert even_index(10, 4, torch.device("cpu")).tolist() == [0, 2, 5, 7]
