"""How a long history scrubs: python -m benchmarks.history [snapshots].

A run of 5,000 snapshots of 148 parameters and 512 points in real TensorBoard and real Chromium, drawn in software. The
page keeps an even selection of it. Measured in both views: script a frame and the longest task while the playhead is
dragged from end to end; how long it takes from a typed step that the page does not keep until that very snapshot is
shown, against a bare request for as many snapshots; and what the page says it keeps, at first and after all visits.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from playwright.sync_api import expect

from benchmarks.setup.browser import FRAME_MS, PATIENCE_MS, SPARE_THE_GPU, MainThread, chromium, open_page, spread
from benchmarks.setup.made_up_runs import transformer, write_run
from tests.browser.conftest import Tab
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RUN = "long"
SNAPSHOTS = 5000
LAYOUT = transformer(rows=512, columns=16, tile=16)
ROUTES = {
    "embeddings": "cloud?run={run}&parameter=wte&steps={steps}",
    "network": "snapshots?run={run}&kind=weights&steps={steps}",
}
VISITS = 20
DENSE = 100
DRAG_SECONDS = 8.0
BUDGET_MS = 33.0
WATCH_TASKS = """
window.paramvizLongTasks = [];
new PerformanceObserver((list) => window.paramvizLongTasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: 'longtask' });
"""
FETCH = """async (route) => {
  const started = performance.now();
  await (await fetch(route)).arrayBuffer();
  return performance.now() - started;
}"""


@dataclass(frozen=True)
class Scrubbing:
    """Milliseconds and megabytes."""

    frame_ms: float
    worst_frame_ms: float
    longest_task_ms: float
    exact_ms: list[float]
    bare_ms: list[float]
    kept_before_mb: float
    kept_after_mb: float


def scrub(browser: Browser, url: str, view: str, snapshots: int) -> Scrubbing:
    """Drag over all of the history, then go to steps that the page does not keep."""
    random = np.random.default_rng(0)
    with open_page(browser) as page:
        page.add_init_script(SPARE_THE_GPU)
        tab = Tab(page, url).open(f"&p.paramviz.view={view}").wait(status="ready", step=snapshots - 1)
        expect(tab.frame.get_by_role("progressbar")).to_have_count(0, timeout=PATIENCE_MS)
        tab.settle()
        kept_before = float(tab.handle("memory-mb"))
        tab.frame.evaluate(WATCH_TASKS)
        frame_ms, worst_ms = drag(tab)
        exact, bare = [], []
        field = tab.frame.get_by_label("Go to step")
        for step in random.integers(1, snapshots - 1, VISITS) | 1:  # odd ones: of an even selection none is kept
            started = time.perf_counter()
            field.fill(str(step))
            field.press("Enter")
            expect(tab.frame.get_by_text("as logged")).to_be_visible(timeout=PATIENCE_MS)
            exact.append(1000 * (time.perf_counter() - started))
        tab.settle()
        kept_after = float(tab.handle("memory-mb"))
        tasks: list[float] = tab.frame.evaluate("window.paramvizLongTasks")
        for first in random.integers(1, snapshots - DENSE, VISITS):
            steps = ",".join(str(step) for step in range(first, first + DENSE))
            route = "data/plugin/paramviz/" + ROUTES[view].format(run=RUN, steps=steps)
            bare.append(float(page.evaluate(FETCH, route)))
    return Scrubbing(frame_ms, worst_ms, max(tasks, default=0.0), exact, bare, kept_before, kept_after)


def drag(tab: Tab) -> tuple[float, float]:
    """Hold the playhead and move it to and fro: script a frame by the processor's time, and the worst by the clock."""
    box = tab.slider.bounding_box()
    if box is None:
        sys.exit("the timeline is not on the page")
    mouse = tab.page.mouse
    height = box["y"] + box["height"] / 2
    places = itertools.cycle(np.abs(np.linspace(-1, 1, 200)))
    worst: list[float] = []

    def move() -> None:
        mouse.move(box["x"] + box["width"] * float(next(places)), height)
        worst.append(float(tab.handle("frame-script-max-ms")))

    mouse.move(box["x"] + box["width"] / 2, height)
    mouse.down()
    main_thread = MainThread(tab)
    main_thread.script_ms_per_frame(DRAG_SECONDS, move)  # until no frame counts in which shaders were compiled
    worst.clear()
    script_ms = main_thread.script_ms_per_frame(DRAG_SECONDS, move)
    mouse.up()
    return script_ms, max(worst)


def main(snapshots: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_run(Path(folder) / "runs" / RUN, LAYOUT, snapshots, seed=0)
        servers = TensorBoardServer(Path(folder))
        url = servers(Path(folder) / "runs")
        try:
            with chromium() as browser:
                for view in ROUTES:
                    report(view, scrub(browser, url, view, snapshots))
        finally:
            servers.stop_all()


def report(view: str, found: Scrubbing) -> None:
    """Print the figures of a view."""
    ratios = [exact / bare for exact, bare in zip(found.exact_ms, found.bare_ms, strict=True)]
    print(
        f"{view}: dragged, script a frame {found.frame_ms:.2f} ms = {found.frame_ms / FRAME_MS:.2f} of a frame,"
        f" the worst {found.worst_frame_ms:.1f} ms = {found.worst_frame_ms / BUDGET_MS:.2f} of the budget"
    )
    print(f"  longest task, dragged or fetching: {found.longest_task_ms:.0f} ms")
    print(
        f"  from a typed step to its very snapshot: {spread(found.exact_ms, 0)} ms, of which it rests 250;"
        f" the bare request takes {spread(found.bare_ms, 0)} ms; ratio {spread(ratios)}"
    )
    print(
        f"  kept: {found.kept_before_mb:.0f} MB at first, {found.kept_after_mb:.0f} MB after {VISITS} visits,"
        f" {found.kept_after_mb / found.kept_before_mb:.2f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SNAPSHOTS)
