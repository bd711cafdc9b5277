"""Points that move because the model moved, and for no other reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.decomposition import PCA

from tensorboard_plugin_paramviz.serving.analysis.projection import first_columns, fit_principal_axes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz.serving.analysis.projection import Basis, Blocks

FITS = [fit_principal_axes, first_columns]


def training(steps: int = 12, rows: int = 40, columns: int = 9, seed: int = 0) -> np.ndarray:
    """Rows that drift, float32 `[T, N, D]`, along directions of unequal weight."""
    random = np.random.default_rng(seed)
    spread = np.linspace(3, 0.3, columns)
    start, drift = (random.standard_normal((rows, columns)) * spread for _ in range(2))
    time = np.linspace(0, 1, steps)[:, np.newaxis, np.newaxis]
    return (start + time * drift + 5).astype(np.float32)


def blocks_of(steps: np.ndarray, size: int = 5) -> Blocks:
    return lambda: (steps[start : start + size] for start in range(0, len(steps), size))


def fit(steps: np.ndarray) -> Basis:
    return fit_principal_axes(blocks_of(steps), steps.shape[-1])


def test_it_is_the_principal_component_analysis_of_all_steps_pooled() -> None:
    steps = training()
    pooled = steps.reshape(-1, steps.shape[-1])
    expected = PCA(3).fit(pooled.astype(np.float64))
    basis = fit(steps)
    positions = basis.project(steps).reshape(-1, 3)
    reference = expected.transform(pooled)
    reference *= np.sign((reference * positions).sum(axis=0))
    np.testing.assert_allclose(positions, reference, atol=1e-4)
    np.testing.assert_allclose(basis.explained_variance, expected.explained_variance_ratio_, rtol=1e-4)


def test_how_the_steps_are_cut_into_blocks_makes_no_difference() -> None:
    steps = training()
    whole, cut = fit_principal_axes(lambda: [steps], 9), fit(steps)
    np.testing.assert_allclose(whole.project(steps), cut.project(steps), atol=1e-4)


def test_the_same_rows_give_the_same_points_to_the_bit() -> None:
    steps = training()
    np.testing.assert_array_equal(fit(steps).project(steps), fit(steps.copy()).project(steps))


def test_the_largest_coordinate_of_each_axis_is_positive() -> None:
    for seed in range(5):
        axes = fit(training(seed=seed)).axes
        assert (axes[np.abs(axes).argmax(axis=0), range(3)] > 0).all()


def test_a_rigid_rotation_stays_rigid_and_what_stands_still_does_not_jitter() -> None:
    start = training(steps=1, columns=3)[0]
    angles = np.linspace(0, 1, 8)
    turns = [np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]]) for a in angles]
    turned = np.stack([start @ turn for turn in turns]).astype(np.float32)
    positions = fit(turned).project(turned)
    distances = np.linalg.norm(positions[:, :, np.newaxis] - positions[:, np.newaxis], axis=-1)  # (T, N, N)
    np.testing.assert_allclose(distances, np.broadcast_to(distances[0], distances.shape), atol=1e-4)

    still = np.broadcast_to(start, (8, *start.shape))
    positions = fit(still).project(still)
    assert np.ptp(positions, axis=0).max() == 0


def test_an_offset_that_all_rows_share_costs_no_precision() -> None:
    steps = training()
    far = (steps + np.float32(1000)).astype(np.float32)
    np.testing.assert_allclose(fit(far).project(far), fit(steps).project(steps), atol=2e-3)


def test_wide_rows_are_fitted_without_a_covariance_and_to_the_same_axes() -> None:
    random = np.random.default_rng(0)
    directions = np.linalg.qr(random.standard_normal((2500, 6)))[0]
    steps = (random.standard_normal((4, 30, 6)) * [9, 7, 5, 0.5, 0.3, 0.1]) @ directions.T
    steps = steps.astype(np.float32)
    expected = PCA(3).fit(steps.reshape(-1, 2500).astype(np.float64))
    basis = fit(steps)
    np.testing.assert_allclose(np.abs((basis.axes * expected.components_.T).sum(axis=0)), 1, atol=1e-5)
    np.testing.assert_allclose(basis.explained_variance, expected.explained_variance_ratio_, rtol=1e-4)


def test_first_columns_are_the_columns_themselves() -> None:
    steps = training()
    basis = first_columns(blocks_of(steps), 9)
    np.testing.assert_array_equal(basis.project(steps), steps[:, :, :3])
    variances = steps.reshape(-1, 9).astype(np.float64).var(axis=0)
    np.testing.assert_allclose(basis.explained_variance, variances[:3] / variances.sum(), rtol=1e-4)


@pytest.mark.parametrize("fit_basis", FITS)
@pytest.mark.parametrize("damage", [np.nan, np.inf, -np.inf])
def test_rows_that_are_not_finite_spoil_only_themselves(
    fit_basis: Callable[[Blocks, int], Basis], damage: float
) -> None:
    steps = training()
    sound = fit_basis(blocks_of(np.delete(steps, 7, axis=1)), 9)
    damaged = steps.copy()
    damaged[:, 7, 2] = damage
    basis = fit_basis(blocks_of(damaged), 9)
    np.testing.assert_allclose(basis.axes, sound.axes, atol=1e-5)
    positions = basis.project(damaged)
    assert np.isnan(positions[:, 7]).all()
    assert np.isfinite(np.delete(positions, 7, axis=1)).all()


@pytest.mark.parametrize("fit_basis", FITS)
@pytest.mark.parametrize(
    ("rows", "axes"),
    [
        (np.zeros((4, 5)), 0),
        (np.full((4, 5), 3.0), 0),
        (np.ones((1, 5)), 0),
        (np.zeros((0, 5)), 0),
        (np.full((2, 5), np.nan), 0),
        (np.arange(6.0).reshape(6, 1), 1),
        (np.random.default_rng(0).standard_normal((6, 2)), 2),
        (np.random.default_rng(0).standard_normal((2, 9)), 1),
    ],
)
def test_directions_that_do_not_exist_are_zero(
    fit_basis: Callable[[Blocks, int], Basis], rows: np.ndarray, axes: int
) -> None:
    rows = rows.astype(np.float32)
    basis = fit_basis(lambda: [rows], rows.shape[1])
    positions = basis.project(rows)
    assert positions.shape == (len(rows), 3)
    assert all(0 <= share <= 1 + 1e-6 for share in basis.explained_variance)
    if fit_basis is fit_principal_axes:
        assert np.count_nonzero(basis.explained_variance) == axes
        assert not basis.axes[:, axes:].any()
        finite = positions[np.isfinite(positions).all(axis=1)]
        np.testing.assert_allclose(finite[:, axes:], 0)


@pytest.mark.parametrize("magnitude", [1e-12, 1e12, 1e25, 1e36])
@pytest.mark.parametrize("columns", [9, 2500])
def test_weights_of_any_size_have_the_same_picture(magnitude: float, columns: int) -> None:
    steps = training(steps=2, columns=columns)
    large = (steps * np.float32(magnitude)).astype(np.float32)
    expected, found = fit(steps), fit(large)
    np.testing.assert_allclose(found.explained_variance, expected.explained_variance, rtol=1e-3)
    np.testing.assert_allclose(found.project(large) / magnitude, expected.project(steps), atol=2e-2)
