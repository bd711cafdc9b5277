"""The place that knows TensorBoard's event writer from inside, to have it write through a record log.

There is no public way to put another record writer into it. Where its parts are not the known ones it is left alone.
"""
# ruff: noqa: SLF001 # see above

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.failures import LOGGER
from tensorboard_plugin_paramviz.capture.writing.record_log import RecordLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard.summary.writer.event_file_writer import EventFileWriter
    from torch.utils.tensorboard.writer import FileWriter


def install_record_log(event_writer: EventFileWriter, clock: Callable[[], float] = time.monotonic) -> RecordLog | None:
    """Let an event writer go on after failures, and compute its checksums in hardware, from the next record on.

    What waits to be written is written before, so that no record is lost or written twice. Anybody's writer will do;
    doing it again changes nothing.

    Args:
        event_writer: TensorBoard's writer, open.
        clock: a steady time in seconds, for the pauses between tries.

    Returns:
        Where the writer's records go from now on; None where it stays as it is: it is closed, its thread is dead, or it
        is built in an unknown way.
    """
    try:
        asynchronous = event_writer._async_writer
        worker, lock, waiting_records = asynchronous._worker, asynchronous._lock, asynchronous._byte_queue
        file, file_name = event_writer._general_file_writer, event_writer._file_name
        is_known = hasattr(asynchronous, "_writer") and hasattr(worker, "_record_writer")
    except AttributeError:
        is_known = False
    if not is_known:
        LOGGER.debug("an event writer is left as it is: this TensorBoard's are built in another way")
        return None
    with lock:  # nothing new can be handed to the thread
        present = asynchronous._writer
        if isinstance(present, RecordLog):
            return present
        if worker.is_alive():
            waiting_records.join()
        if worker.exception is not None or not worker.is_alive():
            LOGGER.debug("an event writer is left as it is: its thread has ended (%s)", worker.exception)
            return None
        record_log = RecordLog(file, file_name, clock)
        asynchronous._writer = worker._record_writer = record_log
    return record_log


def record_log_of(file_writer: FileWriter) -> RecordLog | None:
    """Where a file writer's records go; None where `install_record_log` was not called or could do nothing."""
    asynchronous = getattr(getattr(file_writer, "event_writer", None), "_async_writer", None)
    record_log = getattr(asynchronous, "_writer", None)
    return record_log if isinstance(record_log, RecordLog) else None
