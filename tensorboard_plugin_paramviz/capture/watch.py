"""Watching a model while it is trained: which steps are logged, and why the training never notices.

watcher = watch(writer, model)
for step in range(1, steps + 1):
    ...
    optimizer.step()
    watcher.step(step)
    optimizer.zero_grad()
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from torch.utils.tensorboard import SummaryWriter

from tensorboard_plugin_paramviz.capture.errors import BudgetError, WriterTypeError
from tensorboard_plugin_paramviz.capture.model.inventory import unwrap_model
from tensorboard_plugin_paramviz.capture.model.shards import processes_of, reshard
from tensorboard_plugin_paramviz.capture.planning.options import MAX_BYTES, MAX_TILE, capture_options
from tensorboard_plugin_paramviz.capture.schedule import policy_of
from tensorboard_plugin_paramviz.capture.sharding.ranks import is_first_rank
from tensorboard_plugin_paramviz.capture.steps import whole_step
from tensorboard_plugin_paramviz.capture.watcher import IdleWatcher, ParameterWatcher
from tensorboard_plugin_paramviz.capture.writing.event_file import install_record_log

if TYPE_CHECKING:
    from torch import nn

    from tensorboard_plugin_paramviz.capture.planning.options import Config, Labels, Patterns, RowChoice
    from tensorboard_plugin_paramviz.capture.schedule import Every


def watch(
    writer: SummaryWriter | None,
    model: nn.Module,
    *,
    every: Every = "auto",
    initial_step: int | None = 0,
    include: Patterns = None,
    exclude: Patterns = None,
    gradients: bool = True,
    labels: Labels = None,
    rows: RowChoice = None,
    config: Config = None,
    overhead: float = 0.01,
    max_pause: float = 0.1,
    max_bytes: int = MAX_BYTES,
    max_tile: int = MAX_TILE,
) -> ParameterWatcher:
    """Watch a model through any torch `SummaryWriter`, and log it as it is now.

    Nothing of the model changes: neither its mode, its gradients nor the random state. Closing the writer closes the
    watcher first, which logs the last step.

    Where several processes train, each of them may call this, and must where the model is spread over them (FSDP2,
    tensor parallelism): the first one writes, a copy of the model in another process is not logged twice.

    Args:
        writer: whose event file the snapshots go to; may be None in other processes than the first.
        model: what to watch, wrapped (`DistributedDataParallel`, `torch.compile`) or not.
        every: "auto", every so many steps, or a `Schedule`.
        initial_step: the step that the model is logged as now; None: it is not.
        include: glob patterns over parameter names; None: all parameters.
        exclude: glob patterns of what to leave out.
        gradients: whether to log gradients, too.
        labels: for a parameter's name, one string per row: the tokens of an embedding.
        rows: for a parameter's name, the numbers of the rows to log; otherwise all that fit, evenly spaced.
        config: the run's hyperparameters, numbers and strings.
        overhead: share of the training time that "auto" may take.
        max_pause: seconds that reading a snapshot may take from the training; what a larger model has no time for is
            estimated from a sample, in turns, and marked so.
        max_bytes: what a snapshot may take.
        max_tile: largest edge of the piece that is logged of a weight matrix, in cells.

    Raises:
        WriterTypeError: the writer is none of torch's.
        ModelTypeError: the model is no module.
        EmptyModelError: it has no parameters.
        PatternError: a pattern of `include` fits no parameter, or nothing is left.
        LabelsError: labels do not fit the model.
        RowsError: rows do not fit the model.
        ConfigError: `config` is no mapping.
        BudgetError: `max_bytes`, `max_tile` or `max_pause` is not above 0.
        ScheduleError: by `every` or `overhead` no step would ever be due.
        StepError: `initial_step` is no whole number from 0 on.
        SecondModelError: the writer logs another model, or is watched already.
    """
    if not isinstance(writer, SummaryWriter) and (writer is not None or is_first_rank()):
        raise WriterTypeError(f"writer is a {type(writer).__name__}; expected a torch.utils.tensorboard.SummaryWriter")
    if isinstance(max_pause, bool) or not isinstance(max_pause, int | float) or not max_pause > 0:
        raise BudgetError(f"max_pause is {max_pause!r}; expected seconds above 0, as 0.1")
    first_step = None if initial_step is None else whole_step("initial_step", initial_step)
    options = capture_options(
        include=include,
        exclude=exclude,
        gradients=gradients,
        labels=labels,
        rows=rows,
        config=config,
        max_bytes=max_bytes,
        max_tile=max_tile,
    )
    policy = policy_of(every, overhead)
    if not takes_part(unwrap_model(model)):
        return IdleWatcher()
    watcher = ParameterWatcher(writer, model, options, policy, max_pause=max_pause)
    _close_before(writer, watcher)
    if first_step is not None:
        watcher.step(first_step)
    return watcher


def _close_before(writer: SummaryWriter | None, watcher: ParameterWatcher) -> None:
    """Have the watcher closed before the writer's file is, whoever closes that: so the last step is in it.

    Its file also gets checksums in hardware, and goes on after failures.
    """
    file_writer = getattr(writer, "file_writer", None)  # None where it is closed
    records = None if file_writer is None else install_record_log(file_writer.event_writer)
    if records is not None:
        found = weakref.ref(watcher)

        def close() -> None:
            if (watcher := found()) is not None:
                watcher.close()

        records.before_close(close)


def takes_part(model: nn.Module) -> bool:
    """Whether this process has anything to do with the model's snapshots.

    The first process writes them, and so do those that hold pieces of the model with it; a copy is not logged twice.
    """
    reshard(model)
    processes = processes_of(model.parameters())
    return processes[0] == 0 if processes else is_first_rank()
