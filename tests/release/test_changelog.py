from __future__ import annotations

import pytest

from release.changelog import (
    ChangelogFormError,
    ChangelogOrderError,
    ChangelogVersionError,
    UnreleasedChangesError,
    check_changelog,
)

TWO = """# Changelog

## [0.2.0] - 2026-11-27

### Added

- Something.

## [0.1.0] - 2026-01-31

- All of it.
"""


def test_the_newest_section_is_that_of_the_version() -> None:
    assert check_changelog(TWO, "0.2.0").text == "the newest of 2 sections is 0.2.0 of 2026-11-27"
    assert check_changelog(TWO.replace("## [0.2.0]", "## [Unreleased]\n\n## [0.2.0]"), "0.2.0")


def test_a_newest_section_of_another_version_is_found() -> None:
    with pytest.raises(ChangelogVersionError, match=r"is that of 0\.2\.0, expected 0\.3\.0"):
        check_changelog(TWO, "0.3.0")


def test_changes_without_a_version_are_found() -> None:
    with pytest.raises(UnreleasedChangesError, match="give it the version"):
        check_changelog(TWO.replace("## [0.2.0]", "## [Unreleased]\n\n- New.\n\n## [0.2.0]"), "0.2.0")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# Changelog\n", "there is no section"),
        ("## [0.2.0]\n\n- New.\n", "no version with a date"),
        ("## [0.2.0] - 2026-02-30\n\n- New.\n", "has no date"),
        ("## [two] - 2026-02-28\n\n- New.\n", "has no version"),
        ("## [0.2.0] - 2026-02-28\n", "is empty"),
    ],
)
def test_what_cannot_be_read_is_found(text: str, problem: str) -> None:
    with pytest.raises(ChangelogFormError, match=problem):
        check_changelog(text, "0.2.0")


def test_sections_out_of_order_are_found() -> None:
    with pytest.raises(ChangelogOrderError, match=r"0\.2\.0 of 2026-11-27 stands above 0\.2\.1"):
        check_changelog(TWO.replace("0.1.0", "0.2.1"), "0.2.0")
    with pytest.raises(ChangelogOrderError, match="mend the date"):
        check_changelog(TWO.replace("2026-01-31", "2027-01-31"), "0.2.0")
