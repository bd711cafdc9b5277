"""The statistics of a snapshot.

`norm`, `rms` and `nonfinite` (the number of NaN and infinite values), and their gradients', are exact over the full
tensor. The others are those of the tile, the same evenly spaced cells at every step, over its finite values: the sample
is what the page shows anyway. With n cells in the tile (576 or more of a GPT-2 matrix, all of them where the tensor is
no larger than its tile, and then there is no error) the standard error is

- of `mean`: std / √n;
- of `std`: std · √((k − 1) / 4n), where k is the weights' kurtosis: std / √(2n) for bell-shaped weights, of which k is
  3, 1.6 times that for heavy-tailed ones (Laplace's, k = 6);
- of a quantile q, in ranks: √(q (1 − q) / n), so the 5 % quantile of 576 cells is off by 1 % of the ranks; quantiles
  lie nearer to the middle than those of the full tensor, by (1 − 2q) / n of the ranks;
- of `zeros`, the share p of weights that are exactly 0: √(p (1 − p) / n);
- of `update_ratio`: its value · √((k − 1) / 4n), with the kurtosis of the changes.

`min` and `max` are the extremes of the tile; those of the full tensor lie further out.

That holds for weights that do not depend on their place. The rows and columns of a trained matrix differ: over the
matrices of small trained GPTs the errors are 1.0 to 1.8 times as large. Where nothing but the rows (or the columns)
differs, n is the number of the tile's rows (or columns), and what repeats with the distance between the tile's cells
is not seen at all. It is the same error at every step, so changes over time are shown more truly than values.

Where a model is so large that there is no time for exact norms at every step, parameters take turns. At the other steps
`norm` and `rms` are estimated from the tile, and `nonfinite` is NaN: nobody counted. If the tile itself holds
non-finite cells, `nonfinite` is their number, a lower bound, and the norm is NaN.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from tensorboard_plugin_paramviz.format.codes import tile_scales
from tensorboard_plugin_paramviz.format.names import STATISTIC_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard_plugin_paramviz.capture.reading.norms import Norms
    from tensorboard_plugin_paramviz.format.codes import Float32Array
    from tensorboard_plugin_paramviz.format.layout import Layout

Float64Array: TypeAlias = npt.NDArray[np.float64]

_QUANTILES = {"q01": 0.01, "q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95, "q99": 0.99}
_GRADIENT_PREFIX = "grad_"


@dataclass(frozen=True)
class TileGrid:
    """Where the tiles lie.

    Attributes:
        offsets: int64 `[P]`, each tile's first cell.
        cells: int64 `[P]`, how many cells it has.
        weights: float64 `[P]`, how many weights its parameter has.
    """

    offsets: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int64]
    weights: Float64Array

    @classmethod
    def of(cls, layout: Layout) -> TileGrid:
        """The grid of a layout."""
        parameters = layout.parameters
        return cls(
            offsets=np.array([parameter.tile_offset for parameter in parameters], np.int64),
            cells=np.array([parameter.tile_cells for parameter in parameters], np.int64),
            weights=np.array([math.prod(parameter.shape) for parameter in parameters], np.float64),
        )

    def sums(self, values: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> Float64Array:
        """The sum of each tile's values `[W]`, as float64 `[P]`."""
        return np.asarray(np.add.reduceat(values, self.offsets, dtype=np.float64), np.float64)

    def spread(self, values: Float64Array) -> Float64Array:
        """A value for each tile `[P]`, repeated for each of its cells `[W]`."""
        return np.repeat(values, self.cells)


def tensor_statistics(tiles: Float32Array, norms: Norms, grid: TileGrid) -> dict[str, Float64Array]:
    """The statistics that weights and gradients have alike.

    Args:
        tiles: float32 `[W]`, NaN where a value is absent.
        norms: what is known of the full tensors.
        grid: where the tiles lie.

    Returns:
        For each statistic, from `mean` to `nonfinite`, the quantiles and `scale`, a value per parameter `[P]`; NaN
        where a tile has no finite value.
    """
    finite = np.isfinite(tiles)  # (W,)
    counts = grid.sums(finite)  # (P,)
    values = np.where(finite, tiles, 0).astype(np.float64)  # (W,)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = grid.sums(values) / counts
        deviations = np.where(finite, values - grid.spread(mean), 0)  # (W,)
        statistics = {
            "mean": mean,
            "std": np.sqrt(grid.sums(deviations**2) / counts),
            "zeros": grid.sums(tiles == 0) / counts,
        }
    is_empty = counts == 0
    lowest = np.minimum.reduceat(np.where(finite, values, np.inf), grid.offsets)  # (P,)
    highest = np.maximum.reduceat(np.where(finite, values, -np.inf), grid.offsets)  # (P,)
    scales = tile_scales(tiles, grid.offsets).astype(np.float64)  # (P,)
    full_norms, nonfinite = _of_full_tensors(norms, values, counts, grid)
    is_absent = np.isnan(norms.nonfinite) & ~norms.sampled
    return statistics | {
        "min": np.where(is_empty, np.nan, lowest),
        "max": np.where(is_empty, np.nan, highest),
        "norm": full_norms,
        "rms": full_norms / np.sqrt(grid.weights),
        "nonfinite": nonfinite,
        "scale": np.where(is_absent, np.nan, scales),
        **_quantiles(np.where(finite, values, np.nan), counts, grid),
    }


