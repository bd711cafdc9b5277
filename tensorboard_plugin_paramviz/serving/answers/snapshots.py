"""A run's tiles or statistics, no more of them than may be asked for at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tensorboard_plugin_paramviz.format.codes import INT16
from tensorboard_plugin_paramviz.serving.answers.limits import check_answer_size
from tensorboard_plugin_paramviz.serving.reading.history import choose_steps, snapshots

if TYPE_CHECKING:
    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.serving.answers.limits import Reserve
    from tensorboard_plugin_paramviz.serving.reading.history import SnapshotKind
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array, OpenRun


def bounded_snapshots(
    run: OpenRun,
    kind: SnapshotKind,
    after: int | None,
    only: frozenset[int] | None,
    reserve: Reserve = check_answer_size,
) -> tuple[Int64Array, npt.NDArray[Any]]:
    """A run's weights, gradients or statistics, as `reading.history.snapshots` gives them.

    Raises:
        TooLargeError: they would be larger than an answer may be, as `reserve` finds; nothing was read then.
        DataUnavailableError: the source does not answer.
    """
    chosen = [choose_steps(segment.steps, after, only) for segment, _ in run.state.tags(kind)]
    step_count = sum(len(steps) for steps in chosen)
    if run.state.layout is not None:
        reserve(step_count, step_count * _snapshot_bytes(run.state.layout, kind))
    return snapshots(run, kind, after, only)


def _snapshot_bytes(layout: Layout, kind: SnapshotKind) -> int:
    """The most that one step of a kind takes; of which type the codes are, the layout does not say."""
    if kind == "statistics":
        return len(layout.parameters) * len(layout.statistic_names) * np.dtype(np.float32).itemsize
    return layout.cells * INT16.itemsize
