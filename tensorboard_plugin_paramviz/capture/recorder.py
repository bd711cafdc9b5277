"""One writer's snapshots: from a model to events in its file.

A `torch.utils.tensorboard.SummaryWriter` has one recorder, whether its owner adds snapshots or a watcher does.
"""

from __future__ import annotations

import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.encoding import PreviousSample, encode_sample
from tensorboard_plugin_paramviz.capture.errors import ClosedWriterError, NothingToLogError, SecondModelError
from tensorboard_plugin_paramviz.capture.inventory import named_tensors
from tensorboard_plugin_paramviz.capture.plan import Plan, make_plan, make_plan_again, signature_of
from tensorboard_plugin_paramviz.capture.sampling import Sampler
from tensorboard_plugin_paramviz.capture.segments import SegmentCutter
from tensorboard_plugin_paramviz.format.snapshot import snapshot_to_summary

if TYPE_CHECKING:
    from torch import nn
    from torch.utils.tensorboard.writer import FileWriter, SummaryWriter

    from tensorboard_plugin_paramviz.capture.options import CaptureOptions
    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot


class Recorder:
    """Writes the snapshots of one model at a time into one writer's event file.

    Args:
        writer: whose event file the snapshots go to; not kept alive.
    """

    def __init__(self, writer: SummaryWriter) -> None:
        self._writer = weakref.ref(writer)
        self._model: weakref.ref[nn.Module] | None = None
        self._options: CaptureOptions | None = None
        self._plan: Plan | None = None
        self._sampler: Sampler | None = None
        self._previous: PreviousSample | None = None
        self._cutter: SegmentCutter | None = None
        self._is_watched = False
        self._written_step: int | None = None
        self.last_step: int | None = None  # since watching began

    @property
    def layout(self) -> Layout | None:
        """What is logged at present."""
        return None if self._plan is None else self._plan.layout

    @property
    def watch_options(self) -> CaptureOptions | None:
        """What the watcher at work logs; None where there is none."""
        return self._options if self._is_watched else None

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
                f"this writer logs the parameters of a {type(bound).__name__} already; to log another model as well, "
                "wrap both in torch.nn.ModuleDict and log that, or give the other model a SummaryWriter of its own"
            )
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

    def record(self, step: int) -> int:
        """Write a snapshot of the bound model, and flush it.

        A step that is not above the last one starts a new session, which replaces what was written from there on.

        Args:
            step: the updates made so far.

        Returns:
            The size of what was written, in bytes.

        Raises:
            ClosedWriterError: the writer is closed.
            NothingToLogError: no logged parameter has values.
        """
        model = self._bound_model()
        if model is None or self._options is None or self._plan is None or self._sampler is None:
            raise RuntimeError("no model is bound; call bind() first")
        file_writer = self._file_writer()
        tensors = named_tensors(model)
        if signature_of(tensors) != self._plan.signature:
            self._follow(make_plan_again(model, self._options))
        if not self._plan.layout.parameters:
            reasons = {skipped.reason for skipped in self._plan.layout.skipped}
            raise NothingToLogError(f"no parameter of the {type(model).__name__} has values: {'; '.join(reasons)}")
        sample = self._sampler.sample(tensors)
        goes_back = self._written_step is not None and step <= self._written_step
        snapshot = encode_sample(self._plan, sample, step, None if goes_back else self._previous)
        written_bytes = self._write(snapshot, self._plan.layout, file_writer, starts_session=goes_back)
        self._previous = PreviousSample(step, sample.tiles)
        self.last_step = self._written_step = step
        return written_bytes

    def _follow(self, plan: Plan) -> None:
        self._plan = plan
        self._sampler = Sampler(plan)
        self._previous = None

    def _bound_model(self) -> nn.Module | None:
        return None if self._model is None else self._model()

    def _file_writer(self) -> FileWriter:
        file_writer: FileWriter | None = getattr(self._writer(), "file_writer", None)
        if file_writer is None:
            raise ClosedWriterError("the SummaryWriter is closed; call watcher.close() before writer.close()")
        return file_writer

    def _write(self, snapshot: Snapshot, layout: Layout, file_writer: FileWriter, *, starts_session: bool) -> int:
        if self._cutter is None or starts_session:
            self._cutter = SegmentCutter(_session_start_ms(self._cutter, Path(_log_dir(file_writer))))
        placement = self._cutter.place(layout, snapshot.largest_array_bytes)
        summary = snapshot_to_summary(snapshot, placement.segment, placement.header)
        try:
            file_writer.add_summary(summary, snapshot.step)
            file_writer.flush()
        except BaseException:
            self._cutter.abandon(placement)
            raise
        self._cutter.commit(placement, layout, snapshot.largest_array_bytes)
        return int(summary.ByteSize())


_RECORDERS: weakref.WeakKeyDictionary[SummaryWriter, Recorder] = weakref.WeakKeyDictionary()


def recorder_of(writer: SummaryWriter) -> Recorder:
    """The writer's one recorder."""
    return _RECORDERS.setdefault(writer, Recorder(writer))


def _log_dir(file_writer: FileWriter) -> str:
    return str(file_writer.get_logdir())  # type: ignore[no-untyped-call]  # torch's own


def _session_start_ms(former: SegmentCutter | None, log_dir: Path) -> int:
    """Now, UTC; later than all that was written before, even if the clock was set back meanwhile."""
    written_ms = [int(path.stat().st_mtime * 1000) for path in log_dir.glob("*tfevents*")]
    if former is not None:
        written_ms.append(former.session_start_ms)
    now_ms = time.time_ns() // 1_000_000
    return max([now_ms, *(earlier_ms + 1 for earlier_ms in written_ms)])
