"""The tab in a real Chromium, as a user sees it, and what its main thread is busy with."""

from __future__ import annotations

import os
import statistics
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect, sync_playwright

from benchmarks.setup import forgetful_chromium
from benchmarks.setup.processes import proportional_bytes
from tests.browser.chromium import FLAGS, find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from playwright.sync_api import Browser, CDPSession, Page, Playwright, ViewportSize

    from tests.browser.conftest import Tab

WINDOW: ViewportSize = {"width": 1400, "height": 900}
FRAME_MS = 1000 / 60
PATIENCE_MS = 120_000
MEGABYTE = 1_000_000  # as the page counts
_SAMPLE_MS = 100

# Without a GPU a million points take a second a frame, in which script waits for them. With so few drawn, frames come
# as they do from a GPU; all that the page's script does is the same.
SPARE_THE_GPU = """
const { drawArrays, drawElements } = WebGL2RenderingContext.prototype;
WebGL2RenderingContext.prototype.drawArrays = function (mode, first, count) {
  drawArrays.call(this, mode, first, Math.min(count, 999));
};
WebGL2RenderingContext.prototype.drawElements = function (mode, count, type, offset) {
  drawElements.call(this, mode, Math.min(count, 999), type, offset);
};
"""
_COUNT_FRAMES = """
window.benchmarkFrames = 0;
const count = () => { window.benchmarkFrames += 1; requestAnimationFrame(count); };
requestAnimationFrame(count);
"""


@contextmanager
def chromium(flags: Iterable[str] = ()) -> Iterator[Browser]:
    """Chromium, drawing in software, with further flags."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, *flags])
        yield browser
        browser.close()


@contextmanager
def chromium_without_memories() -> Iterator[Browser]:
    """Chromium, drawing in software, whose pages take what they take where nobody drives them."""
    with sync_playwright() as playwright:
        browser = launch_without_memories(playwright, FLAGS)
        yield browser
        browser.close()


def launch_without_memories(playwright: Playwright, flags: Iterable[str]) -> Browser:
    """Start Chromium with these flags; its pages keep nothing for whoever drives them, nor tell of requests."""
    return playwright.chromium.launch(
        executable_path=forgetful_chromium.__file__,
        env={**os.environ, forgetful_chromium.VARIABLE: find_chromium() or playwright.chromium.executable_path},
        args=list(flags),
    )


@contextmanager
def open_page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh browser profile."""
    context = browser.new_context(viewport=WINDOW)
    try:
        yield context.new_page()
    finally:
        context.close()


class MainThread:
    """The main thread of a page: how much script it runs a frame, as the browser counts.

    Counted is the processor's time: a machine that is busy with others, or a GPU that keeps script waiting, does not
    change it. It is all script on the page: what is done in frames, what renders the page around the picture, what
    takes in answers of the server.
    """

    def __init__(self, tab: Tab) -> None:
        self._page, self._frame = tab.page, tab.frame
        self._session = self._page.context.new_cdp_session(self._page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._frame.evaluate(_COUNT_FRAMES)

    def script_ms_per_frame(self, seconds: float, meanwhile: Callable[[], object] | None = None) -> float:
        """Milliseconds of script a frame over so many seconds, in which something is done again and again."""
        script, frames = self._script_seconds(), self._frames()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if meanwhile is None:
                self._page.wait_for_timeout(_SAMPLE_MS)
            else:
                meanwhile()
        return 1000 * (self._script_seconds() - script) / max(1, self._frames() - frames)

    def _script_seconds(self) -> float:
        metrics: list[dict[str, Any]] = self._session.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration"))

    def _frames(self) -> int:
        return int(self._frame.evaluate("window.benchmarkFrames"))


class PageMemory:
    """The memory of a browser's processes that have to do with a page.

    Attributes:
        BUDGET_BYTES: what a page may take beyond an empty one.
    """

    BUDGET_BYTES = 512 * MEGABYTE

    def __init__(self, browser: Browser, tab: Tab) -> None:
        self._of_browser: CDPSession = browser.new_browser_cdp_session()
        self._of_page: CDPSession = tab.page.context.new_cdp_session(tab.page)
        self._tab = tab

    def read_bytes(self) -> int:
        """Proportional set size after the garbage has been collected, in bytes."""
        self._of_page.send("HeapProfiler.collectGarbage")
        processes = self._of_browser.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(proportional_bytes(process["id"]) for process in processes if process["type"] in {"renderer", "GPU"})

    def heap_bytes(self) -> int:
        """Everything that script still holds, arrays included, in bytes; exact after the garbage has been collected."""
        usage = self._of_page.send("Runtime.getHeapUsage")
        return int(usage["usedSize"] + usage["embedderHeapUsedSize"] + usage["backingStorageSize"])

    def account_bytes(self) -> float:
        """What the page keeps by its own account, in bytes; 0 while it tells nothing."""
        return MEGABYTE * float(self._tab.main.get_attribute("data-memory-mb") or 0)


def wait_for_points(tab: Tab, points: int) -> None:
    """Wait until so many points or cells are drawn."""
    expect(tab.main).to_have_attribute("data-points", str(points), timeout=PATIENCE_MS)


def frame_script_ms(tab: Tab) -> tuple[float, float]:
    """What the page says of its latest sixty frames: median and worst script a frame, in milliseconds by the clock."""
    return float(tab.handle("frame-script-ms")), float(tab.handle("frame-script-max-ms"))


def spread(values: list[float], digits: int = 2) -> str:
    """The median, and from where to where the values reach."""
    low, middle, high = (f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values)))
    return f"{middle} ({low}–{high})"
