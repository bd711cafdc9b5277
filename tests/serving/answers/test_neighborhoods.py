"""Neighbours and movement of logged rows, held against the rows themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.codes import INT8
from tensorboard_plugin_paramviz.serving.answers import neighborhoods
from tensorboard_plugin_paramviz.serving.answers.neighborhoods import movement, neighborhood
from tensorboard_plugin_paramviz.serving.errors import RowAbsentError, UnknownRowError, UnknownStepError
from tensorboard_plugin_paramviz.serving.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.serving.answers.neighborhoods import Movement, Neighborhood
    from tensorboard_plugin_paramviz.serving.reading.reader import OpenRun
    from tensorboard_plugin_paramviz.serving.sources.source import Source
    from tests.serving.answers.conftest import WriteRows

    OpenSource = Callable[[Path], Source]


def line(*places: float) -> np.ndarray:
    """Rows along a line, far enough from the origin that angles order them too."""
    return np.stack([np.full(len(places), 10.0), np.array(places)], axis=1)


@pytest.fixture
def open_run(tmp_path: Path, write_rows: WriteRows, open_source: OpenSource) -> Callable[..., OpenRun]:
    """Writes rows by step, and opens the run."""

    def write(steps: dict[int, np.ndarray], **how: Any) -> OpenRun:  # noqa: ANN401  # what write_rows takes
        write_rows(tmp_path / "a", steps, **how)
        return Reader().open(open_source(tmp_path), ["a"])[0]

    return write


def near(run: OpenRun, row: int = 0, **how: Any) -> Neighborhood:  # noqa: ANN401  # what neighborhood takes
    arguments: dict[str, Any] = {"row": row, "step": None, "count": 2, "metric": "euclidean"}
    return neighborhood(run, "wte", **arguments | how)


def moved(run: OpenRun, **how: Any) -> Movement:  # noqa: ANN401  # what movement takes
    arguments: dict[str, Any] = {"first": 0, "last": 10, "limit": 100, "count": 2, "metric": "euclidean"}
    return movement(run, "wte", **arguments | how)


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
def test_neighbours_come_nearest_first_with_their_labels(open_run: Callable[..., OpenRun], metric: str) -> None:
    run = open_run({0: line(0, 5, 1, -2)}, labels=["a", "b", "c", "d"])
    found = near(run, metric=metric, count=9)
    assert [(neighbor.row, neighbor.label) for neighbor in found.neighbors] == [(2, "c"), (3, "d"), (1, "b")]
    assert found.step == 0
    if metric == "euclidean":
        assert [neighbor.distance for neighbor in found.neighbors] == pytest.approx([1, 2, 5], abs=1e-3)
    else:
        assert found.neighbors[2].distance == pytest.approx(1 - 10 / np.hypot(10, 5), abs=1e-4)


def test_who_came_and_who_went(open_run: Callable[..., OpenRun]) -> None:
    run = open_run({0: line(0, 1, 2, 9), 10: line(0, 1, 8, 3)})
    found = near(run, since=0)
    assert [neighbor.row for neighbor in found.neighbors] == [1, 3]
    assert found.came == (3,)
    assert [(neighbor.row, round(neighbor.distance)) for neighbor in found.went] == [(2, 8)]
    assert found.change == 0.5
    assert near(run, since=10).change == 0


def test_the_newest_step_is_the_default_and_any_can_be_asked_for(open_run: Callable[..., OpenRun]) -> None:
    run = open_run({0: line(0, 1, 2, 9), 10: line(0, 1, 8, 3)})
    assert near(run).step == 10
    assert [neighbor.row for neighbor in near(run, step=0).neighbors] == [1, 2]


def test_what_is_not_there_is_named(open_run: Callable[..., OpenRun]) -> None:
    run = open_run({0: line(0, 1, 2, 9), 10: np.array([[np.nan, 1], [0, 0], [1, 2], [3, 4]])})
    with pytest.raises(UnknownRowError, match="row 4 of 'wte' is not logged; 4 rows from 0 to 3 are"):
        near(run, row=4)
    with pytest.raises(UnknownStepError, match="no such rows at step 7; the nearest are 0 and 10 of 2") as raised:
        near(run, row=2, since=7)
    assert raised.value.argument == "since"
    with pytest.raises(RowAbsentError, match="row 0 of 'wte' is not finite, or not logged, at step 10"):
        near(run, row=0)
    with pytest.raises(RowAbsentError, match="is zero, and so has no direction, at step 10"):
        near(run, row=1, metric="cosine")
    assert [neighbor.row for neighbor in near(run, row=1).neighbors] == [2, 3]


def test_rows_by_how_far_they_moved(open_run: Callable[..., OpenRun]) -> None:
    run = open_run({0: line(0, 1, 2, 9, 10), 10: line(0, 1, 8, 3, 10)}, labels=list("abcde"))
    found = moved(run)
    assert [(row.row, row.label, round(row.distance)) for row in found.rows[:2]] == [(2, "c", 6), (3, "d", 6)]
    assert [row.distance for row in found.rows[2:]] == [0, 0, 0]
    assert [row.neighbor_change for row in found.rows] == [1, 1, 0.5, 0.5, 0]
    assert found.compared == 5
    assert found.median_distance == 0
    assert found.mean_neighbor_change == pytest.approx(0.6)
    assert found.neighbor_change_by_chance == 0.5
    assert [row.row for row in moved(run, limit=1).rows] == [2]


def test_a_turn_of_the_whole_embedding_moves_every_row_and_changes_no_neighbour(
    open_run: Callable[..., OpenRun],
) -> None:
    rows = np.random.default_rng(0).standard_normal((50, 8))
    turn, _ = np.linalg.qr(np.random.default_rng(1).standard_normal((8, 8)))
    found = moved(open_run({0: rows, 10: rows @ turn}), count=5)
    assert min(row.distance for row in found.rows) > 0.1
    assert found.mean_neighbor_change == pytest.approx(0, abs=0.01)


def test_what_rounding_could_have_done_is_no_movement(open_run: Callable[..., OpenRun]) -> None:
    random = np.random.default_rng(0)
    rows = random.standard_normal((50, 32))
    trembling = rows + 1e-4 * random.standard_normal(rows.shape)
    trembling[7] += 1
    found = moved(open_run({0: rows, 10: trembling}, code_type=INT8))
    assert found.rounding_floor > 0.01
    assert found.rows[0].row == 7
    assert {row.distance for row in found.rows[1:]} == {0}


def test_rows_that_are_not_finite_at_one_of_the_steps_did_not_move(open_run: Callable[..., OpenRun]) -> None:
    before, after = line(0, 1, 2, 3), line(0, 5, 2, 3)
    before[0], after[3] = np.nan, np.inf
    found = moved(open_run({0: before, 10: after}))
    assert [row.row for row in found.rows] == [1, 2]
    assert found.compared == 2


def test_where_nothing_is_finite_nothing_moved(open_run: Callable[..., OpenRun]) -> None:
    nothing = moved(open_run({0: np.full((3, 2), np.nan), 10: line(1, 2, 3)}))
    assert (nothing.rows, nothing.compared, nothing.mean_neighbor_change) == ((), 0, None)


def test_a_number_of_every_row_can_be_had_beside_the_list(open_run: Callable[..., OpenRun]) -> None:
    before, after = line(0, 1, 2, 9, 4), line(0, 1, 8, 3, 4)
    after[1] = np.nan
    run = open_run({0: before, 10: after})
    assert moved(run).values is None

    distances = moved(run, limit=1, values="distance").values
    assert distances is not None
    assert distances[1] is None
    assert [round(value) for value in distances if value is not None] == [0, 6, 6, 0]
    listed = {row.row: row.neighbor_change for row in moved(run).rows}
    assert moved(run, limit=1, values="neighbor_change").values == tuple(listed.get(row) for row in range(5))


def test_neighbours_of_a_large_cloud_are_those_of_an_even_selection(
    open_run: Callable[..., OpenRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighborhoods, "_MOST_PAIRS", 60)
    rows = np.random.default_rng(0).standard_normal((20, 4))
    values = moved(open_run({0: rows, 10: rows[::-1]}), limit=1, values="neighbor_change").values
    assert values is not None
    known = [value for value in values if value is not None]
    assert len(values) == 20
    assert 3 <= len(known) <= 4


def test_rows_without_direction_have_no_neighbour_change(open_run: Callable[..., OpenRun]) -> None:
    before = line(0, 1, 2, 3, 4)
    after = before.copy()
    after[4] = 0
    found = moved(open_run({0: before, 10: after}), metric="cosine")
    assert (found.rows[0].row, found.rows[0].neighbor_change) == (4, None)
    assert all(row.neighbor_change is not None for row in found.rows[1:])


@pytest.mark.parametrize("size", [1e31, 1e-31])
def test_rows_of_any_size_have_neighbours_and_move(open_run: Callable[..., OpenRun], size: float) -> None:
    run = open_run({0: size * line(0, 1, 2, 9), 10: size * line(0, 1, 8, 3)})
    for metric in ("euclidean", "cosine"):
        found = near(run, metric=metric, since=0)
        assert ([neighbor.row for neighbor in found.neighbors], found.came) == ([1, 3], (3,))
    assert near(run).neighbors[0].distance == pytest.approx(size, rel=1e-3)
    moves = moved(run)
    assert [row.row for row in moves.rows[:2]] == [2, 3]
    assert moves.rows[0].distance == pytest.approx(6 * size, rel=1e-3)
    assert moves.median_norm == pytest.approx(10.1 * size, rel=0.05)
