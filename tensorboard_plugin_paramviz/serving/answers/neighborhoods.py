"""Neighbours of a row, and how rows moved: in the full width in which they were logged."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from tensorboard_plugin_paramviz.format.codes import largest_code
from tensorboard_plugin_paramviz.serving.analysis.neighbors import (
    Metric,
    distances_from,
    nearest,
    neighbor_change,
    present,
    spread_evenly,
    within_range,
)
from tensorboard_plugin_paramviz.serving.errors import RowAbsentError, UnknownRowError, UnknownStepError, quoted
from tensorboard_plugin_paramviz.serving.reading.rows import block_at, find_cloud, row_segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import CloudLayout
    from tensorboard_plugin_paramviz.serving.analysis.neighbors import Indices
    from tensorboard_plugin_paramviz.serving.analysis.projection import Float64Array
    from tensorboard_plugin_paramviz.serving.reading.reader import OpenRun
    from tensorboard_plugin_paramviz.serving.reading.rows import RowBlock

_SHARE_DIGITS = 6
_SAMPLED_ROWS = 128  # their mean neighbour change scatters by three hundredths
_MOST_PAIRS = 50_000_000  # rows times those they are compared with: half a second

MovementValue = Literal["distance", "neighbor_change"]
MOVEMENT_VALUES: tuple[MovementValue, ...] = get_args(MovementValue)


@dataclass(frozen=True)
class Neighbor:
    """A row near another; `row` is its number in the full matrix, `distance` is NaN where it has none."""

    row: int
    label: str | None
    distance: float


@dataclass(frozen=True)
class Neighborhood:
    """The nearest rows of one, and since when.

    Attributes:
        step: the step.
        neighbors: nearest first.
        came: numbers of those that were none at the earlier step; empty where none was asked for.
        went: those of the earlier step that are none now, with the distance that they have now.
        change: the share of the earlier neighbours that went; None where no earlier step was asked for.
    """

    step: int
    neighbors: tuple[Neighbor, ...]
    came: tuple[int, ...] = ()
    went: tuple[Neighbor, ...] = ()
    change: float | None = None


@dataclass(frozen=True)
class RowMovement:
    """How one row moved.

    Attributes:
        row: its number in the full matrix.
        label: its label, if it has one.
        distance: Euclidean, in full width; 0 where rounding alone could be the cause.
        neighbor_change: the share of its neighbours that are others; None for a row that has none.
    """

    row: int
    label: str | None
    distance: float
    neighbor_change: float | None


@dataclass(frozen=True)
class Movement:
    """How the rows moved between two steps.

    Attributes:
        rows: those that moved farthest, farthest first.
        compared: how many rows have a place at both steps.
        median_distance: of all of these.
        median_norm: of the same rows at the first step, to judge distances by.
        mean_neighbor_change: of an even selection of them; None where they have no neighbours.
        neighbor_change_by_chance: what it would be if all were strewn anew.
        rounding_floor: the median distance that rounding alone makes; a smaller one counts as 0.
        values: one of the two numbers of every logged row, in the order of the cloud; None where it has none, or was
            not among those for which there was time. None as a whole where it was not asked for.
    """

    rows: tuple[RowMovement, ...]
    compared: int
    median_distance: float
    median_norm: float
    mean_neighbor_change: float | None
    neighbor_change_by_chance: float
    rounding_floor: float
    values: tuple[float | None, ...] | None = None


def neighborhood(
    run: OpenRun, parameter: str, *, row: int, step: int | None, count: int, metric: Metric, since: int | None = None
) -> Neighborhood:
    """The nearest rows of one, exact among those that are logged.

    Args:
        run: the run.
        parameter: whose rows; an alias of a tied weight will do.
        row: its number in the full matrix.
        step: the step; None is the newest.
        count: how many neighbours.
        metric: the distance.
        since: an earlier (or any other) step to compare with.

    Raises:
        UnknownParameterError: the run logs no rows of the parameter.
        UnknownStepError: there are no rows at one of the steps.
        UnknownRowError: the row is not logged.
        RowAbsentError: the row has no neighbours at one of the steps: it is not finite, or zero where angles count.
        DataUnavailableError: the source does not answer.
    """
    cloud = find_cloud(run.state, parameter)
    if row not in cloud.row_ids:
        raise UnknownRowError(
            f"row {row} of {quoted(cloud.parameter)} is not logged; {len(cloud.row_ids)} rows "
            f"from {min(cloud.row_ids, default=0)} to {max(cloud.row_ids, default=0)} are"
        )
    query = cloud.row_ids.index(row)
    now = _block(run, cloud, "step", step)
    distances = _distances(now, cloud, query, metric)
    found = nearest(distances, query, count)
    if since is None:
        return Neighborhood(int(now.steps[0]), _neighbors(cloud, found, distances))
    before = _block(run, cloud, "since", since)
    earlier = nearest(_distances(before, cloud, query, metric), query, count)
    went = np.array([index for index in earlier if index not in found], np.intp)
    return Neighborhood(
        int(now.steps[0]),
        _neighbors(cloud, found, distances),
        came=tuple(cloud.row_ids[index] for index in found if index not in earlier),
        went=_neighbors(cloud, went, distances),
        change=len(went) / len(earlier) if len(earlier) else None,
    )


def movement(  # what a request says
    run: OpenRun,
    parameter: str,
    *,
    first: int,
    last: int,
    limit: int,
    count: int,
    metric: Metric,
    values: MovementValue | None = None,
) -> Movement:
    """How far each row moved between two steps, and how many of its neighbours changed.

    Distance alone misleads: a turn of the whole embedding moves every row and changes nothing. Neighbours that change
    are what a turn cannot make.

    Args:
        run: the run.
        parameter: whose rows; an alias of a tied weight will do.
        first: the step from which.
        last: the step to which.
        limit: how many rows are listed.
        count: how many neighbours of each are compared.
        metric: the distance that decides who is a neighbour.
        values: which number of every row is wanted, beside the list.

    Raises:
        UnknownParameterError: the run logs no rows of the parameter.
        UnknownStepError: there are no rows at one of the steps.
        DataUnavailableError: the source does not answer.
    """
    cloud = find_cloud(run.state, parameter)
    blocks = _block(run, cloud, "from", first), _block(run, cloud, "to", last)
    both, unit = within_range(np.stack([block.values()[0] for block in blocks]))
    before, after = both  # (N, D) both
    compared = np.flatnonzero(present(before, "euclidean") & present(after, "euclidean"))  # (n,)
    before, after = before[compared], after[compared]
    floors = np.hypot(*(_rounding(block)[compared] / unit for block in blocks))  # (n,)
    distances = _lengths(after.astype(np.float64) - before)  # (n,)
    distances[distances <= floors] = 0
    listed = np.argsort(-distances, kind="stable")[:limit]

    has_neighbors = present(before, metric) & present(after, metric)  # (n,)
    judged = np.flatnonzero(has_neighbors)
    before_judged, after_judged = before[judged], after[judged]
    asked = listed[has_neighbors[listed]]
    if values == "neighbor_change":
        asked = np.union1d(asked, judged[spread_evenly(len(judged), _MOST_PAIRS // max(len(judged), 1))])
    changes = np.full(len(compared), np.nan, np.float32)  # (n,)
    changes[asked] = neighbor_change(before_judged, after_judged, np.searchsorted(judged, asked), count, metric)
    sampled = neighbor_change(before_judged, after_judged, spread_evenly(len(judged), _SAMPLED_ROWS), count, metric)
    every = np.full(len(cloud.row_ids), np.nan)  # (N,)
    every[compared] = unit * distances if values == "distance" else changes
    return Movement(
        rows=tuple(
            RowMovement(
                row=cloud.row_ids[compared[index]],
                label=_label(cloud, int(compared[index])),
                distance=unit * float(distances[index]),
                neighbor_change=_known(changes[index]),
            )
            for index in listed
        ),
        compared=len(compared),
        median_distance=unit * _median(distances),
        median_norm=unit * _median(_lengths(before.astype(np.float64))),
        mean_neighbor_change=_known(sampled.mean()) if sampled.size else None,
        neighbor_change_by_chance=1 - min(count / max(len(judged) - 1, 1), 1.0),
        rounding_floor=unit * _median(floors),
        values=None if values is None else tuple(map(_short, every.tolist())),
    )


def _block(run: OpenRun, cloud: CloudLayout, argument: str, step: int | None) -> RowBlock:
    """The rows of one step, the newest by default."""
    steps = [step for rows in row_segments(run, cloud) for step in rows.segment.steps.tolist()]
    if step is None and steps:
        step = steps[-1]
    block = block_at(run, cloud, step) if step is not None else None
    if block is None:
        near = " and ".join(map(str, _around(steps, step or 0)))
        there = f"the nearest are {near} of {len(steps)}" if near else "it has none at all"
        raise UnknownStepError(argument, f"the run {quoted(run.state.name)} has no such rows at step {step}; {there}")
    return block


def _around(steps: Sequence[int], step: int) -> Sequence[int]:
    """The step before and the step after one that is not there."""
    place = bisect.bisect(steps, step)
    return steps[max(place - 1, 0) : place + 1]


def _distances(block: RowBlock, cloud: CloudLayout, query: int, metric: Metric) -> Float32Array:
    rows, unit = within_range(block.values()[0])  # (N, D)
    if not present(rows[query : query + 1], metric)[0]:
        why = "zero, and so has no direction" if np.isfinite(rows[query]).all() else "not finite, or not logged"
        raise RowAbsentError(
            f"row {cloud.row_ids[query]} of {quoted(cloud.parameter)} is {why}, at step {block.steps[0]}; "
            "choose another step"
        )
    distances = distances_from(rows, query, metric)
    return distances if metric == "cosine" else distances * np.float32(unit)


def _neighbors(cloud: CloudLayout, indices: Indices, distances: Float32Array) -> tuple[Neighbor, ...]:
    return tuple(
        Neighbor(cloud.row_ids[index], _label(cloud, index), float(distances[index])) for index in indices.tolist()
    )


def _label(cloud: CloudLayout, index: int) -> str | None:
    return cloud.labels[index] if cloud.labels else None


def _rounding(block: RowBlock) -> Float64Array:
    """The length of what rounding adds to each row, on average: float64 `[N]`, from the scales of its only step."""
    columns = block.codes.shape[2]
    scales = block.statistics[0, :, 0].astype(np.float64)  # (N,)
    return np.asarray(scales / largest_code(block.codes.dtype) * np.sqrt(columns / 12), np.float64)


def _lengths(rows: Float64Array) -> Float64Array:
    return np.asarray(np.sqrt(np.einsum("nd,nd->n", rows, rows)), np.float64)


def _median(values: Float64Array) -> float:
    return float(np.median(values)) if values.size else 0.0


def _short(value: float) -> float | None:
    """A number with as many digits as tell it from others."""
    return float(f"{value:.6g}") if np.isfinite(value) else None


def _known(value: np.floating[Any]) -> float | None:
    """A share without the digits that float32 does not have."""
    return round(float(value), _SHARE_DIGITS) if np.isfinite(value) else None
