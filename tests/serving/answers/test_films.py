"""UMAP over time, with the real library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.answers import films
from tensorboard_plugin_paramviz.serving.answers.cloud import CloudRequest, Clouds
from tensorboard_plugin_paramviz.serving.errors import ProjectionError
from tensorboard_plugin_paramviz.serving.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.serving.sources.source import Source
    from tests.serving.answers.conftest import WriteRows

    OpenSource = Callable[[Path], Source]


def groups(columns: int, seed: int = 0) -> dict[int, np.ndarray]:
    """Three groups of ten rows that part, by step."""
    random = np.random.default_rng(seed)
    centers, noise = random.standard_normal((3, columns)), random.standard_normal((30, columns))
    return {step: 0.1 * step * np.repeat(centers, 10, axis=0) * 3 + noise for step in range(0, 60, 10)}


def test_two_runs_of_other_widths_lie_in_one_film(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "_MOST_SLICES", 3)
    write_rows(tmp_path / "a", groups(8))
    write_rows(tmp_path / "b", groups(12, seed=1))
    source = open_source(tmp_path)
    clouds = Clouds(Reader())
    cloud = clouds.cloud(source, CloudRequest(["a", "b"], "wte", projection="umap"))
    assert cloud.projection == "umap"
    for run in cloud.runs:
        assert run.points.steps.tolist() == [10, 30, 50]
        assert run.points.positions.shape == (3, 30, 3)
        assert np.isfinite(run.points.positions).all()
        assert run.fit.fitted_steps == 3
        assert not any(run.fit.basis.explained_variance)
        preservation = run.fit.preservation
        assert preservation is not None
        assert preservation.share > preservation.by_chance + 0.2
    newest = cloud.runs[0].points.positions[-1].reshape(3, 10, 3)
    within = np.linalg.norm(newest - newest.mean(axis=1, keepdims=True), axis=-1).mean()
    assert within < np.linalg.norm(newest.mean(axis=1) - newest.mean(axis=(0, 1)), axis=-1).mean()

    kept = clouds.cloud(source, CloudRequest(["b"], "wte", basis=cloud.basis, after=10))
    assert kept.basis == cloud.basis
    np.testing.assert_array_equal(kept.runs[0].points.positions, cloud.runs[1].points.positions[1:])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (np.zeros((5000, 2)), "lays out 8000 rows at most"),
        (np.full((30, 2), np.nan), "needs two steps or runs"),
        (np.zeros((15, 2)), "16 finite rows each"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource, rows: np.ndarray, message: str
) -> None:
    write_rows(tmp_path / "a", {0: rows, 10: rows})
    with pytest.raises(ProjectionError, match=message):
        Clouds(Reader()).cloud(open_source(tmp_path), CloudRequest(["a"], "wte", projection="umap"))


def test_without_the_library_the_error_says_what_to_install(
    tmp_path: Path, write_rows: WriteRows, open_source: OpenSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "is_installed", lambda: False)
    write_rows(tmp_path / "a", groups(8))
    with pytest.raises(ProjectionError, match=r"tensorboard-plugin-paramviz\[umap\]"):
        Clouds(Reader()).cloud(open_source(tmp_path), CloudRequest(["a"], "wte", projection="umap"))
