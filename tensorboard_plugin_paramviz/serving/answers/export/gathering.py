"""From segments, which hold every array of a few steps, to arrays, which hold every step.

A file has one array after the other, so each pass over a run's segments gathers as many arrays as fit into a buffer.
Memory is bounded by that buffer and by what the reader holds at once, whatever is exported; a run is read as many times
as its arrays fill the buffer. An array that does not fit by itself needs no buffer: its steps go out as they are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.answers.export.values import read_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.serving.answers.export.plan import ExportArray, Plan

BUFFER_BYTES = 64 * 1024 * 1024


def gather(plan: Plan, buffer_bytes: int = BUFFER_BYTES) -> Iterator[tuple[ExportArray, Iterator[Float32Array]]]:
    """The arrays of an export, one after the other.

    Args:
        plan: the export.
        buffer_bytes: how much may be gathered in one pass over the run.

    Yields:
        Each array and its values: float32 chunks `[t, *shape]` that make up its T steps, NaN where a step has none.
        The chunks of an array must be taken before the next array is.

    Raises:
        DataUnavailableError: the source does not answer, or lacks what it listed.
    """
    for group in _groups(plan, buffer_bytes):
        if len(group) == 1:
            yield group[0], _one_by_one(plan, group[0])
        else:
            buffers = _gathered(plan, group)
            for array in group:
                yield array, iter([buffers.pop(array.name)])


def _groups(plan: Plan, buffer_bytes: int) -> Iterator[list[ExportArray]]:
    """Neighbours that are read together and fit into the buffer together."""
    group: list[ExportArray] = []
    group_bytes = 0
    for array in plan.arrays:
        array_bytes = len(plan.steps) * array.step_bytes
        if group and (array.series != group[0].series or group_bytes + array_bytes > buffer_bytes):
            yield group
            group, group_bytes = [], 0
        group.append(array)
        group_bytes += array_bytes
    yield group


def _gathered(plan: Plan, group: list[ExportArray]) -> dict[str, Float32Array]:
    buffers = [np.full((len(plan.steps), *array.shape), np.nan, np.float32) for array in group]  # (T, *shape) each
    for block in read_blocks(plan, group):
        places = np.searchsorted(plan.steps, block.steps)  # (t,)
        for buffer, values in zip(buffers, block.values, strict=True):
            if values is not None:
                buffer[places] = values
    return {array.name: buffer for array, buffer in zip(group, buffers, strict=True)}


def _one_by_one(plan: Plan, array: ExportArray) -> Iterator[Float32Array]:
    done = 0
    for block in read_blocks(plan, [array]):
        (values,) = block.values
        if values is None:
            continue
        places = np.searchsorted(plan.steps, block.steps)  # (t,)
        for start, stop in _stretches(places):
            yield from _absent(array, int(places[start]) - done)
            yield values[start:stop]
            done = int(places[stop - 1]) + 1
    yield from _absent(array, len(plan.steps) - done)


def _stretches(places: npt.NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Where neighbouring places follow each other without a gap: start and stop of each stretch."""
    if places.size:
        cuts = (np.flatnonzero(np.diff(places) != 1) + 1).tolist()
        yield from zip([0, *cuts], [*cuts, len(places)], strict=True)


def _absent(array: ExportArray, count: int) -> Iterator[Float32Array]:
    """Steps without values, one after the other."""
    if count:
        nothing = np.full((1, *array.shape), np.nan, np.float32)
        for _ in range(count):
            yield nothing
