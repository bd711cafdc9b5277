"""Watching: what is logged when, and why the training never notices."""

from __future__ import annotations

import copy
import logging
import pickle
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter

from tensorboard_plugin_paramviz.capture.errors import (
    BudgetError,
    CaptureError,
    EmptyModelError,
    LabelsError,
    ModelTypeError,
    PatternError,
    RowsError,
    ScheduleError,
    StepError,
    WriterTypeError,
)
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.reading.sampling import Sampler
from tensorboard_plugin_paramviz.capture.report import Report
from tensorboard_plugin_paramviz.capture.schedule import FixedInterval, Schedule, policy_of
from tensorboard_plugin_paramviz.capture.watch import watch
from tensorboard_plugin_paramviz.capture.watcher import ParameterWatcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.capture.conftest import LoggedStep

Train = "Callable[[nn.Module, torch.optim.Optimizer, torch.Generator], float]"


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_the_untouched_model_is_the_first_snapshot(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]]
) -> None:
    watcher = watch(writer, model)
    assert steps_of() == [0]
    assert watcher.report.snapshots == 1
    assert watcher.report.failures == 0


def test_it_is_not_if_nobody_wants_it(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]]
) -> None:
    watcher = watch(writer, model, initial_step=None, every=10)
    assert watcher.step(7)
    assert [step for step in range(8, 31) if watcher.step(step)] == [10, 20, 30]
    assert steps_of() == [7, 10, 20, 30]


def test_only_due_steps_are_logged_and_the_last_one_always(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]]
) -> None:
    watcher = watch(writer, model, every=10)
    assert [step for step in range(1, 26) if watcher.step(step)] == [10, 20]
    watcher.close()
    assert steps_of() == [0, 10, 20, 25]
    watcher.close()
    assert not watcher.step(26)
    assert steps_of() == [0, 10, 20, 25]


def test_a_last_step_that_is_logged_already_is_not_logged_again(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]]
) -> None:
    watcher = watch(writer, model, every=5)
    for step in range(1, 11):
        watcher.step(step)
    watcher.close()
    assert steps_of() == [0, 5, 10]


@pytest.mark.parametrize("every", ["auto", Schedule()])
def test_auto_logs_the_first_step_and_then_every_tenth(
    every: str | Schedule, writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]]
) -> None:
    clock = Clock()
    watcher = ParameterWatcher(writer, model, capture_options(), policy_of(every, 0.01), clock=clock)
    for step in range(35):
        clock.seconds += 10.0
        watcher.step(step)
    assert steps_of() == [0, 1, 11, 21, 31]


def test_auto_stops_at_a_share_of_five_percent(writer: SummaryWriter, model: nn.Module) -> None:
    clock = Clock()

    class Slow(Sampler):
        """Takes ten times as long as a step of the training."""

        def sample(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # whatever a sampler takes and gives
            clock.seconds += 1.0
            return super().sample(*arguments, **options)

    with pytest.MonkeyPatch.context() as slow:
        slow.setattr("tensorboard_plugin_paramviz.capture.recorder.Sampler", Slow)
        watcher = ParameterWatcher(writer, model, capture_options(), Schedule(), clock=clock)
        logged = []
        for step in range(20_000):
            clock.seconds += 0.1
            if watcher.step(step):
                logged.append(step)
    assert len(logged) > 30
    assert watcher.report.seconds == pytest.approx(len(logged))
    assert watcher.report.seconds - 20 <= 0.011 * clock.seconds  # the first 20 are outside of the budget


def test_gradients_are_those_in_place(
    writer: SummaryWriter,
    model: nn.Module,
    train: Callable[..., float],
    written: Callable[[], list[LoggedStep]],
) -> None:
    watcher = watch(writer, model, every=1)
    train(model, torch.optim.SGD(model.parameters(), 0.1), torch.Generator().manual_seed(0))
    watcher.step(1)
    before, after = written()
    assert np.isnan(before.statistic("head.weight", "grad_norm"))
    gradient = model.get_parameter("head.weight").grad
    assert gradient is not None
    assert after.statistic("head.weight", "grad_norm") == pytest.approx(gradient.norm().item())
    assert after.statistic("head.weight", "update_ratio") > 0


def test_ctrl_c_while_the_end_waits_leaves_the_rest_to_the_interpreters_end(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> bool:
        raise KeyboardInterrupt

    watcher = watch(writer, model, every=1)
    watcher.step(1)
    with monkeypatch.context() as interrupted:
        interrupted.setattr(ParameterWatcher, "flush", interrupt)
        with pytest.raises(KeyboardInterrupt):
            watcher.close()
    assert steps_of() == [0, 1]
    watch(writer, model, initial_step=2)  # and the writer is free
    assert steps_of() == [0, 1, 2]


def test_a_watcher_that_is_collected_by_another_thread_neither_waits_nor_reads(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]]
) -> None:
    class Holder:
        """The last one to know a watcher."""

    holder = Holder()
    holder.watcher = watch(writer, model, every=10)  # type: ignore[attr-defined]  # any attribute will do
    holder.watcher.step(3)  # type: ignore[attr-defined]  # likewise
    thread = threading.Thread(target=vars(holder).clear)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert steps_of() == [0]


