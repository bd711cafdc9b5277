"""Make the README's pictures: train two small GPTs for real, open the tab, take its picture. `make screenshots`.

The first argument, if there is one, is a log directory whose runs are shown instead of training new ones.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import sync_playwright

from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.conftest import Tab
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
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


def picture(url: str, name: str, *, scheme: Literal["dark", "light"], runs: list[str], share: float) -> None:
    """Take a picture of the tab at a share of the training."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_page(viewport=SIZE, color_scheme=scheme, device_scale_factor=1)
        tab = Tab(page, url).open("".join(f"&p.paramviz.run={run}" for run in runs)).wait(status="ready")
        page.wait_for_timeout(1500)
        if share < 1:
            tab.scrub(share)
            page.wait_for_timeout(1000)
        page.mouse.move(4, 4)
        page.wait_for_timeout(500)
        page.screenshot(path=IMAGES / f"{name}.png")
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
            first, *_ = names = sorted(path.name for path in logdir.iterdir() if path.is_dir())
            picture(url, "embeddings-dark", scheme="dark", runs=[first], share=1)
            picture(url, "embeddings-start", scheme="dark", runs=[first], share=0)
            picture(url, "two-runs-light", scheme="light", runs=names[:2], share=1)
        finally:
            servers.stop_all()


if __name__ == "__main__":
    main()
