"""A real Chromium on the real tab in the real TensorBoard."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import TimeoutError as PageTimeoutError
from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import FLAGS_OF_TESTS, find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy.typing as npt
    from playwright.sync_api import (
        Browser,
        ConsoleMessage,
        Frame,
        Locator,
        Page,
        Playwright,
        Request,
        Route,
        ViewportSize,
    )

    Launch = Callable[[Iterable[str]], Browser]

PARAMVIZ = str(Path(sys.executable).with_name("paramviz"))
READY_MS = 30_000
HELD_BACK_S = 2.5
expect.set_options(timeout=20_000)  # a busy machine draws a frame in seconds
WINDOW: ViewportSize = {"width": 1400, "height": 900}
TRAIN = ("--n_head=2", "--block_size=16", "--batch_size=4", "--eval_interval=20", "--eval_iters=1", "--watch_every=2")
EXPECTED_ON_THE_CONSOLE = (
    "Multiple instances of Three.js",  # TensorBoard itself brings another one
    "GPU stall due to ReadPixels",  # whoever puts the page together without a GPU reads the picture
)
NO_ANSWER = "ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INTERNET_DISCONNECTED|SOCKET_NOT_CONNECTED)"
COUNT_DRAWS = """
window.paramvizDraws = 0;
for (const name of ['drawArrays', 'drawElements', 'drawElementsInstanced']) {
  const webgl = window.WebGL2RenderingContext?.prototype;  // not everywhere
  if (webgl === undefined) break;
  const draw = webgl[name];
  webgl[name] = function (...args) {
    window.paramvizDraws += 1;
    return draw.apply(this, args);
  };
}
const clear = CanvasRenderingContext2D.prototype.clearRect;  // once a frame, before anything is written
CanvasRenderingContext2D.prototype.clearRect = function (...args) {
  window.paramvizDraws += 1;
  return clear.apply(this, args);
};
"""


class Tab:
    """The ParamViz tab, as a user of it sees it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self._said: list[str] = []  # on the console
        self._forgiven = [re.compile(re.escape(text)) for text in EXPECTED_ON_THE_CONSOLE]
        self.under_way: set[Request] = set()
        self._questions = 0  # since the first page
        page.add_init_script(COUNT_DRAWS)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self._said.append(f"page error: {error}"))
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)
        page.on("framenavigated", lambda _: self.under_way.clear())

    def open(self, state: str = "") -> Tab:
        """Load TensorBoard with this tab in front."""
        self.page.goto(f"{self.url}/#paramviz{state}")
        return self

    def _listen(self, message: ConsoleMessage) -> None:
        self._said.append(f"{message.type}: {message.text} ({message.location['url']})")

    def forgive(self, pattern: str) -> None:
        """Expect such messages on the console, also later: who lost the server may notice once more at the very end."""
        self._forgiven.append(re.compile(pattern))

    @property
    def complaints(self) -> list[str]:
        """What was said on the console that nobody expects."""
        return [text for text in self._said if not any(pattern.search(text) for pattern in self._forgiven)]

    def _asked(self, request: Request) -> None:
        self.under_way.add(request)
        self._questions += 1

    def _answered(self, request: Request) -> None:
        self.under_way.discard(request)

    @property
    def frame(self) -> Frame:
        """The frame that TensorBoard has put the tab into."""
        self.page.wait_for_selector("iframe[title=ParamViz]", state="attached")
        return next(frame for frame in self.page.frames if frame.url.endswith("plugin_entry.html?name=paramviz"))

    @property
    def main(self) -> Locator:
        """The page's own element, with the handles."""
        return self.frame.locator("main#paramviz")

    def wait(self, **handles: object) -> Tab:
        """Wait until handles have these values: `status="ready"` waits for `data-status`."""
        for name, value in handles.items():
            expect(self.main).to_have_attribute(f"data-{name.replace('_', '-')}", str(value), timeout=READY_MS)
        return self

    def handle(self, name: str) -> str:
        """The value of a handle, such as `data-step`."""
        expect(self.main).to_have_attribute(f"data-{name}", re.compile("."))  # some come with the first frame
        return self.main.get_attribute(f"data-{name}") or ""

    @property
    def step(self) -> int:
        """The step that is shown."""
        return int(self.handle("step"))

    @property
    def draws(self) -> int:
        """How often something has been drawn since the page was loaded."""
        return int(self.frame.evaluate("window.paramvizDraws"))

    @property
    def slider(self) -> Locator:
        """The timeline."""
        return self.frame.get_by_role("slider", name="Step")

    @property
    def view(self) -> Locator:
        """The picture."""
        return self.frame.get_by_role("img", name=self.handle("view").capitalize())

    def wait_for_address(self, *words: str) -> Tab:
        """Wait until the address has these words, and has come to rest: it follows the state with some delay."""
        for word in words:
            self._wait_for_word(word)
        before = ""
        while before != self.page.url:
            before = self.page.url
            self.page.wait_for_timeout(800)
        return self

    def _wait_for_word(self, word: str) -> None:
        has_it = "word => decodeURIComponent(location.hash).includes(word)"
        try:
            self.page.wait_for_function(has_it, arg=f"p.paramviz.{word}")
        except PageTimeoutError as error:
            raise AssertionError(f"expected {word} in the address, found {unquote(self.page.url)}") from error

    def scrub(self, share: float) -> None:
        """Click on the timeline at a share of its width."""
        box = self.slider.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.35)

    def settle(self) -> Tab:
        """Wait until nothing was drawn or asked for a moment, and neither an answer is due nor the full picture."""
        before = (-1, 0)
        while before != (now := (self.draws, self._questions)) or self.is_reduced or self.under_way:
            before = now
            self.page.wait_for_timeout(400)
        return self

    @property
    def is_reduced(self) -> bool:
        """Whether less is drawn than there will be at rest."""
        return self.main.get_attribute("data-quality") in {"reduced", "low"} and "quality:" not in self.page.url

    def pixels(self) -> npt.NDArray[np.int16]:
        """The view without what stands around it: `[height, width, 3]`, 0 to 255."""
        self.page.mouse.move(5, 5)
        image = Image.open(io.BytesIO(self.view.screenshot()))
        return np.asarray(image.convert("RGB"), np.int16)  # (height, width, 3)


