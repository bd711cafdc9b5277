"""Statistics against numbers worked out by hand, and against numpy."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tensorboard_plugin_paramviz.capture.reading.norms import Norms
from tensorboard_plugin_paramviz.capture.writing.statistics import (
    TileGrid,
    statistics_table,
    tensor_statistics,
    update_ratio,
)
from tensorboard_plugin_paramviz.format.layout import Layout, ParameterLayout
from tensorboard_plugin_paramviz.format.names import STATISTIC_NAMES


def grid_of(*tile_shapes: tuple[int, int]) -> TileGrid:
    parameters = []
    offset = 0
    for index, shape in enumerate(tile_shapes):
        parameters.append(ParameterLayout(str(index), shape, "float32", "other", shape, offset))
        offset += shape[0] * shape[1]
    return TileGrid.of(Layout("Model", offset, tuple(parameters)))


def statistics_of(*tiles: list[float], nonfinite: tuple[float, ...] | None = None) -> dict[str, list[float]]:
    values = np.array([value for tile in tiles for value in tile], np.float32)
    grid = grid_of(*((1, len(tile)) for tile in tiles))
    norms = np.array([math.sqrt(sum(value * value for value in tile)) for tile in tiles])
    counts = np.array(nonfinite if nonfinite is not None else [0.0] * len(tiles))
    return {name: column.tolist() for name, column in tensor_statistics(values, Norms(norms, counts), grid).items()}


def test_statistics_of_two_tiles() -> None:
    found = statistics_of([1.0, 2.0, 3.0, 4.0], [0.0, -8.0])
    assert found == {
        "mean": [2.5, -4.0],
        "std": [pytest.approx(math.sqrt(1.25)), 4.0],
        "min": [1.0, -8.0],
        "max": [4.0, 0.0],
        "rms": [pytest.approx(math.sqrt(30 / 4)), pytest.approx(math.sqrt(32))],
        "norm": [pytest.approx(math.sqrt(30)), 8.0],
        "zeros": [0.0, 0.5],
        "nonfinite": [0.0, 0.0],
        "scale": [4.0, 8.0],
        "q01": [pytest.approx(1.03), pytest.approx(-7.92)],
        "q05": [pytest.approx(1.15), pytest.approx(-7.6)],
        "q25": [1.75, -6.0],
        "q50": [2.5, -4.0],
        "q75": [3.25, -2.0],
        "q95": [pytest.approx(3.85), pytest.approx(-0.4)],
        "q99": [pytest.approx(3.97), pytest.approx(-0.08)],
    }


def test_values_that_are_not_finite_are_left_out() -> None:
    found = statistics_of([math.nan, 1.0, math.inf, 3.0, -math.inf], nonfinite=(3.0,))
    assert (found["mean"], found["std"], found["min"], found["max"]) == ([2.0], [1.0], [1.0], [3.0])
    assert (found["q50"], found["scale"], found["nonfinite"]) == ([2.0], [3.0], [3.0])


def test_a_tile_without_any_finite_value_has_no_statistics() -> None:
    found = statistics_of([math.nan, math.inf], nonfinite=(2.0,))
    assert found["nonfinite"] == [2.0]
    assert found["scale"] == [0.0]
    for name in ("mean", "std", "min", "max", "zeros", "q01", "q50", "q99"):
        assert np.isnan(found[name]).all(), name


def test_an_absent_gradient_has_no_statistics_at_all() -> None:
    found = tensor_statistics(
        np.array([np.nan, np.nan, 1.0], np.float32),
        Norms(np.array([np.nan, 1.0]), np.array([np.nan, 0.0])),
        grid_of((1, 2), (1, 1)),
    )
    assert all(np.isnan(column[0]) for column in found.values())
    assert not any(np.isnan(column[1]) for column in found.values())


def test_statistics_are_numpys() -> None:
    random = np.random.default_rng(0)
    shapes = [(3, 5), (1, 1), (8, 8), (3, 5), (1, 40)]
    tiles = [random.standard_normal(rows * columns).astype(np.float32) for rows, columns in shapes]
    zeros = np.zeros(len(shapes))
    found = tensor_statistics(np.concatenate(tiles), Norms(zeros, zeros), grid_of(*shapes))
    for index, tile in enumerate(tiles):
        assert found["mean"][index] == pytest.approx(tile.astype(np.float64).mean())
        assert found["std"][index] == pytest.approx(tile.astype(np.float64).std(), abs=1e-12)
        for name, share in {"q01": 0.01, "q05": 0.05, "q25": 0.25, "q75": 0.75, "q95": 0.95, "q99": 0.99}.items():
            assert found[name][index] == pytest.approx(np.quantile(tile.astype(np.float64), share)), name


def test_an_update_ratio_is_the_change_per_update_over_the_weights_size() -> None:
    before = np.array([1.0, 1.0, 5.0, 2.0], np.float32)
    after = np.array([4.0, 5.0, 5.0, 2.0], np.float32)
    ratio = update_ratio(after, before, 10, np.array([2.0, 5.0]), grid_of((1, 2), (1, 2)))
    assert ratio.tolist() == [pytest.approx(math.sqrt(12.5) / 10 / 2), 0.0]


def test_an_update_ratio_needs_weights_to_compare() -> None:
    before = np.array([0.0, np.nan, np.nan, 1.0], np.float32)
    after = np.array([0.0, 1.0, 5.0, 3.0], np.float32)
    ratio = update_ratio(after, before, 1, np.array([0.0, 1.0, 2.0]), grid_of((1, 1), (1, 1), (1, 2)))
    assert np.isnan(ratio[:2]).all()  # all weights are 0; there is none to compare
    assert ratio[2] == 1.0  # of the one that was finite before


def test_the_table_has_the_formats_columns() -> None:
    weights = {name: np.array([float(column)]) for column, name in enumerate(STATISTIC_NAMES)} | {
        "scale": np.array([99.0])
    }
    gradients = {name.removeprefix("grad_"): np.array([-float(column)]) for column, name in enumerate(STATISTIC_NAMES)}
    table = statistics_table(weights, gradients, np.array([0.5]))
    assert table.dtype == np.float32
    row = dict(zip(STATISTIC_NAMES, table[0].tolist(), strict=True))
    assert (row["mean"], row["q99"], row["weight_scale"]) == (0.0, 14.0, 99.0)
    assert (row["grad_mean"], row["grad_q95"], row["grad_scale"]) == (-15.0, -22.0, -25.0)
    assert row["update_ratio"] == 0.5


def test_what_is_not_known_is_nan() -> None:
    weights = {name: np.array([1.0]) for name in STATISTIC_NAMES[:15]} | {"scale": np.array([1.0])}
    row = dict(zip(STATISTIC_NAMES, statistics_table(weights, None, None)[0].tolist(), strict=True))
    unknown = {name for name, value in row.items() if math.isnan(value)}
    assert unknown == {name for name in STATISTIC_NAMES if name.startswith("grad_")} | {"update_ratio"}
