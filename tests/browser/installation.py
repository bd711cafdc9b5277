"""How a browser comes onto a machine that has none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")


class BrowserMissingError(RuntimeError):
    """There is no such browser, and none could be installed."""


def install(name: str, find: Callable[[], Found | None], *packages: str, build: str | None = None) -> Found:
    """Find a browser or install it: as root on Debian its packages, elsewhere Playwright's own build, if that will do.

    Args:
        name: what people call it.
        find: looks for it on this machine.
        packages: what Debian calls it and what it needs to run.
        build: what Playwright calls its own build of it.

    Returns:
        What `find` has found.

    Raises:
        BrowserMissingError: there is none, and none could be installed.
    """
    if (found := find()) is not None:
        return found
    attempts = []
    if shutil.which("apt-get") is not None and os.geteuid() == 0:
        attempts.append(["sh", "-c", f"apt-get update && apt-get install --yes {' '.join(packages)}"])
    if build is not None:
        attempts.append([sys.executable, "-m", "playwright", "install", build])
    for command in attempts:
        if subprocess.run(command, check=False).returncode == 0 and (found := find()) is not None:
            return found
    raise BrowserMissingError(
        f"the browser tests need {name}: found none, and installed none; tried: "
        + ("; ".join(" ".join(command) for command in attempts) or "nothing, for that takes Debian and its root")
        + f". Install it by hand (on Debian {' and '.join(packages)}) and run the tests again."
    )


def run_command(
    name: str, find: Callable[[], Found | None], tell: Callable[[Found], str], *packages: str, build: str | None = None
) -> None:
    """What a browser's module does when it is run: as `install`, and tell of what is there, or end with the reason."""
    try:
        print(f"{name}: {tell(install(name, find, *packages, build=build))}")  # noqa: T201  # a command
    except BrowserMissingError as error:
        sys.exit(str(error))
