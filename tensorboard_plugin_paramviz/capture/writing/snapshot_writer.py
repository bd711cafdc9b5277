"""From a sample to an event in the file: what happens beside the training."""

from __future__ import annotations

import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.plugins.scalar.summary_v2 import scalar_pb

from tensorboard_plugin_paramviz.capture.errors import ClosedWriterError, EventFileError
from tensorboard_plugin_paramviz.capture.failures import LOGGER
from tensorboard_plugin_paramviz.capture.writing.encoding import PreviousSample, encode_sample
from tensorboard_plugin_paramviz.capture.writing.event_file import record_log_of
from tensorboard_plugin_paramviz.capture.writing.outages import Outages
from tensorboard_plugin_paramviz.capture.writing.segments import SegmentCutter
from tensorboard_plugin_paramviz.format.snapshot import snapshot_to_summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard.compat.proto.summary_pb2 import Summary
    from torch.utils.tensorboard.writer import FileWriter, SummaryWriter

    from tensorboard_plugin_paramviz.capture.planning.plan import Plan
    from tensorboard_plugin_paramviz.capture.reading.sampling import RawSample
    from tensorboard_plugin_paramviz.capture.writing.record_log import RecordLog
    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.snapshot import Snapshot

OVERHEAD_TAG = "paramviz/overhead"


class Sample(Protocol):
    """What was read of a model, perhaps still on its way to the host."""

    @property
    def unreadable(self) -> Mapping[str, Exception]:
        """Why some parameters could not be read, by name."""

    @property
    def is_rotating(self) -> bool:
        """Whether time was too short for the exact norm of some parameter."""

    @property
    def size_bytes(self) -> int:
        """Memory that it takes."""

    def result(self) -> RawSample:
        """All of it, on any thread."""


@dataclass(frozen=True)
class Take:
    """What was read of a model at a step, and everything that is needed to write it.

    Attributes:
        step: the updates made so far.
        plan: what it was read by.
        plan_number: another one when tiles lie elsewhere.
        sample: what was read.
        overhead: share of the training's time that logging took so far, from 0 to 1; None: it is not logged.
    """

    step: int
    plan: Plan
    plan_number: int
    sample: Sample
    overhead: float | None = None


class SnapshotWriter:
    """Encodes samples and writes them into one writer's event file, one after the other: by one thread at a time.

    Args:
        writer: whose event file the snapshots go to. It is not kept alive, but its file is. None: there will be none.
    """

    def __init__(self, writer: SummaryWriter | None) -> None:
        self._writer = None if writer is None else weakref.ref(writer)
        self._file_writer: FileWriter | None = None if writer is None else writer.file_writer
        self._previous: PreviousSample | None = None
        self._previous_plan_number = 0
        self._cutter: SegmentCutter | None = None
        self._written_step: int | None = None
        self._written_seconds = 0.0
        self._file_identity: tuple[int, int] | None = None
        self._outages = Outages()

    def file_writer(self) -> FileWriter:
        """Torch's part of the writer.

        Raises:
            ClosedWriterError: there is none any more.
        """
        writer = None if self._writer is None else self._writer()
        if writer is not None:  # else it was forgotten, not closed
            self._file_writer = writer.file_writer
        if self._file_writer is None:
            raise ClosedWriterError("the SummaryWriter is closed; nothing more is logged through it")
        return self._file_writer

    def write(self, take: Take) -> int:
        """Write a snapshot, and flush it.

        A step that is not above the last one starts a new session, which replaces what was written from there on.

        Returns:
            The size of what was written, in bytes.

        Raises:
            ClosedWriterError: the writer is closed.
            EventFileError: the file cannot be written.
        """
        goes_back = self._written_step is not None and take.step <= self._written_step
        if goes_back or take.plan_number != self._previous_plan_number:
            self._previous = None
        sample = take.sample.result()
        snapshot = encode_sample(take.plan, sample, take.step, self._previous)
        layout = self._outages.told_in(take.plan.layout, take.step)
        try:
            written_bytes = self._write(snapshot, layout, take.overhead, starts_session=goes_back)
        except EventFileError as error:
            self._outages.note_failure(take.step, error)
            raise
        self._outages.note_success(take.step)
        self._previous = PreviousSample(take.step, sample.tiles)
        self._previous_plan_number = take.plan_number
        self._written_step = take.step
        return written_bytes

    def _write(self, snapshot: Snapshot, layout: Layout, overhead: float | None, *, starts_session: bool) -> int:
        file_writer = self.file_writer()
        file = _EventFile(file_writer)
        if self._cutter is None or starts_session or file.identity != self._file_identity:
            log_dir = Path(_log_dir(file_writer))
            if self._cutter is None and snapshot.step == 0:
                _warn_of_a_former_run(log_dir)
            self._cutter = SegmentCutter(_session_start_ms(self._cutter, log_dir))
            self._file_identity = file.identity
        now_seconds = time.time()
        if now_seconds < self._written_seconds:
            # Of a series TensorBoard lists the latest time only: one from before the clock was set back would hide how
            # old the newest snapshot is.
            self._cutter.end_segment()
        self._written_seconds = now_seconds
        placement = self._cutter.place(layout, snapshot.largest_array_bytes)
        summary: Summary = snapshot_to_summary(snapshot, placement.segment, placement.header)
        if overhead is not None:
            summary.MergeFrom(scalar_pb(OVERHEAD_TAG, overhead))
        try:
            file.write(summary, snapshot.step)
        except BaseException:
            self._cutter.abandon(placement)
            raise
        self._cutter.commit(placement, layout, snapshot.largest_array_bytes)
        return int(summary.ByteSize())


