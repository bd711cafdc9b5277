"""THIRD_PARTY_LICENSES: whose JavaScript is in the bundle. The build of the frontend writes it, the commit has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from release.errors import ReleaseError
from release.runner import Found

FILE = "THIRD_PARTY_LICENSES"

# Licences under which something may be part of what is released, in SPDX's names, and what they ask for.
ALLOWED = {
    "0BSD": "nothing",
    "Apache-2.0": "its text, and its notices",
    "BSD-2-Clause": "its text",
    "BSD-3-Clause": "its text",
    "ISC": "its text",
    "MIT": "its text",
    "MPL-2.0": "its text, and where its source is; unmodified files ask for no more",
}
# Licences that ask for more than their text.
ASKS_FOR_SOURCE = {"MPL-2.0"}

_RULE = re.compile(r"^={80}\n", re.MULTILINE)
_SECTION = re.compile(
    r"Package: (?P<name>.*)\nVersion: (?P<version>.*)\nLicense: (?P<licence>.*)\nSource: (?P<source>.*)\n"
    r"\n(?P<text>(?s:.*))"
)


class LicencesFormError(ReleaseError):
    """The file cannot be read, or names nothing."""


class OutdatedLicencesError(ReleaseError):
    """The file is not what the build writes."""


class LicenceNotAllowedError(ReleaseError):
    """A package is under a licence of which nobody has said that it may be passed on."""


class LicenceTextMissingError(ReleaseError):
    """A package's licence is named, but its text is not there."""


class SourceMissingError(ReleaseError):
    """A licence wants it to be told where the source is, and it is not told."""


@dataclass(frozen=True)
class Package:
    """A package of which parts are in the bundle."""

    name: str
    version: str
    licence: str
    source: str
    text: str


def read_packages(content: str) -> list[Package]:
    """The packages that the file names, in its order; there is one at least.

    Raises:
        LicencesFormError: a section is not of the form that the build writes.
    """
    _, *sections = _RULE.split(content)
    packages = []
    for section in sections:
        found = _SECTION.fullmatch(section)
        if found is None:
            raise LicencesFormError(
                f"{FILE} has a section that begins with {section[:60]!r}, expected Package, Version, License, Source "
                "and the text: have the build of the frontend write it anew"
            )
        packages.append(Package(**{name: value.strip() for name, value in found.groupdict().items()}))
    if not packages:
        raise LicencesFormError(
            f"{FILE} names no package, expected one at least: have the build of the frontend write it"
        )
    return packages


def check_licences(committed: str, built: str) -> Found:
    """Hold the committed file against what the build has written, and each licence against those that are allowed.

    Raises:
        LicencesFormError, OutdatedLicencesError: the file is wrong.
        LicenceNotAllowedError, LicenceTextMissingError, SourceMissingError: a package is.
    """
    packages = read_packages(built)
    if committed != built:
        raise OutdatedLicencesError(
            f"{FILE} is not what the build of the frontend writes: {_difference(committed, packages)}. "
            f"Build it (python setup.py build_frontend) and commit {FILE}"
        )
    for package in packages:
        _check_package(package)
    licences = sorted({package.licence for package in packages})
    counts = (f"{sum(package.licence == licence for package in packages)} {licence}" for licence in licences)
    return Found(f"{len(packages)} packages, as the build says: {', '.join(counts)}")


def _check_package(package: Package) -> None:
    known = f"{package.name} {package.version}"
    if package.licence not in ALLOWED:
        raise LicenceNotAllowedError(
            f"{known} is under “{package.licence}”, expected one of {', '.join(ALLOWED)}: take another package, or "
            "find out what that licence asks for and add it to ALLOWED in release/third_party.py"
        )
    if not package.text:
        raise LicenceTextMissingError(
            f"{known} has no text of its licence ({package.licence}), expected all of it: ask its authors for one, "
            "or take another package"
        )
    if package.licence in ASKS_FOR_SOURCE and not package.source:
        raise SourceMissingError(
            f"{known} does not say where its source is, expected an address, which {package.licence} asks for: ask its "
            "authors to put one into package.json"
        )


def _difference(committed: str, built: list[Package]) -> str:
    try:
        before = {package.name: package for package in read_packages(committed)}
    except LicencesFormError as error:
        return str(error)
    after = {package.name: package for package in built}
    texts = [
        f"{name} ({'missing' if name not in before else 'not bundled any more' if name not in after else 'changed'})"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]
    return ", ".join(texts) or "the words above the packages"
