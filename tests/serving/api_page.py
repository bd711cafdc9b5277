"""What `http_api.md` says, taken apart for the tests that hold the routes against it."""

from __future__ import annotations

import re
from pathlib import Path

from tensorboard_plugin_paramviz import serving

PAGE = (Path(serving.__file__).parent / "http_api.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `GET (\w+)`\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
STATUS_OF_CODE = {code: int(status) for code, status in re.findall(r"^\| `(\w+)` \| (\d{3}) \|", PAGE, re.MULTILINE)}


def table(section: str, heading: str) -> list[str]:
    """The names in the first column of a section's table, in order; a cell may hold several.

    Args:
        section: of the page.
        heading: of the table's first column.
    """
    _, _, rows = section.partition(f"| {heading} |")
    cells = re.findall(r"^\| (`[^|]+?) \|", rows.partition("\n\n")[0], re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
