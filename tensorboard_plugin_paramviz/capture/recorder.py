"""One writer's snapshots: what is read of a model on the training thread, and handed over to be written.

A `torch.utils.tensorboard.SummaryWriter` has one recorder, whether its owner adds snapshots or a watcher does.
"""

from __future__ import annotations

import math
import time
import weakref
from collections import deque
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.errors import NothingToLogError, SecondModelError
from tensorboard_plugin_paramviz.capture.model.inventory import class_name, named_tensors
from tensorboard_plugin_paramviz.capture.model.shards import reshard
from tensorboard_plugin_paramviz.capture.planning.plan import Plan, make_plan, make_plan_again, signature_of
from tensorboard_plugin_paramviz.capture.reading.rotation import NormRotation
from tensorboard_plugin_paramviz.capture.reading.sampling import Sampler
from tensorboard_plugin_paramviz.capture.sharding.group import shard_group
from tensorboard_plugin_paramviz.capture.sharding.sampler import ShardedSampler
from tensorboard_plugin_paramviz.capture.writing.background import Background
from tensorboard_plugin_paramviz.capture.writing.snapshot_writer import SnapshotWriter, Take

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import nn
    from torch.utils.tensorboard.writer import SummaryWriter

    from tensorboard_plugin_paramviz.capture.model.inventory import NamedTensor
    from tensorboard_plugin_paramviz.capture.planning.options import CaptureOptions
    from tensorboard_plugin_paramviz.capture.sharding.group import ShardGroup
    from tensorboard_plugin_paramviz.capture.writing.snapshot_writer import Sample
    from tensorboard_plugin_paramviz.format.layout import Layout

_QUEUE_BYTES = 32 * 1024 * 1024  # of snapshots that are read and not written yet: six of the largest
_QUEUE = 200  # and of the smallest


@dataclass(frozen=True)
class Outcome:
    """What became of a snapshot that was handed over.

    Attributes:
        step: its step.
        size_bytes: what was written; 0 where it failed.
        seconds: computing time of the thread that wrote it.
        error: why it was not written.
    """

    step: int
    size_bytes: int
    seconds: float
    error: BaseException | None = None


