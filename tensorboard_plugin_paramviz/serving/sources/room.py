"""Whether there is room where runs are logged."""

from __future__ import annotations

import os
import shutil

SNAPSHOT_BYTES = 1024 * 1024  # of one that is not the smallest; event files are flushed by the snapshot


def is_disk_full(logdir: str) -> bool:
    """Whether a training finds no room for a snapshot in a log directory.

    Args:
        logdir: as TensorBoard takes it. Of an address nothing is known, nor of a directory that is gone, or in which
            nothing may be written.
    """
    directory = os.path.expanduser(logdir)  # noqa: PTH111  # may be an address
    if not os.access(directory, os.W_OK):  # archives are full and have no need of room
        return False
    try:
        disk = shutil.disk_usage(directory)
    except OSError:
        return False
    return disk.total > 0 and disk.free < SNAPSHOT_BYTES  # some file systems count nothing
