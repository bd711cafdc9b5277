"""Runs one check after the other, and tells in a line each what was found."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from release.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NAME_WIDTH = 22
_INDENT = "\n" + " " * 8


@dataclass(frozen=True)
class Found:
    """What a check has found, and nothing is wrong.

    Attributes:
        text: what it is.
        remark: what whoever releases should know of it besides; empty where there is nothing.
    """

    text: str
    remark: str = ""


@dataclass(frozen=True)
class Check:
    """One thing that must be so.

    Attributes:
        name: what it is about.
        look: returns what was found; a `ReleaseError` says what is wrong.
        needs: the names of the checks that must have succeeded before.
    """

    name: str
    look: Callable[[], Found]
    needs: Sequence[str] = ()


def run_checks(checks: Sequence[Check], tell: Callable[[str], None] = print) -> bool:
    """Run all checks, also those after one that fails.

    Args:
        checks: those that others need come first.
        tell: takes each line.

    Returns:
        Whether all of them have succeeded. One that was left out, as another that it needs has failed, has not.
    """
    succeeded: set[str] = set()
    for check in checks:
        missing = [name for name in check.needs if name not in succeeded]
        if missing:
            tell(_line("LEFT", check.name, f"not looked at, as this failed: {', '.join(missing)}"))
            continue
        start = time.monotonic()
        try:
            found = check.look()
        except ReleaseError as error:
            tell(_line("FAILED", check.name, str(error)))
            continue
        succeeded.add(check.name)
        tell(_line("ok", check.name, f"{found.text} ({time.monotonic() - start:.1f} s)"))
        if found.remark:
            tell(_line("note", check.name, found.remark))
    failed = len(checks) - len(succeeded)
    tell(f"{len(succeeded)} of {len(checks)} checks succeeded" + (f", {failed} did not" if failed else ""))
    return not failed


def _line(outcome: str, name: str, text: str) -> str:
    return f"{outcome:<7} {name:<{_NAME_WIDTH}} " + text.replace("\n", _INDENT)
