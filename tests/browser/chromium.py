"""The Chromium that the browser tests drive: found, or installed when this file is run.

As root on Debian `apt-get install chromium`; elsewhere Playwright's own build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

# Software rendering and no traffic of its own, in any container.
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)


class ChromiumMissingError(RuntimeError):
    """There is no Chromium, and none could be installed."""


def find_chromium() -> str | None:
    """The path of a Chromium on this machine."""
    for name in NAMES:
        if (path := shutil.which(name)) is not None:
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install_chromium() -> str:
    """Find Chromium or install it.

    Returns:
        Its path.

    Raises:
        ChromiumMissingError: there is none, and neither Debian's nor Playwright's could be installed.
    """
    if (path := find_chromium()) is not None:
        return path
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") is not None and os.geteuid() == 0:
        attempts.insert(0, ["sh", "-c", "apt-get update && apt-get install --yes chromium"])
    for command in attempts:
        if subprocess.run(command, check=False).returncode == 0 and (path := find_chromium()) is not None:
            return path
    raise ChromiumMissingError(
        "the browser tests need Chromium: found none, and these commands did not install one: "
        + "; ".join(" ".join(command) for command in attempts)
        + ". Install Chromium by hand and run the tests again."
    )


if __name__ == "__main__":
    try:
        print(f"Chromium: {install_chromium()}")  # noqa: T201  # a command
    except ChromiumMissingError as error:
        sys.exit(str(error))
