"""Links and pictures of pages in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LINK = re.compile(r"(?P<picture>!?)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_TARGET = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_ANCHOR = re.compile(r'<a id="([^"]+)">')
_ADDRESS = ("http://", "https://", "mailto:")


def broken_links(page: Path) -> list[str]:
    """The targets that lead nowhere: no file, or no heading in it; addresses of other machines are not asked."""
    targets = _TARGET.findall(page.read_text(encoding="utf-8"))
    return [target for target in targets if not _leads_somewhere(page, target)]


def relative_links(text: str) -> tuple[list[str], list[str]]:
    """The targets of the pictures, and those of the other links, that are files beside the page."""
    pictures: list[str] = []
    others: list[str] = []
    for found in _LINK.finditer(text):
        if not found["target"].startswith((*_ADDRESS, "#")):
            (pictures if found["picture"] else others).append(found["target"])
    return pictures, others


def _leads_somewhere(page: Path, target: str) -> bool:
    if target.startswith(_ADDRESS):
        return True
    name, _, anchor = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.exists():
        return False
    return not anchor or anchor in _anchors_of(path)


def _anchors_of(page: Path) -> set[str]:
    """The names that a page's headings have in links, as GitHub makes them, and those that it gives itself."""
    text = page.read_text(encoding="utf-8")
    headings = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(text)}
    return headings | set(_ANCHOR.findall(text))
