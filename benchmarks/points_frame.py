"""Script a frame while a million points play: python -m benchmarks.points_frame [points ...].

The real page in real TensorBoard and real Chromium, every point with a label, at full quality. Budget: 2 ms of script a
frame. The browser draws few of the points that it is told to: it draws in software, and script would wait for it. The
film passes a snapshot on the way, which is when points are sent to the GPU: that is the worst frame. The first frames,
which build everything, are reported apart.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.setup.browser import (
    SPARE_THE_GPU,
    MainThread,
    chromium,
    frame_script_ms,
    open_page,
    spread,
    wait_for_points,
)
from benchmarks.setup.made_up_runs import one_cloud, write_run
from tests.browser.conftest import Tab
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

POINTS = (1_000_000, 50_000)
ROUNDS = 3
SNAPSHOTS = 3
SECONDS = 8.0
SAMPLE_MS = 200
BUDGET_MS = 2.0
# Some seconds before the snapshot in the middle: eighty seconds are two steps.
STATE = "&p.paramviz.run={}&p.paramviz.step=0.9&p.paramviz.settings=quality:full"


@dataclass(frozen=True)
class Script:
    """Milliseconds of script: processor time a frame, by the clock median and worst of frames, and the first frames."""

    mean: float
    median: float
    worst: float
    first: float


def play(browser: Browser, url: str, points: int) -> Script:
    """Play for some seconds."""
    with open_page(browser) as page:
        page.add_init_script(SPARE_THE_GPU)
        tab = Tab(page, url).open(STATE.format(points))
        wait_for_points(tab, points)
        first = frame_script_ms(tab)[1]
        tab.frame.get_by_label("Speed").select_option("0.25")
        main_thread = MainThread(tab)
        tab.frame.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_function(
            "frame => frame.contentWindow.benchmarkFrames > 70",
            arg=page.query_selector("iframe[title=ParamViz]"),
            timeout=0,
        )
        samples: list[tuple[float, float]] = []

        def sample() -> None:
            page.wait_for_timeout(SAMPLE_MS)
            samples.append(frame_script_ms(tab))

        mean = main_thread.script_ms_per_frame(SECONDS, sample)
        medians, worst = zip(*samples, strict=True)
        return Script(mean, statistics.median(medians), max(worst), first)


def main(counts: tuple[int, ...]) -> None:
    found: dict[int, list[Script]] = {points: [] for points in counts}
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder) / "runs"
        for points in counts:
            write_run(logdir / str(points), one_cloud(points, columns=3, label="{:x}"), SNAPSHOTS, seed=0)
        servers = TensorBoardServer(Path(folder))
        url = servers(logdir)
        try:
            with chromium() as browser:
                for _ in range(ROUNDS):
                    for points in counts:
                        found[points].append(play(browser, url, points))
        finally:
            servers.stop_all()
    for points, rounds in found.items():
        mean, median, worst, first = (list(column) for column in zip(*map(astuple, rounds), strict=True))
        print(
            f"{points:9,} points: script a frame {spread(mean)} ms of the processor; by the clock "
            f"median {spread(median)} ms, worst {spread(worst)} ms, first frame {spread(first, 0)} ms"
        )
    most, fewest = (statistics.median(script.mean for script in found[points]) for points in (counts[0], counts[-1]))
    print(
        f"with {counts[0]:,} points {most / BUDGET_MS:.2f} of the budget, "
        f"{most / fewest:.2f} of what {counts[-1]:,} points take"
    )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or POINTS)
