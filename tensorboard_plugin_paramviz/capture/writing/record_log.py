"""Records that go on after a failure, in a new event file.

A disk that is full for a minute ends the thread of TensorBoard's writer, and every later call raises the error into the
training. Here a record that cannot be written is dropped and counted, and the file is given up: readers that follow it
hold half a record. TensorBoard's Python loader reads a directory's files one after the other in order of name and never
goes back to one, so what comes later goes into a new file whose name sorts after the former.
"""

from __future__ import annotations

import errno
import os
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from tensorboard.compat import tf

from tensorboard_plugin_paramviz.capture.failures import LOGGER
from tensorboard_plugin_paramviz.capture.writing.record_writer import fastest_record_writer
from tensorboard_plugin_paramviz.capture.writing.retries import Retries
from tensorboard_plugin_paramviz.capture.writing.successor import Successor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard.summary.writer.record_writer import RecordWriter


class RecordLog:
    """Takes records as TensorBoard's `RecordWriter` does, and never raises.

    Args:
        file: TensorBoard's open file, which begins with the version of event files.
        file_name: its path, or its address where the file system is one of TensorBoard's own ("://").
        clock: a steady time, in seconds.

    Attributes:
        generation: number of files begun; a file must be understandable without those before it.
        lost_records: number of records that are in no file.
        last_error: why the last of them was lost, or a file could not be begun.
    """

    def __init__(self, file: object, file_name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()  # the writer's own thread writes and flushes, the training's flushes and closes
        self._is_local = "://" not in file_name
        self._file_name = str(Path(file_name).absolute()) if self._is_local else file_name  # the folder may change
        self._records: RecordWriter | None = fastest_record_writer(file)
        self._successor: Successor | None = None
        self._unflushed_records = 0
        self._reported_records = 0
        self._retries = Retries(clock)
        self._before_close: list[Callable[[], None]] = []
        _ALL.add(self)
        self.closed = False
        self.generation = 1
        self.lost_records = 0
        self.last_error: Exception | None = None

    def write(self, data: bytes) -> None:
        """Write a record, or drop it and count it; while writing fails, try a new file from time to time."""
        with self._lock:
            self._write(data)

    def append(self, data: bytes) -> bool:
        """Write a record, past those that wait for the writer's thread, and bring it into the file.

        Returns:
            Whether it is there.
        """
        with self._lock:
            lost_records = self.lost_records
            self._write(data)
            self._flush()
            return self.lost_records == lost_records

    def begin_file_if_due(self) -> bool:
        """After a failure, begin a new file if it is time to try: what comes next must be understandable in it.

        Returns:
            Whether there is a file to write to.
        """
        with self._lock:
            return self._records is not None or self._begin_file() is not None

    def before_close(self, action: Callable[[], None]) -> None:
        """Have something done before the file is closed, by whoever closes it."""
        self._before_close.append(action)

    def flush(self) -> None:
        """Bring into the file what is on its way; what cannot be is counted."""
        with self._lock:
            self._flush()

    def close(self) -> None:
        """Close the file; say how many records were lost, if that was not said yet."""
        while self._before_close:
            self._before_close.pop()()
        with self._lock:
            self.closed = True
            self._close_file()
            lost_records = self.lost_records - self._reported_records
            if lost_records:
                LOGGER.warning("%s is closed; events lost at its end: %d", self._file_name, lost_records)
                self._reported_records = self.lost_records

    def _write(self, data: bytes) -> None:
        records = self._begin_file() if self._records is None else self._records
        if records is None:
            self.lost_records += 1
            return
        try:
            if not self._is_present():  # it would come to life again, without its beginning
                raise FileNotFoundError(errno.ENOENT, "the event file was removed", self._file_name)  # noqa: TRY301
            records.write(data)
        except Exception as error:  # noqa: BLE001  # file systems raise errors of their own
            self.lost_records += 1
            self._give_file_up(error)
        else:
            self._unflushed_records += 1
            self._note_success()

    def _flush(self) -> None:
        if self._records is None:
            return
        try:
            self._records.flush()
        except Exception as error:  # noqa: BLE001  # file systems raise errors of their own
            self._give_file_up(error)
        else:
            self._unflushed_records = 0

    def _is_present(self) -> bool:
        """Whether the file is where it was left; not asked of a file system that may be far away."""
        return not self._is_local or os.access(self._file_name, os.F_OK)

    def _begin_file(self) -> RecordWriter | None:
        """Begin a new file, if it is time to try; each try begins it alike, for a reader may have half of it."""
        if self.closed or not self._retries.is_due:
            return None
        try:
            if self._successor is None:
                self._successor = Successor.of(self._file_name)
            tf.io.gfile.makedirs(os.path.dirname(self._file_name))  # noqa: PTH120  # may be an address
            self._replace_former_file()
            records = fastest_record_writer(tf.io.gfile.GFile(self._successor.file_name, "wb"))
            records.write(self._successor.first_record)
            records.flush()
        except Exception as error:  # noqa: BLE001  # file systems raise errors of their own
            self._note_failure(error)
            return None
        self._file_name = self._successor.file_name
        self._successor = None
        self._records = records
        self.generation += 1
        return records

    def _replace_former_file(self) -> None:
        """A reader at a file that was removed waits for it and reads no other; an empty one lets it pass."""
        if not self._is_present():
            with tf.io.gfile.GFile(self._file_name, "wb") as file:
                file.write(b"")

    def _give_file_up(self, error: Exception) -> None:
        self._close_file()
        self._note_failure(error)

    def _close_file(self) -> None:
        records, self._records = self._records, None
        if records is None:
            return
        try:
            records.close()
        except Exception as error:  # noqa: BLE001  # file systems raise errors of their own
            self.lost_records += self._unflushed_records
            self.last_error = error.with_traceback(None)
        self._unflushed_records = 0

    def _note_failure(self, error: Exception) -> None:
        self.last_error = error.with_traceback(None)  # whose frames hold the record
        if self._retries.note_failure(error):
            LOGGER.warning(
                "events cannot be written to %s, training goes on and they are dropped until it works again (%s: %s)",
                self._file_name,
                type(error).__name__,
                error,
            )

    def _note_success(self) -> None:
        if self._retries.is_failing:
            self._retries.note_success()
            lost_records = self.lost_records - self._reported_records
            LOGGER.info("events are written again, to %s; %d were lost", self._file_name, lost_records)
            self._reported_records = self.lost_records


_ALL: weakref.WeakSet[RecordLog] = weakref.WeakSet()


def _unlock_all() -> None:
    """In a forked process no thread is left that could unlock what it had locked."""
    for record_log in _ALL:
        record_log._lock = threading.Lock()  # noqa: SLF001  # of this module


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_all)
