"""The rules of accessibility that a machine can check: axe-core, in the frame of the tab."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")  # all that axe has, up to level AA
RUN = """
async tags => {
  const ending = document.getAnimations().filter(({ effect, playState }) =>
    playState === 'running' && effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
  const { violations } = await axe.run(document, {
    runOnly: { type: 'tag', values: tags },
    resultTypes: ['violations'],
    elementRef: false,
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary, html }) =>
      `${id} (${help}) at ${target.join(' ')}: ${html.slice(0, 120)}\\n    ${failureSummary.replaceAll('\\n', ' ')}`));
}
"""
THEMES = ("light", "dark")


@cache
def _source() -> str:
    if not AXE.is_file():
        pytest.fail(f"axe-core is not installed: expected {AXE}; run npm install in frontend/")
    return AXE.read_text(encoding="utf-8")


def violations(frame: Frame) -> list[str]:
    """What breaks a rule once nothing fades in any more, one line for each element; no rule is left out.

    The page may load no foreign script, so axe is evaluated, not loaded.
    """
    if frame.evaluate("typeof axe") == "undefined":
        frame.evaluate(_source())
    found: list[str] = frame.evaluate(RUN, list(TAGS))
    return found


def set_theme(page: Page, frame: Frame, theme: str) -> None:
    """Switch TensorBoard between light and dark, as its own button does, while the page stands as it is."""
    page.evaluate("isDark => document.body.classList.toggle('dark-mode', isDark)", theme == "dark")
    frame.wait_for_selector(f"main[data-theme={theme}]", state="attached")
