"""Pieces of a sample, put together."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import Plan, make_plan
from tensorboard_plugin_paramviz.capture.sharding.gathered_sample import GatheredSample, IncompleteSampleError
from tensorboard_plugin_paramviz.capture.sharding.pieces import Piece, pieces_from_bytes, pieces_to_bytes


@pytest.fixture
def plan() -> Plan:
    """Of an embedding with three rows of two, and a scale."""
    model = nn.Embedding(3, 2)
    model.scale = nn.Parameter(torch.ones(()))
    return make_plan(model, capture_options(rows={"weight": [2, 0]}))


def piece(runs: list[list[int]], values: list[float], held: tuple[int, int], norms: tuple[float, float]) -> Piece:
    nonfinite = np.array([0.0 if math.isfinite(norm) else 1.0 for norm in norms])
    return Piece(
        np.array(runs, np.int64).reshape(-1, 2),
        np.array(values, np.float32),
        np.array(norms),
        nonfinite,
        np.array(held),
    )


# The line of numbers: six of the weight's tile, the scale, row 2, row 0.
UPPER = piece([[0, 4], [6, 1], [9, 2]], [1, 2, 3, 4, 7, 1, 2], (4, 1), (3.0, 7.0))
LOWER = piece([[4, 2], [7, 2]], [5, 6, 5, 6], (2, 0), (4.0, math.nan))
NOTHING = piece([], [], (0, 0), (math.nan, math.nan))


def test_numbers_come_to_their_places_and_norms_add_up(plan: Plan) -> None:
    found = GatheredSample(plan, [[UPPER, UPPER], [LOWER, LOWER]]).result()
    assert found.tiles.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert found.rows["weight"].tolist() == [[5, 6], [1, 2]]
    assert found.norms.norms.tolist() == [5, 7]
    assert found.norms.nonfinite.tolist() == [0, 0]
    assert found.gradients is not None
    assert found.gradients.tiles.tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_a_gradient_that_is_there_in_part_is_none(plan: Plan) -> None:
    gradients = GatheredSample(plan, [[UPPER, UPPER], [LOWER, NOTHING]]).result().gradients
    assert gradients is not None
    assert np.array_equal(gradients.tiles, [math.nan] * 6 + [7], equal_nan=True)
    assert np.array_equal(gradients.norms.norms, [math.nan, 7], equal_nan=True)
    assert np.array_equal(gradients.norms.nonfinite, [math.nan, 0], equal_nan=True)
    assert gradients.rows["weight"] is None


@pytest.mark.parametrize("pieces", [[UPPER], [UPPER, LOWER, LOWER]])
def test_a_parameter_that_is_not_all_there_once_is_named(plan: Plan, pieces: list[Piece]) -> None:
    with pytest.raises(IncompleteSampleError, match="do not hold every weight of weight exactly once"):
        GatheredSample(plan, [[piece, piece] for piece in pieces]).result()


@pytest.mark.parametrize(("norm", "expected"), [(math.nan, math.nan), (math.inf, math.inf), (3e200, 3e200)])
def test_norms_neither_hide_what_is_not_finite_nor_overflow(plan: Plan, norm: float, expected: float) -> None:
    upper = piece([[0, 4], [6, 1], [9, 2]], [1, 2, 3, 4, 7, 1, 2], (4, 1), (norm, 7.0))
    norms = GatheredSample(plan, [[upper, upper], [LOWER, LOWER]]).result().norms
    assert np.array_equal(norms.norms, [expected, 7], equal_nan=True)
    assert norms.nonfinite.tolist() == [float(not math.isfinite(norm)), 0]


def test_pieces_travel() -> None:
    found = pieces_from_bytes(pieces_to_bytes([UPPER, NOTHING]))
    assert len(found) == 2
    for arrived, sent in zip(found, [UPPER, NOTHING], strict=True):
        for name, array in vars(sent).items():
            assert np.array_equal(vars(arrived)[name], array, equal_nan=True), name
