"""The real page in a real Chromium; what goes wrong with it is noted, and it is opened again where it has crashed."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import Error as PlaywrightError

from benchmarks.setup.browser import PageMemory, chromium_without_memories, open_page
from benchmarks.soak.page_script import PAGE_SCRIPT
from benchmarks.soak.sampling import PageReading, read_page
from benchmarks.soak.user import User
from tests.browser.conftest import Tab

if TYPE_CHECKING:
    from collections.abc import Callable

_Found = TypeVar("_Found")

_PATIENCE_MS = 60_000
_EMPTY_MS = 3000
_FAILURES_UNTIL_REOPENED = 3


class Page:
    """A user's page; nothing that happens to it is raised.

    Args:
        url: of TensorBoard, with nothing to show yet.
        note: is told what goes wrong.

    Attributes:
        empty_bytes: what the page took when there was nothing to show.
    """

    def __init__(self, url: str, note: Callable[[str, str], None]) -> None:
        self._url, self._note = url, note
        self._earlier_complaints: list[str] = []
        self.empty_bytes = 0
        self._failures = 0
        self._is_gone = self._is_closing = False
        self._stack = ExitStack()
        self._user: User | None = None
        self._tab: Tab | None = None
        tab = self._opened()
        tab.wait(status="empty")
        tab.page.wait_for_timeout(_EMPTY_MS)
        self.empty_bytes = self._memory.read_bytes()

    def attempt(self, act: Callable[[User], _Found]) -> _Found | None:
        """Let the user do something; None where that was not possible."""
        if self._is_gone or self._user is None:
            return None
        user = self._user
        return self._guarded(lambda: act(user))

    def read(self) -> PageReading:
        """What can be read off the page."""
        return self.attempt(lambda user: read_page(user, self._memory, self.empty_bytes)) or PageReading()

    def wait(self, seconds: float) -> None:
        """Let time pass, in which the page's events are heard."""
        self.attempt(lambda user: user.tab.page.wait_for_timeout(1000 * seconds))

    @property
    def complaints(self) -> list[str]:
        """What the console has said."""
        return [*self._earlier_complaints, *([] if self._tab is None else self._tab.complaints)]

    @property
    def is_usable(self) -> bool:
        """Whether the page is there and does what it is told."""
        return not self._is_gone and self._failures < _FAILURES_UNTIL_REOPENED

    def reopen(self) -> None:
        """Open it again, in another browser."""
        self._note("page", "it is opened again, in another browser")
        self.close()
        self._guarded(self._opened)

    def close(self) -> None:
        """Close the page and its browser."""
        self._is_closing = True
        self._earlier_complaints, self._tab = self.complaints, None
        stack, self._stack = self._stack, ExitStack()
        self._guarded(stack.close)

    def _opened(self) -> Tab:
        self._failures = 0
        self._is_gone = self._is_closing = False
        browser = self._stack.enter_context(chromium_without_memories())
        page = self._stack.enter_context(open_page(browser))
        page.set_default_timeout(_PATIENCE_MS)
        page.context.add_init_script(PAGE_SCRIPT)
        page.on("crash", lambda _: self._lost("the page's process has ended"))
        browser.on("disconnected", lambda _: self._lost("the browser has ended"))
        self._tab = tab = Tab(page, self._url)
        tab.open()
        self._memory = PageMemory(browser, tab)
        if self._user is None:
            self._user = User(tab)
        self._user.tab = tab
        return tab

    def _lost(self, what: str) -> None:
        if not self._is_closing:
            self._is_gone = True
            self._note("page", what)

    def _guarded(self, act: Callable[[], _Found]) -> _Found | None:
        try:
            found = act()
        except (PlaywrightError, AssertionError, OSError) as error:
            self._failures += 1
            self._note("page", " ".join(str(error).split())[:300])
            return None
        self._failures = 0
        return found