class _EventFile:
    """The file that a writer is at: another one after a failure, or when the writer was opened again.

    Args:
        file_writer: torch's part of the writer.

    Attributes:
        identity: the same for what goes into the same file.

    Raises:
        EventFileError: there is none at present.
    """

    def __init__(self, file_writer: FileWriter) -> None:
        self._file_writer = file_writer
        self._records = record_log_of(file_writer)
        if self._records is not None and not self._records.begin_file_if_due():
            raise _error_of(self._records)
        self.identity = id(file_writer), 0 if self._records is None else self._records.generation

    def write(self, summary: Summary, step: int) -> None:
        """Write a summary, and bring it into the file.

        Raises:
            EventFileError: it cannot be written.
        """
        if self._records is None:  # a writer that is built in an unknown way
            self._file_writer.add_summary(summary, step)
            self._file_writer.flush()
            return
        event = Event(wall_time=time.time(), step=step, summary=summary)
        if not self._records.append(event.SerializeToString()):
            raise _error_of(self._records)


def _error_of(records: RecordLog) -> EventFileError:
    cause = records.last_error
    error = EventFileError(f"the event file cannot be written: {type(cause).__name__}: {cause}")
    error.__cause__ = cause
    return error


def _log_dir(file_writer: FileWriter) -> str:
    return str(file_writer.get_logdir())  # type: ignore[no-untyped-call]  # torch's own


def _warn_of_a_former_run(log_dir: Path) -> None:
    """A run that begins anew where another was logged hides it, which somebody who resumes does not want."""
    if len(list(log_dir.glob("*tfevents*"))) > 1:
        LOGGER.warning(
            "%s holds an earlier run, whose snapshots this one replaces from step 0 on; "
            "to go on with it pass initial_step=..., to keep it log into another directory",
            log_dir,
        )


def _session_start_ms(former: SegmentCutter | None, log_dir: Path) -> int:
    """Now, UTC; later than all that was written before, even if the clock was set back meanwhile."""
    written_ms = [int(path.stat().st_mtime * 1000) for path in log_dir.glob("*tfevents*")]
    if former is not None:
        written_ms.append(former.session_start_ms)
    now_ms = time.time_ns() // 1_000_000
    return max([now_ms, *(earlier_ms + 1 for earlier_ms in written_ms)])