def share_changed(before: npt.NDArray[np.int16], after: npt.NDArray[np.int16]) -> float:
    """The share of pixels that differ clearly between two pictures of the same size."""
    return float((np.abs(before - after).max(axis=2) > 24).mean())


def is_colored(pixels: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    """Which pixels are in a colour, neither grey nor white: those of the points. `[height, width]`."""
    return np.asarray(pixels.max(axis=2) - pixels.min(axis=2) > 40, np.bool_)  # (height, width)


def share_colored(pixels: npt.NDArray[np.int16]) -> float:
    """The share of pixels in a colour."""
    return float(is_colored(pixels).mean())


def place_of_a_slab(tab: Tab) -> tuple[float, float]:
    """Where the pointer is over a slab, as the tooltip tells."""
    box = tab.view.bounding_box()
    assert box is not None
    for share_y in np.linspace(0.3, 0.8, 9):
        for share_x in np.linspace(0.3, 0.7, 9):
            place = (box["x"] + box["width"] * float(share_x), box["y"] + box["height"] * float(share_y))
            tab.page.mouse.move(*place)
            tab.page.wait_for_timeout(80)
            if tab.frame.get_by_role("tooltip").count() > 0:
                return place
    pytest.fail("the pointer found no slab")


def place_of_color(tab: Tab) -> tuple[float, float]:
    """The middle of something coloured, as the page sees it."""
    box = tab.view.bounding_box()
    assert box is not None
    x, y = middle_of_color(tab.pixels())
    return box["x"] + x, box["y"] + y


def middle_of_color(pixels: npt.NDArray[np.int16]) -> tuple[int, int]:
    """The middle of something coloured in a view, in pixels from its left and its top."""
    colored = is_colored(pixels)  # (height, width)
    colored[:60] = False  # the run's title
    colored[-90:, :220] = False  # the legend
    inner = colored[2:-2, 2:-2] & colored[:-4, 2:-2] & colored[4:, 2:-2] & colored[2:-2, :-4] & colored[2:-2, 4:]
    rows, columns = np.nonzero(inner)
    nth = len(rows) // 2
    return int(columns[nth]) + 2, int(rows[nth]) + 2


class OpenTab(Protocol):
    """The type of the fixture `open_tab`."""

    def __call__(
        self,
        url: str,
        state: str = "",
        *,
        viewport: ViewportSize = WINDOW,
        has_touch: bool = False,
        script: str = "",
        held_back: re.Pattern[str] | None = None,
        prepare: Callable[[Page], object] = ...,
    ) -> Tab: ...


class Simulate(Protocol):
    """The type of the fixture `simulate`."""

    def __call__(self, *arguments: str, out: Path | None = None) -> Path: ...


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is."""
    path = find_chromium()
    assert path is not None, "no Chromium: run python -m tests.browser.chromium, which installs one"
    return path


@pytest.fixture(scope="session")
def playwright(chromium_path: str) -> Iterator[Playwright]:  # noqa: ARG001  # whoever looks for it may need another one
    """Drives the browsers: one for all, for there cannot be two at a time."""
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="session")
def launch_chromium(chromium_path: str, playwright: Playwright) -> Launch:
    """Starts Chromium with the given flags."""
    return lambda flags: playwright.chromium.launch(executable_path=chromium_path, args=list(flags))


@pytest.fixture(scope="session")
def chromium(launch_chromium: Launch) -> Iterator[Browser]:
    """Chromium, drawing in software."""
    browser = launch_chromium(FLAGS_OF_TESTS)
    yield browser
    browser.close()


def answer_late(route: Route) -> None:
    """Lets everything else of the page arrive before."""
    time.sleep(HELD_BACK_S)
    route.continue_()


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[OpenTab]:
    """Opens the tab of a TensorBoard in a fresh browser profile; at the end the console must have been silent."""
    tabs: list[Tab] = []

    def open_in(
        url: str,
        state: str = "",
        *,
        viewport: ViewportSize = WINDOW,
        has_touch: bool = False,
        script: str = "",
        held_back: re.Pattern[str] | None = None,
        prepare: Callable[[Page], object] = lambda _: None,
    ) -> Tab:
        context = chromium.new_context(viewport=viewport, has_touch=has_touch)
        context.add_init_script(script)  # what another machine would be like
        if held_back is not None:
            context.route(held_back, answer_late)
        page = context.new_page()
        prepare(page)
        tabs.append(Tab(page, url))
        return tabs[-1].open(state)

    yield open_in
    for tab in tabs:
        tab.page.context.close()
    assert [complaint for tab in tabs for complaint in tab.complaints] == []


@pytest.fixture(scope="session")
def two_widths(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log directory with two real trainings of nanoGPT: `narrow`, and `wide`, which is deeper and longer too."""
    folder = tmp_path_factory.mktemp("trained")
    for name, layers, width, steps in (("narrow", 1, 16, 40), ("wide", 2, 32, 60)):
        size = ["--n_layer", str(layers), "--n_embd", str(width), "--max_iters", str(steps)]
        places = ["--log_dir", str(folder / "runs" / name), "--out_dir", str(folder / "out" / name)]
        train = [sys.executable, "-m", "nanogpt.train", *TRAIN, *size, *places]
        subprocess.run(train, check=True, capture_output=True)
    return folder / "runs"


@pytest.fixture(scope="session")
def simulate(tmp_path_factory: pytest.TempPathFactory) -> Simulate:
    """Runs `paramviz simulate` into a log directory, a new one unless it is given."""

    def run(*arguments: str, out: Path | None = None) -> Path:
        logdir = out or tmp_path_factory.mktemp("runs")
        subprocess.run([PARAMVIZ, "simulate", str(logdir), *arguments], check=True, capture_output=True)
        return logdir

    return run
