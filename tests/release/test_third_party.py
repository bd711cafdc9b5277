from __future__ import annotations

import pytest

from release.third_party import (
    LicenceNotAllowedError,
    LicencesFormError,
    LicenceTextMissingError,
    OutdatedLicencesError,
    SourceMissingError,
    check_licences,
)

RULE = "=" * 80


def section(
    name: str, licence: str = "MIT", source: str = "https://example.org", text: str = "Do it.\n\nPlease."
) -> str:
    return f"{RULE}\nPackage: {name}\nVersion: 1.2.3\nLicense: {licence}\nSource: {source}\n\n{text}\n"


def content(*sections: str) -> str:
    return "\n".join(["What is in the bundle.\n", *sections])


def test_packages_are_counted_by_their_licence() -> None:
    built = content(section("balls"), section("cubes", "MPL-2.0"), section("rods"))

    assert check_licences(built, built).text == "3 packages, as the build says: 2 MIT, 1 MPL-2.0"


def test_a_file_that_is_not_what_the_build_writes_is_found() -> None:
    committed = content(section("balls"), section("cubes"), section("rods", text="Do that."))
    built = content(section("cubes"), section("discs"), section("rods"))

    with pytest.raises(
        OutdatedLicencesError, match=r"balls \(not bundled any more\), discs \(missing\), rods \(changed\)"
    ):
        check_licences(committed, built)


@pytest.mark.parametrize(
    ("faulty", "error", "problem"),
    [
        (section("cubes", "GPL-3.0-only"), LicenceNotAllowedError, "under “GPL-3.0-only”"),
        (section("cubes", ""), LicenceNotAllowedError, r"cubes 1\.2\.3 is under “”"),
        (section("cubes", text=""), LicenceTextMissingError, r"no text of its licence \(MIT\)"),
        (section("cubes", "MPL-2.0", source=""), SourceMissingError, "which MPL-2.0 asks for"),
        (f"{RULE}\nName: cubes\n", LicencesFormError, "begins with 'Name: cubes"),
        ("", LicencesFormError, "names no package"),
    ],
)
def test_a_package_that_may_not_be_passed_on_as_it_is_is_found(
    faulty: str, error: type[Exception], problem: str
) -> None:
    with pytest.raises(error, match=problem):
        check_licences(content(faulty), content(faulty))
