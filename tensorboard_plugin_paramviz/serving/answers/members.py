"""The runs that a basis is fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.reading.rows import read_rows, row_segments

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun

_NO_STEPS = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Member:
    """A run that is fitted on.

    Attributes:
        run: the run.
        cloud: its rows.
        steps: int64 `[T]`, the steps that count.
        newest_rows: float32 `[N, D]`, those of the newest step at which one is finite.
        newest_step: that step.
    """

    run: OpenRun
    cloud: CloudLayout
    steps: Int64Array
    newest_rows: Float32Array
    newest_step: int

    @property
    def name(self) -> str:
        """The run's name."""
        return self.run.state.name


def open_member(run: OpenRun, cloud: CloudLayout, last_step: int) -> Member:
    """A run up to a step, with its newest rows of which at least one is finite.

    Raises:
        DataUnavailableError: the source does not answer.
    """
    segments = row_segments(run, cloud)
    steps = np.concatenate([_NO_STEPS, *(rows.segment.steps for rows in segments)])  # (T,)
    steps = steps[steps <= last_step]
    for segment in reversed(segments):
        for block in read_rows(run, cloud, [segment]):
            sound = np.isfinite(block.norms).any(axis=1) & (block.steps <= last_step)  # (T of the segment,)
            if sound.any():
                newest = block.at(block.steps[sound][-1:])
                return Member(run, cloud, steps, newest.values()[0], int(newest.steps[0]))
    return Member(run, cloud, _NO_STEPS, np.zeros((0, cloud.columns), np.float32), 0)