class Recorder:
    """Reads the snapshots of one model at a time, and has them written into one writer's event file.

    Where the model is spread over processes, each of them has a recorder; the first one writes.

    Args:
        writer: whose event file the snapshots go to, not kept alive; None in processes that do not write.

    Attributes:
        group: the processes that hold the bound model's pieces; None where it is whole.
        last_step: the step that was read last, since watching began.
    """

    def __init__(self, writer: SummaryWriter | None) -> None:
        self.group: ShardGroup | None = None
        self.last_step: int | None = None
        self._snapshots = SnapshotWriter(writer)
        self._background = Background(_QUEUE_BYTES, _QUEUE)
        self._outcomes: deque[Outcome] = deque()  # from the thread that writes to the one that trains
        self._model: weakref.ref[nn.Module] | None = None
        self._options: CaptureOptions | None = None
        self._plan: Plan | None = None
        self._plan_number = 0
        self._rotation = NormRotation()
        self._sampler: Sampler | ShardedSampler | None = None
        self._is_watched = False

    @property
    def layout(self) -> Layout | None:
        """What is logged at present."""
        return None if self._plan is None else self._plan.layout

    @property
    def watch_options(self) -> CaptureOptions | None:
        """What the watcher at work logs; None where there is none."""
        return self._options if self._is_watched else None

    @property
    def is_busy(self) -> bool:
        """Whether so many snapshots wait to be written that no other can be taken."""
        return self._background.is_full

    def bind(self, model: nn.Module, options: CaptureOptions) -> None:
        """Take on a model, or other options for the same.

        Args:
            model: the unwrapped model.
            options: what of it is logged.

        Raises:
            SecondModelError: another model is bound, and lives.
            CaptureError: an option does not fit the model, see `make_plan`.
        """
        bound = self._bound_model()
        if bound is not None and bound is not model:
            raise SecondModelError(
                f"this writer logs the parameters of a {class_name(bound)} already; to log another model as well, "
                "wrap both in torch.nn.ModuleDict and log that, or give the other model a SummaryWriter of its own"
            )
        if bound is None:
            reshard(model)
            self.group = shard_group(model.parameters())
        if bound is None or options != self._options:
            self._follow(make_plan(model, options))
            self._options = options
            self._model = weakref.ref(model)

    def begin_watch(self, model: nn.Module, options: CaptureOptions) -> None:
        """Bind a model for a watcher: its steps may begin anew.

        Raises:
            SecondModelError: a watcher is at work, or another model is bound.
            CaptureError: an option does not fit the model.
        """
        if self._is_watched:
            raise SecondModelError(
                "this writer is watched already; close() the first watcher, or wrap both models in torch.nn.ModuleDict "
                "and watch that"
            )
        self.bind(model, options)
        self._is_watched = True
        self.last_step = None

    def end_watch(self) -> None:
        """Let another model be bound."""
        self._is_watched = False
        self._model = None

    def end_thread(self) -> None:
        """Let the thread that writes end, if it has nothing to do."""
        self._background.end()

    def take(self, step: int, *, limit_seconds: float | None = None, overhead: float | None = None) -> Take | None:
        """Read the bound model; a model in pieces inside of a turn of its group.

        Args:
            step: the updates made so far.
            limit_seconds: how long it may take; norms for which there is no time are estimated, and marked.
            overhead: share of the training's time that is logged beside the snapshot.

        Returns:
            What is to be written; None in a process that does not write.

        Raises:
            ClosedWriterError: the writer is closed.
            NothingToLogError: no logged parameter has values.
            PeerError: a process could not read its pieces of the model.
        """
        model = self._bound_model()
        if model is None or self._options is None or self._plan is None:
            raise RuntimeError("no model is bound; call bind() first")
        if self.group is None or self.group.is_first:
            self._snapshots.file_writer()
        if self.group is not None:
            reshard(model)
        tensors = named_tensors(model)
        if signature_of(tensors) != self._plan.signature:
            self._follow(make_plan_again(model, self._options))
        if not self._plan.layout.parameters:
            reasons = {skipped.reason for skipped in self._plan.layout.skipped}
            raise NothingToLogError(f"no parameter of the {class_name(model)} has values: {'; '.join(reasons)}")
        sample = self._sample(tensors, limit_seconds)
        self.last_step = step
        if sample is None:
            return None
        if sample.is_rotating:
            self._plan = _marked_as_sampled(self._plan)
        return Take(step, self._plan, self._plan_number, sample, overhead)

    def record(self, step: int) -> int:
        """Read the bound model and write it, here and now, after all that was handed over before.

        Returns:
            The size of what was written, in bytes; 0 in a process that does not write.

        Raises:
            ClosedWriterError: the writer is closed.
            NothingToLogError: no logged parameter has values.
            OSError: the event file cannot be written.
            PeerError: a process could not read its pieces of the model.
        """
        former_step = self.last_step
        with nullcontext() if self.group is None else self.group.turn(step):
            take = self.take(step)
        if take is None:
            return 0
        self._background.drain(math.inf)
        try:
            return self._snapshots.write(take)
        except BaseException:
            self.last_step = former_step
            raise

    def hand_over(self, take: Take) -> bool:
        """Have it written beside the training; what became of it, `outcomes` tells.

        Returns:
            Whether it was taken: not if the recorder is busy.
        """

        def job() -> None:
            started = time.thread_time()
            try:
                size_bytes = self._snapshots.write(take)
            except BaseException as error:  # whatever ends the thread is an outcome as well
                self._outcomes.append(Outcome(take.step, 0, time.thread_time() - started, error))
                if not isinstance(error, Exception):
                    raise
            else:
                self._outcomes.append(Outcome(take.step, size_bytes, time.thread_time() - started))

        return self._background.submit(job, take.sample.size_bytes)

    def outcomes(self) -> list[Outcome]:
        """What became of snapshots since this was asked last."""
        return [self._outcomes.popleft() for _ in range(len(self._outcomes))]

    def finish(self) -> None:
        """Wait until all that was handed over is written, for a minute at most; say so if it is not."""
        self._background.finish()

    def _follow(self, plan: Plan) -> None:
        if self._plan is None or plan.layout != self._plan.layout:
            self._plan_number += 1
        self._plan = plan
        self._sampler = Sampler(plan, self._rotation) if self.group is None else ShardedSampler(plan, self.group)

    def _sample(self, tensors: Sequence[NamedTensor], limit_seconds: float | None) -> Sample | None:
        if isinstance(self._sampler, Sampler):
            return self._sampler.sample(tensors, limit_seconds)
        return None if self._sampler is None else self._sampler.sample(tensors)

    def _bound_model(self) -> nn.Module | None:
        return None if self._model is None else self._model()


_RECORDERS: weakref.WeakKeyDictionary[SummaryWriter, Recorder] = weakref.WeakKeyDictionary()


def recorder_of(writer: SummaryWriter | None) -> Recorder:
    """The writer's one recorder; a new one where there is no writer."""
    if writer is None:
        return Recorder(None)
    return _RECORDERS.setdefault(writer, Recorder(writer))


def _marked_as_sampled(plan: Plan) -> Plan:
    """The same plan, whose layout says that norms are not exact at every step."""
    if all(parameter.sampled for parameter in plan.layout.parameters):
        return plan
    parameters = tuple(replace(parameter, sampled=True) for parameter in plan.layout.parameters)
    return replace(plan, layout=replace(plan.layout, parameters=parameters))
