"""Which logged rows are exported: `0,17,100-200`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.errors import ArgumentError, UnmatchedRowsError, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.layout import CloudLayout

MOST_ROW_RANGES = 10_000

_RANGE = re.compile(r"(?P<start>[0-9]{1,18})(?:-(?P<stop>[0-9]{1,18}))?", re.ASCII)


def export_rows(run: str, clouds: Sequence[CloudLayout], text: str | None) -> list[CloudLayout]:
    """The clouds that a text leaves, each with the rows of it that the text asks for.

    Args:
        run: the run's name, for errors.
        clouds: those of the chosen parameters.
        text: numbers of rows of the full matrix and ranges of them (`100-200`, both ends included), separated by
            commas. None: all rows.

    Returns:
        Clouds in their order, rows in theirs; a cloud that has none of the rows is left out.

    Raises:
        ArgumentError: the text is none of that, or has too many pieces.
        UnmatchedRowsError: none of the clouds has a row of one of the pieces.
    """
    if text is None:
        return list(clouds)
    ranges = _ranges(text)
    missing = np.ones(len(ranges), np.bool_)  # (pieces,)
    left = []
    for cloud in clouds:
        chosen, has_some = _inside(np.array(cloud.row_ids, np.int64), ranges)
        missing &= ~has_some
        if chosen.any():
            left.append(_with_rows(cloud, np.flatnonzero(chosen).tolist()))
    if missing.any():
        piece = text.split(",")[int(missing.argmax())]
        raise UnmatchedRowsError(
            f"the run {quoted(run)} logs none of the rows {quoted(piece)} of these parameters; {_offer(clouds)}"
        )
    return left


def _inside(
    ids: npt.NDArray[np.int64], ranges: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which of the rows `[N]` are in any of the ranges `[pieces, 2]`, and which of these have any of the rows."""
    order = np.argsort(ids, kind="stable")  # (N,)
    starts = np.searchsorted(ids, ranges[:, 0], "left", sorter=order)  # (pieces,)
    stops = np.searchsorted(ids, ranges[:, 1], "right", sorter=order)  # (pieces,)
    begun = np.zeros(len(ids) + 1, np.int64)
    np.add.at(begun, starts, 1)
    np.add.at(begun, stops, -1)
    chosen = np.zeros(len(ids), np.bool_)  # (N,)
    chosen[order] = np.cumsum(begun)[:-1] > 0
    return chosen, stops > starts


def _ranges(text: str) -> npt.NDArray[np.int64]:
    """First and last row of each piece: int64 `[pieces, 2]`."""
    pieces = text.split(",")
    if len(pieces) > MOST_ROW_RANGES:
        raise ArgumentError(
            "bad_value", "rows", f"found {len(pieces)} rows and ranges, expected at most {MOST_ROW_RANGES}"
        )
    return np.array([_range(piece) for piece in pieces], np.int64)


def _range(piece: str) -> tuple[int, int]:
    match = _RANGE.fullmatch(piece)
    if match is None:
        raise ArgumentError(
            "bad_value", "rows", f"found {quoted(piece)} among the rows, expected a row (17) or a range of rows (0-99)"
        )
    start, stop = int(match["start"]), int(match["stop"] or match["start"])
    if start > stop:
        raise ArgumentError("bad_value", "rows", f"found {quoted(piece)} among the rows; it ends before it starts")
    return start, stop


def _with_rows(cloud: CloudLayout, places: Sequence[int]) -> CloudLayout:
    return replace(
        cloud,
        row_ids=tuple(cloud.row_ids[place] for place in places),
        labels=tuple(cloud.labels[place] for place in places) if cloud.labels else (),
    )


def _offer(clouds: Sequence[CloudLayout]) -> str:
    """Which rows there are of the first few."""
    known = [cloud for cloud in clouds if cloud.row_ids][:3]
    there = [f"{len(c.row_ids)} of {quoted(c.parameter)}, from {min(c.row_ids)} to {max(c.row_ids)}" for c in known]
    return f"there are {'; '.join(there)}" if there else "there are no rows of them"
