"""What of a page in Markdown is still there when it is rendered as PyPI does."""

from __future__ import annotations

import re

from readme_renderer import markdown

_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
# What each is in Markdown, and as what it must appear.
_PARTS = {
    "headings": (re.compile(r"^#{1,6} ", re.MULTILINE), re.compile(r"<h[1-6][ >]")),
    "tables": (re.compile(r"^\|(?: ?:?-+:? ?\|)+$", re.MULTILINE), re.compile("<table[ >]")),
    "pictures": (re.compile(r"!\["), re.compile("<img ")),
}
_BLOCK = re.compile("<pre[ >]")


def counts(text: str) -> dict[str, int]:
    """How many headings, tables, pictures and blocks of code a page has, by its text."""
    prose, blocks = _FENCE.subn("", text)
    return {name: len(written.findall(prose)) for name, (written, _) in _PARTS.items()} | {"blocks of code": blocks}


def rendered_counts(text: str) -> dict[str, int]:
    """How many of them stand in the page that PyPI makes of it; none where it makes none."""
    page = markdown.render(text) or ""
    found = {name: len(shown.findall(page)) for name, (_, shown) in _PARTS.items()}
    return found | {"blocks of code": len(_BLOCK.findall(page))}