def update_ratio(
    tiles: Float32Array, previous: Float32Array, updates: int, rms: Float64Array, grid: TileGrid
) -> Float64Array:
    """Root mean square of a weight's change per update, over the root mean square of the weights.

    Args:
        tiles: float32 `[W]`, now.
        previous: the same at the snapshot before.
        updates: number of updates in between.
        rms: of each parameter, now.
        grid: where the tiles lie.

    Returns:
        float64 `[P]`; NaN where no weight is finite at both snapshots, or all are 0.
    """
    with np.errstate(invalid="ignore", divide="ignore"):  # infinite at both snapshots, or all weights 0
        change = tiles.astype(np.float64) - previous  # (W,)
        finite = np.isfinite(change)
        change_rms = np.sqrt(grid.sums(np.where(finite, change, 0) ** 2) / grid.sums(finite))
        ratio = change_rms / updates / rms
    return np.where(np.isfinite(ratio), ratio, np.nan)


def statistics_table(
    weights: Mapping[str, Float64Array],
    gradients: Mapping[str, Float64Array] | None,
    ratio: Float64Array | None,
) -> Float32Array:
    """Bring the statistics into the format's order.

    Args:
        weights: `tensor_statistics` of the weights.
        gradients: of the gradients, if they are logged.
        ratio: `update_ratio`, if there was a snapshot before.

    Returns:
        float32 `[P, S]`, NaN where there is nothing to tell.
    """
    columns: dict[str, Float64Array] = {**weights, "weight_scale": weights["scale"]}
    columns |= {_GRADIENT_PREFIX + name: values for name, values in (gradients or {}).items()}
    if ratio is not None:
        columns["update_ratio"] = ratio
    absent = np.full(len(weights["norm"]), np.nan)
    with np.errstate(over="ignore"):
        return np.stack([columns.get(name, absent) for name in STATISTIC_NAMES], axis=1).astype(np.float32)  # (P, S)


def _of_full_tensors(
    norms: Norms, values: Float64Array, counts: Float64Array, grid: TileGrid
) -> tuple[Float64Array, Float64Array]:
    """Norms and non-finite values `[P]`: exact, or what the tile lets expect where there was no time for that."""
    with np.errstate(invalid="ignore", divide="ignore"):
        estimated = np.sqrt(grid.sums(values**2) / counts * grid.weights)
    found = grid.cells - counts  # non-finite cells of the tile
    return (
        np.where(norms.sampled, np.where(found > 0, np.nan, estimated), norms.norms),
        np.where(norms.sampled, np.where(found > 0, found, np.nan), norms.nonfinite),
    )


def _quantiles(values: Float64Array, counts: Float64Array, grid: TileGrid) -> dict[str, Float64Array]:
    """Linear between the two nearest ranks, as `np.quantile`; tiles of one size are sorted together."""
    quantiles = np.empty((len(_QUANTILES), len(grid.cells)))  # (Q, P)
    shares = np.array([*_QUANTILES.values()])[:, np.newaxis]  # (Q, 1)
    for cells in np.unique(grid.cells):
        of_size = np.flatnonzero(grid.cells == cells)  # (K,)
        ranked = np.sort(values[grid.offsets[of_size, np.newaxis] + np.arange(cells)], axis=1)  # (K, cells), NaN last
        ranks = shares * np.maximum(counts[of_size] - 1, 0)  # (Q, K)
        below = np.floor(ranks).astype(np.int64)
        above = np.ceil(ranks).astype(np.int64)
        tile = np.arange(len(of_size))
        low, high = ranked[tile, below], ranked[tile, above]  # (Q, K)
        quantiles[:, of_size] = low + (high - low) * (ranks - below)
    return dict(zip(_QUANTILES, quantiles, strict=True))
