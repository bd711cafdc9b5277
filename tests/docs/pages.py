"""The blocks of code on the pages of the documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FENCE = re.compile(r"^```(?P<language>\S*)$")


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        language: what stands behind the fence: `python`, `sh`, or `text` for what is only to be read.
        line: the number of its first line of code.
        code: its lines.
    """

    language: str
    line: int
    code: str


def read_blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, from top to bottom."""
    blocks: list[Block] = []
    opened: tuple[str, int] | None = None
    code: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = _FENCE.fullmatch(line)
        if opened is None and fence:
            opened, code = (fence["language"], number + 1), []
        elif opened is not None and line == "```":
            blocks.append(Block(*opened, "\n".join(code) + "\n"))
            opened = None
        else:
            code.append(line)
    return blocks
