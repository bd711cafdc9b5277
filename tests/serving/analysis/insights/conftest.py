"""Runs whose statistics are as one says, without files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.layout import ParameterLayout
from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject
from tensorboard_plugin_paramviz.serving.analysis.phases.record import NO_CURVE, Curve, RunRecord
from tensorboard_plugin_paramviz.serving.analysis.phases.report import report

if TYPE_CHECKING:
    import numpy.typing as npt

    Float64Array = npt.NDArray[np.float64]

LAYERS, SNAPSHOTS, EVERY = 6, 50, 10


class MakeSubject(Protocol):
    """The type of the fixture `make_subject`."""

    def __call__(self, *, loss: Curve | None = NO_CURVE, **statistics: Float64Array | float) -> Subject: ...


def falling_loss(snapshots: int = SNAPSHOTS) -> Curve:
    """A loss that falls from 4 to 1, with a noise of a hundredth."""
    steps = np.arange(1, snapshots * EVERY, 2)
    noise = np.random.default_rng(0).standard_normal(len(steps))
    return Curve(steps, (1 + 3 * np.exp(-steps / (0.2 * steps[-1]))) * (1 + 0.01 * noise))


@pytest.fixture(scope="session")
def make_subject() -> MakeSubject:
    """Makes a run of six layers, each a matrix of 64 × 64, whose statistics `[T]` or `[T, P]` are given.

    What is not given is that of a healthy run: a loss that falls, norms of 2, gradients of 0.1, updates of 0.5 %.
    """

    def make(*, loss: Curve | None = NO_CURVE, **statistics: Float64Array | float) -> Subject:
        given = {name: np.asarray(values, np.float64) for name, values in statistics.items()}
        count = max((len(values) for values in given.values() if values.ndim), default=SNAPSHOTS)
        healthy = {"norm": 2.0, "nonfinite": 0.0, "grad_norm": 0.1, "grad_q50": 1e-4, "update_ratio": 0.005}
        table = {
            name: np.broadcast_to(
                values[:, np.newaxis] if (values := given.get(name, np.asarray(usual))).ndim == 1 else values,
                (count, LAYERS),
            ).copy()
            for name, usual in healthy.items()
        }
        if "norm" not in given:
            table["norm"] *= np.linspace(1, 1.2, count)[:, np.newaxis]
        for name in ("grad_norm", "update_ratio"):
            table[name][:1] = np.nan
        record = RunRecord(
            steps=np.arange(count) * EVERY,
            parameters=tuple(f"h.{layer}.weight" for layer in range(LAYERS)),
            cells=np.zeros((count, 0)),
            cell_parameters=np.zeros(0, np.int64),
            roundings=np.zeros((count, LAYERS)),
            statistics=table,
            loss=falling_loss(count) if loss is None else loss,
        )
        parameters = tuple(
            ParameterLayout(name, (64, 64), "float32", "mlp", (64, 64), 4096 * layer, layer=layer)
            for layer, name in enumerate(record.parameters)
        )
        return Subject(record, report(record), parameters)

    return make
