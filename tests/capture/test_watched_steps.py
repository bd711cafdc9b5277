"""Steps as training loops hand them in: in order, out of order, and no steps at all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from tensorboard_plugin_paramviz.capture.errors import StepError
from tensorboard_plugin_paramviz.capture.watch import watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn
    from torch.utils.tensorboard import SummaryWriter


def test_steps_that_go_back_are_skipped_counted_and_mentioned(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]], caplog: pytest.LogCaptureFixture
) -> None:
    watcher = watch(writer, model, every=10)
    with caplog.at_level(logging.WARNING, logger="tensorboard_plugin_paramviz"):
        for step in (10, 5, 10, 11, -1, 11, 20):
            watcher.step(step)
    assert steps_of() == [0, 10, 20]
    assert watcher.report.drops == 3
    (record,) = caplog.records
    assert record.getMessage().startswith("step 5 was handed in after step 10: such steps are skipped")


def test_the_last_step_is_the_largest(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]]
) -> None:
    watcher = watch(writer, model, every=100)
    for step in (*range(1, 50), *range(1, 40)):
        watcher.step(step)
    watcher.close()
    assert steps_of() == [0, 49]
    assert watcher.report.drops == 39


@pytest.mark.parametrize("step", [True, 1 << 63, -1])
def test_no_snapshot_has_such_a_step(step: int, writer: SummaryWriter, model: nn.Module) -> None:
    with pytest.raises(StepError, match="expected the number of updates made"):
        watch(writer, model, initial_step=step)


@pytest.mark.parametrize("step", [2.0, "3", None, float("nan")])
def test_a_step_that_is_no_whole_number_is_counted_as_a_failure(
    step: Any,  # noqa: ANN401  # wrong on purpose
    writer: SummaryWriter,
    model: nn.Module,
    caplog: pytest.LogCaptureFixture,
) -> None:
    watcher = watch(writer, model, every=1)
    with caplog.at_level(logging.WARNING, logger="tensorboard_plugin_paramviz"):
        assert not watcher.step(step)
    assert f"global_step is {step!r}; expected the number of updates made" in caplog.text
    assert watcher.report.failures == 1
    assert watcher.step(4)


def test_a_last_step_that_is_no_whole_number_is_not_logged(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]], caplog: pytest.LogCaptureFixture
) -> None:
    watcher = watch(writer, model, every=10)
    watcher.step(3.7)  # type: ignore[arg-type]  # wrong on purpose, and not due
    with caplog.at_level(logging.WARNING, logger="tensorboard_plugin_paramviz"):
        watcher.close()
    assert "global_step is 3.7" in caplog.text
    assert steps_of() == [0]


def test_steps_may_be_numpys_or_torchs(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]]
) -> None:
    watcher = watch(writer, model, every=1)
    assert watcher.step(np.int64(1))  # as training loops do
    assert watcher.step(torch.tensor(2))  # type: ignore[arg-type]  # likewise
    assert steps_of() == [0, 1, 2]


def test_a_step_after_the_end_is_mentioned_once(
    writer: SummaryWriter, model: nn.Module, caplog: pytest.LogCaptureFixture
) -> None:
    watcher = watch(writer, model, every=1)
    watcher.close()
    with caplog.at_level(logging.WARNING, logger="tensorboard_plugin_paramviz"):
        assert not any(watcher.step(step) for step in range(1, 100))
    (record,) = caplog.records
    assert "after close()" in record.getMessage()
