"""What the pointer costs: python -m benchmarks.picking.

Script of the frames in which the pointer moves over a million points and over a network of 580 parameters, and of those
in which it rests while the film plays, in real TensorBoard and real Chromium. Budget: a frame, a sixtieth of a second.
The ratio is also taken to the same film without a pointer. The browser draws few of the points that it is told to: it
draws in software, and would not do anything else.
"""

from __future__ import annotations

import itertools
import math
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.setup.browser import (
    FRAME_MS,
    SPARE_THE_GPU,
    MainThread,
    chromium,
    open_page,
    spread,
    wait_for_points,
)
from benchmarks.setup.made_up_runs import gpt, one_cloud, write_run
from tests.browser.conftest import Tab
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

POINTS = 1_000_000
NETWORK = gpt(48, side=28, vector=116)
SNAPSHOTS = 3
ROUNDS = 3
SECONDS = 5.0
# Each with what is drawn, and the words of its link.
SCENES = {
    "a million points": (POINTS, "&p.paramviz.run=points&p.paramviz.view=embeddings"),
    "580 parameters": (NETWORK.cells, "&p.paramviz.run=network&p.paramviz.view=network"),
}
FILM, MOVING, RESTING = "film without the pointer", "pointer moves", "film under a pointer that rests"


def measure(browser: Browser, url: str, drawn: int, state: str) -> dict[str, float]:
    """Milliseconds of script a frame in each situation."""
    with open_page(browser) as page:
        page.add_init_script(SPARE_THE_GPU)
        tab = Tab(page, url).open(f"{state}&p.paramviz.step=0.5&p.paramviz.settings=quality:full")
        wait_for_points(tab, drawn)
        tab.settle()
        main_thread = MainThread(tab)
        box = tab.frame.locator("canvas.writing").bounding_box()
        assert box is not None  # noqa: S101  # the picture is there
        places = spiral(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["height"] / 3)

        def move() -> None:
            page.mouse.move(*next(places))

        found = {MOVING: main_thread.script_ms_per_frame(SECONDS, move)}
        page.mouse.move(2, 2)
        tab.frame.get_by_label("Speed").select_option("0.25")
        tab.frame.get_by_role("button", name="Play", exact=True).click()
        page.mouse.move(2, 2)
        found[FILM] = main_thread.script_ms_per_frame(SECONDS)
        move()
        found[RESTING] = main_thread.script_ms_per_frame(SECONDS)
        return found


def spiral(x: float, y: float, radius: float) -> Iterator[tuple[float, float]]:
    """Places all over the middle of a picture, each next to the one before."""
    for number in itertools.count():
        turn = number / 40
        reach = radius * abs((turn / 3) % 2 - 1)
        yield x + reach * math.cos(turn), y + reach * math.sin(turn)


def main() -> None:
    found: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(folder) / "runs"
        write_run(logdir / "points", one_cloud(POINTS, columns=3, label="{:x}"), SNAPSHOTS, seed=0)
        write_run(logdir / "network", NETWORK, SNAPSHOTS, seed=0)
        servers = TensorBoardServer(Path(folder))
        url = servers(logdir)
        try:
            with chromium() as browser:
                for _ in range(ROUNDS):
                    for title, (drawn, state) in SCENES.items():
                        for situation, script_ms in measure(browser, url, drawn, state).items():
                            found.setdefault(title, {}).setdefault(situation, []).append(script_ms)
        finally:
            servers.stop_all()
    for title, situations in found.items():
        print(f"-- {title}")
        film_ms = statistics.median(situations[FILM])
        for situation, values in situations.items():
            script_ms = statistics.median(values)
            print(
                f"{situation:32}: script a frame {spread(values)} ms, {script_ms / FRAME_MS:.2f} of a frame, "
                f"{script_ms / film_ms:.2f} of the film without it"
            )


if __name__ == "__main__":
    main()
