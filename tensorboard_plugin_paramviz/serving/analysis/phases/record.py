"""What the phases of a run are found in: a bounded sample of its snapshots, and its loss."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Float64Array: TypeAlias = npt.NDArray[np.float64]
Int64Array: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Curve:
    """A number over time.

    Attributes:
        steps: int64 `[n]`, increasing.
        values: float64 `[n]`.
    """

    steps: Int64Array
    values: Float64Array

    def __len__(self) -> int:
        return len(self.steps)

    def between(self, first_step: int, last_step: int) -> Curve:
        """The finite values from one step to another, both included."""
        kept = (self.steps >= first_step) & (self.steps <= last_step) & np.isfinite(self.values)
        return Curve(self.steps[kept], self.values[kept])


NO_CURVE = Curve(np.zeros(0, np.int64), np.zeros(0))


@dataclass(frozen=True)
class Units:
    """Units of one layer: the sampled rows of the matrix that feeds them.

    Attributes:
        parameter: the matrix.
        total: how many units the layer has.
        has_zero_gradient: bool `[T, U]`, whether every sampled gradient of the unit is exactly 0; False where there is
            no gradient.
        changes: float64 `[T, U]`, root mean square of the change of the unit's weights since the snapshot before, NaN
            where that is not known.
    """

    parameter: str
    total: int
    has_zero_gradient: npt.NDArray[np.bool_]
    changes: Float64Array


@dataclass(frozen=True)
class RunRecord:
    """What is known of a run.

    Attributes:
        steps: int64 `[T]`, increasing.
        parameters: names `[P]`.
        cells: float64 `[T, C]`, sampled weights, spread over all parameters; NaN where not finite or not logged.
        cell_parameters: int64 `[C]`, the number of each cell's parameter, not decreasing.
        roundings: float64 `[T, P]`, the largest difference between a weight and its logged value.
        statistics: float64 `[T, P]` each, under the format's names.
        loss: the loss; empty where none is logged.
        units: the units that could die.
    """

    steps: Int64Array
    parameters: tuple[str, ...]
    cells: Float64Array
    cell_parameters: Int64Array
    roundings: Float64Array
    statistics: dict[str, Float64Array]
    loss: Curve = NO_CURVE
    units: tuple[Units, ...] = field(default=())

    @cached_property
    def scales(self) -> Float64Array:
        """How large a weight of each parameter is: median over time of the sample's root mean square, float64 `[P]`.

        0 for a parameter whose weights are 0 all the time, or never finite.
        """
        scales = np.zeros(len(self.parameters))
        squares = np.where(np.isfinite(self.cells), self.cells, 0.0) ** 2
        for index in np.unique(self.cell_parameters):
            sizes = np.sqrt(np.mean(squares[:, self.cell_parameters == index], axis=1))  # (T,)
            scales[index] = np.median(sizes[sizes > 0]) if (sizes > 0).any() else 0.0
        return scales

    @property
    def gradient_norms(self) -> Curve:
        """Norm of the gradient of the whole model; NaN where there is none."""
        return Curve(self.steps, _whole(self.statistics["grad_norm"]))

    @property
    def norms(self) -> Curve:
        """Norm of all weights together."""
        return Curve(self.steps, _whole(self.statistics["norm"]))

    @property
    def update_ratios(self) -> Curve:
        """Median over the parameters of the change per update, as a share of the weights; NaN where it is not known."""
        return Curve(self.steps, nan_medians(self.statistics["update_ratio"]))

    def until(self, step: int) -> RunRecord:
        """The record of the snapshots up to a step; units, which are judged at the end, left out."""
        count = int(np.searchsorted(self.steps, step, side="right"))
        return RunRecord(
            steps=self.steps[:count],
            parameters=self.parameters,
            cells=self.cells[:count],
            cell_parameters=self.cell_parameters,
            roundings=self.roundings[:count],
            statistics={name: values[:count] for name, values in self.statistics.items()},
            loss=Curve(self.loss.steps[self.loss.steps <= step], self.loss.values[self.loss.steps <= step]),
        )


def nan_medians(values: Float64Array) -> Float64Array:
    """Median of each row's numbers, float64 `[T]`; NaN, without a warning, where it has none."""
    return np.array([np.median(row[~np.isnan(row)]) if not np.isnan(row).all() else np.nan for row in values])


def _whole(norms: Float64Array) -> Float64Array:
    """The norm over all parameters that have one, float64 `[T]`."""
    with np.errstate(over="ignore"):
        whole = np.sqrt(np.nansum(norms**2, axis=1))  # (T,)
    return np.where(np.isnan(norms).all(axis=1), np.nan, whole)
