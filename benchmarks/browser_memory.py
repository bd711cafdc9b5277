"""What the page takes of the machine's memory: python -m benchmarks.browser_memory [snapshots].

Two runs log snapshots of 148 parameters and 2,048 points, ten a second each, while the page follows them in real
TensorBoard and real Chromium; it goes through its views meanwhile. Counted are the browser's processes that draw the
page, as the system counts them (a page shared with other processes in parts) once the garbage has been collected,
beyond what they take with the tab open on a log directory without runs. Budget: 512 MB whenever that is counted, and no
growth once the page's own limit is reached.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

from benchmarks.setup.browser import MEGABYTE, PATIENCE_MS, PageMemory, chromium_without_memories, open_page
from benchmarks.setup.made_up_runs import MadeUpRun, transformer
from tests.browser.conftest import Tab
from tests.conftest import TensorBoardServer

RUNS = 2
SNAPSHOTS = 2_000
LAYOUT = transformer(rows=2048, columns=16, tile=32)
MEASURED_EACH = 100
PAUSE_SECONDS = 0.1
VIEWS = ("embeddings", "network", "charts")


def empty_page_bytes(url: str) -> int:
    """What the page takes when there is nothing to show."""
    with chromium_without_memories() as browser, open_page(browser) as page:
        tab = Tab(page, url).open().wait(status="empty")
        page.wait_for_timeout(3000)
        return PageMemory(browser, tab).read_bytes()


def follow(url: str, runs: list[MadeUpRun], snapshots: int) -> list[tuple[int, int, float]]:
    """How many snapshots each run has, what the browser's processes take, and what the page says it keeps, in MB."""
    found: list[tuple[int, int, float]] = []
    with chromium_without_memories() as browser, open_page(browser) as page:
        tab = Tab(page, url).open()
        for run in runs:
            run.log(run.logged_steps)
        tab.wait(status="ready", runs=RUNS)
        memory = PageMemory(browser, tab)
        while runs[0].logged_steps < snapshots:
            started = time.perf_counter()
            for run in runs:
                run.log(run.logged_steps)
            logged = runs[0].logged_steps
            if logged % MEASURED_EACH == 0:
                page.keyboard.press(str(1 + logged // MEASURED_EACH % len(VIEWS)))
                tab.wait(view=VIEWS[logged // MEASURED_EACH % len(VIEWS)])
                tab.main.page.wait_for_timeout(4000)  # until a poll has brought the news
                found.append((logged, memory.read_bytes(), memory.account_bytes()))
            page.wait_for_timeout(1000 * max(0.0, PAUSE_SECONDS - (time.perf_counter() - started)))
        page.wait_for_function(
            "([frame, step]) => Number(frame.contentDocument.querySelector('#paramviz').dataset.step) === step",
            arg=[page.query_selector("iframe[title=ParamViz]"), snapshots - 1],
            timeout=PATIENCE_MS,
        )
    return found


def main(snapshots: int) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = TensorBoardServer(Path(folder))
        nothing, logdir = Path(folder) / "nothing", Path(folder) / "runs"
        nothing.mkdir()
        runs = [stack.enter_context(closing(MadeUpRun(logdir / f"run-{seed}", LAYOUT, seed))) for seed in range(RUNS)]
        try:
            empty = empty_page_bytes(servers(nothing))
            print(f"the page with nothing to show: {empty / MEGABYTE:.0f} MB")
            found = follow(servers(logdir), runs, snapshots)
        finally:
            servers.stop_all()
    for logged, taken, kept in found:
        print(
            f"{logged:6,} snapshots: {(taken - empty) / MEGABYTE:4.0f} MB beyond it, "
            f"{kept / MEGABYTE:4.0f} MB by its own account"
        )
    beyond = [taken - empty for _, taken, _ in found]
    half = len(beyond) // 2
    print(f"most: {max(beyond) / MEGABYTE:.0f} MB, {max(beyond) / PageMemory.BUDGET_BYTES:.2f} of the budget")
    print(f"most in the second half against the first: {max(beyond[half:]) / max(beyond[:half]):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SNAPSHOTS)
