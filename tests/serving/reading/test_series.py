"""One series in order: what a later value removes, and what contradicts the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.tags import Segment, Tag
from tensorboard_plugin_paramviz.serving.reading.series import assemble_series
from tensorboard_plugin_paramviz.serving.sources.source import Point, RawSeries

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.reading.series import Series

WEIGHTS = Tag("weights", Segment(1, 0))


def assemble(layout: Layout, *points: tuple[int, np.ndarray], problems: tuple[str, ...] = ()) -> Series:
    return assemble_series(RawSeries([Point(*point) for point in points], problems), layout, WEIGHTS)


def codes(layout: Layout, value: int, dtype: type = np.int16) -> np.ndarray:
    return np.full(layout.cells, value, dtype)


def test_values_are_stacked_in_order_of_steps(layout: Layout) -> None:
    series = assemble(layout, (0, codes(layout, 1)), (5, codes(layout, 2)))
    assert series.steps.tolist() == [0, 5]
    assert series.values[:, 0].tolist() == [1, 2]
    assert series.values.dtype == np.int16
    assert series.problems == ()
    assert series.nbytes == 16 + 2 * 2 * layout.cells


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ([0, 1, 2, 1], [0, 1]),
        ([0, 1, 2, 2], [0, 1, 2]),
        ([0, 10, 20, 30, 15, 25], [0, 10, 15, 25]),
        ([5, 4, 3, 2], [2]),
        ([-3, 0, 2**62], [-3, 0, 2**62]),
    ],
)
def test_a_step_removes_itself_and_later_ones_written_before(
    layout: Layout, written: list[int], kept: list[int]
) -> None:
    series = assemble(layout, *((step, codes(layout, position)) for position, step in enumerate(written)))
    assert series.steps.tolist() == kept
    assert series.values[-1, 0] == len(written) - 1  # the last one written stays


def test_what_contradicts_the_layout_is_left_out_and_named(layout: Layout) -> None:
    series = assemble(
        layout,
        (0, codes(layout, 1)),
        (1, codes(layout, 1)[:-1]),
        (2, codes(layout, 1, np.float32)),
        (3, codes(layout, 1, np.int8)),
        (4, codes(layout, 4)),
    )
    assert series.steps.tolist() == [0, 4]
    assert [problem.split(":")[0] for problem in series.problems] == [f"step {step} is left out" for step in (1, 2, 3)]


def test_a_damaged_value_removes_nothing(layout: Layout) -> None:
    assert assemble(layout, (5, codes(layout, 1)), (0, codes(layout, 1)[:3])).steps.tolist() == [5]


def test_many_problems_are_counted(layout: Layout) -> None:
    series = assemble(layout, *((step, np.zeros(1, np.int16)) for step in range(50)), problems=("the file is cut",))
    assert series.steps.size == 0
    assert series.values.shape == (0, layout.cells)
    assert len(series.problems) == 4
    assert series.problems[0] == "the file is cut"
    assert series.problems[-1] == "… and 48 more values of paramviz/weights/1-0000"


def test_rows_of_which_the_layout_knows_nothing_are_left_out(layout: Layout) -> None:
    raw = RawSeries([Point(0, np.zeros((2, 2), np.int8))])
    series = assemble_series(raw, layout, Tag("rows", Segment(1, 0), "other"))
    assert series.steps.size == 0
    assert "of which the layout names no cloud" in series.problems[0]


def test_what_is_kept_cannot_be_changed(layout: Layout) -> None:
    series = assemble(layout, (0, codes(layout, 1)))
    with pytest.raises(ValueError, match="read-only"):
        series.values[0, 0] = 2
