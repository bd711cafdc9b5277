"""Runs whose weights move as one says, without files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.analysis.phases.record import NO_CURVE, Curve, RunRecord

if TYPE_CHECKING:
    import numpy.typing as npt

    Float64Array = npt.NDArray[np.float64]

PARAMETERS = 8


class MakeRecord(Protocol):
    """The type of the fixture `make_record`."""

    def __call__(
        self,
        cells: Float64Array,
        *,
        steps: npt.NDArray[np.int64] | None = None,
        loss: Curve = NO_CURVE,
        rounding: float = 0.0,
        gradient_norms: Float64Array | None = None,
    ) -> RunRecord: ...


@pytest.fixture(scope="session")
def make_record() -> MakeRecord:
    """Makes the record of a run of eight parameters from its weights `[T, C]`."""

    def make(
        cells: Float64Array,
        *,
        steps: npt.NDArray[np.int64] | None = None,
        loss: Curve = NO_CURVE,
        rounding: float = 0.0,
        gradient_norms: Float64Array | None = None,
    ) -> RunRecord:
        count, width = cells.shape
        steps = np.arange(count) if steps is None else steps
        owners = np.arange(width) * PARAMETERS // width
        tiles = [cells[:, owners == index] for index in range(PARAMETERS)]
        rms = np.stack([np.sqrt(np.mean(tile**2, axis=1)) for tile in tiles], axis=1)  # (T, P)
        absent = np.full((count, PARAMETERS), np.nan)
        ratios = absent.copy()
        if count > 1:
            with np.errstate(invalid="ignore"):
                changes = [np.sqrt(np.mean(np.diff(tile, axis=0) ** 2, axis=1)) for tile in tiles]
                ratios[1:] = np.stack(changes, axis=1) / np.diff(steps)[:, np.newaxis] / rms[1:]
        lost = np.stack([np.sum(~np.isfinite(tile), axis=1) for tile in tiles], axis=1).astype(np.float64)
        gradients = absent if gradient_norms is None else np.repeat(gradient_norms[:, np.newaxis], PARAMETERS, axis=1)
        return RunRecord(
            steps=steps,
            parameters=tuple(f"h.{index}.weight" for index in range(PARAMETERS)),
            cells=cells,
            cell_parameters=owners,
            roundings=np.full((count, PARAMETERS), rounding),
            statistics={
                "norm": rms * np.sqrt(width / PARAMETERS),
                "nonfinite": lost,
                "grad_norm": gradients,
                "update_ratio": ratios,
            },
            loss=loss,
        )

    return make
