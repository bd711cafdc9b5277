"""Text of a run, a file or an error as a terminal may see it."""

from __future__ import annotations

LONGEST_SHOWN = 2_000  # some screens of text


def printable(text: str) -> str:
    """The text on one line, without what would control the terminal, and cut where nobody reads on.

    Whoever logged a run, or named a folder, could have put anything into it.
    """
    rest = len(text) - LONGEST_SHOWN
    shown = text if rest <= 0 else f"{text[:LONGEST_SHOWN]}… and {rest:,} characters more"
    return shown if shown.isprintable() else ascii(shown)[1:-1]
