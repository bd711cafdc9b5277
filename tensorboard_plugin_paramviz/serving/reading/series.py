"""From the values of one series as they were written to one array in order of steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.format.errors import ValueShapeError
from tensorboard_plugin_paramviz.format.snapshot import check_array, expected_shape

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.tags import Tag
    from tensorboard_plugin_paramviz.serving.sources.source import Point, RawSeries

_MOST_PROBLEMS = 3  # of one series: the next ones are rarely of another sort


@dataclass(frozen=True)
class Series:
    """One series of one segment.

    Attributes:
        steps: int64 `[T]`, increasing.
        values: `[T, ...]`, one array per step, read-only.
        problems: what was left out, and why.
    """

    steps: npt.NDArray[np.int64]
    values: npt.NDArray[Any]
    problems: tuple[str, ...] = ()

    @property
    def nbytes(self) -> int:
        """Size of both arrays."""
        return self.steps.nbytes + self.values.nbytes


def assemble_series(raw: RawSeries, layout: Layout, tag: Tag) -> Series:
    """Put a series in order, and leave out what contradicts the layout.

    A value removes those of the same step and of later ones that were written before it, as TensorBoard's Rust loader
    does by itself; so both loaders give the same.

    Args:
        raw: the values as they were written.
        layout: what the segment says about itself.
        tag: which series it is.

    Returns:
        The series; without any step where nothing of it is sound.
    """
    problems = list(raw.problems)
    kept: list[Point] = []
    for point in raw.points:
        try:
            check_array(point.array, layout, tag)
            if kept and point.array.dtype != kept[0].array.dtype:
                raise ValueShapeError(f"found {point.array.dtype} under {tag} after {kept[0].array.dtype}")  # noqa: TRY301  # as any other
        except ValueShapeError as error:
            problems.append(f"step {point.step} is left out: {error}")
            continue
        while kept and kept[-1].step >= point.step:
            kept.pop()
        kept.append(point)
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"… and {len(problems) - _MOST_PROBLEMS} more values of {tag}"]

    steps = np.array([point.step for point in kept], np.int64)  # (T,)
    values = np.stack([point.array for point in kept]) if kept else _no_values(layout, tag)  # (T, ...)
    steps.flags.writeable = values.flags.writeable = False
    return Series(steps, values, tuple(problems))


def _no_values(layout: Layout, tag: Tag) -> npt.NDArray[Any]:
    dtype = np.float32 if tag.series in ("statistics", "row_statistics") else np.int16
    try:
        return np.zeros((0, *expected_shape(layout, tag)), dtype)
    except ValueShapeError:  # rows of which the layout knows nothing
        return np.zeros((0, 0, 0), dtype)
