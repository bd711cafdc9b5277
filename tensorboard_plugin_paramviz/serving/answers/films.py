"""Positions without axes: a few steps of each run, laid out near each other, one step after the other."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.aligned_umap import aligned_layouts, is_installed
from tensorboard_plugin_paramviz.serving.analysis.neighbors import spread_evenly
from tensorboard_plugin_paramviz.serving.answers.matching import shared_rows
from tensorboard_plugin_paramviz.serving.errors import ProjectionError
from tensorboard_plugin_paramviz.serving.reading.rows import rows_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.serving.answers.members import Member
    from tensorboard_plugin_paramviz.serving.reading.reader import Int64Array
    from tensorboard_plugin_paramviz.serving.reading.rows import RowBlock

_MOST_ROWS = 8_000  # of all slices together: some minutes
_MOST_SLICES = 8  # of a run
_FEWEST_ROWS = 16  # so that each has fifteen neighbours


@dataclass(frozen=True)
class Film:
    """Positions of the steps that were laid out.

    Attributes:
        steps: int64 `[S]`, increasing.
        positions: float32 `[S, N, 3]`, NaN for rows that are not finite.
    """

    steps: Int64Array
    positions: Float32Array

    @property
    def nbytes(self) -> int:
        """Size of both arrays."""
        return self.steps.nbytes + self.positions.nbytes

    def place(self, block: RowBlock) -> tuple[RowBlock, Float32Array]:
        """Those steps of a block that were laid out, and their positions, float32 `[T, N, 3]`."""
        chosen = block.at(self.steps)
        return chosen, self.positions[np.searchsorted(self.steps, chosen.steps)]


@dataclass(frozen=True)
class _Slice:
    member: Member
    step: int
    rows: Float32Array  # (N, D)
    finite: Int64Array  # (n,), which of them are laid out


def lay_out(members: Sequence[Member]) -> dict[str, Film]:
    """Lay out an even selection of the steps of some runs, each with its newest step.

    Every slice is laid out near the one before it: the steps of the first run forwards, those of the second backwards
    from its newest, and so on, so that the slices that meet are alike. Widths may differ.

    Args:
        members: the runs.

    Raises:
        ProjectionError: umap-learn is not installed, or there are too many rows or too few.
        DataUnavailableError: the source does not answer.
    """
    if not is_installed():
        raise ProjectionError(
            "umap needs the package umap-learn where TensorBoard runs: pip install 'tensorboard-plugin-paramviz[umap]'"
        )
    slices = [
        piece for index, member in enumerate(members) for piece in _slices(member, len(members))[:: (-1) ** index]
    ]
    if len(slices) < 2 or min(len(piece.finite) for piece in slices) < _FEWEST_ROWS:  # noqa: PLR2004  # it aligns two
        raise ProjectionError(f"umap needs two steps or runs with {_FEWEST_ROWS} finite rows each; pca does with fewer")
    layouts = aligned_layouts(
        [piece.rows[piece.finite] for piece in slices],
        [_relation(before, now) for before, now in itertools.pairwise(slices)],
    )
    films: dict[str, Film] = {}
    for member in members:
        its = [pair for pair in zip(slices, layouts, strict=True) if pair[0].member is member]
        its.sort(key=lambda pair: pair[0].step)
        films[member.name] = Film(
            np.array([piece.step for piece, _ in its], np.int64),
            np.stack([_all_rows(piece, layout) for piece, layout in its]),
        )
    return films


def _slices(member: Member, runs: int) -> list[_Slice]:
    rows = max(len(member.cloud.row_ids), 1)
    count = min(_MOST_ROWS // runs // rows, _MOST_SLICES)
    if count < 1 or (count < 2 and runs < 2):  # noqa: PLR2004  # it aligns two
        raise ProjectionError(
            f"umap lays out {_MOST_ROWS} rows at most, of two steps or runs at least; "
            f"{member.name!r} logs {rows} rows: choose fewer runs, or pca"
        )
    until = member.steps[member.steps <= member.newest_step][::-1]
    slices = []
    for step in until[spread_evenly(len(until), count)][::-1].tolist():
        values = rows_at(member.run, member.cloud, step)  # (N, D)
        if values is not None:
            slices.append(_Slice(member, step, values, np.flatnonzero(np.isfinite(values).all(axis=1))))
    return slices


def _relation(before: _Slice, now: _Slice) -> dict[int, int]:
    """Which row of a slice is which of the next one, in numbers of the rows that are laid out."""
    shared = shared_rows(before.member.cloud, now.member.cloud)
    place_before, place_now = ({int(row): index for index, row in enumerate(piece.finite)} for piece in (before, now))
    return {
        place_before[first]: place_now[second]
        for first, second in zip(shared.first.tolist(), shared.second.tolist(), strict=True)
        if first in place_before and second in place_now
    }


def _all_rows(piece: _Slice, layout: Float32Array) -> Float32Array:
    positions = np.full((len(piece.rows), layout.shape[1]), np.nan, np.float32)  # (N, 3)
    positions[piece.finite] = layout
    return positions
