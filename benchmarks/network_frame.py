"""How fluid the Network view is: python -m benchmarks.network_frame.

The made-up parameters of GPT-2 (148) and of GPT-2 XL (580), 200 snapshots each, in real TensorBoard and real Chromium,
drawn in software. From the click on the view's tab to its first picture (budget 2 s) and to the whole history, cold
and later, against what the same browser takes to load TensorBoard's own page; what the routes took of it (budget 1 s);
how long the page did not react meanwhile; script a frame of the film, against a frame's sixtieth of a second.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from benchmarks.setup.browser import FRAME_MS, PATIENCE_MS, MainThread, chromium, open_page, spread, wait_for_points
from benchmarks.setup.made_up_runs import gpt, write_run
from tests.browser.conftest import Tab
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request


# Tiles as large as a snapshot's budget allows.
MODELS = {"GPT-2": gpt(12, side=64, vector=256), "GPT-2 XL": gpt(48, side=28, vector=116)}
SNAPSHOTS = 200
VISITS = 4
PLAY_SECONDS = 8.0
BUDGET_SECONDS = 2.0
BUDGET_OF_ROUTES_SECONDS = 1.0
OBSERVE_TASKS = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) {
    window.longTasks.push([performance.timeOrigin + startTime, duration]);
  }
}).observe({ type: "longtask" });
"""


@dataclass(frozen=True)
class Visit:
    """Seconds, but for what is said to be milliseconds."""

    page: float
    first_picture: float
    history: float
    routes: float
    busy_ms: float
    frame_ms: float


def visit(browser: Browser, url: str, run: str) -> Visit:
    """Open the page in a fresh profile, click on the view's tab, wait for all of it, play."""
    with open_page(browser) as page:
        started = time.perf_counter()
        page.goto(f"{url}/#timeseries")
        expect(page.get_by_role("tab", name="ParamViz")).to_be_visible(timeout=PATIENCE_MS)
        loaded = time.perf_counter()

    with open_page(browser) as page:
        page.add_init_script(OBSERVE_TASKS)
        routes = RouteTimes(page)
        tab = Tab(page, url).open(f"&p.paramviz.run={run}&p.paramviz.step={SNAPSHOTS // 2}")
        tab.wait(status="empty")
        clicked = time.perf_counter()
        tab.frame.get_by_role("tab", name="Network").click()
        wait_for_points(tab, MODELS[run].cells)
        shown, shown_at = time.perf_counter(), time.time()
        expect(tab.frame.get_by_text(f"{SNAPSHOTS} snapshots")).to_be_visible(timeout=PATIENCE_MS)
        expect(tab.frame.get_by_role("progressbar")).to_have_count(0, timeout=PATIENCE_MS)
        complete = time.perf_counter()
        tasks: list[tuple[float, float]] = tab.frame.evaluate("window.longTasks")

        tab.frame.get_by_label("Speed").select_option("0.25")
        tab.frame.get_by_role("button", name="Play", exact=True).click()
        frame_ms = MainThread(tab).script_ms_per_frame(PLAY_SECONDS)
    return Visit(
        page=loaded - started,
        first_picture=shown - clicked,
        history=complete - clicked,
        routes=routes.seconds,
        busy_ms=max((duration for start, duration in tasks if start >= 1000 * shown_at), default=0),
        frame_ms=frame_ms,
    )


class RouteTimes:
    """How long the answers with snapshots took, those that were under way at the same time counted once."""

    def __init__(self, page: Page) -> None:
        self._spans: list[tuple[float, float]] = []
        page.on("requestfinished", self._note)

    @property
    def seconds(self) -> float:
        """The time in which any of them was under way."""
        total, reached = 0.0, 0.0
        for start, end in sorted(self._spans):
            total += max(0.0, end - max(start, reached))
            reached = max(reached, end)
        return total / 1000

    def _note(self, request: Request) -> None:
        if "/paramviz/snapshots?" in request.url:
            start = request.timing["startTime"]
            self._spans.append((start, start + request.timing["responseEnd"]))


def main() -> None:
    for model, layout in MODELS.items():
        with tempfile.TemporaryDirectory() as folder:
            write_run(Path(folder) / "runs" / model, layout, SNAPSHOTS, seed=0)
            servers = TensorBoardServer(Path(folder))
            url = servers(Path(folder) / "runs")
            try:
                with chromium() as browser:
                    visits = [visit(browser, url, model) for _ in range(VISITS)]
            finally:
                servers.stop_all()
        report(f"{model}, {len(layout.parameters)} parameters", visits)


def report(title: str, visits: list[Visit]) -> None:
    """Print the first visit, to a server that has read nothing, and what the later ones have in common."""
    cold, *later = visits
    page, first_picture, history, routes, busy_ms, frame_ms = (
        list(column) for column in zip(*map(astuple, later), strict=True)
    )
    own_page = statistics.median([*page, cold.page])
    print(f"-- {title}")
    for when, picture, whole, answers in (
        ("first visit", cold.first_picture, cold.history, cold.routes),
        ("later visits", *(statistics.median(column) for column in (first_picture, history, routes))),
    ):
        print(
            f"{when}: click to first picture {picture:.2f} s ({picture / BUDGET_SECONDS:.2f} of the budget, "
            f"{picture / own_page:.2f} of TensorBoard's own page), to the whole history {whole:.2f} s "
            f"({whole / own_page:.2f}), of which its routes {answers:.2f} s "
            f"({answers / BUDGET_OF_ROUTES_SECONDS:.2f} of the budget)"
        )
    print(f"longest task while the history arrives {spread([cold.busy_ms, *busy_ms], 0)} ms")
    print(
        f"script a frame of the film {spread([cold.frame_ms, *frame_ms])} ms, "
        f"{statistics.median(frame_ms) / FRAME_MS:.2f} of a frame"
    )


if __name__ == "__main__":
    main()
