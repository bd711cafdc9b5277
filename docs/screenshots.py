"""Make the README's pictures: train two small GPTs for real, open the tab, take its picture. `make screenshots`.

The first argument, if there is one, is a log directory whose runs are shown instead of training new ones.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.conftest import Tab
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import ViewportSize

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
SIZE: ViewportSize = {"width": 1400, "height": 860}
SEEDS = {"baby-gpt": 1337, "baby-gpt-other-seed": 7}


def train(logdir: Path) -> None:
    """Train the demo's GPT once for each seed."""
    for name, seed in SEEDS.items():
        folders = ["--log_dir", str(logdir / name), "--out_dir", str(logdir.parent / "out" / name)]
        command = [sys.executable, "-m", "nanogpt.train", "--config", "demo", "--seed", str(seed), *folders]
        subprocess.run(command, cwd=ROOT, check=True)


NETWORK = "&p.paramviz.view=network"


@dataclass(frozen=True)
class Shot:
    """A picture of the tab."""

    name: str
    scheme: Literal["dark", "light"]
    runs: int
    state: str = ""
    share: float = 1  # of the training
    selected: str | None = None
    look_closer: Callable[[Tab], None] | None = None


HIDDEN_LAYER = "transformer.h.2.mlp.c_fc.weight"


def fly_to_selection(tab: Tab) -> None:
    """Look at what is selected from near."""
    tab.view.focus()
    tab.page.keyboard.press("f")
    tab.view.blur()
    tab.page.wait_for_timeout(2500)


def fold_the_table(tab: Tab) -> None:
    """Let the charts begin at the top."""
    tab.frame.get_by_role("button", name="Hide table").click()


def open_changes(tab: Tab) -> None:
    """List what changed."""
    tab.frame.get_by_role("button", name="What changed").click()
    tab.page.wait_for_timeout(2500)


SHOTS = (
    Shot("network-dark", "dark", 1, NETWORK),
    Shot("network-two-runs-light", "light", 2, NETWORK),
    Shot("network-near-dark", "dark", 1, f"{NETWORK}&p.paramviz.settings=height:on", 1, HIDDEN_LAYER, fly_to_selection),
    Shot(
        "charts-light",
        "light",
        2,
        "&p.paramviz.view=charts&p.paramviz.statistic=update_ratio",
        look_closer=fold_the_table,
    ),
    Shot("changes-light", "light", 1, "&p.paramviz.color=movement", 0.4, look_closer=open_changes),
    Shot("difference-dark", "dark", 2, "&p.paramviz.compare=difference"),
    Shot("embeddings-dark", "dark", 1),
    Shot("embeddings-start", "dark", 1, share=0),
    Shot("two-runs-light", "light", 2),
)


def take(url: str, names: list[str], shot: Shot) -> None:
    """Take a picture of the tab."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_page(viewport=SIZE, color_scheme=shot.scheme, device_scale_factor=1)
        state = "".join(f"&p.paramviz.run={name}" for name in names[: shot.runs]) + shot.state
        if shot.selected is not None:
            state += f"&p.paramviz.selected={quote(json.dumps([names[0], shot.selected, None, None, None]))}"
        tab = Tab(page, url).open(state).wait(status="ready")
        page.wait_for_timeout(4000)
        if shot.share < 1:
            tab.scrub(shot.share)
            page.wait_for_timeout(1000)
        if shot.look_closer is not None:
            shot.look_closer(tab)
        page.mouse.move(4, 4)
        tab.settle()
        page.screenshot(path=IMAGES / f"{shot.name}.png")
        browser.close()


def main() -> None:
    """Train, serve, take the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        logdir = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "runs"
        if len(sys.argv) == 1:
            train(logdir)
        servers = TensorBoardServer(Path(folder))
        try:
            url = servers(logdir)
            names = sorted(path.name for path in logdir.iterdir() if path.is_dir())
            for shot in SHOTS:
                take(url, names, shot)
        finally:
            servers.stop_all()


if __name__ == "__main__":
    main()
