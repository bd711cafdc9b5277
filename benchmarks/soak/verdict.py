"""One line of what a soak must show."""

from __future__ import annotations

from typing import NamedTuple

_FAULTS_TOLD = 3


class Verdict(NamedTuple):
    """Whether something was as it must be, and what was found."""

    name: str
    is_met: bool
    found: str


def unmet(name: str, found: str = "too short to tell") -> Verdict:
    """What is not as it must be, or cannot be told."""
    return Verdict(name, is_met=False, found=found)


def none_of(name: str, faults: list[str], otherwise: str = "nothing") -> Verdict:
    """Whether there are no faults; the first of them, or what is said otherwise."""
    if not faults:
        return Verdict(name, is_met=True, found=otherwise)
    more = f"; and {len(faults) - _FAULTS_TOLD} more" if len(faults) > _FAULTS_TOLD else ""
    return unmet(name, "; ".join(faults[:_FAULTS_TOLD]) + more)
