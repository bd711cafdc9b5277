"""How long the page's script holds a frame up while snapshots arrive: python -m benchmarks.live_frames [seconds].

Two runs of 2,048 points that had 100 snapshots when the page was opened and log two more a second, in real TensorBoard
and real Chromium. The worst frame counts, not the median alone: its budget is 33 ms, a thirtieth of a second. The page
tells the worst of its latest 60 frames, so as many are shown before anything is measured: shaders are compiled in the
first. Beside it, the longest that anything else held the page up, such as reading an answer; the browser tells of that
only above 50 ms.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.setup.made_up_runs import MadeUpRun, one_cloud
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.conftest import Tab
from tests.conftest import TensorBoardServer

RUNS = 2
POINTS = 2048
STEPS_BEFORE = 100
SECONDS = 30.0
LOGGED_PER_SECOND = 2.0
WARM_UP_DRAWS = 60 * RUNS * 4  # floor, axes, shadows and points of each pane
WARM_UP_SECONDS = 60.0
SAMPLE_SECONDS = 0.25
POLL_SECONDS = 5.0
BUDGET_MS = 33.0
WATCH_TASKS = """
window.paramvizLongTasks = [];
new PerformanceObserver((list) => window.paramvizLongTasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: 'longtask' });
"""


def log_until(has_ended: threading.Event, runs: list[MadeUpRun]) -> None:
    """Let all runs log at a steady rate."""
    while not has_ended.wait(1 / LOGGED_PER_SECOND):
        for run in runs:
            run.log(run.logged_steps)


def warm_up(tab: Tab) -> None:
    """Play the film until no frame counts in which shaders were compiled, and follow the newest step again."""
    tab.settle()
    before = tab.draws
    deadline = time.monotonic() + WARM_UP_SECONDS
    tab.frame.get_by_role("button", name="Play", exact=True).click()
    while tab.draws < before + WARM_UP_DRAWS and time.monotonic() < deadline:
        tab.page.wait_for_timeout(SAMPLE_SECONDS * 1000)
    follow = tab.frame.get_by_role("switch", name="Follow")
    if follow.get_attribute("aria-checked") == "false":  # a film that has ended follows by itself
        follow.click()


def watch(url: str, seconds: float) -> tuple[list[float], list[float], list[float], int]:
    """Medians and worst of the page's latest frames, sampled, all long tasks, and how many snapshots have arrived."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        tab = Tab(page, url).open().wait(status="ready", runs=RUNS)
        warm_up(tab)
        tab.page.wait_for_timeout(POLL_SECONDS * 1000)  # until it shows the newest step again
        first = tab.step
        tab.frame.evaluate(WATCH_TASKS)
        medians, worst = [], []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            page.wait_for_timeout(SAMPLE_SECONDS * 1000)
            medians.append(float(tab.handle("frame-script-ms")))
            worst.append(float(tab.handle("frame-script-max-ms")))
        tasks = tab.frame.evaluate("window.paramvizLongTasks")
        arrived = tab.step - first
        browser.close()
    return medians, worst, tasks, arrived


def main(seconds: float) -> None:
    layout = one_cloud(POINTS, 128)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        logdir = Path(folder) / "runs"
        runs = [stack.enter_context(closing(MadeUpRun(logdir / f"run-{seed}", layout, seed))) for seed in range(RUNS)]
        for _ in range(STEPS_BEFORE):
            for run in runs:
                run.log(run.logged_steps)
        servers = TensorBoardServer(Path(folder))
        has_ended = threading.Event()
        logging = threading.Thread(target=log_until, args=(has_ended, runs))
        try:
            url = servers(logdir)
            logging.start()
            medians, worst, tasks, arrived = watch(url, seconds)
        finally:
            has_ended.set()
            logging.join()
            servers.stop_all()
    print(f"{arrived} snapshots of {RUNS} × {POINTS} points arrived in {seconds:.0f} s")
    print(f"script a frame, median: {statistics.median(medians):.2f} ms")
    print(f"script a frame, worst: {max(worst):.2f} ms, {max(worst) / BUDGET_MS:.2f} of the budget")
    longest = max(tasks, default=0.0)
    print(f"tasks of more than 50 ms: {len(tasks)}, the longest {longest:.0f} ms")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
