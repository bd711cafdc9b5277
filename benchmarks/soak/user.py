"""What a user does on the page, and what the page says meanwhile."""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING, Any

from benchmarks.soak.record import Arrival, Visit

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.browser.conftest import Tab

VIEWS = ("embeddings", "network", "charts")
_PLAYED_MS = 4000
_FOLLOWS_MS = 3000
_REST_MS = 20_000
_LOOKS_MS = 500
_ARRIVES_MS = 100
_QUIET_LOOKS = 3  # a history comes in several answers, with a moment between them
_ANSWERED_SECONDS = 5.0

_COUNT_FRAMES = """async (milliseconds) => {
  const end = performance.now() + milliseconds;
  let frames = 0;
  while (performance.now() < end) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frames += 1;
  }
  return frames;
}"""


class User:
    """Somebody who watches trainings, on one page after the other.

    Attributes:
        tab: the page.
    """

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self._random = random.Random(0)  # noqa: S311  # whims
        self._visits = 0

    def visit(self, seconds: float) -> Visit:
        """Open the next view, scrub to somewhere, play from there, and follow the newest step again."""
        view = VIEWS[self._visits % len(VIEWS)]
        self._visits += 1
        tab, page = self.tab, self.tab.page
        tab.frame.get_by_role("tab", name=view.capitalize()).click()
        tab.wait(view=view, status="ready")
        tab.scrub(self._random.uniform(0.05, 0.5))
        page.wait_for_timeout(_LOOKS_MS)
        self.wait_until_answered()  # of a long run the page fetches what lies around there, and a film is judged here
        tab.frame.get_by_role("button", name="Play", exact=True).click()
        script_ms = self._script_ms_per_frame(_PLAYED_MS)
        worst_ms = self.number("frame-script-max-ms")
        moving = self._quality()
        follow = tab.frame.get_by_role("switch", name="Follow")
        if follow.get_attribute("aria-checked") == "false":  # a film that has ended follows by itself
            follow.click()
        page.wait_for_timeout(_FOLLOWS_MS)
        return Visit(seconds, view, script_ms, worst_ms, moving, self._quality_at_rest())

    def choose(self, runs: Collection[str]) -> bool:
        """Choose which runs are shown, once they are all listed; whether they are."""
        rows = self.tab.frame.locator(".runs .run")
        names = [name.strip() for name in rows.locator(".name").all_inner_texts()]
        if not set(runs) <= set(names):
            return False
        for wanted in (True, False):  # none is let go before the others are there
            for index, name in enumerate(names):
                if (name in runs) is wanted:
                    rows.nth(index).get_by_role("checkbox").set_checked(wanted)
        return True

    def listed_snapshots(self) -> int | None:
        """How many snapshots the page says there are of the runs that it shows: `9 of 12 snapshots kept` are 12."""
        texts = self.tab.frame.locator(".snapshots").all_inner_texts()
        numbers = re.match(r"(?:[\d,]+ of )?([\d,]+) snapshot", texts[0]) if texts else None
        return None if numbers is None else int(numbers[1].replace(",", ""))

    def take_arrivals(self) -> list[Arrival]:
        """What the page's script has received since this was asked last."""
        found: list[dict[str, Any]] = self.tab.frame.evaluate("window.paramvizArrivals.splice(0)")
        return [Arrival(**each) for each in found]

    def wait_until_answered(self) -> bool:
        """Let what is on its way arrive, for a while; whether nothing is left of it.

        Until then it is held twice, as the answer and as what was read from it.
        """
        deadline = time.monotonic() + _ANSWERED_SECONDS
        quiet = 0
        while quiet < _QUIET_LOOKS and time.monotonic() < deadline:
            quiet = 0 if self._under_way() > 0 else quiet + 1
            self.tab.page.wait_for_timeout(_ARRIVES_MS)
        return quiet == _QUIET_LOOKS

    def _under_way(self) -> int:
        """How many requests of the page's script have not been answered to the last byte, as its own script counts."""
        return int(self.tab.frame.evaluate("window.paramvizUnderWay"))

    def number(self, handle: str) -> float | None:
        """A number that the page tells of itself; None while it tells none."""
        text = self.tab.main.get_attribute(f"data-{handle}")
        return None if text is None else float(text)

    def _script_ms_per_frame(self, milliseconds: int) -> float | None:
        """The processor's time that all script of the page takes a frame, which other processes do not change."""
        session = self.tab.page.context.new_cdp_session(self.tab.page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def script_seconds() -> float:
            metrics: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
            return float(next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration"))

        before = script_seconds()
        frames = int(self.tab.frame.evaluate(_COUNT_FRAMES, milliseconds))
        taken_ms = 1000 * (script_seconds() - before)
        session.detach()
        return taken_ms / frames if frames > 0 else None

    def _quality(self) -> str:
        return self.tab.main.get_attribute("data-quality") or ""

    def _quality_at_rest(self) -> str:
        """The level once nothing glides any more; while news come without a pause, the best that was seen."""
        seen = set[str]()
        for _ in range(_REST_MS // _LOOKS_MS):
            seen.add(self._quality())
            if "full" in seen:
                break
            self.tab.page.wait_for_timeout(_LOOKS_MS)
        return next((level for level in ("full", "reduced", "low") if level in seen), "")
