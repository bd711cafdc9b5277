"""WebKit as Debian has it: WebKitGTK's MiniBrowser, driven by WebDriver, on a screen that nobody sees.

Found, or installed when this module is run. `make webkit` tries the tab in it; `make test` does without.
"""

from __future__ import annotations

import io
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from PIL import Image
from selenium import webdriver
from selenium.common.exceptions import (
    NoSuchElementException,
    NoSuchFrameException,
    NoSuchWindowException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.conftest import READY_MS, WINDOW
from tests.browser.firefox import own_screen
from tests.browser.installation import run_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt
    from selenium.webdriver.remote.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

BROWSERS = Path("/usr/lib")  # below it Debian has MiniBrowser, in a folder for each architecture and version
LANGUAGE = "en_US.UTF-8"  # where it is C, WebKit has no NumberFormat
LOOKS_SECONDS = 0.4
LOST = (NoSuchElementException, NoSuchFrameException, NoSuchWindowException, StaleElementReferenceException)
FIND_PLACE = """
arguments[0].scrollIntoView({ block: 'nearest' });
const [frame, box] = [frameElement, arguments[0]].map((element) => element.getBoundingClientRect());
return [frame.x + box.x, frame.y + box.y, box.width, box.height];
"""

Result = TypeVar("Result")


class WebKit(NamedTuple):
    """Where the programs are."""

    driver: str
    browser: str
    screen: str  # Xvfb


def find_webkit() -> WebKit | None:
    """The WebKitGTK on this machine, and the Xvfb beside it."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browser = max(BROWSERS.glob("*/webkit2gtk-*/MiniBrowser"), default=None)
    if driver is None or screen is None or browser is None:
        return None
    return WebKit(driver, str(browser), screen)


class WebKitPage:
    """The tab in WebKit, as `Tab` is it in the others.

    Attributes:
        driver: is in the frame that TensorBoard has put the tab into.
    """

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver, self._url = driver, url

    def open(self) -> None:
        """Open TensorBoard, and there the tab."""
        self.driver.get(self._url)
        self._found(By.XPATH, "//*[@role='tab'][contains(., 'ParamViz')]").click()
        self.enter()

    def enter(self) -> None:
        """Go into the tab's frame."""
        self.driver.switch_to.default_content()
        frame = WebDriverWait(self.driver, READY_MS / 1000).until(
            lambda driver: driver.find_element(By.CSS_SELECTOR, "iframe[title=ParamViz]")
        )
        self.driver.switch_to.frame(frame)

    def role(self, role: str, name: str) -> WebElement:
        """What is there by its role and its name."""
        named = f"normalize-space()='{name}' or @aria-label='{name}'"
        elements = f"//{role}[{named}] | //*[@role='{role}'][{named}]"
        return self._found(By.XPATH, elements)

    def map_of(self, run: str) -> WebElement:
        """The first of the charts' maps of a run."""
        return self._found(By.XPATH, f"//*[@role='application'][contains(@aria-label, 'parameters of {run}')]")

    @property
    def slider(self) -> WebElement:
        """The timeline."""
        return self._found(By.CSS_SELECTOR, ".track[role=slider]")

    def click(self, role: str, name: str) -> None:
        """Click on what has this role and name."""
        self.attempt(lambda: self.role(role, name).click())

    def press(self, key: str) -> None:
        """Press a key on the timeline."""
        self.attempt(lambda: self.slider.send_keys(key))

    def wait_for_text(self, selector: str, words: str) -> None:
        """Wait until an element says these words."""
        WebDriverWait(self.driver, READY_MS / 1000).until(
            lambda _: words in self.attempt(lambda: self._found(By.CSS_SELECTOR, selector).text), f"expected {words}"
        )

    def wait(self, **handles: object) -> WebKitPage:
        """Wait until handles have these values: `status="ready"` waits for `data-status`."""
        for name, value in handles.items():
            self._found(By.CSS_SELECTOR, f'main[data-{name}="{value}"]')
        return self

    @property
    def step(self) -> int:
        """The step that is shown."""
        return self.attempt(lambda: int(self.slider.get_attribute("aria-valuenow") or "-1"))

    def pixels(self, find: Callable[[], WebElement] | None = None) -> npt.NDArray[np.int16]:
        """An element, or what is drawn in the view, once it comes to rest: `[height, width, 3]`, 0 to 255."""
        drawn = find or (lambda: self._found(By.CSS_SELECTOR, "canvas[role=img]"))
        before, now = None, self.attempt(lambda: self._picture_of(drawn()))
        while before is None or not np.array_equal(before, now):
            time.sleep(LOOKS_SECONDS)
            before, now = now, self.attempt(lambda: self._picture_of(drawn()))
        return now

    def _picture_of(self, element: WebElement) -> npt.NDArray[np.int16]:
        """Cut out of a picture of the page, since of what stands in a frame the driver takes one of another place."""
        x, y, width, height = map(round, self.driver.execute_script(FIND_PLACE, element))
        page = Image.open(io.BytesIO(self.driver.get_screenshot_as_png())).convert("RGB")
        return np.asarray(page.crop((x, y, x + width, y + height)), np.int16)  # (height, width, 3)

    def attempt(self, act: Callable[[], Result]) -> Result:
        """Do something in the tab's frame, which WebKit's driver loses where the page writes its address."""
        try:
            return act()
        except LOST:
            time.sleep(LOOKS_SECONDS)  # it writes it once it has come to rest
            self.enter()
        return act()

    def _found(self, by: str, value: str) -> WebElement:
        """The first such element that can be seen, once there is one."""

        def find(driver: WebDriver) -> WebElement | None:
            return self.attempt(
                lambda: next((element for element in driver.find_elements(by, value) if element.is_displayed()), None)
            )

        found = WebDriverWait(self.driver, READY_MS / 1000).until(find, f"expected {value}")
        assert found is not None
        return found


@contextmanager
def webkit(url: str, downloads: Path, *, has_webgl: bool) -> Iterator[WebKitPage]:
    """WebKit with nothing in it yet; what is saved lies in `downloads`."""
    found = find_webkit()
    assert found is not None, "no WebKit: run python -m tests.browser.webkit, which installs one"
    options = webdriver.WebKitGTKOptions()
    options.binary_location = found.browser
    for argument in ("--automation", f"--enable-webgl={str(has_webgl).lower()}"):
        options.add_argument(argument)
    with own_screen(found.screen) as environment:
        inherited = {name: str(value) for name, value in environment.items()}
        own = {**inherited, "LANG": LANGUAGE, "LC_ALL": LANGUAGE, "HOME": str(downloads)}
        driver = webdriver.WebKitGTK(options=options, service=Service(found.driver, env=own))
        try:
            driver.set_window_size(WINDOW["width"], WINDOW["height"])
            yield WebKitPage(driver, url)
        finally:
            driver.quit()


if __name__ == "__main__":
    run_command("WebKit", find_webkit, lambda found: found.browser, "webkit2gtk-driver", "xvfb")
