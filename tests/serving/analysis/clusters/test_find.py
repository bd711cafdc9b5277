"""What is a cluster, and what is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.analysis.clusters.find import (
    MOST_ROWS,
    Clustering,
    central_rows,
    find_clusters,
    members_at,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Float32Array = npt.NDArray[np.float32]
    Float64Array = npt.NDArray[np.float64]

RANDOM_SEEDS = range(3)


def planted(sizes: tuple[int, ...], columns: int, distance: float, seed: int = 0) -> Float32Array:
    """Balls of unit noise around centres that are `distance` apart."""
    random = np.random.default_rng(seed)
    axes = np.linalg.qr(random.standard_normal((columns, len(sizes))))[0].T  # (G, D)
    centres = np.repeat(axes * distance / math.sqrt(2), sizes, axis=0)  # (N, D)
    return (centres + random.standard_normal(centres.shape)).astype(np.float32)


def sets(clustering: Clustering) -> list[list[int]]:
    return [cluster.rows.tolist() for cluster in clustering.clusters]


def test_planted_clusters_are_found_with_their_rows() -> None:
    clustering = find_clusters(planted((26, 26, 13), 64, 14))

    assert clustering.rows_tested == 65
    assert [len(rows) for rows in sets(clustering)] == pytest.approx([26, 26, 13], abs=4)
    for rows, planted_rows in zip(sorted(sets(clustering)), (range(26), range(26, 52), range(52, 65)), strict=True):
        assert set(rows) <= set(planted_rows)
    for cluster in clustering.clusters:
        assert cluster.p_value <= 0.01
        assert cluster.density_ratio >= clustering.density_ratio_by_chance


@pytest.mark.parametrize("columns", [2, 3, 10, 16, 17, 128])
def test_two_clusters_are_found_in_any_width(columns: int) -> None:
    assert len(find_clusters(planted((40, 40), columns, 10)).clusters) == 2


def test_clusters_of_very_different_size_are_found_where_two_halves_would_not_show_them() -> None:
    clustering = find_clusters(planted((80, 16), 32, 14))
    assert set(sets(clustering)[-1]) <= set(range(80, 96))


def test_the_same_rows_give_the_same_answer() -> None:
    rows = planted((30, 30), 20, 8)
    assert sets(find_clusters(rows)) == sets(find_clusters(rows.copy()))


def test_neither_size_nor_place_of_the_cloud_matters() -> None:
    rows = planted((30, 30), 20, 10)
    for other in (rows * np.float32(1e-6), rows * np.float32(1e30), rows + np.float32(50)):
        assert len(find_clusters(other).clusters) == 2


def decaying(columns: int, power: float) -> Float64Array:
    return np.arange(1, columns + 1, dtype=np.float64) ** -power


def ball(random: np.random.Generator, rows: int, columns: int) -> Float64Array:
    directions = random.standard_normal((rows, columns))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return np.asarray(directions * random.random((rows, 1)) ** (1 / columns))


def spiral(random: np.random.Generator, places: Float64Array, columns: int = 64) -> Float64Array:
    """Waves of falling height along a curve, as position embeddings have."""
    angles = places[:, np.newaxis] * np.arange(1, 9) * np.pi  # (N, 8)
    waves = np.hstack([np.cos(angles), np.sin(angles)]) / np.tile(np.arange(1, 9), 2)  # (N, 16)
    axes = np.linalg.qr(random.standard_normal((columns, 16)))[0].T
    return np.asarray(waves @ axes + 0.01 * random.standard_normal((len(places), columns)))


CLOUDS_WITHOUT_CLUSTERS: dict[str, Callable[[np.random.Generator], Float64Array]] = {
    "more columns than rows": lambda random: random.standard_normal((65, 128)),
    "more rows than columns": lambda random: random.standard_normal((150, 32)),
    "few columns": lambda random: random.standard_normal((120, 3)),
    "one column": lambda random: random.standard_normal((100, 1)),
    "variance that falls": lambda random: random.standard_normal((65, 128)) * decaying(128, 1),
    "variance that falls slowly": lambda random: random.standard_normal((150, 64)) * decaying(64, 0.5),
    "variance in one direction": lambda random: random.standard_normal((100, 64)) * decaying(64, 2),
    "heavy tails": lambda random: random.standard_normal((120, 64)) * np.exp(random.standard_normal((120, 1))),
    "heavy tails, variance that falls": lambda random: (
        random.standard_normal((120, 64)) * decaying(64, 1) * np.exp(random.standard_normal((120, 1)))
    ),
    "a few lonely rows": lambda random: np.vstack(
        [random.standard_normal((100, 32)), 30 * random.standard_normal((5, 32))]
    ),
    "a ball": lambda random: ball(random, 120, 5),
    "a disc": lambda random: ball(random, 120, 2) @ random.standard_normal((2, 32)),
    "a curve": lambda random: spiral(random, np.linspace(0, 1, 64)),
    "a curve, at random places": lambda random: spiral(random, random.random(100)),
    "rows that never moved": lambda random: np.vstack(
        [0.02 * random.standard_normal((80, 64)), random.standard_normal((40, 64)) * decaying(64, 0.5)]
    ),
    "a random walk": lambda random: random.standard_normal((40, 65, 64)).cumsum(axis=0)[-1],
    "a random walk in few directions": lambda random: (
        random.standard_normal((40, 65, 4)).cumsum(axis=0)[-1] @ random.standard_normal((4, 64))
        + random.standard_normal((65, 64))
    ),
}


@pytest.mark.parametrize("name", CLOUDS_WITHOUT_CLUSTERS)
def test_a_cloud_without_clusters_has_none(name: str) -> None:
    clouds = [CLOUDS_WITHOUT_CLUSTERS[name](np.random.default_rng([11, seed])) for seed in RANDOM_SEEDS]
    assert [sets(find_clusters(cloud.astype(np.float32))) for cloud in clouds] == [[]] * len(clouds)


@pytest.mark.parametrize("count", range(12))
def test_few_rows_make_no_cluster(count: int) -> None:
    rows = planted((count // 2, count - count // 2), 8, 50)
    assert find_clusters(rows) == Clustering((), 0)


@pytest.mark.parametrize("value", [0, 1, -3e38, np.nan, np.inf])
def test_equal_rows_make_no_cluster(value: float) -> None:
    assert find_clusters(np.full((50, 8), value, np.float32)).clusters == ()


@pytest.mark.parametrize("columns", [12, 16, 40, 100])
def test_rows_that_are_all_equally_far_make_no_cluster(columns: int) -> None:
    assert find_clusters(np.eye(columns, dtype=np.float32)).clusters == ()


def test_heaps_of_almost_equal_rows_have_a_finite_density() -> None:
    rows = np.repeat(np.eye(2, 8), 20, axis=0) + 1e-7 * np.random.default_rng(0).standard_normal((40, 8))
    clustering = find_clusters(rows.astype(np.float32))
    assert len(clustering.clusters) == 2
    assert all(math.isfinite(cluster.density_ratio) for cluster in clustering.clusters)


def test_rows_that_are_equal_count_once() -> None:
    rows = np.random.default_rng(0).standard_normal((60, 32)).astype(np.float32)
    rows[20:40] = rows[20]
    clustering = find_clusters(rows)
    assert clustering.clusters == ()
    assert clustering.rows_tested == 41


def test_rows_that_are_not_finite_are_left_out() -> None:
    rows = planted((30, 30), 20, 12)
    rows[::7] = np.nan
    rows[3, 4] = np.inf
    clustering = find_clusters(rows)
    assert clustering.rows_tested == 60 - 10
    assert len(clustering.clusters) == 2
    assert not {0, 3, 7, 14} & {row for found in sets(clustering) for row in found}


def test_of_many_rows_an_even_sample_is_looked_at() -> None:
    rows = planted((15_000, 5_000), 8, 12)
    clustering = find_clusters(rows)
    assert clustering.rows_tested == MOST_ROWS
    larger, smaller = sets(clustering)
    assert max(larger) < 15_000 <= min(smaller)


def test_the_same_clusters_are_seen_at_another_step() -> None:
    rows = planted((30, 30), 20, 12)
    clustering = find_clusters(rows)
    earlier = (rows + np.random.default_rng(1).standard_normal(rows.shape) / 2).astype(np.float32)

    found = [set(members.tolist()) for members in members_at(earlier, clustering)]
    assert all(any(len(own & set(rows)) > 20 for own in found) for rows in sets(clustering))
    assert members_at(rows[:5], clustering) == []
    assert members_at(np.zeros_like(rows), clustering) == []


def test_the_middle_of_a_cluster_is_told_first() -> None:
    rows = np.array([[0.0], [1.0], [2.1], [9.0], [100.0]], np.float32)
    assert central_rows(rows, np.array([0, 1, 2, 3]), 2).tolist() == [2, 1]
