"""The pieces of a sharded model's sample, put together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.capture.reading.norms import Norms
from tensorboard_plugin_paramviz.capture.reading.sampling import GradientSample, RawSample
from tensorboard_plugin_paramviz.capture.sharding.cells import place
from tensorboard_plugin_paramviz.capture.sharding.pieces import cloud_offsets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.capture.planning.plan import Plan
    from tensorboard_plugin_paramviz.capture.sharding.pieces import Piece
    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import Layout


class IncompleteSampleError(RuntimeError):
    """A parameter of which the processes together do not hold every weight exactly once."""


class GatheredSample:
    """All pieces of a sample, in one process. They need the model and the other processes no longer.

    Args:
        plan: what was read.
        pieces: of each process, that of the weights and, where they are logged, that of the gradients.

    Attributes:
        unreadable: no parameter; where one cannot be read, there is no sample.
        is_rotating: never; all norms are taken.
    """

    def __init__(self, plan: Plan, pieces: Sequence[Sequence[Piece]]) -> None:
        self._plan = plan
        self._pieces = pieces
        self.unreadable: Mapping[str, Exception] = {}
        self.is_rotating = False

    @property
    def size_bytes(self) -> int:
        """Memory that the pieces take."""
        return sum(piece.values.nbytes for of_process in self._pieces for piece in of_process)

    def result(self) -> RawSample:
        """Put them together, on any thread.

        Raises:
            IncompleteSampleError: the processes hold less of a parameter than its shape says, or more.
        """
        layout = self._plan.layout
        weights, *gradients = (_Whole(layout, of_all) for of_all in zip(*self._pieces, strict=True))
        absent = [layout.parameters[index].name for index in np.flatnonzero(~weights.is_whole)]
        if absent:
            raise IncompleteSampleError(f"the processes do not hold every weight of {', '.join(absent)} exactly once")
        return RawSample(
            tiles=weights.tiles,
            norms=weights.norms,
            rows=weights.rows,
            gradients=GradientSample(gradients[0].tiles, gradients[0].norms, gradients[0].whole_rows())
            if gradients
            else None,
        )


class _Whole:
    """The weights, or the gradients, put together.

    Args:
        layout: what was read.
        pieces: one of each process.

    Attributes:
        is_whole: bool `[P]`, whether all of it is there: some processes may have no gradient where others have one.
        tiles: float32 `[W]`, NaN where it is not.
        rows: float32 `[N, D]` for each cloud.
        norms: of each parameter, NaN where it is not whole.
    """

    def __init__(self, layout: Layout, pieces: Sequence[Piece]) -> None:
        self._layout = layout
        offsets = cloud_offsets(layout)
        line = np.full(offsets[-1], np.nan, np.float32)  # (V,)
        for piece in pieces:
            place(line, piece.runs, piece.values)
        sizes = [math.prod(parameter.shape) for parameter in layout.parameters]
        self.is_whole: npt.NDArray[np.bool_] = np.sum([piece.held for piece in pieces], axis=0) == sizes  # (P,)
        self.tiles: Float32Array = line[: layout.cells]  # (W,)
        for index in np.flatnonzero(~self.is_whole):
            parameter = layout.parameters[index]
            self.tiles[parameter.tile_offset : parameter.tile_offset + parameter.tile_cells] = np.nan
        self.rows: dict[str, Float32Array] = {
            cloud.parameter: line[start:end].reshape(-1, cloud.columns)
            for cloud, start, end in zip(layout.clouds, offsets, offsets[1:], strict=False)
        }
        self.norms = self._norms(pieces)

    def whole_rows(self) -> dict[str, Float32Array | None]:
        """The rows of each cloud, None where it is not whole."""
        names = {
            parameter.name
            for parameter, is_whole in zip(self._layout.parameters, self.is_whole, strict=True)
            if is_whole
        }
        return {name: rows if name in names else None for name, rows in self.rows.items()}

    def _norms(self, pieces: Sequence[Piece]) -> Norms:
        is_held = np.stack([piece.held for piece in pieces]) > 0  # (processes, P)
        norms = np.where(is_held, [piece.norms for piece in pieces], 0.0)
        largest = norms.max(axis=0)
        unit = np.where(np.isfinite(largest) & (largest > 0), largest, 1.0)  # so that no square overflows
        nonfinite = np.where(is_held, [piece.nonfinite for piece in pieces], 0.0)
        return Norms(
            norms=np.where(self.is_whole, unit * np.sqrt(np.square(norms / unit).sum(axis=0)), np.nan),
            nonfinite=np.where(self.is_whole, nonfinite.sum(axis=0), np.nan),
            sampled=np.zeros(self.is_whole.size, np.bool_),
        )
