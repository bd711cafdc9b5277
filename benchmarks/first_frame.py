"""How long from the click on the tab to the first 3D frame with data: python -m benchmarks.first_frame.

Two runs of 100 snapshots of 2,048 points of width 128, in real TensorBoard and real Chromium, drawn in software. The
budget is 2 s. The first visit finds a server that has read nothing yet; each visit has a fresh browser profile. The
ratio is against what the same browser takes, in the same run, to load TensorBoard's own page.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PARAMVIZ = str(Path(sys.executable).with_name("paramviz"))
VISITS = 5
BUDGET_SECONDS = 2.0
WAIT_MS = 60_000


def visit(browser: Browser, url: str) -> tuple[float, float]:
    """Seconds to load TensorBoard's own page, and from the click on the tab to the first frame with all points."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    started = time.perf_counter()
    page.goto(f"{url}/#timeseries")
    tab = page.get_by_role("tab", name="ParamViz")
    expect(tab).to_be_visible(timeout=WAIT_MS)
    loaded = time.perf_counter()
    page.wait_for_timeout(1500)  # until TensorBoard has drawn its own tab

    clicked = time.perf_counter()
    tab.click()
    main = page.frame_locator("iframe[title=ParamViz]").locator("main#paramviz[data-points='4096']")
    main.wait_for(state="attached", timeout=WAIT_MS)
    shown = time.perf_counter()
    context.close()
    return loaded - started, shown - clicked


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder) / "runs"
        command = [PARAMVIZ, "simulate", str(logdir), "--runs", "2", "--steps", "99", "--points", "2048"]
        subprocess.run(command, check=True, capture_output=True)
        servers = TensorBoardServer(Path(folder))
        url = servers(logdir)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
                visits = [visit(browser, url) for _ in range(VISITS)]
        finally:
            servers.stop_all()
    page_seconds = statistics.median(page for page, _ in visits)
    first, *others = (frame for _, frame in visits)
    warm = statistics.median(others)
    print(f"click to first 3D frame, first visit: {first:.2f} s, {first / BUDGET_SECONDS:.2f} of the budget")
    print(f"click to first 3D frame, later visits (median of {len(others)}): {warm:.2f} s")
    print(f"ratio to loading TensorBoard's own page: first {first / page_seconds:.2f}, later {warm / page_seconds:.2f}")


if __name__ == "__main__":
    main()
