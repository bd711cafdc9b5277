"""The Chromium that the browser tests drive: found, or installed when this module is run."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.installation import run_command

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
# An emulated GPU would take four times as long to put the page together as it takes for the picture itself.
FLAGS_OF_TESTS = (*FLAGS, "--disable-gpu-compositing")


def find_chromium() -> str | None:
    """The path of a Chromium on this machine."""
    for name in NAMES:
        if (path := shutil.which(name)) is not None:
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


if __name__ == "__main__":
    run_command("Chromium", find_chromium, str, "chromium", build="chromium")
