from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from tensorboard_plugin_paramviz.serving.analysis.clusters.chance import Chance, chance_of_clouds, chance_of_curves
from tensorboard_plugin_paramviz.serving.analysis.clusters.density import measure_density
from tensorboard_plugin_paramviz.serving.analysis.clusters.peaks import find_peaks, nested_places, places
from tensorboard_plugin_paramviz.serving.analysis.clusters.signal_space import to_signal_space
from tensorboard_plugin_paramviz.serving.analysis.clusters.spanning_tree import spanning_trees


def test_reaches_are_the_distances_to_the_fifth_neighbour() -> None:
    cloud = np.random.default_rng(0).standard_normal((40, 3))
    distances, _ = NearestNeighbors(n_neighbors=6).fit(cloud).kneighbors(cloud)
    np.testing.assert_allclose(measure_density(cloud[np.newaxis]).reaches[0], distances[:, -1])


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_the_dimension_is_that_of_what_points_lie_on(dimension: int) -> None:
    random = np.random.default_rng(0)
    cloud = random.random((500, dimension)) @ np.linalg.qr(random.standard_normal((8, dimension)))[0].T
    assert measure_density(cloud[np.newaxis]).dimensions[0] == pytest.approx(dimension, rel=0.15)


def test_trees_are_the_shortest() -> None:
    line = np.array([0.0, 7.0, 1.0, 3.0])
    trees = spanning_trees(np.abs(line[:, np.newaxis] - line)[np.newaxis])
    assert sorted(trees.lengths[0].tolist()) == [1, 2, 4]
    assert {frozenset(edge) for edge in trees.ends[0].tolist()} == {frozenset(e) for e in [(0, 2), (2, 3), (3, 1)]}


def test_two_heaps_on_a_line_have_two_peaks_and_a_saddle() -> None:
    heap = np.linspace(-1, 1, 21) ** 3
    cloud = np.concatenate([heap, heap + 5])[:, np.newaxis]
    (peaks,) = find_peaks(cloud[np.newaxis])
    first, second = sorted(places(peaks, peaks.prominence), key=lambda place: place.points)

    assert first.points == tuple(range(21))
    assert second.points == tuple(range(21, 42))
    assert first.tested == second.tested == peaks.prominence
    assert places(peaks, peaks.prominence * 1.01) == []
    assert sorted(sorted(points) for points in nested_places(peaks, peaks.prominence)) == [
        list(first.points),
        list(second.points),
    ]


def test_chance_tells_its_own_levels_back() -> None:
    chance = chance_of_clouds(60, np.ones(3))
    for p_value in (0.02, 0.01, 1e-5):
        assert chance.p_value(chance.prominence(p_value)) == pytest.approx(p_value)
    assert chance.p_value(0) == 1
    assert Chance(0.25, 1, 1).p_value(1) == 1


def test_wider_gaps_come_by_chance_on_a_curve() -> None:
    assert chance_of_curves(150).prominence(0.01) > chance_of_clouds(150, np.ones(2)).prominence(0.01)


def test_directions_are_those_that_stand_out_of_noise() -> None:
    random = np.random.default_rng(0)
    noise = random.standard_normal((100, 64))
    assert to_signal_space(noise).directions == 0
    signal = np.outer(random.standard_normal(100), random.standard_normal(64))
    assert to_signal_space(noise + signal).directions == 1
    assert to_signal_space(signal).directions == 1
    assert to_signal_space(noise[:, :10]).directions == 10


def test_coordinates_keep_distances_where_no_direction_is_dropped() -> None:
    rows = np.random.default_rng(0).standard_normal((30, 5))
    coordinates = to_signal_space(rows).coordinates
    np.testing.assert_allclose(
        np.linalg.norm(coordinates[:, None] - coordinates, axis=2),
        np.linalg.norm(rows[:, None] - rows, axis=2),
        atol=1e-12,
    )