def test_another_watcher_may_begin_anew(
    writer: SummaryWriter, model: nn.Module, written: Callable[[], list[LoggedStep]]
) -> None:
    first = watch(writer, model, every=10)
    first.step(10)
    first.step(20)
    first.close()
    second = watch(writer, model, every=10, initial_step=10)
    second.step(20)
    logged = written()
    assert [each.step for each in logged] == [0, 10, 20, 10, 20]
    assert logged[2].segment.session_start_ms < logged[3].segment.session_start_ms
    assert logged[3].segment == logged[4].segment


def test_the_report_tells_what_it_cost(writer: SummaryWriter, model: nn.Module) -> None:
    clock = Clock()
    watcher = ParameterWatcher(writer, model, capture_options(), FixedInterval(1), clock=clock)
    clock.seconds = 2.0
    assert watcher.step(1)
    watcher.flush()
    report = watcher.report
    assert report.bytes > 1000
    assert report.background_seconds > 0
    assert report == Report(
        snapshots=1,
        bytes=report.bytes,
        background_seconds=report.background_seconds,
        share=report.background_seconds / 2.0,
    )


def test_a_training_is_the_same_to_the_bit_watched_or_not(tmp_path: Path, model: nn.Module, train: Any) -> None:  # noqa: ANN401  # a fixture
    def trained(watched: bool) -> tuple[list[float], dict[str, torch.Tensor], torch.Tensor]:
        torch.manual_seed(1)
        copied = copy.deepcopy(model)
        optimizer = torch.optim.AdamW(copied.parameters(), 0.01)
        generator = torch.Generator().manual_seed(2)
        with SummaryWriter(tmp_path / str(watched)) as writer:
            watcher = watch(writer, copied, every=1) if watched else None
            losses = []
            for step in range(1, 31):
                losses.append(train(copied, optimizer, generator))
                if watcher is not None:
                    assert watcher.step(step)
        return losses, copied.state_dict(), torch.get_rng_state()

    losses, weights, random_state = trained(watched=False)
    watched_losses, watched_weights, watched_random_state = trained(watched=True)
    assert watched_losses == losses
    assert all(torch.equal(watched_weights[name], weight) for name, weight in weights.items())
    assert torch.equal(watched_random_state, random_state)


def test_a_watched_model_can_be_copied_and_pickled(writer: SummaryWriter, model: nn.Module) -> None:
    watch(writer, model)
    assert "embedding.weight" in copy.deepcopy(model).state_dict()
    assert len(pickle.dumps(model.get_submodule("blocks"))) > 0


def test_a_model_that_keeps_its_watcher_can_be_copied_and_pickled(writer: SummaryWriter, model: nn.Module) -> None:
    model.watcher = watch(writer, model, every=1)  # type: ignore[assignment]  # as a LightningModule may
    for copied in (copy.deepcopy(model), pickle.loads(pickle.dumps(model.get_submodule("blocks")))):  # noqa: S301  # ours
        assert copied.state_dict().keys()
    watcher: Any = copy.deepcopy(model).watcher
    assert not watcher.step(1)
    assert watcher.report == Report()
    watcher.flush()
    watcher.close()


def test_closing_the_writer_closes_the_watcher_first(
    model: nn.Module, tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]], caplog: pytest.LogCaptureFixture
) -> None:
    with SummaryWriter(tmp_path) as writer:
        watcher = watch(writer, model, every=10)
        for step in range(1, 16):
            watcher.step(step)
    assert [logged.step for logged in logged_steps(tmp_path)] == [0, 10, 15]
    assert watcher.report.failures == 0
    with caplog.at_level(logging.WARNING, logger="tensorboard_plugin_paramviz"):
        assert not any(watcher.step(step) for step in range(16, 100))
    (record,) = caplog.records
    assert "after close()" in record.getMessage()


