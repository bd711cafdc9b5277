"""Names of runs: folders, called anything that a file system takes."""

from __future__ import annotations

from tests.hostile.case import Case, events_of_a_run, framed
from tests.hostile.texts import FORMULAS, SCRIPTS, TEXTS

LONGEST_FOLDER_BYTES = 255
# What stands for something else in an address, a shell, a pattern or a path.
SPECIAL = ("%2F..%2F..%2Fetc%2Fpasswd", "a&b=c#d?e;f", "'\"\\`$(touch trap)", " spaces ", "...", "*[a-z]?", "-rf", "~")
DEEP = "/".join(["n" * 60] * 4)


def run_names() -> list[str]:
    """Each is a path below the log directory; a slash in a text divides it, as nothing else can."""
    texts = [name for text in (*SCRIPTS, *FORMULAS, *TEXTS) if (name := _as_path(text))]
    long = "é" * (LONGEST_FOLDER_BYTES // len("é".encode()))
    return list(dict.fromkeys([*texts, *SPECIAL, long, f"x{DEEP}"]))


def cases() -> list[Case]:
    """Every case of this family."""
    content = framed(events_of_a_run())
    return [Case(name, content) for name in run_names()]


def _as_path(text: str) -> str:
    """The text as far as it can be a path; a text of which no folder can be made is left out."""
    parts = [part for part in text.replace("\0", "").split("/") if part]
    name = "/".join(part.encode()[:LONGEST_FOLDER_BYTES].decode(errors="ignore") for part in parts)
    return name if name.strip() else ""
