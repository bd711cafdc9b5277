"""The Firefox that the browser tests drive: found, or installed when this module is run.

As people have it, over WebDriver BiDi, in a real window. On Linux that window is on a screen of its own (Xvfb): without
one Firefox finds no driver for WebGL.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.browser.installation import BrowserMissingError, run_command

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, Playwright

NAMES = ("firefox-esr", "firefox")
APPLICATION = Path("/Applications/Firefox.app/Contents/MacOS/firefox")  # where a Mac has it
SCREEN = "1600x1000x24"
STOP_SECONDS = 10


class Firefox(NamedTuple):
    """Where the programs are."""

    path: str
    screen: str | None  # Xvfb, where it is needed


def find_firefox() -> Firefox | None:
    """The Firefox on this machine, and on Linux the Xvfb beside it."""
    paths = [path for name in NAMES if (path := shutil.which(name)) is not None]
    paths += [str(APPLICATION)] if APPLICATION.is_file() else []
    screen = shutil.which("Xvfb") if sys.platform == "linux" else None
    if not paths or (screen is None and sys.platform == "linux"):
        return None
    return Firefox(paths[0], screen)


@contextmanager
def own_screen(program: str | None) -> Iterator[Mapping[str, str | float | bool]]:
    """A screen that nobody sees: the environment for what is to be drawn there."""
    if program is None:
        yield dict(os.environ)
        return
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()  # a free one, once the screen is there
        if not number:
            raise BrowserMissingError(f"{program} did not start a screen; run it by hand to see why.")
        others = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
        yield {**others, "DISPLAY": f":{number}"}
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


@contextmanager
def firefox(
    playwright: Playwright, preferences: Mapping[str, str | float | bool], downloads: Path
) -> Iterator[Browser]:
    """Firefox with these preferences (about:config); what is saved lies in `downloads` by its name."""
    found = find_firefox()
    assert found is not None, "no Firefox: run python -m tests.browser.firefox, which installs one"
    with own_screen(found.screen) as environment:
        browser = playwright.firefox.launch(
            channel="moz-firefox",  # a stock one, not Playwright's own build
            executable_path=found.path,
            headless=found.screen is None,
            env=dict(environment),
            downloads_path=downloads,
            firefox_user_prefs=dict(preferences),
        )
        yield browser
        browser.close()


if __name__ == "__main__":
    run_command("Firefox", find_firefox, lambda found: found.path, "firefox-esr", "xvfb")