def test_a_writer_that_is_found_closed_switches_the_watcher_off_with_one_line(
    model: nn.Module, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = "tensorboard_plugin_paramviz.capture.watch.install_record_log"
    monkeypatch.setattr(unknown, lambda _: None)  # as with a TensorBoard whose writers are built in another way
    writer = SummaryWriter(tmp_path)
    watcher = watch(writer, model, every=1)
    watcher.flush()
    assert watcher.report.snapshots == 1
    writer.close()
    with caplog.at_level(logging.ERROR, logger="tensorboard_plugin_paramviz"):
        assert not any(watcher.step(step) for step in range(1, 5000))
        watcher.close()
    assert watcher.report.failures == 1
    (record,) = caplog.records
    assert record.getMessage().startswith("no more steps are logged, training goes on (ClosedWriterError")
    assert len(list(tmp_path.iterdir())) == 1


def test_ctrl_c_reaches_the_training(
    writer: SummaryWriter, model: nn.Module, steps_of: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    watcher = watch(writer, model, every=1)
    with monkeypatch.context() as interrupted:
        interrupted.setattr(Sampler, "sample", interrupt)
        with pytest.raises(KeyboardInterrupt):
            watcher.step(1)
    watcher.close()
    assert steps_of() == [0, 1]


def test_a_long_pause_is_mentioned_once(
    writer: SummaryWriter, model: nn.Module, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="tensorboard_plugin_paramviz"):
        watcher = watch(writer, model, every=1, max_pause=1e-9)
        for step in range(1, 5):
            watcher.step(step)
    (record,) = caplog.records
    assert "more than max_pause allows" in record.getMessage()


def test_a_model_without_values_yet_is_logged_when_it_has_some(
    writer: SummaryWriter, steps_of: Callable[[], list[int]], caplog: pytest.LogCaptureFixture
) -> None:
    model = nn.LazyLinear(2)
    with caplog.at_level(logging.WARNING, logger="tensorboard_plugin_paramviz"):
        watcher = watch(writer, model, every=1)
    assert "no parameter of the LazyLinear has values" in caplog.records[0].getMessage()
    model(torch.ones(1, 3))
    assert [step for step in range(1, 5) if watcher.step(step)] == [2, 3, 4]
    assert steps_of() == [2, 3, 4]


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"every": 0}, (ScheduleError, "every is 0")),
        ({"every": "sometimes"}, (ScheduleError, "every is 'sometimes'")),
        ({"overhead": 2}, (ScheduleError, "overhead is 2")),
        ({"initial_step": -1}, (StepError, "initial_step is -1")),
        ({"initial_step": 0.5}, (StepError, "initial_step is 0.5")),
        ({"max_pause": 0}, (BudgetError, "max_pause is 0")),
        ({"max_pause": "x"}, (BudgetError, "max_pause is 'x'; expected seconds above 0")),
        ({"max_bytes": -5}, (BudgetError, "max_bytes is -5")),
        ({"include": "nothing.*"}, (PatternError, "include has the pattern 'nothing.*'")),
        ({"labels": {"embedding.weight": ["a"]}}, (LabelsError, "has 1 labels; the parameter has 20 rows")),
        ({"rows": {"embedding.weight": [20]}}, (RowsError, "names row 20")),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_written(
    arguments: dict[str, Any],
    refusal: tuple[type[CaptureError], str],
    writer: SummaryWriter,
    model: nn.Module,
    steps_of: Callable[[], list[int]],
) -> None:
    error, text = refusal
    with pytest.raises(error) as raised:
        watch(writer, model, **arguments)
    assert text in str(raised.value)
    assert steps_of() == []
    watch(writer, model)  # and the writer is free


def test_a_model_without_parameters_is_refused(writer: SummaryWriter) -> None:
    with pytest.raises(EmptyModelError, match="nothing to log"):
        watch(writer, nn.ReLU())


def test_what_is_no_model_is_refused(writer: SummaryWriter) -> None:
    with pytest.raises(ModelTypeError, match="model is a dict; expected a torch"):
        watch(writer, {})  # type: ignore[arg-type]  # wrong on purpose


def test_another_kind_of_writer_is_refused(model: nn.Module) -> None:
    with pytest.raises(WriterTypeError, match=r"expected a torch\.utils\.tensorboard\.SummaryWriter"):
        watch("runs", model)  # type: ignore[arg-type]  # wrong on purpose
