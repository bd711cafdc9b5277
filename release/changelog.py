"""What CHANGELOG.md says: sections of versions, newest first, as https://keepachangelog.com has them."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from release.errors import ReleaseError
from release.runner import Found

_HEADING = re.compile(r"^## (.*)$", re.MULTILINE)
_ENTRY = re.compile(r"\[?(?P<version>[^\]\s]+)\]?(?: - (?P<date>\S+))?(?: \[YANKED\])?")
_UNRELEASED = "Unreleased"


class ChangelogFormError(ReleaseError):
    """A heading or a date cannot be read, or there is nothing."""


class ChangelogOrderError(ReleaseError):
    """Versions or their dates do not go back from section to section."""


class UnreleasedChangesError(ReleaseError):
    """Changes are described that belong to no version yet."""


class ChangelogVersionError(ReleaseError):
    """The newest section is not that of the package's version."""


@dataclass(frozen=True)
class Entry:
    """The section of a version."""

    version: Version
    date: dt.date
    text: str


def check_changelog(text: str, version: str) -> Found:
    """Hold the changelog against the package's version.

    Raises:
        ChangelogFormError, ChangelogOrderError, UnreleasedChangesError, ChangelogVersionError: as they say.
    """
    entries = read_entries(text)
    newest = entries[0]
    if str(newest.version) != version:
        raise ChangelogVersionError(
            f"the newest section is that of {newest.version}, expected {version}, the package's version: describe "
            "what is new in a section of its own, or set __version__"
        )
    if not newest.text:
        raise ChangelogFormError(f"the section of {version} is empty, expected what is new in it: describe it")
    return Found(f"the newest of {len(entries)} sections is {version} of {newest.date}")


def read_entries(text: str) -> list[Entry]:
    """The sections of the versions, in their order in the text; there is one at least.

    Raises:
        ChangelogFormError: there is none, or a heading is none of a version with a date.
        ChangelogOrderError: they do not go from the newest to the oldest.
        UnreleasedChangesError: there is a section of what is not released, with something in it.
    """
    _, *parts = _HEADING.split(text)
    entries = []
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        if heading.strip("[] ") != _UNRELEASED:
            entries.append(_read_entry(heading, body.strip()))
        elif body.strip():
            raise UnreleasedChangesError(
                f"the section “{_UNRELEASED}” describes changes, expected none at a release: "
                "give it the version and a date"
            )
    if not entries:
        raise ChangelogFormError("there is no section, expected one a version, as “## [0.1.0] - 2026-01-31”: write it")
    for newer, older in itertools.pairwise(entries):
        if newer.version <= older.version or newer.date < older.date:
            raise ChangelogOrderError(
                f"{newer.version} of {newer.date} stands above {older.version} of {older.date}, expected the newest "
                "first: put them in order, or mend the date"
            )
    return entries


def _read_entry(heading: str, text: str) -> Entry:
    found = _ENTRY.fullmatch(heading.strip())
    try:
        if found is None or found["date"] is None:
            raise ChangelogFormError(
                f"the heading “{heading}” has no version with a date, expected as in “[0.1.0] - 2026-01-31”: "
                "write it so"
            )
        return Entry(Version(found["version"]), dt.date.fromisoformat(found["date"]), text)
    except InvalidVersion:
        raise ChangelogFormError(
            f"the heading “{heading}” has no version, expected one as PEP 440 has it: write it so"
        ) from None
    except ValueError:
        raise ChangelogFormError(
            f"the heading “{heading}” has no date, expected one as 2026-01-31: write it so"
        ) from None
