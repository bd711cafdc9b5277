"""How the weights of a run move from snapshot to snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.phases.chance import Directedness, directedness

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Float64Array, Int64Array, RunRecord

# Rounding moves a logged weight that stands still by at most twice the floor, by 0.8 of the floor in the root mean
# square (two roundings, each evenly spread): twice that is more than rounding.
_LEAST_MOVEMENT_ROUNDINGS = 1.6


@dataclass(frozen=True)
class Movement:
    """The displacements of the sampled weights, each in units of the root mean square of its parameter's weights.

    Attributes:
        steps: int64 `[T]`, those of the snapshots.
        displacements: float64 `[T - 1, C]`, from each snapshot to the next; 0 where a weight is not known at both, and
            where nothing moved by more than rounding.
        progress: float64 `[T]`, how much of the way from the first snapshot to the last is done at each, along the
            straight line between them: 0 at the first, 1 at the last; NaN where they are the same.
    """

    steps: Int64Array
    displacements: Float64Array
    progress: Float64Array

    @property
    def sizes(self) -> Float64Array:
        """Root mean square of a displacement over the square root of its updates, float64 `[T - 1]`.

        That of a random walk does not depend on how far apart the snapshots are: a schedule that grows sparse is not
        sold as a training that slows down.
        """
        updates = np.diff(self.steps.astype(np.float64))
        cells = max(self.displacements.shape[1], 1)
        return np.asarray(np.sqrt(np.sum(self.displacements**2, axis=1) / cells / updates), np.float64)

    @property
    def turns(self) -> Float64Array:
        """Cosine between each displacement and the next, float64 `[T - 2]`; 0 where one of them is 0.

        1 goes straight on; weights that jitter around one place have -0.5, those that swing have less.
        """
        return self.cosines(1)

    def cosines(self, apart: int) -> Float64Array:
        """Cosine between each displacement and the one some places behind it, float64 `[T - 1 - apart]`."""
        lengths = np.linalg.norm(self.displacements, axis=1)
        products = np.einsum("tc,tc->t", self.displacements[apart:], self.displacements[:-apart])
        scale = lengths[apart:] * lengths[:-apart]
        return np.asarray(np.divide(products, scale, out=np.zeros_like(scale), where=scale > 0), np.float64)

    def directedness(self, first_step: int, last_step: int) -> Directedness:
        """How directed the movement between two steps is."""
        inside = (self.steps[:-1] >= first_step) & (self.steps[1:] <= last_step)
        first = int(np.argmax(inside)) if inside.any() else 0
        count = int(inside.sum())
        return directedness(self.displacements[first : first + count], self.steps[first : first + count + 1])

    @property
    def dimensions(self) -> float:
        """In how many directions the weights effectively move: the participation ratio of the displacements' variances.

        Each displacement counts alike, whatever its length.
        """
        lengths = np.linalg.norm(self.displacements, axis=1, keepdims=True)
        moving = self.displacements[lengths[:, 0] > 0] / lengths[lengths[:, 0] > 0]
        return float(len(moving) ** 2 / np.sum((moving @ moving.T) ** 2)) if len(moving) else 0.0


def movement(record: RunRecord) -> Movement:
    """Find out how the weights move; those of parameters that are 0 all the time do not."""
    scales = record.scales[record.cell_parameters]  # (C,)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        cells = np.where(np.abs(record.cells) < np.inf, record.cells, np.nan) / np.where(scales > 0, scales, np.inf)
    displacements = np.diff(cells, axis=0)  # (T - 1, C)
    is_known = np.isfinite(displacements)
    displacements[~is_known] = 0
    floor = np.nan_to_num(np.divide(record.roundings, record.scales, where=record.scales > 0, out=record.roundings * 0))
    floor = np.maximum(floor[1:], floor[:-1])[:, record.cell_parameters]  # (T - 1, C)
    energy = np.sum(displacements**2, axis=1)
    is_rounding = energy <= _LEAST_MOVEMENT_ROUNDINGS**2 * np.sum(np.where(is_known, floor**2, 0), axis=1)
    displacements[is_rounding] = 0
    return Movement(record.steps, displacements, _progress(cells))


def _progress(cells: Float64Array) -> Float64Array:
    if not len(cells):
        return np.zeros(0)
    way = np.nan_to_num(cells[-1] - cells[0])  # (C,)
    length = float(way @ way)
    if length == 0:
        return np.full(len(cells), np.nan)
    return np.asarray(np.nan_to_num(cells - cells[0]) @ way / length, np.float64)
