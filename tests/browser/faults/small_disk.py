"""A disk that a test can fill without filling anybody else's."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

SIZE_BYTES = 16 * 1024 * 1024
_CHUNK = bytes(64 * 1024)


class NoSmallDiskError(Exception):
    """Nobody but an administrator may mount anything on this machine."""


class SmallDisk:
    """A file system in memory, mounted where only a process of its own sees it; others reach it through its root.

    Args:
        folder: where it is mounted; made where it is absent.

    Attributes:
        path: where others find it, as long as it is open.

    Raises:
        NoSmallDiskError: this system gives nobody a namespace of his own, nor is this an administrator.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        mount = f'mount -t tmpfs -o size={SIZE_BYTES} tmpfs "$1" && echo mounted && exec cat'
        unshare = shutil.which("unshare")
        if unshare is None:
            raise NoSmallDiskError("there is no program unshare, which Linux has in util-linux")
        namespaces = ["--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--mount"]
        self._process = subprocess.Popen(
            [unshare, *namespaces, "sh", "-c", mount, "sh", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "mounted\n":
            _, complaints = self._process.communicate()
            raise NoSmallDiskError(complaints.strip())
        self.path = Path(f"/proc/{self._process.pid}/root{folder}")
        self._filling = self.path / "filling"

    def fill(self) -> None:
        """Leave no room."""
        try:
            with self._filling.open("wb", buffering=0) as file:
                while True:
                    file.write(_CHUNK)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise

    def make_room(self) -> None:
        """Take away what fills it."""
        self._filling.unlink()

    def close(self) -> None:
        """Let it go, and all that lies in it."""
        self._process.communicate(timeout=60)
