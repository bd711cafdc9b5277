"""What insights are drawn from: a run's sampled snapshots, its phases and its layout."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.phases.lost_values import step_of_loss

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import ParameterLayout
    from tensorboard_plugin_paramviz.serving.analysis.findings import Finding
    from tensorboard_plugin_paramviz.serving.analysis.phases.record import Curve, Float64Array, RunRecord
    from tensorboard_plugin_paramviz.serving.analysis.phases.report import PhaseReport


@dataclass(frozen=True)
class Subject:
    """A run to be judged.

    Attributes:
        record: its snapshots, at least one.
        report: what it went through.
        parameters: `[P]`, in the record's order.
    """

    record: RunRecord
    report: PhaseReport
    parameters: tuple[ParameterLayout, ...]

    @cached_property
    def sound(self) -> RunRecord:
        """The record as long as loss and weights are finite."""
        lost_step = step_of_loss(self.record)
        return self.record if lost_step is None else self.record.until(lost_step - 1)

    @property
    def is_lost(self) -> bool:
        """Whether loss or weights end in values that are not finite."""
        return self.sound is not self.record

    @cached_property
    def loss(self) -> Curve:
        """The finite loss, as long as the run is not lost; it may go on behind the last snapshot."""
        lost_step = step_of_loss(self.record)
        steps = self.record.loss.steps
        last = int(steps[-1]) if len(steps) else 0
        return self.record.loss.between(int(self.first_step), last if lost_step is None else lost_step - 1)

    @cached_property
    def matrices(self) -> tuple[int, ...]:
        """Numbers of the parameters with more than one row and column.

        Vectors are left out on purpose: gains and biases are few, begin at 1 or 0, and some have no say by
        construction (a bias of keys cancels in the softmax).
        """
        return tuple(number for number, its in enumerate(self.parameters) if min(its.matrix_shape) > 1)

    @property
    def first_step(self) -> int:
        """That of the first snapshot."""
        return int(self.record.steps[0])

    @property
    def last_step(self) -> int:
        """That of the last snapshot."""
        return int(self.record.steps[-1])

    def statistic(self, name: str) -> Float64Array:
        """Of the sound snapshots, float64 `[T, P]`."""
        return self.sound.statistics[name]

    def finding(self, name: str) -> Finding | None:
        """The phase or event of a name, the first of them."""
        found = (*self.report.phases, *self.report.events)
        return next((each for each in found if each.name == name), None)

    def snapshot_near(self, step: int) -> int:
        """The step of the snapshot nearest to a step."""
        distances = np.abs(self.record.steps.astype(np.float64) - step)  # whole numbers would overflow
        return int(self.record.steps[np.argmin(distances)])


def evidence_number(finding: Finding, name: str) -> float:
    """A number that a finding rests on; NaN where it is none."""
    value = finding.evidence[name]
    return float(value) if isinstance(value, int | float) else float("nan")
