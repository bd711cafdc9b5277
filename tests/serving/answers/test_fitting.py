"""Runs brought to each other, and what the picture keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.answers import fitting
from tensorboard_plugin_paramviz.serving.answers.cloud import CloudRequest, Clouds
from tensorboard_plugin_paramviz.serving.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.serving.answers.basis_id import Projection
    from tensorboard_plugin_paramviz.serving.answers.cloud import Cloud
    from tensorboard_plugin_paramviz.serving.sources.source import Source
    from tests.serving.answers.conftest import WriteRows

    OpenSource = Callable[[Path], Source]

ROWS, COLUMNS = 60, 8
LABELS = [f"token {row}" for row in range(ROWS)]


def training(seed: int = 0, *, rows: int = ROWS, columns: int = COLUMNS, steps: int = 4) -> dict[int, np.ndarray]:
    """Rows that drift from where they start, by step."""
    start, drift = np.random.default_rng(seed).standard_normal((2, rows, columns)) * np.linspace(2, 0.5, columns)
    return {10 * step: start + step * drift for step in range(steps)}


def rotated(run: dict[int, np.ndarray], columns: int = COLUMNS, seed: int = 7) -> dict[int, np.ndarray]:
    """The same run in other directions, in more columns if asked for."""
    random = np.random.default_rng(seed)
    (width,) = {rows.shape[1] for rows in run.values()}
    frame, _ = np.linalg.qr(random.standard_normal((columns, width)))
    return {step: rows @ frame.T for step, rows in run.items()}


def ask(source: Source, *names: str, projection: Projection = "pca", align: bool = True) -> Cloud:
    return Clouds(Reader()).cloud(source, CloudRequest(names, "wte", projection=projection, align=align))


@pytest.mark.parametrize("projection", ["pca", "final"])
def test_two_runs_that_are_rotations_of_each_other_coincide(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource, projection: Projection
) -> None:
    write_rows(tmp_path / "a", training(), labels=LABELS)
    write_rows(tmp_path / "b", rotated(training()), labels=LABELS)
    first, second = ask(open_source(tmp_path), "a", "b", projection=projection).runs
    extent = np.ptp(first.points.positions)
    assert np.abs(first.points.positions - second.points.positions).max() < 1e-3 * extent
    assert (first.fit.alignment.method, second.fit.alignment.method) == ("reference", "rotation")
    assert (second.fit.alignment.onto, second.fit.alignment.matched_by) == ("a", "labels")
    assert second.fit.alignment.shared_rows == ROWS
    agreement = second.fit.alignment.agreement
    assert agreement is not None
    assert agreement.found == pytest.approx(1, abs=1e-4)
    assert agreement.by_chance < 0.6

    apart = ask(open_source(tmp_path), "a", "b", projection=projection, align=False).runs
    assert apart[1].fit.alignment.method == "none"
    assert np.abs(apart[0].points.positions - apart[1].points.positions).max() > 0.3 * extent


def test_a_rotation_in_all_columns_stays_rigid(tmp_path: Path, write_rows: WriteRows, open_source: OpenSource) -> None:
    """Within the picture's own three axes nothing is lost; beyond them a turn out of sight shortens distances."""
    start = training()[0] * [1, 1, 1, 0, 0, 0, 0, 0]
    angles = np.linspace(0, 1, 6)
    turns = {}
    for step, angle in enumerate(angles):
        turn = np.eye(COLUMNS)
        turn[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        turns[step] = start @ turn
    frame, _ = np.linalg.qr(np.random.default_rng(3).standard_normal((COLUMNS, COLUMNS)))
    write_rows(tmp_path / "a", {step: rows @ frame for step, rows in turns.items()})
    positions = ask(open_source(tmp_path), "a").runs[0].points.positions  # (T, N, 3)
    distances = np.linalg.norm(positions[:, :, np.newaxis] - positions[:, np.newaxis], axis=-1)  # (T, N, N)
    np.testing.assert_allclose(distances, np.broadcast_to(distances[0], distances.shape), atol=2e-3)


def test_what_stands_still_does_not_jitter_beside_what_moves(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource
) -> None:
    still = training()[0]
    write_rows(tmp_path / "still", dict.fromkeys(range(0, 50, 10), still))
    write_rows(tmp_path / "moving", training(seed=1))
    positions = ask(open_source(tmp_path), "moving", "still").runs[1].points.positions
    assert np.ptp(positions, axis=0).max() < 1e-5 * np.ptp(positions)


def test_runs_of_one_start_are_left_as_they_are(tmp_path: Path, write_rows: WriteRows, open_source: OpenSource) -> None:
    start, other = training(), training(seed=1)
    write_rows(tmp_path / "a", start)
    write_rows(tmp_path / "b", {step: start[0] + other[step] - other[0] for step in start})
    first, second = ask(open_source(tmp_path), "a", "b").runs
    assert second.fit.alignment.method == "same_start"
    np.testing.assert_allclose(first.points.positions[0], second.points.positions[0], atol=1e-3)


def test_runs_of_other_width_are_turned_in_the_picture(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource
) -> None:
    write_rows(tmp_path / "narrow", training(), labels=LABELS)
    write_rows(tmp_path / "wide", rotated(training(), columns=20), labels=LABELS)
    write_rows(tmp_path / "wide too", rotated(training(), columns=20, seed=9), labels=LABELS)
    runs = ask(open_source(tmp_path), "narrow", "wide", "wide too").runs
    extent = np.ptp(runs[0].points.positions)
    for run in runs[1:]:
        assert np.abs(runs[0].points.positions - run.points.positions).max() < 1e-2 * extent
    assert [run.fit.alignment.method for run in runs] == ["reference", "picture_rotation", "rotation"]
    assert [run.fit.group for run in runs] == [0, 1, 1]
    assert runs[1].fit.basis.explained_variance == pytest.approx(runs[0].fit.basis.explained_variance, abs=1e-3)


def test_nothing_is_turned_without_shared_rows_or_for_plain_columns(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource
) -> None:
    write_rows(tmp_path / "a", training(), labels=LABELS)
    write_rows(tmp_path / "b", rotated(training()), labels=[f"other {row}" for row in range(ROWS)])
    write_rows(tmp_path / "c", training(columns=5), labels=[f"third {row}" for row in range(ROWS)])
    source = open_source(tmp_path)
    alignments = [run.fit.alignment for run in ask(source, "a", "b", "c").runs]
    assert [(a.method, a.onto) for a in alignments] == [("reference", ""), ("none", "a"), ("none", "a")]
    assert [run.fit.alignment.method for run in ask(source, "a", "b", projection="first").runs] == ["reference", "none"]


def test_what_the_picture_keeps_of_the_neighbourhoods(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource
) -> None:
    flat = training()[0] * [1, 1, 1, 0, 0, 0, 0, 0]
    write_rows(tmp_path / "flat", {0: flat})
    write_rows(tmp_path / "round", {0: np.random.default_rng(0).standard_normal((400, 100))})
    write_rows(tmp_path / "few", {0: flat[:5]})
    write_rows(tmp_path / "equal", {0: np.zeros((ROWS, COLUMNS))})
    write_rows(tmp_path / "huge", {0: flat * 1e31})
    source = open_source(tmp_path)
    kept = {name: ask(source, name).runs[0].fit.preservation for name in ("flat", "round", "few", "equal", "huge")}
    assert kept["few"] is kept["equal"] is None
    assert kept["huge"] == kept["flat"]
    assert kept["flat"] is not None
    assert kept["round"] is not None
    assert kept["flat"].share > 0.99
    assert kept["flat"].by_chance == pytest.approx(10 / 59)
    assert kept["round"].by_chance < kept["round"].share < 0.3


def test_axes_are_those_of_the_newest_finite_step(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource
) -> None:
    steps = training()
    write_rows(tmp_path / "a", steps | {40: np.full((ROWS, COLUMNS), np.nan)})
    write_rows(tmp_path / "b", {step: rows for step, rows in steps.items() if step <= 30})
    source = open_source(tmp_path)
    with_nan, without = (ask(source, name, projection="final").runs[0] for name in "ab")
    np.testing.assert_allclose(with_nan.points.positions[:4], without.points.positions, atol=1e-5)
    assert np.isnan(with_nan.points.positions[4]).all()


def test_a_long_run_is_fitted_on_an_even_selection_and_says_so(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(tmp_path / "a", training(steps=20))
    source = open_source(tmp_path)
    whole = ask(source, "a").runs[0]
    monkeypatch.setattr(fitting, "_MOST_PRODUCTS", 5 * ROWS * COLUMNS**2)
    some = ask(source, "a").runs[0]
    assert (whole.fit.fitted_steps, some.fit.fitted_steps) == (20, 5)
    assert len(some.points.steps) == 20
    np.testing.assert_allclose(some.fit.basis.explained_variance, whole.fit.basis.explained_variance, atol=0.05)


def test_a_run_of_which_every_row_is_lost_has_no_place(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource
) -> None:
    write_rows(tmp_path / "a", {0: np.full((ROWS, COLUMNS), np.nan)})
    write_rows(tmp_path / "b", training())
    lost, sound = ask(open_source(tmp_path), "a", "b").runs
    assert np.isnan(lost.points.positions).all()
    assert sound.fit.alignment.method == "none"
    assert np.isfinite(sound.points.positions).all()
