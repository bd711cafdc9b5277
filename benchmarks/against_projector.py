"""Frame time against TensorBoard's own projector: python -m benchmarks.against_projector [points ...].

The same points, in the same TensorBoard and the same Chromium, drawn in software into pictures of the same size. In
both a pointer turns the view in each of the browser's frames; counted are those frames in which something was drawn.
Budget: half of the projector's frame time. What the browser takes to put a picture onto the page is in both, and is all
there is where points are few. Besides, with quality left to itself, as a user has it: while something moves the page
then draws fewer points, and how many is told.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from benchmarks.setup.browser import PATIENCE_MS, WINDOW, chromium, open_page, spread, wait_for_points
from benchmarks.setup.made_up_runs import CLOUD, one_cloud, write_run
from tensorboard_plugin_paramviz import load_run
from tests.browser.conftest import Tab
from tests.conftest import TensorBoardServer

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

POINTS = (50_000, 10_000)
COLUMNS = 3  # the principal components of both are then these points, turned
ROUNDS = 3
WARM_UP_SECONDS = 2.0
SECONDS = 5.0
BUDGET = 0.5
RUN = "points"
FULL, AUTOMATIC = "full", "automatic"
COUNT_FRAMES_DRAWN = """
window.framesDrawn = 0;
let hasDrawn = false;
for (const context of [WebGLRenderingContext, WebGL2RenderingContext]) {
  for (const name of ['drawArrays', 'drawElements']) {
    const draw = context.prototype[name];
    context.prototype[name] = function (...args) {
      hasDrawn = true;
      return draw.apply(this, args);
    };
  }
}
const count = () => {
  window.framesDrawn += hasDrawn ? 1 : 0;
  hasDrawn = false;
  requestAnimationFrame(count);
};
requestAnimationFrame(count);
"""
# To and fro, once a frame: commands from outside would come when they come.
MOVE_THE_POINTER = """
(surface) => {
  const { left, top, width, height } = surface.getBoundingClientRect();
  let moves = 0;
  const move = () => {
    moves += 1;
    const clientX = left + width / 2 + Math.abs(((2 * moves) % 400) - 200);
    const clientY = top + height / 2 + 10;
    const held = { pointerId: 1, pointerType: 'mouse', isPrimary: true, button: -1, buttons: 1 };
    surface.dispatchEvent(
      new PointerEvent('pointermove', { ...held, clientX, clientY, bubbles: true, composed: true }),
    );
    requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
}
"""


@dataclass(frozen=True)
class Turn:
    """What turning a view took: milliseconds a frame, of how many pixels and points."""

    frame_ms: float
    pixels: int
    points: int


def write_projector_data(directory: Path) -> None:
    """Give the projector the first snapshot of a run, in its own files beside the event file."""
    rows = load_run(directory).rows(CLOUD)[0]  # (N, D)
    (directory / "rows.tsv").write_text("\n".join("\t".join(f"{x:.6g}" for x in row) for row in rows))
    (directory / "labels.tsv").write_text("\n".join(f"token {row}" for row in range(len(rows))))
    (directory / "projector_config.pbtxt").write_text(
        f'embeddings {{ tensor_name: "{CLOUD}" tensor_path: "rows.tsv" metadata_path: "labels.tsv" }}'
    )


def frame_ms_while_turning(frame: Frame, surface: str) -> float:
    """Press the button over a picture, turn it for some seconds."""
    element = frame.locator(surface)
    element.hover()
    frame.page.mouse.down()
    element.evaluate(MOVE_THE_POINTER)
    frame.page.wait_for_timeout(1000 * WARM_UP_SECONDS)
    before, started = int(frame.evaluate("window.framesDrawn")), time.perf_counter()
    frame.page.wait_for_timeout(1000 * SECONDS)
    frames = int(frame.evaluate("window.framesDrawn")) - before
    return 1000 * (time.perf_counter() - started) / max(1, frames)


def turn_projector(page: Page, url: str, points: int) -> Turn:
    """Turn the projector's 3D view of the principal components."""
    page.goto(f"{url}/#projector&run={RUN}")
    picture = "canvas[data-engine]"
    outer = page.frame_locator("iframe[src$='name=projector']")
    frame = outer.frame_locator("iframe").locator(picture).element_handle(timeout=PATIENCE_MS).owner_frame()
    assert frame is not None  # noqa: S101  # the projector is in a frame
    expect(frame.get_by_text(f"Points: {points}")).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(3000)  # until it has brought the points to their places
    return Turn(frame_ms_while_turning(frame, picture), picture_pixels(frame, picture), points)


def turn_paramviz(page: Page, url: str, points: int, quality: str, pixels: int) -> Turn:
    """Turn the Embeddings view, in a picture of so many pixels."""
    state = f"&p.paramviz.view=embeddings&p.paramviz.run={RUN}&p.paramviz.settings=quality:{quality}"
    tab = Tab(page, url).open(state)
    wait_for_points(tab, points)
    picture, surface = "canvas.picture", "canvas.writing"
    box = tab.frame.locator(picture).bounding_box()
    assert box is not None  # noqa: S101  # the picture is there
    height = round(WINDOW["height"] + (pixels - box["width"] * box["height"]) / box["width"])
    page.set_viewport_size({"width": WINDOW["width"], "height": height})
    tab.settle()
    frame_ms = frame_ms_while_turning(tab.frame, surface)
    return Turn(frame_ms, picture_pixels(tab.frame, picture), int(tab.handle("points")))


def picture_pixels(frame: Frame, picture: str) -> int:
    """How many pixels a canvas has."""
    return int(frame.locator(picture).evaluate("canvas => canvas.width * canvas.height"))


def measure(url: str, points: int) -> dict[str, list[Turn]]:
    """Turn both, each time in a fresh browser."""
    found: dict[str, list[Turn]] = {"projector": [], FULL: [], AUTOMATIC: []}
    for _ in range(ROUNDS):
        with chromium() as browser, open_page(browser) as page:
            page.add_init_script(COUNT_FRAMES_DRAWN)
            found["projector"].append(turn_projector(page, url, points))
        for quality in (FULL, AUTOMATIC):
            with chromium() as browser, open_page(browser) as page:
                page.add_init_script(COUNT_FRAMES_DRAWN)
                found[quality].append(turn_paramviz(page, url, points, quality, found["projector"][0].pixels))
    return found


def report(found: dict[str, list[Turn]]) -> None:
    """Print what was measured, each against the projector in the same round."""
    theirs = found["projector"]
    for name, turns in found.items():
        ratio = statistics.median(a.frame_ms / b.frame_ms for a, b in zip(turns, theirs, strict=True))
        title = name if turns is theirs else f"ParamViz, quality {name}"
        print(
            f"{title:27}: {spread([turn.frame_ms for turn in turns], 1)} ms a frame, {turns[0].points:,} points on "
            f"{turns[0].pixels / 1e6:.2f} megapixels, {ratio:.2f} of the projector's, "
            f"{ratio / BUDGET:.2f} of the budget"
        )


def main(counts: tuple[int, ...]) -> None:
    for points in counts:
        with tempfile.TemporaryDirectory() as folder:
            logdir = Path(folder) / "runs"
            write_run(logdir / RUN, one_cloud(points, COLUMNS), 1, seed=0)
            write_projector_data(logdir / RUN)
            servers = TensorBoardServer(Path(folder))
            try:
                found = measure(servers(logdir), points)
            finally:
                servers.stop_all()
        print(f"-- {points:,} points")
        report(found)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or POINTS)
