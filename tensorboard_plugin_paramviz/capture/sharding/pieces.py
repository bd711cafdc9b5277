"""What one process reads of a sharded model, on its way to the process that writes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import load, save

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import Layout


@dataclass(frozen=True)
class Piece:
    """What a process has read of the weights, or of the gradients.

    Attributes:
        runs: where its numbers belong in the snapshot's line, int64 `[K, 2]`, as in `Cells`.
        values: the numbers, float32.
        norms: float64 `[P]`, norms of its shards; NaN where it has none.
        nonfinite: float64 `[P]`, how many of their values are NaN or infinite; NaN where it has none.
        held: int64 `[P]`, how many values they have.
    """

    runs: npt.NDArray[np.int64]
    values: Float32Array
    norms: npt.NDArray[np.float64]
    nonfinite: npt.NDArray[np.float64]
    held: npt.NDArray[np.int64]


def pieces_to_bytes(pieces: Sequence[Piece]) -> bytes:
    """Write pieces down, as safetensors."""
    return save(
        {
            f"{index}/{field.name}": np.ascontiguousarray(getattr(piece, field.name))
            for index, piece in enumerate(pieces)
            for field in fields(Piece)
        }
    )


def pieces_from_bytes(message: bytes) -> list[Piece]:
    """Read pieces that another process has written down."""
    arrays = load(message)
    names = [field.name for field in fields(Piece)]
    return [Piece(*(arrays[f"{index}/{name}"] for name in names)) for index in range(len(arrays) // len(names))]


def cloud_offsets(layout: Layout) -> list[int]:
    """Where the rows of each cloud begin in the snapshot's line of numbers, behind all tiles; and where it ends."""
    return list(accumulate((len(cloud.row_ids) * cloud.columns for cloud in layout.clouds), initial=layout.cells))
