"""The README, as PyPI shows it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from release.commands import run
from release.errors import ReleaseError
from release.links import broken_links, relative_links
from release.rendering import counts, rendered_counts
from release.runner import Found

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class BrokenLinkError(ReleaseError):
    """A link of the README leads nowhere."""


class LostInRenderingError(ReleaseError):
    """PyPI would not show something of the README."""


def check_rendering(readme: Path) -> Found:
    """Render it as PyPI does, and look after its headings, tables, pictures and blocks of code.

    Raises:
        LostInRenderingError: not as many are there as the text has.
    """
    text = readme.read_text(encoding="utf-8")
    written, shown = counts(text), rendered_counts(text)
    lost = [f"{shown[name]} of {count} {name}" for name, count in written.items() if shown[name] != count]
    if lost:
        raise LostInRenderingError(
            f"rendered as PyPI does, {readme.name} shows {', '.join(lost)}, expected all of them: mend its Markdown"
        )
    return Found(", ".join(f"{count} {name}" for name, count in shown.items()) + " are shown, as many as are written")


def check_metadata(distributions: Sequence[Path], folder: Path) -> Found:
    """Have twine look at the metadata.

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
