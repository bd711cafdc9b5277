"""Neighbours, held against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import pairwise_distances

from tensorboard_plugin_paramviz.serving.analysis import neighbors
from tensorboard_plugin_paramviz.serving.analysis.neighbors import (
    METRICS,
    Metric,
    distances_from,
    nearest,
    neighbor_change,
    neighborhoods,
    present,
    spread_evenly,
)


def cloud(rows: int = 60, columns: int = 7, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((rows, columns)).astype(np.float32) + 0.5


@pytest.mark.parametrize("metric", METRICS)
def test_the_nearest_are_those_of_scikit_learn(metric: Metric) -> None:
    rows = cloud()
    expected = pairwise_distances(rows.astype(np.float64), metric=metric)
    for query in (0, 17, 59):
        distances = distances_from(rows, query, metric)
        np.testing.assert_allclose(distances, expected[query], atol=1e-5)
        order = [index for index in np.argsort(expected[query], kind="stable") if index != query]
        assert nearest(distances, query, 10).tolist() == order[:10]


@pytest.mark.parametrize("metric", METRICS)
def test_neighborhoods_are_the_nearest_of_each_row(metric: Metric, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, queries = cloud(), np.array([3, 50, 7, 8, 9])
    monkeypatch.setattr(neighbors, "_CHUNK_CELLS", 2 * len(rows))
    found = list(neighborhoods(rows, queries, 6, metric))
    assert [some.tolist() for some, _ in found] == [[3, 50], [7, 8], [9]]
    masks = np.concatenate([mask for _, mask in found])
    for query, mask in zip(queries, masks, strict=True):
        expected = nearest(distances_from(rows, int(query), metric), int(query), 6)
        assert set(np.flatnonzero(mask)) == set(expected)


@pytest.mark.parametrize("count", [1, 3])
def test_neighborhoods_among_many_rows_are_the_same(count: int) -> None:
    rows, queries = cloud(4000, 3), np.array([0, 1234, 3999])
    ((_, masks),) = neighborhoods(rows, queries, count, "euclidean")
    for query, mask in zip(queries, masks, strict=True):
        assert set(np.flatnonzero(mask)) == set(
            nearest(distances_from(rows, int(query), "euclidean"), int(query), count)
        )


def test_of_equal_neighbours_the_first_comes_first() -> None:
    rows = np.array([[0.0], [1.0], [-1.0], [1.0], [5.0]], np.float32)
    assert nearest(distances_from(rows, 0, "euclidean"), 0, 2).tolist() == [1, 2]
    assert nearest(distances_from(rows, 0, "euclidean"), 0, 99).tolist() == [1, 2, 3, 4]


def test_rows_that_are_not_finite_or_have_no_direction_are_nobodys_neighbours() -> None:
    rows = cloud(6)
    rows[1, 0], rows[2, 1], rows[3] = np.nan, np.inf, 0
    assert present(rows, "euclidean").tolist() == [True, False, False, True, True, True]
    assert present(rows, "cosine").tolist() == [True, False, False, False, True, True]
    assert set(nearest(distances_from(rows, 0, "euclidean"), 0, 9).tolist()) == {3, 4, 5}
    assert set(nearest(distances_from(rows, 0, "cosine"), 0, 9).tolist()) == {4, 5}
    assert nearest(distances_from(rows, 1, "euclidean"), 1, 9).size == 0
    assert nearest(distances_from(rows, 3, "cosine"), 3, 9).size == 0


@pytest.mark.parametrize("metric", METRICS)
def test_a_turn_of_the_whole_embedding_changes_no_neighbour(metric: Metric) -> None:
    rows = cloud(200, 16)
    rotation, _ = np.linalg.qr(np.random.default_rng(1).standard_normal((16, 16)))
    queries = np.arange(200)
    assert neighbor_change(rows, (rows @ rotation).astype(np.float32), queries, 10, metric).max() == 0
    others = neighbor_change(rows, cloud(200, 16, seed=2), queries, 10, metric)
    assert others.mean() == pytest.approx(1 - 10 / 199, abs=0.02)


def test_the_change_is_the_share_of_others() -> None:
    before = np.arange(8, dtype=np.float32)[:, np.newaxis]
    after = before.copy()
    after[1] = 100  # was one of the two neighbours of row 0
    change = neighbor_change(before, after, np.array([0, 5]), 2, "euclidean")
    assert change.tolist() == [0.5, 0.0]


def test_a_row_alone_has_no_neighbours_to_change() -> None:
    assert np.isnan(neighbor_change(cloud(1), cloud(1), np.array([0]), 10, "euclidean")).all()
    assert neighbor_change(cloud(5), cloud(5), np.zeros(0, np.intp), 3, "cosine").shape == (0,)


def test_an_even_spread() -> None:
    assert spread_evenly(10, 4).tolist() == [0, 2, 5, 7]
    assert spread_evenly(3, 4).tolist() == [0, 1, 2]
    assert spread_evenly(0, 4).tolist() == []
