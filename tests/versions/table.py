"""What was tried with which versions, as a table in Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Outcome:
    """What became of one cell of the matrix.

    Attributes:
        python: the interpreter's version, in full where one was found.
        choice: `oldest` or `newest`, of each package that the interpreter has a wheel for.
        verdict: `passed`, `failed` or `not tried`.
        note: counts of tests, or the reason.
        versions: what was installed, by canonical name.
    """

    python: str
    choice: str
    verdict: str
    note: str
    versions: Mapping[str, str] = field(default_factory=dict)


def table_of(outcomes: Sequence[Outcome], packages: Sequence[str]) -> str:
    """A line for each cell, a column for each package; a package that was not installed has a dash."""
    head = ["Python", "packages", *packages, "outcome"]
    lines = [head, ["---"] * len(head)]
    for outcome in outcomes:
        versions = [_short(outcome.versions.get(package, "–")) for package in packages]
        lines.append([outcome.python, outcome.choice, *versions, f"{outcome.verdict}: {outcome.note}"])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _short(version: str) -> str:
    return version.partition("+")[0]  # which build it is (+cpu, +cu130) says nothing about its version
