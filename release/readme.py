"""The README, as PyPI shows it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from release.commands import run
from release.errors import ReleaseError
from release.links import broken_links, relative_links
from release.runner import Found

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class BrokenLinkError(ReleaseError):
    """A link of the README leads nowhere."""


def check_rendering(distributions: Sequence[Path], folder: Path) -> Found:
    """Have twine look at the metadata and render the README in them.

    Raises:
        CommandFailedError: it finds a fault, or warns.
    """
    run([sys.executable, "-m", "twine", "--no-color", "check", "--strict", *map(str, distributions)], cwd=folder)
    return Found(f"twine check --strict has nothing to say of {' and '.join(path.name for path in distributions)}")


def check_links(readme: Path) -> Found:
    """Look after the files that the README points to.

    Raises:
        BrokenLinkError: one is not there, or has no such heading.
    """
    broken = broken_links(readme)
    if broken:
        raise BrokenLinkError(
            f"{readme.name} links to {', '.join(broken)}, expected files and headings that exist: mend them"
        )
    pictures, others = relative_links(readme.read_text(encoding="utf-8"))
    if not pictures and not others:
        return Found("every link is a whole address")
    return Found(
        f"{len(pictures)} pictures and {len(others)} links to files that are there",
        "PyPI does not know where these files are: it will show the pictures' descriptions instead of them, and links "
        "that lead nowhere. They need whole addresses, and the project has none yet: once it has, name it in "
        "[project.urls] of pyproject.toml and have the README's links begin with it",
    )
