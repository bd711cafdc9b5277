"""Jobs done one after the other on a thread beside the training, for which the training never waits.

The thread lives while there is something to do, and a moment longer: nothing is left of it at the interpreter's end.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
import weakref
from collections import deque
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.failures import LOGGER

if TYPE_CHECKING:
    from collections.abc import Callable

_LINGER_SECONDS = 1.0  # a new thread for each job would cost a tenth of a millisecond
_LOOK_SECONDS = 0.05  # between two looks at a thread that may have died
_PATIENCE_SECONDS = 60.0  # how long the end of a training waits for a disk


class Background:
    """A queue of jobs, bounded, and the thread that does them.

    A job that raises ends the thread; the next job gets another.

    Args:
        capacity_bytes: most memory that jobs may hold, that at work included; one job may always.
        capacity: most jobs at a time.
    """

    def __init__(self, capacity_bytes: int, capacity: int) -> None:
        self._capacity_bytes, self._capacity = capacity_bytes, capacity
        self._condition = threading.Condition()
        self._jobs: deque[tuple[Callable[[], None], int]] = deque()
        self._at_work = False
        self._held_bytes = 0
        self._thread: threading.Thread | None = None
        _ALL.add(self)

    @property
    def is_full(self) -> bool:
        """Whether a job that is handed in now would be refused."""
        with self._condition:
            jobs = len(self._jobs) + self._at_work
            return jobs > 0 and (jobs >= self._capacity or self._held_bytes >= self._capacity_bytes)

    def submit(self, job: Callable[[], None], size_bytes: int) -> bool:
        """Hand in a job.

        Args:
            job: what to do.
            size_bytes: memory that it holds until it is done.

        Returns:
            Whether it was taken: not if the queue is full.

        Raises:
            RuntimeError: there can be no thread: none is left, or the interpreter ends.
        """
        with self._condition:
            if self.is_full:
                return False
            if self._thread is None or not self._thread.is_alive():
                self._at_work = False
                self._held_bytes = sum(waiting_bytes for _, waiting_bytes in self._jobs)
                thread = threading.Thread(target=self._work, name="paramviz", daemon=True)
                thread.start()
                self._thread = thread  # not before: one that never started cannot be waited for
            self._jobs.append((job, size_bytes))
            self._held_bytes += size_bytes
            self._condition.notify_all()
        return True

    def drain(self, timeout_seconds: float) -> bool:
        """Wait until all jobs are done; those of a thread that died, or cannot be, are done here.

        Returns:
            Whether they are. They are not when the time was over, or when a job itself asks, which waits for nothing.
        """
        deadline_seconds = time.monotonic() + timeout_seconds
        with self._condition:
            while self._jobs or self._at_work:
                if self._thread is threading.current_thread():
                    return False
                if self._thread is None or not self._thread.is_alive():
                    self._at_work = False
                    self._work_here()
                elif time.monotonic() >= deadline_seconds:
                    return False
                else:
                    self._condition.wait(_LOOK_SECONDS)
        return True

    def finish(self) -> None:
        """Wait until all jobs are done, for a minute at most; say so if they are not."""
        if not self.drain(_PATIENCE_SECONDS) and self._thread is not threading.current_thread():
            LOGGER.error(
                "the last snapshots could not be written within %.0f s and are lost: "
                "see whether the disk that is logged to answers",
                _PATIENCE_SECONDS,
            )

    def end(self) -> None:
        """Let the thread end now, when all is done, and not after a moment: the next job gets another."""
        with self._condition:
            thread = self._thread
            if thread is None or thread is threading.current_thread() or self._jobs or self._at_work:
                return
            self._thread = None
            self._condition.notify_all()
        thread.join()

    def forget(self) -> None:
        """Have no jobs and no thread: in a forked process there is none, and the jobs are the parent's."""
        self._condition = threading.Condition()
        self._jobs.clear()
        self._at_work = False
        self._held_bytes = 0
        self._thread = None

    def _work_here(self) -> None:
        while self._jobs:
            job, size_bytes = self._jobs.popleft()
            self._held_bytes -= size_bytes
            job()

    def _work(self) -> None:
        while True:
            with self._condition:
                if not self._jobs and self._thread is threading.current_thread():
                    self._condition.wait(_LINGER_SECONDS)
                if self._thread is not threading.current_thread():
                    return  # it was let go, perhaps while it was not waiting yet
                if not self._jobs:
                    self._thread = None
                    return
                job, size_bytes = self._jobs.popleft()
                self._at_work = True
            is_done = False
            try:
                job()
                is_done = True
            finally:
                with self._condition:
                    if not is_done:
                        self._thread = None  # which ends now
                    self._at_work = False
                    self._held_bytes -= size_bytes
                    self._condition.notify_all()
            del job  # a snapshot's arrays


_ALL: weakref.WeakSet[Background] = weakref.WeakSet()


@atexit.register
def _end_all() -> None:
    """Finish what was begun. A thread that is left would be killed by the interpreter in the midst of something."""
    for background in list(_ALL):
        background.finish()
        background.end()


def _forget_all() -> None:
    for background in _ALL:
        background.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
