"""Turns that bring together what is alike, and tell how much of that is chance."""

from __future__ import annotations

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.analysis import alignment
from tensorboard_plugin_paramviz.serving.analysis.alignment import likeness, turn_onto, turned_basis, turned_picture
from tensorboard_plugin_paramviz.serving.analysis.projection import fit_principal_axes


def cloud(rows: int, columns: int, seed: int = 0) -> np.ndarray:
    spread = np.linspace(2, 0.2, columns)
    return (np.random.default_rng(seed).standard_normal((rows, columns)) * spread).astype(np.float32)


def rotation(columns: int, seed: int = 1) -> np.ndarray:
    matrix, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((columns, columns)))
    return matrix


@pytest.mark.parametrize(("rows", "columns"), [(40, 9), (5, 9), (12, 32), (30, 150), (3, 3)])
def test_a_rotated_copy_is_turned_back(rows: int, columns: int) -> None:
    fixed = cloud(rows, columns)
    moving = (fixed @ rotation(columns)).astype(np.float32)
    turn, agreement = turn_onto(moving, fixed)
    np.testing.assert_allclose(turn.rows(moving), fixed, atol=1e-4)
    assert agreement.found == pytest.approx(1, abs=1e-5)


def test_a_turn_changes_no_distance_of_any_row() -> None:
    turn, _ = turn_onto(cloud(12, 32), cloud(12, 32, seed=5))
    others = cloud(50, 32, seed=9)
    before, after = (np.linalg.norm(rows[:, np.newaxis] - rows, axis=-1) for rows in (others, turn.rows(others)))
    np.testing.assert_allclose(after, before, atol=1e-4)


def test_the_wider_the_rows_the_better_chance_does_and_the_agreement_says_so() -> None:
    few, many = (turn_onto(cloud(n, 64), cloud(n, 64, seed=5))[1] for n in (20, 2000))
    assert few.found > 0.8  # twenty unrelated rows of 64 columns can be laid on each other
    assert few.by_chance == pytest.approx(few.found, abs=0.05)
    assert many.found < 0.3
    assert many.by_chance == pytest.approx(many.found, abs=0.05)


def test_what_is_related_agrees_more_than_chance() -> None:
    fixed = cloud(200, 32)
    moving = fixed @ rotation(32) + 0.5 * cloud(200, 32, seed=3)
    _, agreement = turn_onto(moving.astype(np.float32), fixed)
    assert agreement.found > agreement.by_chance + 0.3


def test_rows_wider_than_a_whole_turn_are_turned_within_their_largest_directions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alignment, "_WIDEST_WHOLE_TURN", 100)
    monkeypatch.setattr(alignment, "_SUBSPACE", 60)
    spread = np.exp(-np.arange(110) / 5)
    fixed = (np.random.default_rng(0).standard_normal((130, 110)) * spread).astype(np.float32)
    moving = (fixed @ rotation(110)).astype(np.float32)
    turn, agreement = turn_onto(moving, fixed)
    assert turn.frame.shape == (110, 60)
    assert agreement.found == pytest.approx(1, abs=1e-3)
    np.testing.assert_allclose(turn.rows(moving), fixed, atol=1e-2)


def test_rows_that_are_all_zero_or_enormous_are_no_trouble() -> None:
    zero = np.zeros((4, 3), np.float32)
    turn, agreement = turn_onto(zero, cloud(4, 3))
    assert np.isfinite(turn.rows(cloud(4, 3))).all()
    assert agreement.found == 0
    enormous = cloud(4, 3) * np.float32(1e37)
    assert turn_onto(enormous, cloud(4, 3))[1].found == pytest.approx(1, abs=1e-5)


def test_likeness_tells_the_same_start_from_another() -> None:
    rows = cloud(40, 9) + 7
    assert likeness(rows, rows * 2) == pytest.approx(1)
    assert abs(likeness(rows, cloud(40, 9, seed=4) + 7)) < 0.3
    assert likeness(rows, np.zeros_like(rows)) == 0


def test_a_turned_basis_gives_the_positions_of_turned_rows() -> None:
    fixed, moving = cloud(40, 9), cloud(40, 9, seed=2) + 1
    turn, _ = turn_onto(moving, fixed)
    basis = fit_principal_axes(lambda: [fixed, turn.rows(moving)], 9)
    np.testing.assert_allclose(turned_basis(basis, turn).project(moving), basis.project(turn.rows(moving)), atol=1e-4)


def test_pictures_of_other_widths_are_turned_onto_each_other() -> None:
    narrow = cloud(30, 4)
    wide = np.concatenate([narrow @ rotation(4), np.zeros((30, 3))], axis=1).astype(np.float32)
    bases = fit_principal_axes(lambda: [narrow], 4), fit_principal_axes(lambda: [wide], 7)
    fixed, moving = (basis.project(rows) for basis, rows in zip(bases, (narrow, wide), strict=True))
    turned, agreement = turned_picture(bases[1], moving, fixed)
    np.testing.assert_allclose(turned.project(wide), fixed, atol=1e-3)
    assert agreement.found == pytest.approx(1, abs=1e-4)
    assert turned.explained_variance == pytest.approx(bases[0].explained_variance, abs=1e-3)
